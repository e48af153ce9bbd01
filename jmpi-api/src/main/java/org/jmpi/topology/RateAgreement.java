package org.jmpi.topology;

/**
 * How the members of one communicator come to agree on the rates between its sites. Each sums up
 * what its own links measured in passing ({@link #contribution}); the sums over all members, which
 * are the same numbers at all of them, give the new rates ({@link #agreed}), a pure function. So
 * all members have the same, though none has measured more than its own links; and a measurement of
 * one member alone steers nothing.
 *
 * <p>Between two sites it is the sum of what the links that were busy in the last call carried side
 * by side: members that send at the same time share what is between their sites.
 */
public final class RateAgreement {
  /** Shorter calls say little of rates, and would wait for the agreement. */
  static final long LEAST_BYTES = 1 << 20;

  /**
   * A call that takes so many round trips by the rates known waits for the agreement, which takes
   * about half of one, and has the new rates itself.
   */
  private static final double LONG_CALL_ROUND_TRIPS = 40;

  /** Calls that wait for it because nothing is known: where nothing measures, nothing ever is. */
  private static final int CALLS_WITHOUT_RATES = 2;

  /** With more sites the table that is summed up would be long itself. */
  static final int MAX_SITES = 16;

  /** A link that carried less in a call was not busy. */
  private static final long LEAST_BUSY_BYTES = 64 << 10;

  /** Fewer packets say little of loss. */
  private static final long LEAST_PACKETS = 100;

  private static final int RATE = 0;
  private static final int RTT_SUM = 1;
  private static final int RTT_LINKS = 2;
  private static final int SENT = 3;
  private static final int LOST = 4;
  private static final int FIELDS = 5;

  private final Tiers tiers;
  private final int[] processes;
  private final int rank;
  private final LinkSamples samples;
  private final long[] bytesOut;
  private final long[] leastRttNs;
  private final long[] sentPackets;
  private final long[] lostPackets;
  private long[] next;
  private int callsWithoutRates;

  /**
   * @param tiers of the communicator
   * @param processes its members in rank order
   * @param rank of this process among them
   */
  public RateAgreement(Tiers tiers, int[] processes, int rank, LinkSamples samples) {
    this.tiers = tiers;
    this.processes = processes.clone();
    this.rank = rank;
    this.samples = samples;
    int watched = isPossible() ? processes.length : 0;
    bytesOut = new long[watched];
    leastRttNs = new long[watched];
    sentPackets = new long[watched];
    lostPackets = new long[watched];
  }

  private boolean isPossible() {
    return tiers.isWide() && tiers.groups(0) <= MAX_SITES;
  }

  /**
   * Whether a call of so many bytes takes an agreement along: the same at all members, since the
   * length of a call is.
   */
  public boolean isDue(long callBytes) {
    return callBytes >= LEAST_BYTES && isPossible();
  }

  /**
   * Whether such a call begins when its agreement has ended, so that it has the rates of the call
   * before, and not those of the one before that. Asked once for each call that takes an agreement
   * along; the same at all members. Two sites share nothing out by rate.
   */
  public boolean isAwaited(long callBytes, LinkRates rates) {
    if (tiers.groups(0) < 3) {
      return false;
    }
    long longestRttNs = 0;
    long slowest = Long.MAX_VALUE;
    for (int from = 0; from < rates.groups(); from++) {
      for (int to = 0; to < rates.groups(); to++) {
        if (from != to) {
          longestRttNs = Math.max(longestRttNs, rates.rttNs(from, to));
          slowest = Math.min(slowest, rates.rateBytesPerSecond(from, to));
        }
      }
    }
    if (slowest == 0) {
      return callsWithoutRates++ < CALLS_WITHOUT_RATES;
    }
    return callBytes * 1e9 / slowest >= LONG_CALL_ROUND_TRIPS * longestRttNs;
  }

  /** The call is over: looks at what its links did. */
  public void sample() {
    long[] row = new long[tiers.groups(0) * tiers.groups(0) * FIELDS];
    int own = tiers.groupOf(0, rank);
    for (int peer = 0; peer < processes.length; peer++) {
      int site = tiers.groupOf(0, peer);
      if (site != own) {
        add(row, (own * tiers.groups(0) + site) * FIELDS, peer, samples.of(processes[peer]));
      }
    }
    next = row;
  }

