package org.jmpi.bench.scale;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jmpi.bench.plot.NetworkSketch;
import org.jmpi.bench.sim.EventQueue;
import org.jmpi.bench.sim.Network;
import org.jmpi.bench.sim.Routes;
import org.jmpi.topology.LinkRates;
import org.jmpi.topology.Tiers;

/**
 * A described network: ranks in hosts, hosts in sites, site by site, and what each level takes.
 * Between two hosts of a site a message crosses both network cards; between sites, besides, the
 * access links of both sites and what is between those two. Immutable. {@link ClusterText} reads
 * it.
 */
final class Cluster implements Routes {
  private static final int HOPS_WAN = 5;
  private static final int HOPS_LAN = 2;
  private static final int PACKET_BYTES = 1500;
  private static final int PIECE_BYTES = 16 << 10;
  private static final double MBIT_PER_BYTE = 8e-6;
  private static final double NS_PER_MS = 1e6;

  /**
   * A site.
   *
   * @param up what it can send to others, bytes a second; 0: no limit but those of hosts and pairs
   * @param down what it can receive
   */
  record Site(String name, int hosts, int processes, double up, double down) {}

  /** A way from a site to another: rate in bytes a second (0: no limit), one-way delay. */
  record Pair(double rate, long delayNs) {}

  /**
   * Inside sites and hosts; rates in bytes a second of each card, and of each host's memory;
   * whether all links are shared fairly.
   */
  record Levels(
      double lanRate, long lanDelayNs, double hostRate, long hostDelayNs, boolean isFair) {}

  /**
   * What a rank's processor does.
   *
   * @param sendNs for each message to another host
   * @param receiveNs for each message from another host
   * @param localSendNs for each message inside the host
   * @param localReceiveNs for each message inside the host
   * @param reduceRate bytes a second of one operand
   * @param copyRate bytes a second
   * @param headerBytes what a message has on the links beside its payload
   * @param eagerBytes sends up to this are complete when they are handed over, longer ones when the
   *     receiver's acknowledgement is there
   */
  record Costs(
      long sendNs,
      long receiveNs,
      long localSendNs,
      long localReceiveNs,
      double reduceRate,
      double copyRate,
      int headerBytes,
      int eagerBytes) {}

  private final Site[] sites;
  private final Pair[][] pairs;
  private final Levels levels;
  private final Costs costs;
  private final int[] siteOf;
  private final int[] hostOf;
  private final int hosts;

  Cluster(Site[] sites, Pair[][] pairs, Levels levels, Costs costs) {
    this.sites = sites.clone();
    this.pairs = Arrays.stream(pairs).map(Pair[]::clone).toArray(Pair[][]::new);
    this.levels = levels;
    this.costs = costs;
    int ranks = Arrays.stream(sites).mapToInt(site -> site.hosts() * site.processes()).sum();
    siteOf = new int[ranks];
    hostOf = new int[ranks];
    int rank = 0;
    int host = 0;
    for (int site = 0; site < sites.length; site++) {
      for (int i = 0; i < sites[site].hosts(); i++, host++) {
        for (int process = 0; process < sites[site].processes(); process++, rank++) {
          siteOf[rank] = site;
          hostOf[rank] = host;
        }
      }
    }
    hosts = host;
  }

  int size() {
    return siteOf.length;
  }

  int sites() {
    return sites.length;
  }

  int hosts() {
    return hosts;
  }

  int siteOf(int rank) {
    return siteOf[rank];
  }

  int hostOf(int rank) {
    return hostOf[rank];
  }

  Costs costs() {
    return costs;
  }

  /** What is between two sites. */
  Pair pair(int from, int to) {
    return pairs[from][to];
  }

  Site site(int site) {
    return sites[site];
  }

  /**
   * The least that a vector which every site must send and receive once can take, by the lines of
   * the sites: bytes / min(up, down) of the slowest. 0 where no line is a limit.
   */
  double boundSeconds(long lengthBytes) {
    double most = 0;
    for (Site site : sites) {
      double least = least(site.up(), site.down());
      most = Math.max(most, least == 0 ? 0 : lengthBytes / least);
    }
    return most;
  }

  /** A picture of it. */
  NetworkSketch sketch() {
    List<NetworkSketch.Site> drawn = new ArrayList<>();
    List<NetworkSketch.Link> links = new ArrayList<>();
    LinkRates rates = rates();
    for (int from = 0; from < sites.length; from++) {
      Site site = sites[from];
      drawn.add(
          new NetworkSketch.Site(
              site.name(), List.of(site.hosts() + " hosts × " + site.processes() + " ranks")));
      for (int to = 0; to < sites.length; to++) {
        double mbit = rates.rateBytesPerSecond(from, to) * MBIT_PER_BYTE;
        if (from != to) {
          links.add(new NetworkSketch.Link(from, to, rates.rttNs(from, to) / NS_PER_MS, -1, mbit));
        }
      }
    }
    return new NetworkSketch(size() + " ranks, as described", drawn, links);
  }

