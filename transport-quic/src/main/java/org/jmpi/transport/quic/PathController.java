package org.jmpi.transport.quic;

/**
 * Decides how fast the data to one peer leave, over all connections to it together, and how many
 * connections large messages are spread over. The codec's congestion control decides what may be in
 * flight; alone it fills the queue at the bottleneck, where small messages wait, and after losses
 * its windows may be too small for the path. So
 *
 * <ul>
 *   <li>the rate follows the <em>delay</em>: it grows while packets find a shorter queue than aimed
 *       at, and shrinks when they find a longer one. Random loss does not lower it; loss that comes
 *       with the rate does;
 *   <li>the connections are doubled when for some round trips data waited, and neither the rate nor
 *       the queue kept them, but the connections' windows.
 * </ul>
 *
 * Others that fill the queue whatever this one does (a loss-based TCP) would starve it: when the
 * delay stays though the rate has sunk, it leaves the rate to the codec for a while.
 *
 * <p>Knows neither clock nor socket; works on what is sampled.
 */
final class PathController {
  /** Below this round-trip time there is no pacing: timers are not that fine. */
  static final long MIN_RTT_NS = 2_000_000L;

  /** More connections than this have not been seen to help. */
  static final int MAX_CONNECTIONS = 8;

  private static final long MIN_RATE = 100_000;
  private static final long MIN_TARGET_NS = 2_000_000L;
  private static final long MAX_TARGET_NS = 10_000_000L;
  private static final int TARGET_SHARE_OF_RTT = 12;

  /**
   * And at least so much in the queue: on a slow line a few packets, which wait behind each other
   * and behind acknowledgements anyway, take longer than that part of the round trip, and the rate
   * would neither grow into what becomes free nor stay beside others'.
   */
  private static final long TARGET_BYTES = 8 * 1500;

  private static final long CERTAIN_WAIT_NS = 4_000_000L;
  private static final double PROPORTIONAL_GAIN = 0.6;
  private static final double INTEGRAL_GAIN = 0.1;
  private static final double MIN_FACTOR = 0.5;
  private static final double MAX_FACTOR = 1.1;
  private static final double MAX_DECREASE = 0.1;
  private static final double FIRST_GROWTH = 0.03;
  private static final double MAX_GROWTH = 0.25;
  private static final int EASY_ROUNDS = 3;
  private static final double USED = 0.9;

  /** The rate does not grow quickly further away from what is sent at it. */
  private static final double MOST_OF_SENT = 2;

  private static final double STARTUP_GAIN = 1.6;

  /**
   * The search begins with at least this rate. The first round-trip time has the handshake's
   * computing in it, several times the path's in a process that has just begun; the first windows
   * may leave at once anyway (RFC 9002 §7.7).
   */
  private static final double MIN_STARTUP_RATE = 1_250_000;

  /** What the codec has seen delivered is the path's rate or a little more. */
  private static final double SURE_OF_DELIVERY = 0.9;

  /** So soon after the search its end may have been a mistake. */
  private static final int ROUNDS_AFTER_STARTUP = 16;

  private static final double FOLLOW_GAIN = 1.2;

  /**
   * The rate stays above this share of what got through lately: by the windows, of which BBR's are
   * about two bandwidth-delay products, and by what was seen.
   */
  private static final double FLOOR = 0.7;

  private static final double WINDOWS_OF_BBR = 2;
  private static final double FORGETTING = 0.99;

  /** Acknowledgements that come late come together: over fewer rounds they would seem a rate. */
  private static final int ROUNDS_LATELY = 4;

  private static final double GROWTH = 1.25;
  private static final int ROUNDS_WITHOUT_GROWTH = 3;
  private static final long MIN_RTT_WINDOW_NS = 10_000_000_000L;
  private static final long DRAIN_INTERVAL_NS = 8_000_000_000L;
  private static final double DRAIN_GAIN = 0.85;
  private static final long FOLLOW_NS = 5_000_000_000L;
  private static final int ROUNDS_TO_FOLLOW = 10;
  private static final int LIMITED_TO_ADD = 6;
  private static final int ROUNDS_TO_SETTLE = 8;
  private static final int ROUNDS_TO_SPARE = 400;
  private static final double LOSS_ABOVE_BASE = 0.05;
  private static final double LITTLE_LOSS = 0.01;
  private static final double MUCH_LOSS = 0.02;
  private static final int LOSS_ROUNDS = 16;
  private static final long MIN_LOSS_BYTES = 60_000;

  /** So much is chance: a few packets more or less. */
  private static final double CHANCE_BYTES = 3 * 1500;