  private void add(long[] row, int at, int peer, LinkSample sample) {
    if (sample.bytesOut() - bytesOut[peer] >= LEAST_BUSY_BYTES) {
      row[at + RATE] += sample.rateBytesPerSecond();
    }
    bytesOut[peer] = sample.bytesOut();
    if (sample.rttNs() > 0) {
      // Queues come and go; a path that has become longer is believed by and by.
      long before = leastRttNs[peer];
      long drifted = before == 0 ? Long.MAX_VALUE : before + before / 64;
      leastRttNs[peer] = Math.min(sample.rttNs(), drifted);
      row[at + RTT_SUM] += leastRttNs[peer];
      row[at + RTT_LINKS]++;
    }
    // A connection that was replaced counts from the beginning.
    boolean isSame = sample.sentPackets() >= sentPackets[peer];
    row[at + SENT] += sample.sentPackets() - (isSame ? sentPackets[peer] : 0);
    row[at + LOST] += Math.max(0, sample.lostPackets() - (isSame ? lostPackets[peer] : 0));
    sentPackets[peer] = sample.sentPackets();
    lostPackets[peer] = sample.lostPackets();
  }

  /**
   * What this member adds to the sums: the samples of the last call. All members' have the same
   * length; they are added up number by number.
   */
  public long[] contribution() {
    if (next == null) {
      sample();
    }
    return next.clone();
  }

  /**
   * The rates from the next call on.
   *
   * @param sums of all members' contributions
   * @param before the rates until now, the same at all members
   * @return {@code before} itself while nothing has changed by more than an eighth
   */
  public LinkRates agreed(long[] sums, LinkRates before) {
    int sites = tiers.groups(0);
    long[][] rates = new long[sites][sites];
    long[][] rtts = new long[sites][sites];
    double[][] losses = new double[sites][sites];
    boolean isChanged = false;
    for (int from = 0; from < sites; from++) {
      for (int to = 0; to < sites; to++) {
        if (from == to) {
          continue;
        }
        int out = (from * sites + to) * FIELDS;
        int back = (to * sites + from) * FIELDS;
        long links = sums[out + RTT_LINKS] + sums[back + RTT_LINKS];
        long rttNs = links == 0 ? 0 : (sums[out + RTT_SUM] + sums[back + RTT_SUM]) / links;
        rates[from][to] = blend(before.rateBytesPerSecond(from, to), sums[out + RATE]);
        rtts[from][to] = rttNs == 0 ? before.rttNs(from, to) : rttNs;
        losses[from][to] =
            sums[out + SENT] < LEAST_PACKETS
                ? before.loss(from, to)
                : Math.min(1, (double) sums[out + LOST] / sums[out + SENT]);
        isChanged |= differ(rates[from][to], before.rateBytesPerSecond(from, to));
        isChanged |= differ(rtts[from][to], before.rttNs(from, to));
      }
    }
    return isChanged ? LinkRates.of(rates, rtts, losses) : before;
  }

  /** Mostly the new value: a rate that halves must be seen at once, a single bad call less so. */
  private static long blend(long before, long measured) {
    if (measured <= 0) {
      return before;
    }
    return before == 0 ? measured : before / 4 + measured / 4 * 3;
  }

  private static boolean differ(long now, long before) {
    return Math.abs(now - before) > before / 8;
  }

  /**
   * The rates between the sites of a part of the communicator.
   *
   * @param rates agreed in the whole
   * @param siteOf for each site of the part the number that it has in the whole
   */
  public static LinkRates part(LinkRates rates, int[] siteOf) {
    int sites = siteOf.length;
    long[][] rate = new long[sites][sites];
    long[][] rtt = new long[sites][sites];
    double[][] loss = new double[sites][sites];
    for (int from = 0; from < sites; from++) {
      for (int to = 0; to < sites; to++) {
        if (from != to) {
          rate[from][to] = rates.rateBytesPerSecond(siteOf[from], siteOf[to]);
          rtt[from][to] = rates.rttNs(siteOf[from], siteOf[to]);
          loss[from][to] = rates.loss(siteOf[from], siteOf[to]);
        }
      }
    }
    return LinkRates.of(rate, rtt, loss);
  }
}
