package org.jmpi.coll;

import java.util.List;
import java.util.Map;
import org.jmpi.data.Layout;
import org.jmpi.topology.Tiers;

/**
 * The schedules that the ranks of a communicator make for a call, one rank at a time, without the
 * ranks: algorithms, selection and dependencies are those of the library. Not thread-safe.
 */
public final class ScheduleSource {
  private final Tiers tiers;
  private final Selector selector;
  private final Part part = new Part();

  /**
   * Of a communicator.
   *
   * @param tiers who is where, as the members agreed on it
   * @param settings as the launcher gives them to all ranks, for example {@code coll.allreduce}
   */
  public ScheduleSource(Tiers tiers, Map<String, String> settings) {
    this.tiers = tiers;
    this.selector = new Selector(settings);
  }

  /** The algorithms that there are for an operation, as settings name them. */
  public static List<String> algorithms(CollectiveKind kind) {
    return Algorithms.of(kind).stream().map(Algorithm::name).toList();
  }

  /**
   * The steps of one rank.
   *
   * @param kind BARRIER, BCAST, REDUCE, ALLREDUCE (of doubles) or ALLGATHER
   * @param lengthBytes of the vector; of one rank's block for ALLGATHER
   * @param root where there is one
   */
  public RankSteps steps(CollectiveKind kind, long lengthBytes, int root, int rank) {
    Planner planner = new Planner(selector, rank, tiers);
    part.clear();
    part.root = root;
    return new RankSteps(
        switch (kind) {
          case BARRIER -> planner.barrier(part);
          case BCAST -> {
            part.count = lengthBytes;
            yield planner.bcast(part, Layout.BYTE);
          }
          case ALLGATHER -> {
            part.blockBytes = lengthBytes;
            part.sendCount = lengthBytes;
            part.recvCount = lengthBytes;
            yield planner.blocks(kind, part, Layout.BYTE, Layout.BYTE, Layout.BYTE);
          }
          case REDUCE, ALLREDUCE -> reduction(planner, kind, lengthBytes, rank);
          default -> throw new IllegalArgumentException(kind + " is not simulated");
        });
  }

  private Schedule reduction(Planner planner, CollectiveKind kind, long lengthBytes, int rank) {
    long count = Math.max(1, lengthBytes / Double.BYTES);
    part.count = count;
    boolean hasResult = kind == CollectiveKind.ALLREDUCE || rank == part.root;
    return planner.reduction(kind, part, Layout.DOUBLE, count, count, false, false, hasResult);
  }
}