  private static final int HISTORY = 1024;

  /** What it does at present. */
  enum Phase {
    /** As fast as the codec's windows allow, until a queue forms or nothing more gets through. */
    STARTUP,
    /** The rate follows the delay. */
    CRUISE,
    /** The codec decides: somebody else keeps the queue full. */
    FOLLOW
  }

  /**
   * What was measured.
   *
   * @param nowNs when
   * @param rttNs smoothed round-trip time; 0: not known
   * @param waitNs how much of it packets waited here for the rate
   * @param windowBytes of all connections' congestion windows
   * @param deliveryBytesPerSecond of all connections, as the codec measures it
   * @param sentBytes that left so far, of all connections
   * @param lostBytes so far, as far as known
   * @param missedBytes that were not sent so far though the rate allowed them and packets waited,
   *     since this process came late
   * @param latenessNs by which this process was late lately when it had something to do
   * @param reverseNs how long acknowledgements wait in queues on their way back
   * @param demand there are large messages to send
   * @param connections that large messages are spread over; 0 when they share the small ones'
   */
  record Sample(
      long nowNs,
      long rttNs,
      long waitNs,
      long windowBytes,
      long deliveryBytesPerSecond,
      long sentBytes,
      long lostBytes,
      long missedBytes,
      long latenessNs,
      long reverseNs,
      boolean demand,
      int connections) {}

  private final long[] historyNs = new long[HISTORY];
  private final long[] historySent = new long[HISTORY];
  private final long[] historyLost = new long[HISTORY];
  private final long[] historyRttNs = new long[HISTORY];
  private int historyCount;

  private Phase phase = Phase.STARTUP;
  private double rate;
  private long lastNs;
  private long minRttNs;
  private long olderMinRttNs = Long.MAX_VALUE;
  private long newerMinRttNs = Long.MAX_VALUE;
  private long minRttTurnNs;
  private long drainNs;
  private boolean draining;
  private long followUntilNs;
  private long queueSinceNs;
  private double base;
  private double growth;

  /** In the last round about as much was sent as the rate allowed: it told something. */
  private boolean used;

  /** Neither did the rate allow more, nor was there nothing to send. */
  private boolean held;

  private double sentRate;

  private int wantedConnections = 1;

  // The present round.
  private long roundStartNs;
  private long roundSent;
  private long roundMissed;
  private int roundSamples;
  private double rateSum;
  private int demandSamples;
  private long roundMinQueueNs;
  private long roundMaxQueueNs;

  // Over rounds.
  private double bestDelivered;

  /** The most that got through in some rounds in a row, less a little for each round since. */
  private double lately;

  private int roundsWithoutGrowth;
  private int easyRounds;
  private int roundsAfterStartup;

  /** What got through before a queue that is perhaps none; 0: the search is open. */
  private double rateBefore;

  private int crowdedRounds;
  private double rateWhenCrowded;
  private int limitedRounds;
  private int settlingRounds;
  private int spareRounds;
  private long lossSent;
  private long lossLost;
  private long lossBytes;
  private int lossyRounds;
  private final double[] losses = new double[LOSS_ROUNDS];
  private int lossCount;

  /** Bytes per second that may leave; 0: no limit. */
  long rateBytesPerSecond() {
    if (minRttNs == 0 || minRttNs < MIN_RTT_NS) {
      return 0;
    }
    return Math.max(MIN_RATE, (long) (draining ? rate * DRAIN_GAIN : rate));
  }

  /** The path's round-trip time without queues; 0: not known. */
  long minRttNs() {
    return minRttNs;
  }

  /** How many connections large messages should be spread over. */
  int wantedConnections() {
    return wantedConnections;
  }

  Phase phase() {
    return phase;
  }

  /** The delay in queues that the rate aims at. */
  long targetNs() {
    long byRttNs = Math.min(MAX_TARGET_NS, minRttNs / TARGET_SHARE_OF_RTT);
    long byBytesNs = rate > 0 ? (long) Math.min(TARGET_BYTES * 1e9 / rate, minRttNs / 2.0) : 0;
    return Math.max(MIN_TARGET_NS, Math.max(byRttNs, byBytesNs));
  }

