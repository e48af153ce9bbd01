package org.jmpi.coll;

import java.util.Arrays;
import java.util.Map;
import org.jmpi.data.Layout;
import org.jmpi.data.ObjectCodec;
import org.jmpi.data.ReduceOp;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.p2p.MatchContext;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.P2pEngine;
import org.jmpi.p2p.Progress;

/**
 * The collectives of an intercommunicator (MPI-4.1 §6.2.2, §6.2.3): data go from one group to the
 * other. The collective context has both groups, which follow each other in an order that both
 * know, so that one schedule can have steps within a group and between the groups.
 *
 * <p>In rooted operations {@link #ROOT} says "I am it", {@link #PROC_NULL} "another one of my group
 * is it"; the members of the other group give the root's rank. Counts and displacements per rank
 * are those of the remote group. {@link Collectives#IN_PLACE} is BUFFER, a scan COMM: neither
 * exists here.
 */
public final class InterCollectives extends InterCall {
  /** See {@link InterCall}. */
  public InterCollectives(
      P2pEngine engine,
      MatchContext collectiveContext,
      Progress progress,
      Map<String, String> settings,
      ObjectCodec codec,
      int localStart,
      int localSize) {
    super(engine, collectiveContext, progress, settings, codec, localStart, localSize);
  }

  @Override
  public Operation startBcast(Object buffer, long offset, long count, Layout layout, int root) {
    begin(CollectiveKind.BCAST);
    if (root != PROC_NULL) {
      region(buffer, offset, count, layout, root != ROOT);
    }
    requireRoot(root);
    return run(null, 0, layout, buffer, offset, layout, null, b -> tree(root, count));
  }

  @Override
  public Operation startGather(
      Object sendbuf,
      long sendOffset,
      long sendCount,
      Layout sendLayout,
      Object recvbuf,
      long recvOffset,
      long recvCount,
      Layout recvLayout,
      int root) {
    int[] counts = new int[remoteSize];
    Arrays.fill(counts, (int) recvCount);
    return gather(
        CollectiveKind.GATHER,
        sendbuf,
        sendOffset,
        sendCount,
        sendLayout,
        recvbuf,
        recvOffset,
        counts,
        row(recvCount),
        recvLayout,
        root);
  }

  @Override
  public Operation startGatherv(
      Object sendbuf,
      long sendOffset,
      long sendCount,
      Layout sendLayout,
      Object recvbuf,
      long recvOffset,
      int[] recvCounts,
      int[] displacements,
      Layout recvLayout,
      int root) {
    return gather(
        CollectiveKind.GATHERV,
        sendbuf,
        sendOffset,
        sendCount,
        sendLayout,
        recvbuf,
        recvOffset,
        recvCounts,
        displacements,
        recvLayout,
        root);
  }

  private Operation gather(
      CollectiveKind what,
      Object sendbuf,
      long sendOffset,
      long sendCount,
      Layout sendLayout,
      Object recvbuf,
      long recvOffset,
      int[] recvCounts,
      int[] displacements,
      Layout recvLayout,
      int root) {
    begin(what);
    requireRoot(root);
    if (root == ROOT) {
      regions(recvbuf, recvOffset, recvCounts, displacements, recvLayout, true);
    } else if (root != PROC_NULL) {
      region(sendbuf, sendOffset, sendCount, sendLayout, false);
    }
    return run(
        sendbuf,
        sendOffset,
        sendLayout,
        recvbuf,
        recvOffset,
        recvLayout,
        null,
        b -> {
          if (root == ROOT) {
            for (int i = 0; i < remoteSize; i++) {
              b.recv(Schedule.RECV_SLOT, displacements[i], recvCounts[i], remoteStart + i);
            }
          } else if (root != PROC_NULL) {
            b.send(Schedule.SEND_SLOT, 0, sendCount, remoteStart + root);
          }
        });
  }

  @Override
  public Operation startScatter(
      Object sendbuf,
      long sendOffset,
      long sendCount,
      Layout sendLayout,
      Object recvbuf,
      long recvOffset,
      long recvCount,
      Layout recvLayout,
      int root) {
    int[] counts = new int[remoteSize];
    Arrays.fill(counts, (int) sendCount);
    return scatter(
        CollectiveKind.SCATTER,
        sendbuf,
        sendOffset,
        counts,
        row(sendCount),
        sendLayout,
        recvbuf,
        recvOffset,
        recvCount,
        recvLayout,
        root);
  }

