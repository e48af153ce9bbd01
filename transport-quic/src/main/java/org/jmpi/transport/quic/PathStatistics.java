package org.jmpi.transport.quic;

/**
 * What the codec measured on a connection's path.
 *
 * @param sampledAtNs when, by the endpoint's clock
 * @param rttNs smoothed round-trip time
 * @param congestionWindowBytes what may be in flight
 * @param deliveryRateBytesPerSecond as acknowledged
 * @param sentPackets so far
 * @param lostPackets so far, as far as known
 * @param receivedPackets so far
 * @param sentBytes so far
 * @param lostBytes so far, as far as known
 * @param payloadBytes the longest UDP payload that the path takes, as far as known
 */
public record PathStatistics(
    long sampledAtNs,
    long rttNs,
    long congestionWindowBytes,
    long deliveryRateBytesPerSecond,
    long sentPackets,
    long lostPackets,
    long receivedPackets,
    long sentBytes,
    long lostBytes,
    long payloadBytes) {}