  /** Takes a sample; their distance should be a small part of the round-trip time. */
  void onSample(Sample sample) {
    if (sample.rttNs() <= 0) {
      return;
    }
    updateMinRtt(sample);
    if (lastNs == 0) {
      lastNs = sample.nowNs();
      beginRound(sample);
    } else if (sample.nowNs() - lastNs > Math.max(minRttNs, MIN_RTT_NS)) {
      // Nothing was sent for a while: a round with a pause in it says nothing of the rate.
      used = false;
      held = false;
      beginRound(sample);
    }
    note(sample);
    long queueNs = queueNs(sample);
    roundSamples++;
    rateSum += rate;
    demandSamples += sample.demand() ? 1 : 0;
    roundMinQueueNs = Math.min(roundMinQueueNs, queueNs);
    roundMaxQueueNs = Math.max(roundMaxQueueNs, queueNs);
    switch (phase) {
      case STARTUP -> start(sample, queueNs);
      case CRUISE -> cruise(sample, queueNs);
      case FOLLOW -> follow(sample);
    }
    if (sample.nowNs() - roundStartNs >= Math.max(minRttNs, MIN_RTT_NS)) {
      endRound(sample);
      beginRound(sample);
    }
    lastNs = sample.nowNs();
  }

  // ---- phases

  private void start(Sample sample, long queueNs) {
    double byWindow = STARTUP_GAIN * sample.windowBytes() * 1e9 / sample.rttNs();
    rate = Math.max(MIN_STARTUP_RATE, Math.max(rate, byWindow));
    if (queueNs <= targetNs()) {
      queueSinceNs = sample.nowNs();
    } else if (sample.nowNs() - queueSinceNs > minRttNs / 2) {
      // One late acknowledgement is no queue; half a round trip of them is.
      cruiseFrom(
          Math.min(rate, Math.max(sample.deliveryBytesPerSecond(), delivered(sample, minRttNs))));
      roundsAfterStartup = ROUNDS_AFTER_STARTUP;
    }
  }

  /**
   * A proportional and an integral part: the first empties a queue that has formed within about two
   * round trips, the second finds the path's rate. The answer to a change comes a round trip later,
   * which bounds both.
   */
  private void cruise(Sample sample, long queueNs) {
    double error = (double) (targetNs() - queueNs) / minRttNs;
    double rounds = Math.min(1, (double) (sample.nowNs() - lastNs) / minRttNs);
    if (used) {
      boolean grows = error > 0 && base < MOST_OF_SENT * sentRate;
      double wanted = INTEGRAL_GAIN * error + (grows ? growth : 0);
      base *= 1 + Math.max(-MAX_DECREASE, wanted) * rounds;
    } else if (held && error < 0) {
      // Windows held the data, and the queue is too long all the same.
      base += (Math.min(base, sentRate) - base) * rounds;
    }
    // A process that is not scheduled for a while looks like a queue, and so does what waits here
    // when the rate is low: without a floor the rate would sink ever deeper.
    double byWindow = sample.windowBytes() * 1e9 / sample.rttNs() / WINDOWS_OF_BBR;
    double floor = FLOOR * Math.min(byWindow, lately);
    base = Math.max(base, floor);
    rate = base * Math.max(MIN_FACTOR, Math.min(MAX_FACTOR, 1 + PROPORTIONAL_GAIN * error));
    rate = Math.max(rate, floor);
    drain(sample);
  }

  private void follow(Sample sample) {
    rate = FOLLOW_GAIN * sample.windowBytes() * 1e9 / sample.rttNs();
    if (sample.nowNs() > followUntilNs) {
      double delivered = delivered(sample, minRttNs);
      cruiseFrom(delivered > 0 ? delivered : rate);
    }
  }

  /**
   * The first estimate may be far too low: until a queue forms the rate grows quickly, as it does
   * when the path has become faster.
   */
  private void cruiseFrom(double newRate) {
    phase = Phase.CRUISE;
    base = Math.max(newRate, MIN_RATE);
    rate = base;
    easyRounds = 2 * EASY_ROUNDS;
    growth = 0;
    crowdedRounds = 0;
    settlingRounds = ROUNDS_TO_SETTLE / 2;
  }

  /** Now and then the queue is emptied: how long the path is without it must not be forgotten. */
  private void drain(Sample sample) {
    if (draining) {
      if (sample.nowNs() - drainNs > minRttNs) {
        draining = false;
      }
    } else if (sample.nowNs() - drainNs > DRAIN_INTERVAL_NS) {
      drainNs = sample.nowNs();
      draining = used;
    }
  }

  // ---- rounds

  private void beginRound(Sample sample) {
    roundStartNs = sample.nowNs();
    roundSent = sample.sentBytes();
    roundMissed = sample.missedBytes();
    roundSamples = 0;
    rateSum = 0;
    demandSamples = 0;
    roundMinQueueNs = Long.MAX_VALUE;
    roundMaxQueueNs = 0;
  }