  @Override
  public Operation startScatterv(
      Object sendbuf,
      long sendOffset,
      int[] sendCounts,
      int[] displacements,
      Layout sendLayout,
      Object recvbuf,
      long recvOffset,
      long recvCount,
      Layout recvLayout,
      int root) {
    return scatter(
        CollectiveKind.SCATTERV,
        sendbuf,
        sendOffset,
        sendCounts,
        displacements,
        sendLayout,
        recvbuf,
        recvOffset,
        recvCount,
        recvLayout,
        root);
  }

  private Operation scatter(
      CollectiveKind what,
      Object sendbuf,
      long sendOffset,
      int[] sendCounts,
      int[] displacements,
      Layout sendLayout,
      Object recvbuf,
      long recvOffset,
      long recvCount,
      Layout recvLayout,
      int root) {
    begin(what);
    requireRoot(root);
    if (root == ROOT) {
      regions(sendbuf, sendOffset, sendCounts, displacements, sendLayout, false);
    } else if (root != PROC_NULL) {
      region(recvbuf, recvOffset, recvCount, recvLayout, true);
    }
    return run(
        sendbuf,
        sendOffset,
        sendLayout,
        recvbuf,
        recvOffset,
        recvLayout,
        null,
        b -> {
          if (root == ROOT) {
            for (int i = 0; i < remoteSize; i++) {
              b.send(Schedule.SEND_SLOT, displacements[i], sendCounts[i], remoteStart + i);
            }
          } else if (root != PROC_NULL) {
            b.recv(Schedule.RECV_SLOT, 0, recvCount, remoteStart + root);
          }
        });
  }

  @Override
  public Operation startAllGather(
      Object sendbuf,
      long sendOffset,
      long sendCount,
      Layout sendLayout,
      Object recvbuf,
      long recvOffset,
      long recvCount,
      Layout recvLayout) {
    int[] counts = new int[remoteSize];
    Arrays.fill(counts, (int) recvCount);
    return allGather(
        CollectiveKind.ALLGATHER,
        sendbuf,
        sendOffset,
        sendCount,
        sendLayout,
        recvbuf,
        recvOffset,
        counts,
        row(recvCount),
        recvLayout);
  }

  @Override
  public Operation startAllGatherv(
      Object sendbuf,
      long sendOffset,
      long sendCount,
      Layout sendLayout,
      Object recvbuf,
      long recvOffset,
      int[] recvCounts,
      int[] displacements,
      Layout recvLayout) {
    return allGather(
        CollectiveKind.ALLGATHERV,
        sendbuf,
        sendOffset,
        sendCount,
        sendLayout,
        recvbuf,
        recvOffset,
        recvCounts,
        displacements,
        recvLayout);
  }

  private Operation allGather(
      CollectiveKind what,
      Object sendbuf,
      long sendOffset,
      long sendCount,
      Layout sendLayout,
      Object recvbuf,
      long recvOffset,
      int[] recvCounts,
      int[] displacements,
      Layout recvLayout) {
    begin(what);
    region(sendbuf, sendOffset, sendCount, sendLayout, false);
    regions(recvbuf, recvOffset, recvCounts, displacements, recvLayout, true);
    return run(
        sendbuf,
        sendOffset,
        sendLayout,
        recvbuf,
        recvOffset,
        recvLayout,
        null,
        b -> {
          for (int i = 0; i < remoteSize; i++) {
            int peer = (localRank + i) % remoteSize;
            b.send(Schedule.SEND_SLOT, 0, sendCount, remoteStart + peer);
            b.recv(Schedule.RECV_SLOT, displacements[peer], recvCounts[peer], remoteStart + peer);
          }
        });
  }

  @Override
  public Operation startAllToAll(
      Object sendbuf,
      long sendOffset,
      long sendCount,
      Layout sendLayout,
      Object recvbuf,
      long recvOffset,
      long recvCount,
      Layout recvLayout) {
    int[] sends = new int[remoteSize];
    int[] receives = new int[remoteSize];
    Arrays.fill(sends, (int) sendCount);
    Arrays.fill(receives, (int) recvCount);
    return allToAll(
        CollectiveKind.ALLTOALL,
        sendbuf,
        sendOffset,
        sends,
        row(sendCount),
        sendLayout,
        recvbuf,
        recvOffset,
        receives,
        row(recvCount),
        recvLayout);
  }

