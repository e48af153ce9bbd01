package org.jmpi.job;

/**
 * What one process has exchanged with all processes of one site, and measured on the way; 0 where
 * nothing is known.
 *
 * @param site of the other processes; empty when nobody knows
 * @param leastRttNs the least round-trip time to one of them
 * @param sentPackets to them
 * @param lostPackets among those
 * @param rateBytesPerSecond the most that a link to one of them carried, or what was agreed for the
 *     whole site
 * @param messagesOut sent to them
 * @param bytesOut payload of these
 */
public record SiteTraffic(
    String site,
    long leastRttNs,
    long sentPackets,
    long lostPackets,
    long rateBytesPerSecond,
    long messagesOut,
    long bytesOut) {}
