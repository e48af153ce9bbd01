package org.jmpi.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jmpi.job.SiteTraffic;
import org.jmpi.net.LinkMeasure;
import org.jmpi.p2p.P2pEngine;
import org.jmpi.p2p.Traffic;
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
        path.rttNs(),
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
    Map<String, SiteTraffic> sums = new LinkedHashMap<>();
    for (int rank = 0; rank < processes.length; rank++) {
      LinkSample sample = of(processes[rank]);
      if (processes[rank] != self && sample.messagesOut() > 0) {
        long rate =
            Math.max(sample.rateBytesPerSecond(), agreedRate(processes, self, rank, agreed));
        String site = map.siteName(processes[rank]);
        sums.merge(
            site,
            new SiteTraffic(
                site,
                sample.rttNs(),
                sample.sentPackets(),
                sample.lostPackets(),
                rate,
                sample.messagesOut(),
                sample.bytesOut()),
            LinkWatch::add);
      }
    }
    return new ArrayList<>(sums.values());
  }

  private static long agreedRate(int[] processes, int self, int rank, Tiers agreed) {
    for (int own = 0; own < processes.length && agreed.isWide(); own++) {
      if (processes[own] == self) {
        int from = agreed.groupOf(0, own);
        int to = agreed.groupOf(0, rank);
        return from == to ? 0 : agreed.rates().rateBytesPerSecond(from, to);
      }
    }
    return 0;
  }

  private static SiteTraffic add(SiteTraffic a, SiteTraffic b) {
    long leastRttNs =
        a.leastRttNs() == 0 || b.leastRttNs() == 0
            ? a.leastRttNs() + b.leastRttNs()
            : Math.min(a.leastRttNs(), b.leastRttNs());
    return new SiteTraffic(
        a.site(),
        leastRttNs,
        a.sentPackets() + b.sentPackets(),
        a.lostPackets() + b.lostPackets(),
        Math.max(a.rateBytesPerSecond(), b.rateBytesPerSecond()),
        a.messagesOut() + b.messagesOut(),
        a.bytesOut() + b.bytesOut());
  }
}
