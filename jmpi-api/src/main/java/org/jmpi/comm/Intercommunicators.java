package org.jmpi.comm;

import java.util.Arrays;
import org.jmpi.data.Layout;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.SendMode;

/** Makes intercommunicators, and intracommunicators of them (MPI-4.1 §7.6.2). */
public final class Intercommunicators {
  /** What the leaders tell each other first: number of members, and an id for the new context. */
  private static final int HEADER = 2;

  private Intercommunicators() {}

  /**
   * Connects two groups that share no process; all members of both call it. The leaders know each
   * other in {@code peer}.
   *
   * @param peer matters at the leader only
   * @param remoteLeader a rank in {@code peer}; matters at the leader only
   * @param tag of the leaders' messages in {@code peer}
   * @throws EngineException COMM when a process is in both groups
   */
  public static Communicator create(
      Communicator local, int localLeader, Communicator peer, int remoteLeader, int tag) {
    long[] header = new long[HEADER];
    int[][] remote = new int[1][];
    EngineException failure = null;
    if (local.rank() == localLeader) {
      try {
        remote[0] = exchange(local, peer, remoteLeader, tag, header);
      } catch (EngineException e) {
        failure = e;
        header[0] = -1;
      }
    }
    local.collective(() -> local.collectives().startBcastLongs(header, localLeader));
    if (failure != null) {
      throw failure;
    }
    if (header[0] < 0) {
      throw new EngineException(
          ErrorClass.OTHER,
          "rank " + localLeader + ", the leader, could not reach the leader of the other group");
    }
    if (remote[0] == null) {
      remote[0] = new int[(int) header[0]];
    }
    int[] processes = remote[0];
    local.collective(
        () ->
            local
                .collectives()
                .startBcast(processes, 0, processes.length, Layout.INT, localLeader));
    ProcessGroup others = ProcessGroup.of(processes);
    if (local.group().intersection(others).size() > 0) {
      throw new EngineException(
          ErrorClass.COMM, "the two groups share a process; they must be disjoint");
    }
    return local.open(header[1], local.group(), others, "");
  }

  /** The leaders' part: the members of the other group, and in {@code header} what both know. */
  private static int[] exchange(
      Communicator local, Communicator peer, int remoteLeader, int tag, long[] header) {
    int[] own = local.group().processes();
    long[] mine = {own.length, local.newContextId()};
    long[] theirs = new long[HEADER];
    swap(peer, remoteLeader, tag, mine, theirs, Layout.LONG);
    int[] processes = new int[Math.toIntExact(theirs[0])];
    swap(peer, remoteLeader, tag, own, processes, Layout.INT);
    header[0] = processes.length;
    header[1] = own[0] < processes[0] ? mine[1] : theirs[1];
    return processes;
  }

  private static void swap(
      Communicator peer, int leader, int tag, Object out, Object in, Layout layout) {
    int outLength = java.lang.reflect.Array.getLength(out);
    int inLength = java.lang.reflect.Array.getLength(in);
    Operation receive = peer.startRecv(in, 0, inLength, layout, leader, tag);
    Operation send = peer.startSend(SendMode.STANDARD, out, 0, outLength, layout, leader, tag);
    peer.await(send);
    peer.await(receive);
    for (Operation operation : Arrays.asList(send, receive)) {
      if (operation.error() != null) {
        throw operation.error();
      }
    }
  }

  /**
   * One group of both, the one that says high after the other one.
   *
   * @param high the same at all members of a group; where both groups say the same, the group with
   *     the lower first process comes first
   */
  public static Communicator merge(Communicator inter, boolean high) {
    ProcessGroup all = inter.members();
    long[] mine = {high ? 1 : 0, inter.newContextId()};
    long[] gathered = new long[2 * all.size()];
    inter.collective(() -> inter.collectives().startAllGatherLongs(mine, gathered));
    ProcessGroup first = inter.isFirst() ? inter.group() : inter.remoteGroup();
    ProcessGroup second = inter.isFirst() ? inter.remoteGroup() : inter.group();
    boolean turned =
        gathered[2 * all.rankOf(first.process(0))] > gathered[2 * all.rankOf(second.process(0))];
    ProcessGroup union = turned ? second.union(first) : first.union(second);
    long id = gathered[2 * all.rankOf(union.process(0)) + 1];
    return inter.open(id, union, null, "");
  }
}
