package org.jmpi.coll;

import org.jmpi.topology.Tiers;

/**
 * What the levelled collectives of long vectors do with one chunk of a vector: reduce-scatter it
 * over the levels within a site, from the innermost outwards, so that every rank that carries holds
 * a part of the site's partial result ({@link Holders}); and the reverse, the all-gather. Partial
 * results are combined in the order of the groups; those that commute in the order that saves
 * copies.
 *
 * <p>One per schedule; the chunks take turns with a few sets of temporaries.
 */
final class Spread {
  /** Chunks whose temporaries may be in use at a time within a site. */
  private static final int TURNS = 3;

  /** The same for what comes across: all that others may have sent, and one that is combined. */
  private static final int TURNS_ACROSS = SendWindow.CHUNKS + 1;

  private final ScheduleBuilder b;
  private final Tiers tiers;
  private final int rank;
  private final int outermost;
  private final int work;
  private final boolean commutative;
  private final int alignment;
  private final int[][] temporary;
  private final long[][] capacity;

  /** Never receives in {@link #gather}: it has the vector. */
  private final int skipped;

  /** Where this rank's partial result is: its operand at first, then in {@link #work}. */
  private int partial;

  private int begun;

  /**
   * @param outermost the level whose groups are dealt with elsewhere; −1: none is
   * @param work slot of the whole vector, where parts of the result appear
   * @param skipped a rank that has the vector already; −1: none
   */
  Spread(
      ScheduleBuilder b, int outermost, int work, boolean commutative, int alignment, int skipped) {
    this.b = b;
    this.tiers = b.tiers();
    this.rank = b.rank();
    this.outermost = outermost;
    this.work = work;
    this.commutative = commutative;
    this.alignment = alignment;
    this.skipped = skipped;
    this.temporary = new int[tiers.levels() + 1][];
    this.capacity = new long[tiers.levels() + 1][];
    for (int level = 0; level <= tiers.levels(); level++) {
      int turns = level == outermost ? TURNS_ACROSS : TURNS;
      temporary[level] = new int[turns];
      capacity[level] = new long[turns];
    }
  }

  /** The levels within a site begin after the outermost one where that is wide. */
  static int outermost(Tiers tiers) {
    return tiers.isWide() && tiers.groups(0) > 1 ? 0 : -1;
  }

  /**
   * Whether an algorithm that spreads vectors can do a reduction: not of objects, whose length is
   * not known, and of operands that do not commute only where groups are ranges of ranks.
   *
   * @param keepsOrder it combines in the order of the groups where it must
   */
  static boolean reduces(Shape shape, boolean keepsOrder) {
    boolean isInOrder = keepsOrder && shape.tiers().isInRankOrder();
    return !shape.object() && (shape.commutative() || isInOrder);
  }

  /** Starts a chunk; this rank's operand of it is in a slot, at the same place. */
  void begin(int own) {
    partial = own;
    begun++;
  }

  /** The slot that has this rank's partial result. */
  int partial() {
    return partial;
  }

  /** The slot of results. */
  int work() {
    return work;
  }

  /** Items [from, end): afterwards the {@link Holders} of the site have its partial result. */
  void reduceScatter(long from, long end) {
    for (int level = tiers.levels(); level > outermost; level--) {
      Holders[] units = siblings(level, from, end);
      if (units.length > 1) {
        int self = indexOf(level);
        Holders.Refinement cells = new Holders.Refinement(units);
        Scratchpad pad = new Scratchpad(level);
        pad.reserve(room(level, units, cells, self));
        for (int cell : cells.heldBy(rank, self)) {
          reduceCell(level, units, cells, cell, self, pad);
        }
        partial = work;
      }
    }
  }

  /** Items [from, end): the {@link Holders} of the site have them; afterwards all its ranks do. */
  void gather(long from, long end) {
    for (int level = outermost + 1; level <= tiers.levels(); level++) {
      Holders[] units = siblings(level, from, end);
      if (units.length > 1) {
        int self = indexOf(level);
        Holders.Refinement cells = new Holders.Refinement(units);
        for (int cell : cells.heldBy(rank, self)) {
          gatherCell(level, units, cells, cell, self);
        }
      }
    }
  }

  /** Those of the groups of {@code level} beside this rank's. */
  private Holders[] siblings(int level, long from, long end) {
    int first = level == 0 ? 0 : tiers.start(level - 1, tiers.groupOf(level - 1, rank));
    int last = level == 0 ? tiers.size() : tiers.end(level - 1, tiers.groupOf(level - 1, rank));
    return Holders.units(tiers, level, first, last, from, end, alignment);
  }

