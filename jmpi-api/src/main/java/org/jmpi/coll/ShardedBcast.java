package org.jmpi.coll;

import org.jmpi.topology.Tiers;

/**
 * Broadcast where every host of a site carries: the root hands parts to the ranks of its site, the
 * holders send them across the long links at the same time, and each site gathers them over its
 * levels. The sites hear from the root's site, or one from another where its access rate would be
 * the bottleneck ({@link SitePlan#parents}). The vector goes in chunks.
 *
 * <p>Why: long vectors come to each site once, over as many hosts as it has. Cost: one α of the
 * slowest level (a chain of s sites: s − 1), n β there; 2 n β within a site. Source: van de Geijn's
 * scatter and all-gather (Barnett et al. 1994) on levels; Karonis et al. 2000.
 */
final class ShardedBcast extends Algorithm {
  ShardedBcast() {
    super(LevelRules.SHARDS);
  }

  @Override
  boolean supports(Shape shape) {
    return !shape.object();
  }

  @Override
  boolean cutsItems() {
    return true;
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    if (b.size() == 1 || part.count == 0) {
      return;
    }
    Tiers tiers = b.tiers();
    int alignment = Chunks.alignment(b.bytes(part.data, 1));
    int outermost = Spread.outermost(tiers);
    int rootSite = outermost < 0 ? 0 : tiers.groupOf(0, part.root);
    int site = outermost < 0 ? 0 : tiers.groupOf(0, b.rank());
    int count = LongChunks.count(tiers, b.bytes(part.data, part.count), 1);
    int[] parents =
        outermost < 0
            ? null
            : b.sites().parents(rootSite, b.bytes(part.data, part.count), count, false);
    Spread spread = new Spread(b, outermost, part.data, true, alignment, part.root);
    SendWindow window = new SendWindow(b);
    Chunks chunks = new Chunks(part.count, count, alignment);
    for (int i = 0; i < count; i++) {
      long from = chunks.start(i);
      long end = chunks.start(i + 1);
      if (from < end) {
        if (site == rootSite) {
          scatter(b, part, Holders.of(tiers, outermost, rootSite, from, end, alignment));
        }
        if (parents != null) {
          window.next();
          cross(b, part, parents, window, from, end, alignment);
        }
        spread.gather(from, end);
      }
    }
  }

  private static void scatter(ScheduleBuilder b, Part part, Holders holders) {
    for (int i = 0; i < holders.rank.length; i++) {
      long items = holders.start[i + 1] - holders.start[i];
      int holder = holders.rank[i];
      if (b.rank() == part.root && holder != part.root) {
        b.send(part.data, holders.start[i], items, holder);
      } else if (b.rank() == holder && holder != part.root) {
        b.recv(part.data, holders.start[i], items, part.root);
      }
    }
  }

  private static void cross(
      ScheduleBuilder b,
      Part part,
      int[] parents,
      SendWindow window,
      long from,
      long end,
      int alignment) {
    Holders.Refinement cells = Holders.betweenSites(b.tiers(), from, end, alignment);
    int self = b.tiers().groupOf(0, b.rank());
    for (int cell : cells.heldBy(b.rank(), self)) {
      long at = cells.start(cell);
      long items = cells.length(cell);
      if (parents[self] >= 0) {
        b.recv(part.data, at, items, cells.holder(parents[self], cell));
      }
      for (int site = 0; site < parents.length; site++) {
        if (parents[site] == self) {
          window.send(part.data, at, items, cells.holder(site, cell));
        }
      }
    }
  }
}