  private void endRound(Sample sample) {
    long sent = sample.sentBytes() - roundSent;
    double lost = lossShare(sample);
    sentRate = sent * 1e9 / (sample.nowNs() - roundStartNs);
    // What was missed the windows would have let pass: the rate was the limit all the same.
    double missedRate =
        (sample.missedBytes() - roundMissed) * 1e9 / (sample.nowNs() - roundStartNs);
    used = sentRate + missedRate >= USED * rateSum / roundSamples;
    boolean demand = 2 * demandSamples >= roundSamples;
    held = demand && !used;
    lately =
        Math.max(
            demand ? lately * FORGETTING : lately, delivered(sample, ROUNDS_LATELY * minRttNs));
    switch (phase) {
      case STARTUP -> endStartRound(sample, demand);
      case CRUISE -> {
        endCruiseRound(sample, used);
        heedLoss(sample, lost);
      }
      case FOLLOW -> {
        // the codec heeds delay and loss
      }
    }
    countConnections(sample, used, demand, lost);
  }

  /**
   * Since it was last known; not known until enough was sent to tell: on slow lines some rounds.
   */
  private double lossShare(Sample sample) {
    lossBytes = sample.sentBytes() - lossSent;
    if (lossBytes < MIN_LOSS_BYTES) {
      return Double.NaN;
    }
    double share = (double) (sample.lostBytes() - lossLost) / lossBytes;
    lossSent = sample.sentBytes();
    lossLost = sample.lostBytes();
    return share;
  }

  private void endStartRound(Sample sample, boolean demand) {
    double delivered = delivered(sample, minRttNs);
    if (!demand || delivered <= 0) {
      return;
    }
    if (delivered > GROWTH * bestDelivered) {
      bestDelivered = delivered;
      roundsWithoutGrowth = 0;
    } else if (++roundsWithoutGrowth >= ROUNDS_WITHOUT_GROWTH) {
      cruiseFrom(GROWTH * Math.max(bestDelivered, delivered));
    }
  }

  private void endCruiseRound(Sample sample, boolean used) {
    if (used && roundMaxQueueNs < targetNs() / 2) {
      easyRounds++;
    } else if (roundMinQueueNs > 2 * targetNs()) {
      // When it is gone again it was perhaps a pause of one of the two processes, and no queue.
      easyRounds = EASY_ROUNDS + 1;
      rateBefore = lately;
    } else if (roundMinQueueNs > targetNs()) {
      easyRounds = 0;
    }
    catchUp(sample, used && roundMaxQueueNs < targetNs() / 2);
    boolean easy = easyRounds >= EASY_ROUNDS && roundMaxQueueNs < targetNs() / 2;
    int doublings = Math.min(easyRounds - EASY_ROUNDS, 6);
    growth = easy ? Math.min(MAX_GROWTH, FIRST_GROWTH * (1 << doublings)) : 0;
    if (rateBefore > 0 && base * (1 + growth) > rateBefore) {
      // Found again; beyond that it is a search as any other.
      growth = Math.max(0, Math.min(growth, rateBefore / base - 1));
      easyRounds = 0;
      rateBefore = 0;
    }
    if (roundMinQueueNs < 2 * targetNs()) {
      crowdedRounds = 0;
    } else {
      if (crowdedRounds++ == 0) {
        rateWhenCrowded = base;
      }
      if (crowdedRounds >= ROUNDS_TO_FOLLOW && base < 0.6 * rateWhenCrowded) {
        phase = Phase.FOLLOW;
        followUntilNs = sample.nowNs() + FOLLOW_NS;
      }
    }
  }

  /**
   * A pause of either process in the middle of the search looks like the queue that ends it. When
   * that is gone the codec's windows tell how far the search had come.
   */
  private void catchUp(Sample sample, boolean queueIsGone) {
    if (roundsAfterStartup == 0) {
      return;
    }
    roundsAfterStartup--;
    if (queueIsGone) {
      double byWindow = sample.windowBytes() * 1e9 / sample.rttNs() / WINDOWS_OF_BBR;
      base = Math.max(base, SURE_OF_DELIVERY * Math.min(byWindow, sample.deliveryBytesPerSecond()));
    }
  }

