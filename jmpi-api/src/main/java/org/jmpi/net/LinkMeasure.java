package org.jmpi.net;

/**
 * What a link's transport has measured of the path to its peer; 0 where nothing is known.
 *
 * @param rttNs smoothed round-trip time
 * @param leastRttNs the least round-trip time of late: without queues
 * @param sentPackets of the connections in use, so far
 * @param lostPackets among those, as far as known
 * @param deliveryRateBytesPerSecond at which the peer acknowledged what was sent last
 */
public record LinkMeasure(
    long rttNs,
    long leastRttNs,
    long sentPackets,
    long lostPackets,
    long deliveryRateBytesPerSecond) {
  /** Nothing is known: there is no path, or it is memory. */
  public static final LinkMeasure NONE = new LinkMeasure(0, 0, 0, 0, 0);
}
