package org.jmpi.topology;

/**
 * What the link of this process to one other has carried and measured so far; 0 where nothing is
 * known.
 *
 * @param rttNs the least round-trip time of late
 * @param sentPackets of the connections in use
 * @param lostPackets among those
 * @param rateBytesPerSecond at which the peer acknowledged what was sent last
 * @param messagesOut sent to it
 * @param bytesOut payload of these
 * @param messagesIn come from it
 * @param bytesIn payload of these
 */
public record LinkSample(
    long rttNs,
    long sentPackets,
    long lostPackets,
    long rateBytesPerSecond,
    long messagesOut,
    long bytesOut,
    long messagesIn,
    long bytesIn) {
  /** There was no message yet. */
  public static final LinkSample NONE = new LinkSample(0, 0, 0, 0, 0, 0, 0, 0);
}
