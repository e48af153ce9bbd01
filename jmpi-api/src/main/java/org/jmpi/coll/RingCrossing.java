package org.jmpi.coll;

import org.jmpi.topology.Tiers;

/**
 * How an all-reduce goes round the sites: each owns a share of every chunk. The partial results of
 * a share start at the site after its owner, every site adds its own and passes them on, until they
 * are complete at the owner; from there the result goes round to the site before. All ranks that
 * hold parts of the chunk do so side by side, each with those who hold the same parts elsewhere.
 */
final class RingCrossing implements ShardedAllReduce.Crossing {
  private final ScheduleBuilder b;
  private final Tiers tiers;
  private final Spread spread;
  private final SendWindow window;
  private final SiteRing ring;
  private final int self;
  private final int before;
  private final int after;
  private final long[] shares;

  RingCrossing(ScheduleBuilder b, long bytes, Spread spread) {
    this.b = b;
    this.tiers = b.tiers();
    this.spread = spread;
    this.window = new SendWindow(b);
    this.ring = b.sites().ring(bytes);
    this.shares = b.sites().ringShares(bytes);
    this.self = tiers.groupOf(0, b.rank());
    this.before = ring.after(self, -1);
    this.after = ring.after(self, 1);
  }

  @Override
  public int cuts() {
    return ring.size();
  }

  @Override
  public void cross(long from, long end) {
    Holders.Refinement cells = Holders.betweenSites(tiers, from, end, 1);
    window.next();
    Spread.Scratchpad pad = spread.new Scratchpad(0);
    pad.reserve(cells.itemsHeldBy(b.rank(), self));
    for (int cell : cells.heldBy(b.rank(), self)) {
      collect(cells, cell, pad);
    }
    for (int cell : cells.heldBy(b.rank(), self)) {
      handOn(cells, cell);
    }
  }

  /** Partial results; those of this site's share come last. */
  private void collect(Holders.Refinement cells, int cell, Spread.Scratchpad pad) {
    int[] sources = {cells.holder(before, cell), b.rank()};
    for (int i = 1; i < ring.size(); i++) {
      int leaving = ring.after(self, -i);
      long at = start(cells, cell, leaving);
      long items = start(cells, cell, leaving + 1) - at;
      int dest = cells.holder(after, cell);
      if (i == 1) {
        // What follows is paced by what comes.
        window.send(spread.partial(), at, items, dest);
      } else {
        b.send(spread.work(), at, items, dest);
      }
      int coming = ring.after(self, -i - 1);
      at = start(cells, cell, coming);
      items = start(cells, cell, coming + 1) - at;
      spread.receiveAndCombine(sources, 1, at, items, pad);
    }
  }

  /** Results; that of this site's share goes first. */
  private void handOn(Holders.Refinement cells, int cell) {
    for (int i = 0; i < ring.size() - 1; i++) {
      int leaving = ring.after(self, -i);
      long at = start(cells, cell, leaving);
      long items = start(cells, cell, leaving + 1) - at;
      b.send(spread.work(), at, items, cells.holder(after, cell));
      int coming = ring.after(self, -i - 1);
      at = start(cells, cell, coming);
      items = start(cells, cell, coming + 1) - at;
      b.recv(spread.work(), at, items, cells.holder(before, cell));
    }
  }

  /** Where the share of a site begins in a cell. */
  private long start(Holders.Refinement cells, int cell, int site) {
    return cells.start(cell) + cells.length(cell) * shares[site] / shares[ring.size()];
  }
}
