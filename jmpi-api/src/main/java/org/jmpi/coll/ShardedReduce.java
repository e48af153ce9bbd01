package org.jmpi.coll;

import org.jmpi.topology.Tiers;

/**
 * Reduce where every host of a site carries: reduce-scatter over the levels of each site, the
 * holders send their partial results towards the root's site at the same time, and its holders hand
 * the total to the root. All sites send to the root's site, or one to another where that site's
 * access rate would be the bottleneck and operands commute ({@link SitePlan#parents}). The vector
 * goes in chunks.
 *
 * <p>Why: long vectors leave each site once, over as many hosts as it has. Cost: one α of the
 * slowest level (a chain of s sites: s − 1), n β out of each site; 2 n β + n γ within. Source:
 * Rabenseifner 2004 on levels; Karonis et al. 2000.
 */
final class ShardedReduce extends Algorithm {
  ShardedReduce() {
    super(LevelRules.SHARDS);
  }

  @Override
  boolean supports(Shape shape) {
    return Spread.reduces(shape, true);
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    boolean atRoot = b.rank() == part.root;
    if (b.size() == 1 || part.count == 0) {
      if (atRoot && part.own != part.result) {
        b.copy(part.own, 0, part.result, 0, part.count);
      }
      return;
    }
    Tiers tiers = b.tiers();
    int outermost = Spread.outermost(tiers);
    int rootSite = outermost < 0 ? 0 : tiers.groupOf(0, part.root);
    int site = outermost < 0 ? 0 : tiers.groupOf(0, b.rank());
    int count = LongChunks.count(tiers, b.bytes(part.own, part.count), 1);
    int[] parents = outermost < 0 ? null : parents(b, part, rootSite, count);
    int work = atRoot ? part.result : b.newItemsLike(part.own, part.count);
    Spread spread = new Spread(b, outermost, work, part.commutative, 1, -1);
    SendWindow window = new SendWindow(b);
    Chunks chunks = new Chunks(part.count, count, 1);
    for (int i = 0; i < count; i++) {
      long from = chunks.start(i);
      long end = chunks.start(i + 1);
      spread.begin(part.own);
      spread.reduceScatter(from, end);
      if (parents != null) {
        window.next();
        cross(b, parents, spread, window, from, end);
      }
      if (site == rootSite) {
        gather(b, part, work, Holders.of(tiers, outermost, rootSite, from, end, 1));
      }
    }
  }

  /** Only straight to the root do operands that do not commute keep their order. */
  private static int[] parents(ScheduleBuilder b, Part part, int rootSite, int chunks) {
    int[] parents = b.sites().parents(rootSite, b.bytes(part.own, part.count), chunks, true);
    for (int site = 0; site < parents.length && !part.commutative; site++) {
      parents[site] = site == rootSite ? -1 : rootSite;
    }
    return parents;
  }

  private static void cross(
      ScheduleBuilder b, int[] parents, Spread spread, SendWindow window, long from, long end) {
    Holders.Refinement cells = Holders.betweenSites(b.tiers(), from, end, 1);
    int self = b.tiers().groupOf(0, b.rank());
    int children = 0;
    for (int parent : parents) {
      children += parent == self ? 1 : 0;
    }
    Spread.Scratchpad pad = spread.new Scratchpad(0);
    pad.reserve(children * cells.itemsHeldBy(b.rank(), self));
    for (int cell : cells.heldBy(b.rank(), self)) {
      int slot = spread.partial();
      if (children > 0) {
        combine(parents, spread, cells, cell, self, children, pad);
        slot = spread.work();
      }
      if (parents[self] >= 0) {
        int dest = cells.holder(parents[self], cell);
        window.send(slot, cells.start(cell), cells.length(cell), dest);
      }
    }
  }

  private static void combine(
      int[] parents,
      Spread spread,
      Holders.Refinement cells,
      int cell,
      int self,
      int children,
      Spread.Scratchpad pad) {
    int[] sources = new int[children + 1];
    int own = 0;
    int count = 0;
    for (int site = 0; site < parents.length; site++) {
      if (site == self) {
        own = count;
      }
      if (site == self || parents[site] == self) {
        sources[count++] = cells.holder(site, cell);
      }
    }
    spread.receiveAndCombine(sources, own, cells.start(cell), cells.length(cell), pad);
  }

  private static void gather(ScheduleBuilder b, Part part, int work, Holders holders) {
    for (int i = 0; i < holders.rank.length; i++) {
      long items = holders.start[i + 1] - holders.start[i];
      int holder = holders.rank[i];
      if (b.rank() == part.root && holder != part.root) {
        b.recv(part.result, holders.start[i], items, holder);
      } else if (b.rank() == holder && holder != part.root) {
        b.send(work, holders.start[i], items, part.root);
      }
    }
  }
}
