package org.jmpi.net.session;

import java.nio.ByteBuffer;

/**
 * Decides which small records go out once more, before the codec would notice that they were lost,
 * and when. Copies are whole DATA records with their numbers, for unreliable datagrams: the
 * receiver's window drops what has come before. No I/O; the time is the session's.
 *
 * <ul>
 *   <li><b>Duplicates</b>: on a path that loses packets each small record is sent a second time, a
 *       few milliseconds after the first so that one burst of losses does not take both. A token
 *       bucket bounds what they cost; when it is short the newest are copied, since what follows
 *       the others lets the codec see their loss.
 *   <li><b>Probes</b>: when nothing is acknowledged for a round trip and a quarter, the oldest
 *       small records are sent once more, then again in growing intervals of at most {@link
 *       #LONGEST_PROBE_NS}: after an outage the codec's own back-off may take as long as the outage
 *       did.
 * </ul>
 */
public final class RepeatQueue {
  /** Records that are longer with their header are not copied. */
  public static final int MAX_RECORD_BYTES = 1024;

  /** Bytes of a datagram at most: fits into QUIC packets on every path (RFC 9000 §14). */
  public static final int DATAGRAM_BYTES = 1100;

  /** Probes never come further apart. */
  public static final long LONGEST_PROBE_NS = 400_000_000L;

  /** Counted for each datagram beside its records: headers and tag of QUIC, UDP and IP. */
  private static final int OVERHEAD_BYTES = 64;

  private static final int BATCHES = 128;
  private static final long LEAST_SPACING_NS = 2_000_000L;
  private static final long MOST_SPACING_NS = 10_000_000L;
  private static final long LEAST_PROBE_NS = 25_000_000L;
  private static final long PROBE_MARGIN_NS = 2 * SessionCore.ACK_DELAY_NS + 5_000_000L;
  private static final long UNKNOWN_RTT_NS = 200_000_000L;
  private static final long SHORT_PATH_NS = 2_000_000L;

  /** Probes that carry as much as fits; further ones are as small as can be. */
  private static final int FULL_PROBES = 3;

  private static final int SMALL_PROBE_BYTES = 160;
  private static final int PACKETS_TO_KNOW_LOSS = 1000;
  private static final int LOSS_WINDOW_PACKETS = 4096;
  private static final double LOSSY = 0.0005;
  private static final long NEVER = Long.MAX_VALUE;

  /** When small records are sent twice. */
  public enum Mode {
    /** Never, and no probes either. */
    OFF,
    /** On paths longer than 2 ms that lose packets, or of which too little is known. */
    AUTO,
    /** Always. */
    ON
  }

  private final SessionCore session;
  private final ReplayRing ring;
  private final Mode mode;
  private final DuplicateBudget budget = new DuplicateBudget();

  /** A ring of what was handed over: positions in the replay ring, and when it is due. */
  private final long[] from = new long[BATCHES];

  private final long[] to = new long[BATCHES];
  private final long[] dueNs = new long[BATCHES];
  private int first;
  private int batches;
  private int generation;

  private long rttNs;
  private boolean congested;
  private long lastSentPackets;
  private long lastLostPackets;
  private double windowSent;
  private double windowLost;
  private long knownPackets;

  private long probeAtNs = NEVER;
  private long probeArmedNs;
  private int unansweredProbes;

  private long duplicatedBytes;
  private long duplicates;
  private long skippedBytes;
  private long probes;

  /** For what {@code session} sends. */
  public RepeatQueue(SessionCore session, Mode mode) {
    this.session = session;
    this.ring = session.ring();
    this.mode = mode;
  }

  /** Another connection is written to; what is not acknowledged goes out on it anyway. */
  public void newConnection() {
    batches = 0;
    lastSentPackets = 0;
    lastLostPackets = 0;
    probeAtNs = NEVER;
    unansweredProbes = 0;
  }

  /**
   * What is known of the path now.
   *
   * @param sentPackets on this connection so far
   * @param lostPackets of them
   * @param congested more waits to be sent than the path takes: no duplicates
   */
  public void setPath(
      long rttNs, long windowBytes, long sentPackets, long lostPackets, boolean congested) {
    this.rttNs = rttNs;
    this.congested = congested;
    long sent = Math.max(0, sentPackets - lastSentPackets);
    long lost = Math.max(0, lostPackets - lastLostPackets);
    lastSentPackets = sentPackets;
    lastLostPackets = lostPackets;
    knownPackets += sent;
    windowSent += sent;
    windowLost += lost;
    if (windowSent > LOSS_WINDOW_PACKETS) {
      windowSent /= 2;
      windowLost /= 2;
    }
    budget.setPath(rttNs, windowBytes, session.nowNs());
  }

  /** The next {@code bytes} of the session's output are being handed over: before it is told. */
  public void handedOver(int bytes) {
    if (mode == Mode.OFF) {
      return;
    }
    long nowNs = session.nowNs();
    if (probeAtNs == NEVER) {
      probeArmedNs = nowNs;
      probeAtNs = nowNs + probeIntervalNs();
    }
    if (!isDuplicating()) {
      return;
    }
    forgetMovedMemory();
    if (batches == BATCHES) {
      dropOldest();
    }
    int slot = slot(batches++);
    from[slot] = ring.sendPosition();
    to[slot] = ring.sendPosition() + bytes;
    dueNs[slot] = nowNs + spacingNs();
  }

