package org.jmpi.coll;

import org.jmpi.topology.Tiers;

/** Which levelled algorithm serves a call where the members lie on several levels; pure. */
final class LevelRules {
  /** As a setting: whichever levelled algorithm these rules choose. */
  static final String ANY = "levelled";

  private static final String LEADERS = "levelled_leaders";
  static final String SHARDS = "levelled_shards";
  static final String RING = "levelled_ring";
  private static final String DIRECT = "levelled_direct";
  private static final long KIB = 1024;

  /** Each rank's blocks up to this size go by leaders, who handle those of their whole site. */
  static final long BLOCK_BYTES = 8 * KIB;

  /** From this size the bytes within a site count more than the rounds there. */
  private static final long SHARDS_BYTES = 64 * KIB;

  /** Each rank's part of a vector that all ranks carry, at least. */
  private static final long PIECE_BYTES = 256;

  /** All blocks of an all-gather, up to which leaders handle them. */
  private static final long GATHERED_BYTES = 1024 * KIB;

  /** With more ranks, blocks one by one are too many messages for each. */
  private static final int RING_RANKS = 2048;

  /** Up to this size the rounds count more than the bytes on links within a site. */
  private static final long LOCAL_BYTES = 8 * KIB;

  /** What one leader handles of all-to-all blocks. */
  private static final long EXCHANGE_BYTES = 256 * KIB;

  private static final long EXCHANGE_BLOCKS = 4096;

  /** What a leader handles of a scan whose ranks lie scattered. */
  private static final long SCAN_BYTES = 1024 * KIB;

  private LevelRules() {}

  /** A name and why; a null name: none. */
  record Pick(String name, String reason) {}

  /** For members without levels: none. */
  static Pick of(Shape shape) {
    Tiers tiers = shape.tiers();
    if (tiers.levels() == 0) {
      return new Pick(null, "");
    }
    return tiers.isWide() ? wide(shape) : local(shape);
  }

  /** What the setting {@link #ANY} asks for, whether links are long or not. */
  static Pick wide(Shape shape) {
    long pieces = PIECE_BYTES * LongChunks.largestGroup(shape.tiers());
    boolean isLong = !shape.object() && shape.bytes() >= Math.max(SHARDS_BYTES, pieces);
    return switch (shape.kind()) {
      case BARRIER -> new Pick(LEADERS, "each slow level is crossed once");
      case BCAST, REDUCE, ALLREDUCE, REDUCE_SCATTER, REDUCE_SCATTER_BLOCK ->
          isLong
              ? new Pick(SHARDS, "long: all hosts carry across the slow level")
              : new Pick(LEADERS, "short: each slow level is crossed once");
      case ALLGATHER, ALLGATHERV ->
          isLongGather(shape)
              ? new Pick(SHARDS, "long blocks: all ranks carry across the slow level")
              : new Pick(LEADERS, "short blocks: each slow level is crossed once");
      case GATHER, SCATTER ->
          shape.bytes() <= BLOCK_BYTES && !shape.object()
              ? new Pick(LEADERS, "short blocks: one message for each site")
              : new Pick(null, "");
      case ALLTOALL ->
          isShortExchange(shape) && !shape.object()
              ? new Pick(LEADERS, "short blocks: one message for each pair of sites")
              : new Pick(DIRECT, "the slow level is crossed at once, each block once");
      case ALLTOALLV, ALLTOALLW ->
          new Pick(DIRECT, "the slow level is crossed at once, each block once");
      case SCAN, EXSCAN ->
          runs(shape.tiers()) * Math.max(1, shape.bytes()) <= SCAN_BYTES
                  || shape.tiers().isInRankOrder()
              ? new Pick(LEADERS, "each slow level is crossed once")
              : new Pick(null, "");
      case GATHERV, SCATTERV ->
          shape.object()
              ? new Pick(null, "")
              : new Pick(LEADERS, "one message for each site, and one for each long block");
    };
  }

  /** A long collective of three or more sites goes round a ring of them where that is faster. */
  static Pick byRates(Pick pick, Shape shape, SitePlan sites) {
    boolean mayGoRound =
        switch (shape.kind()) {
          case ALLREDUCE, REDUCE_SCATTER, REDUCE_SCATTER_BLOCK -> shape.commutative();
          case ALLGATHER, ALLGATHERV -> true;
          default -> false;
        };
    return mayGoRound && SHARDS.equals(pick.name()) && sites.isRingFaster(shape)
        ? new Pick(RING, "long: by the agreed rates a ring of the sites is faster")
        : pick;
  }

  private static Pick local(Shape shape) {
    boolean isShort = shape.bytes() <= LOCAL_BYTES || shape.object();
    return switch (shape.kind()) {
      case BARRIER -> new Pick(LEADERS, "few messages between hosts");
      case BCAST, REDUCE, ALLREDUCE ->
          isShort ? new Pick(LEADERS, "short: few messages between hosts") : new Pick(null, "");
      case ALLGATHER ->
          shape.bytes() * shape.size() <= LOCAL_BYTES && !shape.object()
              ? new Pick(LEADERS, "short: few messages between hosts")
              : new Pick(null, "");
      default -> new Pick(null, "");
    };
  }

  /**
   * All-reduces of vectors as long as this are worth a second crossing of the slow level, which
   * saves bytes there: what a link carries in the time of a crossing.
   */
  static long longBytes(Tiers tiers) {
    return LongChunks.inFlightBytes(tiers) / 2;
  }

  private static boolean isLongGather(Shape shape) {
    boolean isLong =
        shape.bytes() > BLOCK_BYTES
            || shape.bytes() >= BLOCK_BYTES / 2 && shape.bytes() * shape.size() > GATHERED_BYTES;
    return isLong && shape.size() <= RING_RANKS && !shape.object();
  }

  /** Whether the leader of the largest site can handle all blocks of its ranks. */
  private static boolean isShortExchange(Shape shape) {
    Tiers tiers = shape.tiers();
    long largest = LongChunks.largestGroup(tiers);
    long blocks = largest * shape.size();
    return blocks <= EXCHANGE_BLOCKS && blocks * shape.bytes() <= EXCHANGE_BYTES;
  }

  /** Ranges of ranks that are in one site. */
  static long runs(Tiers tiers) {
    long runs = 1;
    for (int rank = 1; rank < tiers.size() && tiers.levels() > 0; rank++) {
      runs += tiers.groupOf(0, rank) == tiers.groupOf(0, rank - 1) ? 0 : 1;
    }
    return runs;
  }
}
