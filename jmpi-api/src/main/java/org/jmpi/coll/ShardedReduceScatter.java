package org.jmpi.coll;

import org.jmpi.topology.Tiers;

/**
 * Reduce-scatter where every host of a site carries: each site reduce-scatters the blocks of each
 * other site over its levels, the holders send them across the long links at the same time to the
 * holders there, which combine the partial results in the order of the sites and hand each rank its
 * block. In chunks.
 *
 * <p>Why: of a long vector only the bytes that are wanted at a site go there, once, over as many
 * hosts as there are. Cost: one α of the slowest level and there n β; 2 n β + n γ within a site.
 * Source: Rabenseifner 2004 on levels; Karonis et al. 2000.
 */
final class ShardedReduceScatter extends Algorithm {
  private final boolean isRing;

  /**
   * Either form.
   *
   * @param isRing partial results for a site start at the one after it and go round a {@link
   *     SiteRing}, each site adding its own: for operands that commute. Cost: (s − 1) α; n less the
   *     blocks of a site on the link out of it, and nothing on links outside the ring
   */
  ShardedReduceScatter(boolean isRing) {
    super(isRing ? LevelRules.RING : LevelRules.SHARDS);
    this.isRing = isRing;
  }

  @Override
  boolean supports(Shape shape) {
    return Spread.reduces(shape, !isRing);
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    Tiers tiers = b.tiers();
    BlockRanges blocks = new BlockRanges(tiers, part.recvCounts);
    if (blocks.total() > 0) {
      new Builder(b, part, blocks, isRing).build();
    }
  }

  /** One rank's part. */
  private static final class Builder {
    private final ScheduleBuilder b;
    private final Tiers tiers;
    private final Part part;
    private final BlockRanges blocks;
    private final int outermost;
    private final int sites;
    private final int self;
    private final int own;
    private final int work;

    /** In place, later chunks need the operands where the result will be. */
    private final int target;

    private final Spread spread;
    private final SendWindow window;

    /** Null: directly from all sites to all others. */
    private final SiteRing ring;

    Builder(ScheduleBuilder b, Part part, BlockRanges blocks, boolean isRing) {
      this.b = b;
      this.tiers = b.tiers();
      this.part = part;
      this.blocks = blocks;
      this.outermost = Spread.outermost(tiers);
      this.sites = outermost < 0 ? 1 : tiers.groups(0);
      this.self = outermost < 0 ? 0 : tiers.groupOf(0, b.rank());
      this.own = blocks.ordered(b, part.own, part.recvCounts);
      this.work = b.newItemsLike(part.own, blocks.total());
      long mine = blocks.length(tiers.positionOf(b.rank()));
      this.target = own == part.result ? b.newItemsLike(own, mine) : part.result;
      this.spread = new Spread(b, outermost, work, part.commutative, 1, -1);
      this.window = new SendWindow(b);
      boolean goesRound = isRing && sites > 1;
      this.ring = goesRound ? b.sites().ring(b.bytes(own, blocks.total())) : null;
    }

    void build() {
      if (b.size() == 1) {
        if (own != part.result) {
          b.copy(own, 0, part.result, 0, blocks.total());
        }
        return;
      }
      int count = LongChunks.count(tiers, b.bytes(own, blocks.total()), 1);
      for (int i = 0; i < count; i++) {
        window.next();
        for (int site = 0; site < sites; site++) {
          long start = blocks.start(first(site));
          Chunks chunks = new Chunks(blocks.start(end(site)) - start, count, 1);
          long from = start + chunks.start(i);
          if (chunks.length(i) > 0) {
            forSite(site, from, from + chunks.length(i));
          }
        }
      }
      if (target != part.result) {
        b.copy(target, 0, part.result, 0, blocks.length(tiers.positionOf(b.rank())));
      }
    }

    private void forSite(int site, long from, long end) {
      spread.begin(own);
      spread.reduceScatter(from, end);
      if (sites > 1) {
        cross(site, from, end);
      }
      if (site == self) {
        handOut(Holders.of(tiers, outermost, site, from, end, 1));
      }
    }

    private void cross(int site, long from, long end) {
      Holders.Refinement cells = Holders.betweenSites(tiers, from, end, 1);
      Spread.Scratchpad pad = spread.new Scratchpad(0);
      boolean receives = ring == null ? site == self : ring.after(self, -1) != site;
      if (receives) {
        pad.reserve(cells.itemsHeldBy(b.rank(), self) * (ring == null ? sites - 1 : 1));
      }
      for (int cell : cells.heldBy(b.rank(), self)) {
        long at = cells.start(cell);
        long items = cells.length(cell);
        if (ring != null) {
          passOn(site, cells, cell, receives ? pad : null);
        } else if (site != self) {
          window.send(spread.partial(), at, items, cells.holder(site, cell));
        } else {
          int[] sources = new int[sites];
          for (int source = 0; source < sites; source++) {
            sources[source] = cells.holder(source, cell);
          }
          spread.receiveAndCombine(sources, self, at, items, pad);
        }
      }
    }

    /**
     * Round the ring towards a site.
     *
     * @param pad null where they start, at the site after it
     */
    private void passOn(int site, Holders.Refinement cells, int cell, Spread.Scratchpad pad) {
      long at = cells.start(cell);
      long items = cells.length(cell);
      int dest = cells.holder(ring.after(self, 1), cell);
      if (pad == null) {
        window.send(spread.partial(), at, items, dest);
        return;
      }
      int[] sources = {cells.holder(ring.after(self, -1), cell), b.rank()};
      spread.receiveAndCombine(sources, 1, at, items, pad);
      if (site != self) {
        // Paced by what comes.
        b.send(work, at, items, dest);
      }
    }

    /** From those who hold parts of the blocks of a site to those whose blocks they are. */
    private void handOut(Holders holders) {
      int position = first(self);
      for (int i = 0; i < holders.rank.length; i++) {
        long at = holders.start[i];
        while (at < holders.start[i + 1]) {
          while (blocks.start(position + 1) <= at) {
            position++;
          }
          long end = Math.min(blocks.start(position + 1), holders.start[i + 1]);
          long within = at - blocks.start(position);
          int owner = tiers.rankAt(position);
          if (owner == holders.rank[i] && owner == b.rank()) {
            b.copy(work, at, target, within, end - at);
          } else if (owner == b.rank()) {
            b.recv(target, within, end - at, holders.rank[i]);
          } else if (holders.rank[i] == b.rank()) {
            b.send(work, at, end - at, owner);
          }
          at = end;
        }
      }
    }

    private int first(int site) {
      return outermost < 0 ? 0 : tiers.start(0, site);
    }

    private int end(int site) {
      return outermost < 0 ? b.size() : tiers.end(0, site);
    }
  }
}
