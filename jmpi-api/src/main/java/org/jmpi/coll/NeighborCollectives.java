package org.jmpi.coll;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jmpi.data.Layout;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.p2p.Operation;

/**
 * The neighbourhood collectives of one communicator (MPI-4.1 §8.6): a message along each edge of
 * its topology, all at once. Called under the engine's lock; instances are counted with those of
 * {@link Collectives}.
 */
public final class NeighborCollectives {
  private static final String ALGORITHM = "neighborhood";

  private final Collectives collectives;
  private final int rank;
  private final BufferCheck check = new BufferCheck();

  /** On the communicator of {@code collectives}. */
  public NeighborCollectives(Collectives collectives) {
    this.collectives = collectives;
    this.rank = collectives.rank();
  }

  /**
   * The blocks at one side of a call.
   *
   * @param offset in elements, of the first block's origin
   * @param counts items per neighbour
   * @param displacements items from the origin, per neighbour
   */
  public record Blocks(
      Object buffer, long offset, long[] counts, long[] displacements, Layout layout) {

    /** The same block for each neighbour. */
    public static Blocks same(
        Object buffer, long offset, long count, Layout layout, int neighbours) {
      long[] counts = new long[neighbours];
      java.util.Arrays.fill(counts, count);
      return new Blocks(buffer, offset, counts, new long[neighbours], layout);
    }

    /** A block after the other. */
    public static Blocks row(
        Object buffer, long offset, long count, Layout layout, int neighbours) {
      Blocks blocks = same(buffer, offset, count, layout, neighbours);
      for (int i = 0; i < neighbours; i++) {
        blocks.displacements[i] = i * count;
      }
      return blocks;
    }
  }

  /**
   * Sends a block to each destination and receives one from each source. Messages between two
   * members match in the order in which both list each other.
   *
   * @param neighbours negative ranks are nobody
   * @return never throws: what is wrong with the arguments is the operation's error
   */
  public Operation start(Neighbours neighbours, Blocks send, Blocks recv) {
    EngineException error = problem(neighbours.destinations(), send, false);
    if (error == null) {
      error = problem(neighbours.sources(), recv, true);
    }
    boolean buildable = isBuildable(send) && isBuildable(recv);
    return collectives.start(
        CollectiveKind.ALLTOALLV,
        buildable ? schedule(neighbours, send, recv) : null,
        send.buffer,
        send.offset,
        recv.buffer,
        recv.offset,
        null,
        error);
  }

  private Schedule schedule(Neighbours neighbours, Blocks send, Blocks recv) {
    ScheduleBuilder builder = new ScheduleBuilder(rank, collectives.size());
    builder.begin(ALGORITHM, send.layout, recv.layout);
    Deque<Integer> toSelf = new ArrayDeque<>();
    int[] destinations = neighbours.destinations();
    for (int i = 0; i < destinations.length; i++) {
      if (destinations[i] == rank) {
        toSelf.add(i);
      } else if (destinations[i] >= 0) {
        builder.send(Schedule.SEND_SLOT, send.displacements[i], send.counts[i], destinations[i]);
      }
    }
    int[] sources = neighbours.sources();
    for (int i : neighbours.matchingOrder()) {
      if (sources[i] == rank && !toSelf.isEmpty()) {
        int from = toSelf.remove();
        builder.copy(
            Schedule.SEND_SLOT,
            send.displacements[from],
            send.counts[from],
            Schedule.RECV_SLOT,
            recv.displacements[i],
            recv.counts[i]);
      } else if (sources[i] >= 0 && sources[i] != rank) {
        builder.recv(Schedule.RECV_SLOT, recv.displacements[i], recv.counts[i], sources[i]);
      }
    }
    return builder.build();
  }

  private static boolean isBuildable(Blocks blocks) {
    if (blocks.layout == null) {
      return false;
    }
    for (long count : blocks.counts) {
      if (count < 0) {
        return false;
      }
    }
    return true;
  }

  private EngineException problem(int[] ranks, Blocks blocks, boolean writable) {
    if (blocks.layout == null) {
      return new EngineException(
          ErrorClass.TYPE, "the datatype of the neighbourhood collective is null");
    }
    if (blocks.buffer == Collectives.IN_PLACE) {
      return new EngineException(
          ErrorClass.BUFFER, "neighbourhood collectives have no form in place");
    }
    for (int i = 0; i < ranks.length; i++) {
      if (blocks.counts[i] < 0) {
        // Also where there is nobody: no schedule can be built of it.
        return new EngineException(
            ErrorClass.COUNT, "count " + blocks.counts[i] + " of neighbour " + i + " is negative");
      }
      if (blocks.counts[i] != 0 && ranks[i] >= 0) {
        long first = blocks.offset + blocks.displacements[i] * blocks.layout.extentElements();
        EngineException error =
            check.region(blocks.buffer, first, blocks.counts[i], blocks.layout, writable);
        if (error != null) {
          return error;
        }
      }
    }
    return null;
  }
}