  /** A network with its links, unused. */
  Network network(EventQueue events) {
    Network network = new Network(events, this, PACKET_BYTES, PIECE_BYTES, levels.isFair());
    for (int host = 0; host < hosts; host++) {
      network.addLink(levels.lanRate());
      network.addLink(levels.lanRate());
      network.addLink(levels.hostRate());
    }
    for (Site site : sites) {
      network.addLink(site.up());
      network.addLink(site.down());
    }
    for (Pair[] row : pairs) {
      for (Pair pair : row) {
        network.addLink(pair.rate());
      }
    }
    return network;
  }

  /**
   * The levels as the ranks would agree on them, with the rates and delays of this description; a
   * level on which all are together or all are alone is none.
   */
  Tiers tiers() {
    boolean hasHosts = hosts > sites.length && hosts < size();
    if (sites.length == 1) {
      return hosts > 1 && hosts < size() ? Tiers.local(new int[][] {hostOf}) : Tiers.flat(size());
    }
    if (sites.length == size()) {
      return Tiers.flat(size());
    }
    Tiers tiers = Tiers.of(hasHosts ? new int[][] {siteOf, hostOf} : new int[][] {siteOf}, rates());
    return hosts == sites.length || hosts < size() ? tiers.onSharedHosts() : tiers;
  }

  private LinkRates rates() {
    int count = sites.length;
    long[][] rate = new long[count][count];
    long[][] rttNs = new long[count][count];
    for (int from = 0; from < count; from++) {
      for (int to = 0; to < count; to++) {
        Pair pair = pairs[from][to];
        rate[from][to] = (long) least(sites[from].up(), sites[to].down(), pair.rate());
        rttNs[from][to] = pair.delayNs() + pairs[to][from].delayNs();
      }
    }
    return LinkRates.of(rate, rttNs, new double[count][count]);
  }

  /** Of those that are a limit; 0 when none is. */
  private static double least(double... rates) {
    return Arrays.stream(rates).filter(rate -> rate > 0).min().orElse(0);
  }

  /** The number of the link between two sites, which all that crosses it uses. */
  int pairLink(int from, int to) {
    return 3 * hosts + 2 * sites.length + from * sites.length + to;
  }

  @Override
  public int hops(int from, int to) {
    if (hostOf[from] == hostOf[to]) {
      return 1;
    }
    return siteOf[from] == siteOf[to] ? HOPS_LAN : HOPS_WAN;
  }

  @Override
  public int link(int from, int to, int hop) {
    if (hostOf[from] == hostOf[to]) {
      return 3 * hostOf[from] + 2;
    }
    if (hop == 0) {
      return 3 * hostOf[from];
    }
    if (hop == hops(from, to) - 1) {
      return 3 * hostOf[to] + 1;
    }
    return switch (hop) {
      case 1 -> 3 * hosts + 2 * siteOf[from];
      case 2 -> pairLink(siteOf[from], siteOf[to]);
      default -> 3 * hosts + 2 * siteOf[to] + 1;
    };
  }

  @Override
  public long latencyNs(int from, int to, int hop) {
    return switch (hops(from, to)) {
      case 1 -> levels.hostDelayNs();
      case HOPS_LAN -> hop == 0 ? levels.lanDelayNs() : 0;
      default -> hop == 2 ? pairs[siteOf[from]][siteOf[to]].delayNs() : 0;
    };
  }

  /** Of an empty message on its way. */
  long latencyNs(int from, int to) {
    long sum = 0;
    for (int hop = 0; hop < hops(from, to); hop++) {
      sum += latencyNs(from, to, hop);
    }
    return sum;
  }

  /** One line for people. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(size() + " ranks:");
    for (int from = 0; from < sites.length; ) {
      Site site = sites[from];
      int to = from + 1;
      while (to < sites.length && isLike(sites[to], site)) {
        to++;
      }
      text.append(
          String.format(
              Locale.ROOT,
              " %d × (%d hosts × %d%s)",
              to - from,
              site.hosts(),
              site.processes(),
              site.up() == 0 && site.down() == 0 ? "" : access(site)));
      from = to;
    }
    long leastNs = Long.MAX_VALUE;
    long mostNs = 0;
    for (int from = 0; from < sites.length; from++) {
      for (int to = 0; to < sites.length; to++) {
        if (from != to) {
          leastNs = Math.min(leastNs, pairs[from][to].delayNs());
          mostNs = Math.max(mostNs, pairs[from][to].delayNs());
        }
      }
    }
    if (mostNs > 0) {
      text.append(
          String.format(
              Locale.ROOT, ", %.1f to %.1f ms one way", leastNs / NS_PER_MS, mostNs / NS_PER_MS));
    }
    return text.toString();
  }

  private static String access(Site site) {
    return String.format(
        Locale.ROOT,
        ", %.0f/%.0f Mbit/s up/down",
        site.up() * MBIT_PER_BYTE,
        site.down() * MBIT_PER_BYTE);
  }

  private static boolean isLike(Site one, Site other) {
    return one.hosts() == other.hosts()
        && one.processes() == other.processes()
        && one.up() == other.up()
        && one.down() == other.down();
  }
}
