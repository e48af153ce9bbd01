package org.jmpi.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jmpi.job.SiteTraffic;
import org.jmpi.net.LinkMeasure;
import org.jmpi.p2p.P2pEngine;
import org.jmpi.p2p.Traffic;
import org.jmpi.topology.LinkRates;
import org.jmpi.topology.LinkSample;
import org.jmpi.topology.LinkSamples;
import org.jmpi.topology.NetworkMap;
import org.jmpi.topology.Tiers;

/** Samples of this process's links, and their sums by site. Under the engine's lock. */
final class LinkWatch implements LinkSamples {
  private final P2pEngine engine;

  LinkWatch(P2pEngine engine) {
    this.engine = engine;
  }

  @Override
  public LinkSample of(int process) {
    Traffic traffic = engine.traffic(process);
    if (traffic == null) {
      return LinkSample.NONE;
    }
    LinkMeasure path = traffic.measure();
    return new LinkSample(
        path.leastRttNs(),
        path.sentPackets(),
        path.lostPackets(),
        path.deliveryRateBytesPerSecond(),
        traffic.messagesOut(),
        traffic.bytesOut(),
        traffic.messagesIn(),
        traffic.bytesIn());
  }

  /**
   * What this process sent to each site, its own among them; nothing for sites that it sent nothing
   * to.
   *
   * @param agreed by the processes of the map, in whose order the ranks of the tiers are
   */
  List<SiteTraffic> bySite(NetworkMap map, int self, Tiers agreed) {
    int[] processes = map.processes();
    int own = rankOf(self, processes);
    Map<String, SiteTraffic> sums = new LinkedHashMap<>();
    for (int rank = 0; rank < processes.length && own >= 0; rank++) {
      LinkSample sample = of(processes[rank]);
      if (rank != own && sample.messagesOut() > 0) {
        String site = map.siteName(processes[rank]);
        sums.merge(site, traffic(site, sample, agreed, own, rank), LinkWatch::add);
      }
    }
    return new ArrayList<>(sums.values());
  }

  private static SiteTraffic traffic(
      String site, LinkSample sample, Tiers agreed, int own, int peer) {
    long rttNs = sample.rttNs();
    long rate = sample.rateBytesPerSecond();
    if (agreed.isWide() && agreed.groupOf(0, own) != agreed.groupOf(0, peer)) {
      LinkRates rates = agreed.rates();
      long agreedRttNs = rates.rttNs(agreed.groupOf(0, own), agreed.groupOf(0, peer));
      rttNs = leastKnown(rttNs, agreedRttNs);
      rate =
          Math.max(rate, rates.rateBytesPerSecond(agreed.groupOf(0, own), agreed.groupOf(0, peer)));
    }
    return new SiteTraffic(
        site,
        rttNs,
        sample.sentPackets(),
        sample.lostPackets(),
        rate,
        sample.messagesOut(),
        sample.bytesOut());
  }

  private static int rankOf(int process, int[] processes) {
    for (int rank = 0; rank < processes.length; rank++) {
      if (processes[rank] == process) {
        return rank;
      }
    }
    return -1;
  }

  /** Of two times of which 0 is not known. */
  private static long leastKnown(long a, long b) {
    return a == 0 || b == 0 ? Math.max(a, b) : Math.min(a, b);
  }

  private static SiteTraffic add(SiteTraffic a, SiteTraffic b) {
    return new SiteTraffic(
        a.site(),
        leastKnown(a.leastRttNs(), b.leastRttNs()),
        a.sentPackets() + b.sentPackets(),
        a.lostPackets() + b.lostPackets(),
        Math.max(a.rateBytesPerSecond(), b.rateBytesPerSecond()),
        a.messagesOut() + b.messagesOut(),
        a.bytesOut() + b.bytesOut());
  }
}
