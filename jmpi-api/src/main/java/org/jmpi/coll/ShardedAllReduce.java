package org.jmpi.coll;

import org.jmpi.topology.Tiers;

/**
 * All-reduce where every host of a site carries: reduce-scatter over the levels of the site, the
 * holders of the parts exchange across the long links at the same time, all-gather over the levels
 * of the site. Two sites swap their partial results, and so do more for vectors that a link carries
 * in less time than a crossing takes. Of longer ones each site owns a share ({@link SiteShares}):
 * it gets the partial results of its share and sends the result out. The vector goes in chunks, so
 * that all levels, and both directions of each link, are busy at the same time.
 *
 * <p>Why: long vectors take the fewest bytes on each long link, all hosts send, and slow sites send
 * no more than they must. Cost: 2 α of the slowest level, n + (s − 2) x bytes each way at a site
 * that owns x of n bytes (s sites); 2 n β + n γ within a site. Source: Karonis et al. 2000; Luo et
 * al., "HAN: a hierarchical autotuned collective communication framework", 2020; the shares by rate
 * follow Patarasuk, Yuan 2009 for unequal links.
 */
final class ShardedAllReduce extends Algorithm {
  private final boolean isRing;

  /**
   * Either form.
   *
   * @param isRing between sites round a {@link SiteRing}: for operands that commute. Cost: 2 (s −
   *     1) α, n (from a site to the next one of which the two own everything) to 2 n β on each link
   *     of the ring, and nothing on any other
   */
  ShardedAllReduce(boolean isRing) {
    super(isRing ? LevelRules.RING : LevelRules.SHARDS);
    this.isRing = isRing;
  }

  @Override
  boolean supports(Shape shape) {
    return Spread.reduces(shape, !isRing);
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    if (b.size() == 1 || part.count == 0) {
      if (part.own != part.result) {
        b.copy(part.own, 0, part.result, 0, part.count);
      }
      return;
    }
    int outermost = Spread.outermost(b.tiers());
    Spread spread = new Spread(b, outermost, part.result, part.commutative, 1, -1);
    long bytes = b.bytes(part.own, part.count);
    Crossing crossing =
        outermost < 0
            ? null
            : isRing ? new RingCrossing(b, bytes, spread) : new DirectCrossing(b, part, spread);
    int cuts = crossing == null ? 1 : crossing.cuts();
    long[] starts = LongChunks.starts(b.tiers(), part.count, bytes, cuts);
    for (int i = 1; i < starts.length; i++) {
      long from = starts[i - 1];
      long end = starts[i];
      spread.begin(part.own);
      spread.reduceScatter(from, end);
      if (crossing != null) {
        crossing.cross(from, end);
      }
      spread.gather(from, end);
    }
  }

  /** The long links. */
  interface Crossing {
    /** Into how many pieces each rank's part of a chunk is cut. */
    int cuts();

    /** Items of the next chunk: from partial results of each site to the result at all. */
    void cross(long from, long end);
  }

  /** All sites with all others. */
  private static final class DirectCrossing implements Crossing {
    private final ScheduleBuilder b;
    private final Tiers tiers;
    private final Part part;
    private final Spread spread;
    private final SendWindow window;
    private final int sites;
    private final int self;
    private final long[] shares;

    /** Every site gets all partial results and works out the whole. */
    private final boolean direct;

    DirectCrossing(ScheduleBuilder b, Part part, Spread spread) {
      this.b = b;
      this.tiers = b.tiers();
      this.part = part;
      this.spread = spread;
      this.window = new SendWindow(b);
      this.sites = tiers.groups(0);
      this.self = tiers.groupOf(0, b.rank());
      this.direct = sites == 2 || b.bytes(part.own, part.count) < LevelRules.longBytes(tiers);
      this.shares = direct ? null : b.sites().shares();
    }

    @Override
    public int cuts() {
      return direct ? 1 : sites;
    }

    @Override
    public void cross(long from, long end) {
      Holders.Refinement cells = Holders.betweenSites(tiers, from, end, 1);
      int[] held = cells.heldBy(b.rank(), self);
      window.next();
      long room = 0;
      for (int cell : held) {
        room += ownEnd(cells, cell) - ownStart(cells, cell);
      }
      Spread.Scratchpad pad = spread.new Scratchpad(0);
      pad.reserve(room * (sites - 1));
      for (int cell : held) {
        gatherPartials(cells, cell, pad);
      }
      if (!direct) {
        for (int cell : held) {
          handOut(cells, cell);
        }
      }
    }

    private void gatherPartials(Holders.Refinement cells, int cell, Spread.Scratchpad pad) {
      int[] sources = new int[sites];
      for (int i = 0; i < sites; i++) {
        int site = (self + i) % sites;
        sources[site] = cells.holder(site, cell);
        if (i > 0) {
          int owner = direct ? self : site;
          long at = start(cells, cell, owner);
          window.send(spread.partial(), at, start(cells, cell, owner + 1) - at, sources[site]);
        }
      }
      long at = ownStart(cells, cell);
      long items = ownEnd(cells, cell) - at;
      if (direct) {
        spread.combineInOrder(sources, self, at, items, pad);
      } else {
        spread.receiveAndCombine(sources, self, at, items, pad);
      }
    }

    private void handOut(Holders.Refinement cells, int cell) {
      for (int site = 0; site < sites; site++) {
        if (site != self) {
          long at = start(cells, cell, site);
          long items = start(cells, cell, site + 1) - at;
          b.recv(part.result, at, items, cells.holder(site, cell));
        }
      }
      long at = ownStart(cells, cell);
      for (int i = 1; i < sites; i++) {
        int dest = cells.holder((self + i) % sites, cell);
        b.send(part.result, at, ownEnd(cells, cell) - at, dest);
      }
    }

    private long ownStart(Holders.Refinement cells, int cell) {
      return start(cells, cell, self);
    }

    private long ownEnd(Holders.Refinement cells, int cell) {
      return start(cells, cell, self + 1);
    }

    /** Where the share of a site begins in a cell. */
    private long start(Holders.Refinement cells, int cell, int site) {
      long at = cells.start(cell);
      long length = cells.length(cell);
      if (direct) {
        return site == self ? at : at + length;
      }
      return at + length * shares[site] / shares[sites];
    }
  }
}
