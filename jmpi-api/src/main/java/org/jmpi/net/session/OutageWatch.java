package org.jmpi.net.session;

/**
 * Watches one connection for silence: when to ask for a sign of life, and when to try another
 * connection beside it. No I/O; the time is passed in.
 *
 * <p>Whatever comes in counts as an answer. A connection that was quiet for the ping interval is
 * asked; the interval grows from {@code pingNs} to {@code longestPingNs} while the program does not
 * use the link (an eighth of the time since). When something stays unanswered for the patience, the
 * larger of half a second and six round trips, other connections are tried, one each half second,
 * until anything is heard.
 */
public final class OutageWatch {
  /** Nothing is suspected sooner. */
  public static final long LEAST_PATIENCE_NS = 500_000_000L;

  /** Time between attempts at another connection. */
  public static final long DIAL_INTERVAL_NS = 500_000_000L;

  private static final int PATIENCE_ROUND_TRIPS = 6;
  private static final int UNUSED_SHARE = 8;
  private static final long ASK_AGAIN_NS = 400_000_000L;
  private static final long NEVER = Long.MAX_VALUE;

  private final long pingNs;
  private final long longestPingNs;
  private final boolean mayDial;
  private long heardNs;
  private long usedNs;
  private long askedNs = NEVER;
  private long pingedNs;
  private long dialledNs;
  private boolean suspect;
  private long rttNs;

  /**
   * A watch.
   *
   * @param mayDial false where there are no outages (inside a host): no attempts
   */
  public OutageWatch(long pingNs, long longestPingNs, boolean mayDial) {
    this.pingNs = pingNs;
    this.longestPingNs = Math.max(pingNs, longestPingNs);
    this.mayDial = mayDial;
  }

  /** A connection is used from now on. */
  public void connected(long nowNs) {
    usedNs = nowNs;
    heard(nowNs);
  }

  /**
   * Anything has come in.
   *
   * @return true when the connection was under suspicion
   */
  public boolean heard(long nowNs) {
    boolean was = suspect;
    heardNs = nowNs;
    askedNs = NEVER;
    suspect = false;
    return was;
  }

  /**
   * There is other evidence that the peer is not reached: attempts are made at once.
   *
   * @return true when there was no suspicion before
   */
  public boolean suspect(long nowNs) {
    boolean fresh = !suspect;
    asked(nowNs);
    if (fresh) {
      suspect = true;
      dialledNs = nowNs - DIAL_INTERVAL_NS;
    }
    return fresh;
  }

  /** The program has sent or received something. */
  public void used(long nowNs) {
    usedNs = nowNs;
  }

  /**
   * Something was sent that the peer answers.
   *
   * @return true when it is the first since the peer was heard: {@link #nextNs} may be sooner
   */
  public boolean asked(long nowNs) {
    if (askedNs != NEVER) {
      return false;
    }
    askedNs = nowNs;
    pingedNs = nowNs;
    return true;
  }

  /** The round-trip time, as far as known. */
  public void measured(long rttNs) {
    this.rttNs = rttNs;
  }

  /** True when a PING that wants an answer should be sent now; counts it as sent. */
  public boolean takePing(long nowNs) {
    if (nowNs < pingDueNs()) {
      return false;
    }
    asked(nowNs);
    pingedNs = nowNs;
    return true;
  }

  /** True when an attempt at another connection should be made now; counts it as made. */
  public boolean takeDial(long nowNs) {
    if (nowNs < dialDueNs()) {
      return false;
    }
    suspect = true;
    dialledNs = nowNs;
    return true;
  }

  /** True while attempts are made. */
  public boolean isSuspect() {
    return suspect;
  }

  /** When to ask {@link #takePing} and {@link #takeDial} again. */
  public long nextNs() {
    return Math.min(pingDueNs(), dialDueNs());
  }

  private long pingDueNs() {
    if (askedNs != NEVER) {
      return pingedNs + Math.max(ASK_AGAIN_NS, 2 * rttNs);
    }
    // Solves due = heard + clamp((due - used) / share), so that it is right without asking again.
    long unusedNs = Math.max(0, heardNs - usedNs);
    long intervalNs = Math.min(Math.max(pingNs, unusedNs / (UNUSED_SHARE - 1)), longestPingNs);
    return heardNs + intervalNs;
  }

  private long dialDueNs() {
    if (!mayDial || askedNs == NEVER) {
      return NEVER;
    }
    return suspect
        ? dialledNs + DIAL_INTERVAL_NS
        : askedNs + Math.max(LEAST_PATIENCE_NS, PATIENCE_ROUND_TRIPS * rttNs);
  }
}
