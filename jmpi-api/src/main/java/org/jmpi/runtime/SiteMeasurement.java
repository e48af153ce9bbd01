package org.jmpi.runtime;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jmpi.coll.Collectives;
import org.jmpi.data.Layout;
import org.jmpi.data.ObjectCodec;
import org.jmpi.data.ReduceOps;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.p2p.MatchContext;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.P2pEngine;
import org.jmpi.p2p.Progress;
import org.jmpi.topology.LatencyClusters;
import org.jmpi.topology.LinkRates;
import org.jmpi.topology.NetworkMap;
import org.jmpi.topology.Tiers;

/**
 * Finds the sites of a job by round-trip times, in Init, all processes together: the first process
 * of each host times to those of the landmarks, all at the same time; the times are added up to one
 * table at all processes, from which each makes the same clusters. Takes the opening of the
 * connections, a tenth of a second or about five round trips (more while they still become shorter)
 * and one small allReduce.
 */
final class SiteMeasurement {
  private static final long PINGS_BOUND_NS = TimeUnit.SECONDS.toNanos(10);
  private static final long TABLE_BOUND_NS = TimeUnit.SECONDS.toNanos(30);

  private final P2pEngine engine;
  private final Progress progress;
  private final Map<String, String> settings;
  private final ObjectCodec codec;
  private final NetworkMap map;
  private final int[] members;
  private final int rank;

  /** The host of each member, and the first member of each host. */
  private final int[] hostOf;

  private final int[] leaders;
  private final int[] landmarks;
  private NetworkMap found;
  private LinkRates rates;

  /**
   * @param map as it is without a measurement
   * @param members of the world, in rank order
   * @param self this process
   */
  SiteMeasurement(
      P2pEngine engine,
      Progress progress,
      Map<String, String> settings,
      ObjectCodec codec,
      NetworkMap map,
      int[] members,
      int self) {
    this.engine = engine;
    this.progress = progress;
    this.settings = settings;
    this.codec = codec;
    this.map = map;
    this.members = members;
    hostOf = map.hostGroups(members);
    leaders = new int[NetworkMap.count(hostOf)];
    int ownRank = 0;
    for (int member = members.length - 1; member >= 0; member--) {
      leaders[hostOf[member]] = member;
      ownRank = members[member] == self ? member : ownRank;
    }
    rank = ownRank;
    landmarks = LatencyClusters.landmarks(leaders.length);
  }

  /** Whether the sites of these processes are to be measured: the same at all of them. */
  static boolean isWanted(Map<String, String> settings, NetworkMap map, int[] members) {
    return NetworkMap.SITES_MEASURED.equals(settings.get(NetworkMap.SITES_SETTING))
        && !map.isPretended()
        && NetworkMap.count(map.hostGroups(members)) > 1;
  }

  /**
   * Measures; called under the lock, by all members.
   *
   * @param contextId of no other use
   * @throws EngineException when a member does not take part
   */
  void run(long contextId) {
    MatchContext context = engine.openContext(contextId, members, rank);
    try {
      long[] table = time(context);
      Collectives collectives =
          new Collectives(engine, context, progress, settings, codec, Tiers.flat(members.length));
      Operation sum =
          collectives.startAllReduce(
              Collectives.IN_PLACE, 0, table, 0, table.length, Layout.LONG, ReduceOps.SUM);
      await(sum::isDone, TABLE_BOUND_NS);
      if (!sum.isDone() || sum.error() != null) {
        throw new EngineException(
            ErrorClass.OTHER,
            "the sites could not be measured (--site measure), for not all processes took part: "
                + (sum.isDone() ? sum.error().getMessage() : "no answer for a long time")
                + "; name the sites with --site HOST=NAME",
            sum.error());
      }
      conclude(rows(table));
    } finally {
      engine.closeContext(context);
    }
  }

  /** The map with the sites that were found. */
  NetworkMap map() {
    return found;
  }

  /** Round-trip times between the sites; null when there is one. */
  LinkRates rates() {
    return rates;
  }

  /** This member's part of the table [host][landmark]. */
  private long[] time(MatchContext context) {
    long[] table = new long[leaders.length * landmarks.length];
    int host = hostOf[rank];
    if (leaders[host] != rank) {
      return table;
    }
    HostPings pings = new HostPings(engine, context, System::nanoTime, landmarks.length);
    for (int column = 0; column < landmarks.length; column++) {
      for (int other = 0; other < leaders.length; other++) {
        if (!timesTo(other, column)) {
          continue;
        }
        if (other == host) {
          pings.ping(column, leaders[landmarks[column]]);
        } else if (landmarks[column] == host) {
          pings.answer(leaders[other]);
        }
      }
    }
    await(pings, PINGS_BOUND_NS);
    System.arraycopy(pings.rttNs(), 0, table, host * landmarks.length, landmarks.length);
    return table;
  }

  /** Of two landmarks the first times to the second. */
  private boolean timesTo(int host, int column) {
    boolean isLandmark = columnOf(host) >= 0;
    return isLandmark ? host < landmarks[column] : host != landmarks[column];
  }

  private int columnOf(int host) {
    return Math.max(-1, java.util.Arrays.binarySearch(landmarks, host));
  }

  private long[][] rows(long[] table) {
    long[][] rows = new long[leaders.length][landmarks.length];
    for (int host = 0; host < rows.length; host++) {
      System.arraycopy(table, host * landmarks.length, rows[host], 0, landmarks.length);
    }
    for (int column = 0; column < landmarks.length; column++) {
      for (int other = 0; other < column; other++) {
        rows[landmarks[column]][other] = rows[landmarks[other]][column];
      }
    }
    return rows;
  }

  private void conclude(long[][] rttNs) {
    int[] clusters = LatencyClusters.of(rttNs, landmarks);
    Map<Integer, String> names = new HashMap<>();
    for (int host = 0; host < clusters.length; host++) {
      names.put(map.agentOf(members[leaders[host]]), "site" + clusters[host]);
    }
    found = map.withSites(names);
    int sites = NetworkMap.count(clusters);
    long[][] least = new long[sites][sites];
    for (int host = 0; host < clusters.length; host++) {
      for (int column = 0; column < landmarks.length; column++) {
        int from = clusters[host];
        int to = clusters[landmarks[column]];
        long time = rttNs[host][column];
        if (from != to && time > 0 && (least[from][to] == 0 || time < least[from][to])) {
          least[from][to] = time;
          least[to][from] = time;
        }
      }
    }
    rates =
        sites < 2 ? null : LinkRates.of(new long[sites][sites], least, new double[sites][sites]);
  }

  private void await(BooleanSupplier condition, long boundNs) {
    long deadlineNs = System.nanoTime() + boundNs;
    progress.awaitUntil(() -> condition.getAsBoolean() || System.nanoTime() - deadlineNs > 0);
  }
}