  /** When {@link #fill} should be called; {@code Long.MAX_VALUE} for never. */
  public long dueNs() {
    return batches == 0 ? probeAtNs : Math.min(dueNs[first], probeAtNs);
  }

  /**
   * Writes the records of one datagram that is due. To be called again until it returns 0.
   *
   * @param target little endian, with room for {@link #DATAGRAM_BYTES}
   * @return bytes written; 0 when nothing is due
   */
  public int fill(ByteBuffer target) {
    int start = target.position();
    forgetMovedMemory();
    duplicateDue(target);
    int bytes = target.position() - start;
    if (bytes > 0) {
      duplicates++;
      duplicatedBytes += bytes;
      budget.take(bytes + OVERHEAD_BYTES, session.nowNs());
    } else if (probeAtNs <= session.nowNs()) {
      probe(target);
      bytes = target.position() - start;
    }
    return bytes;
  }

  /** True while small records are sent twice. */
  public boolean isDuplicating() {
    return switch (mode) {
      case OFF -> false;
      case ON -> !congested;
      case AUTO -> !congested && rttNs >= SHORT_PATH_NS && mayLose();
    };
  }

  /** The share of packets lost lately. */
  public double lossRate() {
    return windowSent == 0 ? 0 : windowLost / windowSent;
  }

  /** Bytes of records that were sent a second time. */
  public long duplicatedBytes() {
    return duplicatedBytes;
  }

  /** Probes so far. */
  public long probes() {
    return probes;
  }

  /** Counters in one line. */
  public String report() {
    return "copies "
        + (isDuplicating() ? "on" : "off")
        + ", out "
        + duplicates
        + " datagrams of "
        + duplicatedBytes
        + " B, beyond the budget "
        + skippedBytes
        + " B, probes "
        + probes;
  }

  private boolean mayLose() {
    return knownPackets < PACKETS_TO_KNOW_LOSS || lossRate() >= LOSSY;
  }

  private long spacingNs() {
    return Math.min(Math.max(rttNs / 8, LEAST_SPACING_NS), MOST_SPACING_NS);
  }

  private void duplicateDue(ByteBuffer target) {
    long nowNs = session.nowNs();
    long affordable = budget.availableBytes(nowNs);
    long wanted = 0;
    for (int i = 0; i < batches && dueNs[slot(i)] <= nowNs; i++) {
      wanted += ring.smallBytes(from[slot(i)], to[slot(i)], MAX_RECORD_BYTES);
    }
    while (wanted > 0 && wanted > affordable) {
      long bytes = ring.smallBytes(from[first], to[first], MAX_RECORD_BYTES);
      skippedBytes += bytes;
      wanted -= bytes;
      dropOldest();
    }
    int limit = target.limit();
    target.limit(Math.min(limit, target.position() + DATAGRAM_BYTES));
    while (batches > 0 && dueNs[first] <= nowNs) {
      from[first] = ring.copySmall(from[first], to[first], MAX_RECORD_BYTES, target);
      if (from[first] < to[first]) {
        break;
      }
      dropOldest();
    }
    target.limit(limit);
  }

  private long probeIntervalNs() {
    long knownNs = rttNs == 0 ? UNKNOWN_RTT_NS : rttNs;
    long once = Math.max(LEAST_PROBE_NS, knownNs + knownNs / 4 + PROBE_MARGIN_NS);
    return Math.min(once << Math.min(unansweredProbes, 16), Math.max(once, LONGEST_PROBE_NS));
  }

  private void probe(ByteBuffer target) {
    long nowNs = session.nowNs();
    if (!session.isAwaitingAcknowledgement()) {
      probeAtNs = NEVER;
      unansweredProbes = 0;
      return;
    }
    if (session.lastProgressNs() - probeArmedNs > 0) {
      probeArmedNs = session.lastProgressNs();
      unansweredProbes = 0;
    }
    probeAtNs = probeArmedNs + probeIntervalNs();
    if (probeAtNs > nowNs) {
      return;
    }
    boolean full = unansweredProbes < FULL_PROBES;
    int start = target.position();
    int limit = target.limit();
    target.limit(Math.min(limit, start + (full ? DATAGRAM_BYTES : SMALL_PROBE_BYTES)));
    ring.copySmall(ring.tailPosition(), ring.sendPosition(), MAX_RECORD_BYTES, target);
    if (target.position() == start) {
      // Nothing small enough: the answer to this makes the codec look at what it has lost.
      SessionCore.writePing(target, true);
    }
    target.limit(limit);
    probes++;
    unansweredProbes++;
    probeArmedNs = nowNs;
    probeAtNs = nowNs + probeIntervalNs();
  }

  /** Positions are of no use after the replay ring has grown: these few copies are not made. */
  private void forgetMovedMemory() {
    if (generation != ring.generation()) {
      generation = ring.generation();
      batches = 0;
    }
  }

  private void dropOldest() {
    first = slot(1);
    batches--;
  }

  private int slot(int offset) {
    return first + offset & BATCHES - 1;
  }
}