  private int indexOf(int level) {
    int first = level == 0 ? 0 : tiers.start(level - 1, tiers.groupOf(level - 1, rank));
    int position = tiers.positionOf(rank);
    if (level == tiers.levels()) {
      return position - first;
    }
    int index = 0;
    while (tiers.end(level, tiers.groupOf(level, tiers.rankAt(first))) <= position) {
      first = tiers.end(level, tiers.groupOf(level, tiers.rankAt(first)));
      index++;
    }
    return index;
  }

  private void reduceCell(
      int level, Holders[] units, Holders.Refinement cells, int cell, int self, Scratchpad pad) {
    long start = cells.start(cell);
    Chunks cut = cut(level, units, cells.length(cell));
    for (int i = 1; i < units.length; i++) {
      int unit = (self + i) % units.length;
      b.send(partial, start + cut.start(unit), cut.length(unit), cells.holder(unit, cell));
    }
    int[] sources = new int[units.length];
    for (int unit = 0; unit < units.length; unit++) {
      sources[unit] = cells.holder(unit, cell);
    }
    receiveAndCombine(sources, self, start + cut.start(self), cut.length(self), pad);
  }

  /**
   * Receives the others' partial results of some items and combines them with this rank's; the
   * result is in {@link #work}. Operands that do not commute keep the order of {@code sources}.
   */
  void receiveAndCombine(int[] sources, int self, long at, long items, Scratchpad pad) {
    if (items == 0) {
      return;
    }
    if (commutative) {
      combineInPlace(sources, self, at, items, pad);
    } else {
      combineInOrder(sources, self, at, items, pad);
    }
  }

  /** As {@link #receiveAndCombine}, always in order: for results that several ranks work out. */
  void combineInOrder(int[] sources, int self, long at, long items, Scratchpad pad) {
    if (items == 0) {
      return;
    }
    if (self > 0 && partial != work) {
      b.copy(partial, at, work, at, items);
    }
    int total = -1;
    long totalAt = 0;
    for (int i = 0; i < sources.length; i++) {
      int slot = i > 0 ? work : partial;
      long slotAt = at;
      if (i != self) {
        slot = pad.slot;
        slotAt = pad.take(items);
        b.recv(slot, slotAt, items, sources[i]);
      }
      if (i > 0) {
        b.reduce(total, totalAt, slot, slotAt, items);
      }
      total = slot;
      totalAt = slotAt;
    }
    if (total != work) {
      b.copy(total, totalAt, work, at, items);
    }
  }

  private void combineInPlace(int[] sources, int self, long at, long items, Scratchpad pad) {
    boolean landed = partial == work;
    for (int i = 0; i < sources.length; i++) {
      if (i != self && !landed) {
        b.recv(work, at, items, sources[i]);
        b.reduce(partial, at, work, at, items);
        landed = true;
      } else if (i != self) {
        long slotAt = pad.take(items);
        b.recv(pad.slot, slotAt, items, sources[i]);
        b.reduce(pad.slot, slotAt, work, at, items);
      }
    }
  }

  private void gatherCell(
      int level, Holders[] units, Holders.Refinement cells, int cell, int self) {
    long start = cells.start(cell);
    Chunks cut = cut(level, units, cells.length(cell));
    for (int unit = 0; unit < units.length; unit++) {
      int owner = cells.holder(unit, cell);
      if (unit != self && rank != skipped) {
        b.recv(work, start + cut.start(unit), cut.length(unit), owner);
      }
    }
    for (int i = 1; i < units.length; i++) {
      int dest = cells.holder((self + i) % units.length, cell);
      if (dest != skipped) {
        b.send(work, start + cut.start(self), cut.length(self), dest);
      }
    }
  }

  private Chunks cut(int level, Holders[] units, long items) {
    return Carriers.cut(tiers, level, units.length, items, alignment);
  }

  private long room(int level, Holders[] units, Holders.Refinement cells, int self) {
    long items = 0;
    for (int cell : cells.heldBy(rank, self)) {
      Chunks cut = cut(level, units, cells.length(cell));
      items += cut.length(self) * (units.length - 1);
    }
    return items;
  }

  /** A temporary of this turn for what comes in on one level; one piece after the other. */
  final class Scratchpad {
    private final int level;
    private int slot = -1;
    private long used;

    Scratchpad(int level) {
      this.level = level;
    }

    /** Makes room for all that will be taken. */
    void reserve(long items) {
      int turn = begun % temporary[level].length;
      if (capacity[level][turn] < items) {
        temporary[level][turn] = b.newItemsLike(work, items);
        capacity[level][turn] = items;
      }
      slot = temporary[level][turn];
    }

    private long take(long items) {
      long at = used;
      used += items;
      return at;
    }
  }
}