  /**
   * Where the queue is too shallow to be seen in the delay, loss tells that the rate is too high.
   */
  private void heedLoss(Sample sample, double lost) {
    if (Double.isNaN(lost)) {
      return;
    }
    losses[lossCount++ % LOSS_ROUNDS] = lost;
    double least = 1;
    for (int i = 0; i < Math.min(lossCount, LOSS_ROUNDS); i++) {
      least = Math.min(least, losses[i]);
    }
    double certain = LOSS_ABOVE_BASE + CHANCE_BYTES / lossBytes;
    lossyRounds = lost > least + certain ? lossyRounds + 1 : 0;
    if (lossyRounds >= 2) {
      double delivered = delivered(sample, 2 * minRttNs);
      if (delivered > 0) {
        base = Math.min(base, 0.98 * delivered / (1 - least));
        // The path has become slower: what it did before is no floor any more.
        lately = Math.min(lately, base);
      }
      lossyRounds = 0;
    }
  }

  private void countConnections(Sample sample, boolean used, boolean demand, double lost) {
    if (settlingRounds > 0) {
      settlingRounds--;
      return;
    }
    if (phase == Phase.STARTUP || sample.connections() < wantedConnections) {
      return;
    }
    // Windows go up and down: one limited round in three is too many.
    boolean limited = demand && !used && roundMaxQueueNs < 2 * targetNs();
    limitedRounds = limited ? limitedRounds + 2 : Math.max(0, limitedRounds - 1);
    boolean spare = demand && used && lost < LITTLE_LOSS;
    spareRounds = spare ? spareRounds + 1 : Math.max(0, spareRounds - 4);
    if (limitedRounds >= LIMITED_TO_ADD && wantedConnections < MAX_CONNECTIONS) {
      int factor = lost > MUCH_LOSS ? 4 : 2;
      wantedConnections = Math.min(MAX_CONNECTIONS, factor * wantedConnections);
      limitedRounds = 0;
      settlingRounds = ROUNDS_TO_SETTLE;
    } else if (spareRounds >= ROUNDS_TO_SPARE && wantedConnections > 1) {
      wantedConnections /= 2;
      spareRounds = 0;
      settlingRounds = ROUNDS_TO_SETTLE;
    }
  }

  // ---- measures

  /**
   * What the round-trip time has beyond the shortest, less what packets waited here: where that is
   * much, it is known only roughly, and half as much again is allowed for it. Acknowledgements wait
   * on their way back and for this process, too; the wait for this process is in what is known of
   * the way back.
   */
  private long queueNs(Sample sample) {
    long doubtNs =
        Math.max(0, sample.waitNs() - CERTAIN_WAIT_NS) / 2
            + Math.max(sample.latenessNs() / 2, sample.reverseNs());
    return Math.max(0, sample.rttNs() - sample.waitNs() - doubtNs - minRttNs);
  }

  private void updateMinRtt(Sample sample) {
    if (sample.nowNs() - minRttTurnNs > MIN_RTT_WINDOW_NS) {
      olderMinRttNs = newerMinRttNs;
      newerMinRttNs = Long.MAX_VALUE;
      minRttTurnNs = sample.nowNs();
    }
    newerMinRttNs = Math.min(newerMinRttNs, sample.rttNs());
    minRttNs = Math.min(olderMinRttNs, newerMinRttNs);
  }

  private void note(Sample sample) {
    int at = historyCount++ % HISTORY;
    historyNs[at] = sample.nowNs();
    historySent[at] = sample.sentBytes();
    historyLost[at] = sample.lostBytes();
    historyRttNs[at] = sample.rttNs();
  }

  /**
   * Bytes per second that got through over the last {@code spanNs} of acknowledgements: what was
   * sent a round trip before their start and end, and was not lost. 0 when that is too long ago.
   */
  private double delivered(Sample sample, long spanNs) {
    long beginNs = sample.nowNs() - spanNs;
    double earlierRttNs = at(historyRttNs, beginNs);
    double sent =
        at(historySent, sample.nowNs() - sample.rttNs())
            - at(historySent, beginNs - (long) earlierRttNs);
    double lost = sample.lostBytes() - at(historyLost, beginNs);
    return Double.isNaN(sent) ? 0 : Math.max(0, sent - lost) * 1e9 / spanNs;
  }

  /** A counter's value at a time, between two samples by interpolation; NaN before the first. */
  private double at(long[] values, long timeNs) {
    int oldest = Math.max(0, historyCount - HISTORY);
    for (int i = historyCount - 1; i > oldest; i--) {
      int late = i % HISTORY;
      int early = (i - 1) % HISTORY;
      if (historyNs[early] <= timeNs) {
        long span = historyNs[late] - historyNs[early];
        double part = span == 0 ? 0 : Math.min(1, (double) (timeNs - historyNs[early]) / span);
        return values[early] + part * (values[late] - values[early]);
      }
    }
    return Double.NaN;
  }
}
