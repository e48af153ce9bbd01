package org.jmpi.topology;

import java.util.Arrays;

/**
 * What the links between the outermost groups (sites) of a communicator do, as its members agreed
 * on it: rate, round-trip time and loss for each ordered pair. 0 says that a value is not known.
 * Immutable; a value.
 */
public final class LinkRates {
  private final int groups;
  private final long[] rateBytesPerSecond;
  private final long[] rttNs;
  private final double[] loss;

  private LinkRates(int groups, long[] rateBytesPerSecond, long[] rttNs, double[] loss) {
    this.groups = groups;
    this.rateBytesPerSecond = rateBytesPerSecond;
    this.rttNs = rttNs;
    this.loss = loss;
  }

  /** Nothing is known. */
  public static LinkRates unknown(int groups) {
    int pairs = groups * groups;
    return new LinkRates(groups, new long[pairs], new long[pairs], new double[pairs]);
  }

  /**
   * Square matrices [from][to]; the diagonals do not matter.
   *
   * @param rateBytesPerSecond 0 where unknown
   * @param rttNs 0 where unknown
   * @param loss fraction of the packets from {@code from} to {@code to} that are lost, 0 to 1
   * @throws IllegalArgumentException when the matrices are not of one size or a value is negative
   */
  public static LinkRates of(long[][] rateBytesPerSecond, long[][] rttNs, double[][] loss) {
    int groups = rateBytesPerSecond.length;
    LinkRates rates = unknown(groups);
    if (rttNs.length != groups || loss.length != groups) {
      throw new IllegalArgumentException("rates, round-trip times and losses differ in size");
    }
    for (int from = 0; from < groups; from++) {
      for (int to = 0; to < groups; to++) {
        int pair = from * groups + to;
        rates.rateBytesPerSecond[pair] = rateBytesPerSecond[from][to];
        rates.rttNs[pair] = rttNs[from][to];
        rates.loss[pair] = loss[from][to];
        if (rateBytesPerSecond[from][to] < 0 || rttNs[from][to] < 0 || !(loss[from][to] >= 0)) {
          throw new IllegalArgumentException("negative value from " + from + " to " + to);
        }
      }
    }
    return rates;
  }

  /** How many groups these are rates between. */
  public int groups() {
    return groups;
  }

  /** Bytes per second that one direction carries; 0: unknown. */
  public long rateBytesPerSecond(int from, int to) {
    return rateBytesPerSecond[from * groups + to];
  }

  /** Round-trip time without queues; 0: unknown. */
  public long rttNs(int from, int to) {
    return rttNs[from * groups + to];
  }

  /** Fraction of the packets in this direction that are lost. */
  public double loss(int from, int to) {
    return loss[from * groups + to];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LinkRates
        && ((LinkRates) other).groups == groups
        && Arrays.equals(((LinkRates) other).rateBytesPerSecond, rateBytesPerSecond)
        && Arrays.equals(((LinkRates) other).rttNs, rttNs)
        && Arrays.equals(((LinkRates) other).loss, loss);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(rateBytesPerSecond) * 31 + Arrays.hashCode(rttNs);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("rates between " + groups + " groups");
    for (int from = 0; from < groups; from++) {
      for (int to = 0; to < groups; to++) {
        if (from != to && rateBytesPerSecond(from, to) > 0) {
          text.append(", ").append(from).append("->").append(to).append(' ');
          text.append(rateBytesPerSecond(from, to)).append(" B/s");
        }
      }
    }
    return text.toString();
  }
}
