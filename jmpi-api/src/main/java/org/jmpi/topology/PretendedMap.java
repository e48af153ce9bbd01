package org.jmpi.topology;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/**
 * A map that is said instead of found: {@code a:2+2,b:3} puts ranks 0 and 1 on a host of site a, 2
 * and 3 on another host there, 4 to 6 on a host of site b. Collectives then go their ways as they
 * would there, on one machine; what carries messages is not touched.
 */
public final class PretendedMap {
  /** The setting that gives one. */
  public static final String SETTING = "topology";

  private static final int MAX_RANKS = 1 << 20;

  private final String text;
  private final List<String> siteByHost;
  private final int[] hostByRank;

  private PretendedMap(String text, List<String> siteByHost, int[] hostByRank) {
    this.text = text;
    this.siteByHost = siteByHost;
    this.hostByRank = hostByRank;
  }

  /**
   * Reads {@code SITE:N+N,…}. Every {@code +} begins a new host, and so does a site that is named
   * again.
   *
   * @throws EngineException ARG when it cannot be understood
   */
  public static PretendedMap parse(String text) {
    List<String> sites = new ArrayList<>();
    List<Integer> hosts = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      int colon = part.indexOf(':');
      if (colon <= 0) {
        throw wrong(text, "'" + part + "' is not SITE:N or SITE:N+N");
      }
      for (String count : part.substring(colon + 1).split("\\+", -1)) {
        hosts.addAll(Collections.nCopies(count(text, count), sites.size()));
        sites.add(part.substring(0, colon));
        if (hosts.size() > MAX_RANKS) {
          throw wrong(text, "it places more than " + MAX_RANKS + " ranks");
        }
      }
    }
    int[] hostByRank = hosts.stream().mapToInt(Integer::intValue).toArray();
    return new PretendedMap(text, List.copyOf(sites), hostByRank);
  }

  /**
   * Sees to it that it is for a job of so many ranks.
   *
   * @throws EngineException ARG when it places more or fewer
   */
  public void requireRanks(int ranks) {
    if (hostByRank.length != ranks) {
      throw wrong(text, "it places " + hostByRank.length + " ranks, but there are " + ranks);
    }
  }

  private static int count(String text, String count) {
    if (count.matches("[1-9][0-9]{0,4}")) {
      return Integer.parseInt(count);
    }
    throw wrong(text, "'" + count + "' is not a number of ranks");
  }

  private static EngineException wrong(String text, String why) {
    return new EngineException(
        ErrorClass.ARG, SETTING + "=" + text + ": " + why + "; write for example a:2+2,b:3");
  }

  int ranks() {
    return hostByRank.length;
  }

  int hosts() {
    return siteByHost.size();
  }

  int hostOf(int rank) {
    return hostByRank[rank];
  }

  String siteOf(int rank) {
    return siteByHost.get(hostByRank[rank]);
  }
}