  @Override
  public Operation startAllToAllv(
      Object sendbuf,
      long sendOffset,
      int[] sendCounts,
      int[] sendDisplacements,
      Layout sendLayout,
      Object recvbuf,
      long recvOffset,
      int[] recvCounts,
      int[] recvDisplacements,
      Layout recvLayout) {
    return allToAll(
        CollectiveKind.ALLTOALLV,
        sendbuf,
        sendOffset,
        sendCounts,
        sendDisplacements,
        sendLayout,
        recvbuf,
        recvOffset,
        recvCounts,
        recvDisplacements,
        recvLayout);
  }

  private Operation allToAll(
      CollectiveKind what,
      Object sendbuf,
      long sendOffset,
      int[] sendCounts,
      int[] sendDisplacements,
      Layout sendLayout,
      Object recvbuf,
      long recvOffset,
      int[] recvCounts,
      int[] recvDisplacements,
      Layout recvLayout) {
    begin(what);
    regions(sendbuf, sendOffset, sendCounts, sendDisplacements, sendLayout, false);
    regions(recvbuf, recvOffset, recvCounts, recvDisplacements, recvLayout, true);
    return run(
        sendbuf,
        sendOffset,
        sendLayout,
        recvbuf,
        recvOffset,
        recvLayout,
        null,
        b -> {
          for (int i = 0; i < remoteSize; i++) {
            int peer = (localRank + i) % remoteSize;
            b.send(
                Schedule.SEND_SLOT, sendDisplacements[peer], sendCounts[peer], remoteStart + peer);
            b.recv(
                Schedule.RECV_SLOT, recvDisplacements[peer], recvCounts[peer], remoteStart + peer);
          }
        });
  }

  @Override
  public Operation startAllToAllw(
      Object sendbuf,
      long sendOffset,
      int[] sendCounts,
      int[] sendDisplacementsBytes,
      Layout[] sendLayouts,
      Object recvbuf,
      long recvOffset,
      int[] recvCounts,
      int[] recvDisplacementsBytes,
      Layout[] recvLayouts) {
    begin(CollectiveKind.ALLTOALLW);
    Call places = new Call(localRank, remoteSize);
    places.begin(CollectiveKind.ALLTOALLW);
    int[] sends = places.counts(sendCounts, "send counts");
    int[] receives = places.counts(recvCounts, "receive counts");
    long[] from =
        places.elements(sendbuf, sendOffset, sends, sendDisplacementsBytes, sendLayouts, false);
    long[] to =
        places.elements(recvbuf, recvOffset, receives, recvDisplacementsBytes, recvLayouts, true);
    note(places.error);
    return run(
        sendbuf,
        0,
        Layout.BYTE,
        recvbuf,
        0,
        Layout.BYTE,
        null,
        b -> {
          for (int i = 0; i < remoteSize; i++) {
            int peer = (localRank + i) % remoteSize;
            int sendSlot = b.view(Schedule.SEND_SLOT, from[peer], sendLayouts[peer]);
            b.send(sendSlot, 0, sends[peer], remoteStart + peer);
            int recvSlot = b.view(Schedule.RECV_SLOT, to[peer], recvLayouts[peer]);
            b.recv(recvSlot, 0, receives[peer], remoteStart + peer);
          }
        });
  }

  @Override
  public Operation startReduce(
      Object sendbuf,
      long sendOffset,
      Object recvbuf,
      long recvOffset,
      long count,
      Layout layout,
      ReduceOp op,
      int root) {
    begin(CollectiveKind.REDUCE);
    requireRoot(root);
    operator(op, layout);
    if (root == ROOT) {
      region(recvbuf, recvOffset, count, layout, true);
    } else if (root != PROC_NULL) {
      region(sendbuf, sendOffset, count, layout, false);
    }
    return run(
        sendbuf,
        sendOffset,
        layout,
        recvbuf,
        recvOffset,
        layout,
        op,
        b -> {
          if (root == ROOT) {
            b.recv(Schedule.RECV_SLOT, 0, count, remoteStart);
          } else if (root != PROC_NULL) {
            int result = reduceToLeader(sendbuf, count, layout);
            if (localRank == 0) {
              b.send(result, 0, count, remoteStart + root);
            }
          }
        });
  }

  @Override
  public Operation startAllReduce(
      Object sendbuf,
      long sendOffset,
      Object recvbuf,
      long recvOffset,
      long count,
      Layout layout,
      ReduceOp op) {
    begin(CollectiveKind.ALLREDUCE);
    operator(op, layout);
    region(sendbuf, sendOffset, count, layout, false);
    region(recvbuf, recvOffset, count, layout, true);
    return run(
        sendbuf,
        sendOffset,
        layout,
        recvbuf,
        recvOffset,
        layout,
        op,
        b -> {
          int result = reduceToLeader(sendbuf, count, layout);
          int mask = 1;
          while (mask < localSize && (localRank & mask) == 0) {
            mask <<= 1;
          }
          if (localRank == 0) {
            b.send(result, 0, count, remoteStart);
            b.recv(Schedule.RECV_SLOT, 0, count, remoteStart);
          } else {
            b.recv(Schedule.RECV_SLOT, 0, count, localStart + localRank - mask);
          }
          for (mask >>= 1; mask > 0; mask >>= 1) {
            if (localRank + mask < localSize) {
              b.send(Schedule.RECV_SLOT, 0, count, localStart + localRank + mask);
            }
          }
        });
  }

  @Override
  public Operation startReduceScatter(
      Object sendbuf,
      long sendOffset,
      Object recvbuf,
      long recvOffset,
      int[] recvCounts,
      Layout layout,
      ReduceOp op) {
    return reduceScatter(
        CollectiveKind.REDUCE_SCATTER,
        sendbuf,
        sendOffset,
        recvbuf,
        recvOffset,
        recvCounts,
        layout,
        op);
  }

  @Override
  public Operation startReduceScatterBlock(
      Object sendbuf,
      long sendOffset,
      Object recvbuf,
      long recvOffset,
      int recvCount,
      Layout layout,
      ReduceOp op) {
    int[] counts = new int[localSize];
    Arrays.fill(counts, recvCount);
    return reduceScatter(
        CollectiveKind.REDUCE_SCATTER_BLOCK,
        sendbuf,
        sendOffset,
        recvbuf,
        recvOffset,
        counts,
        layout,
        op);
  }

  /** {@code recvCounts} are those of the own group, together as many as the other group's. */
  private Operation reduceScatter(
      CollectiveKind what,
      Object sendbuf,
      long sendOffset,
      Object recvbuf,
      long recvOffset,
      int[] recvCounts,
      Layout layout,
      ReduceOp op) {
    begin(what);
    operator(op, layout);
    long all = 0;
    for (int i = 0; recvCounts != null && i < Math.min(localSize, recvCounts.length); i++) {
      all += recvCounts[i];
    }
    long total = all;
    region(sendbuf, sendOffset, total, layout, false);
    if (recvCounts != null && recvCounts.length >= localSize) {
      region(recvbuf, recvOffset, recvCounts[localRank], layout, true);
    }
    return run(
        sendbuf,
        sendOffset,
        layout,
        recvbuf,
        recvOffset,
        layout,
        op,
        b -> {
          int result = reduceToLeader(sendbuf, total, layout);
          if (localRank == 0) {
            b.send(result, 0, total, remoteStart);
            int others = b.newItemsLike(Schedule.RECV_SLOT, total);
            b.recv(others, 0, total, remoteStart);
            b.copy(others, 0, Schedule.RECV_SLOT, 0, recvCounts[0]);
            long at = recvCounts[0];
            for (int i = 1; i < localSize; i++) {
              b.send(others, at, recvCounts[i], localStart + i);
              at += recvCounts[i];
            }
          } else {
            b.recv(Schedule.RECV_SLOT, 0, recvCounts[localRank], localStart);
          }
        });
  }

  @Override
  public Operation startScan(
      Object sendbuf,
      long sendOffset,
      Object recvbuf,
      long recvOffset,
      long count,
      Layout layout,
      ReduceOp op) {
    return refused(CollectiveKind.SCAN);
  }

  @Override
  public Operation startExScan(
      Object sendbuf,
      long sendOffset,
      Object recvbuf,
      long recvOffset,
      long count,
      Layout layout,
      ReduceOp op) {
    return refused(CollectiveKind.EXSCAN);
  }

  /** Among the members of both groups, in the order of the context. */
  @Override
  public Operation startAllGatherLongs(long[] mine, long[] all) {
    return super.startAllGather(
        mine, 0, mine.length, Layout.LONG, all, 0, mine.length, Layout.LONG);
  }

  /** Among the members of both groups; {@code root} is a rank of the context. */
  @Override
  public Operation startBcastLongs(long[] values, int root) {
    return super.startBcast(values, 0, values.length, Layout.LONG, root);
  }

  private Operation refused(CollectiveKind what) {
    begin(what);
    EngineException reason =
        new EngineException(
            ErrorClass.COMM, what.mpiName() + " is not defined on an intercommunicator");
    return start(what, null, null, 0, null, 0, null, reason);
  }
}
