package mpi;

import java.util.Arrays;
import java.util.function.Supplier;
import org.jmpi.coll.Collectives;
import org.jmpi.comm.Communicator;
import org.jmpi.data.Layout;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.Progress;
import org.jmpi.p2p.StatusRecord;

/**
 * The collectives that move blocks, as both dialects need them: checks and error handlers. Each
 * method is one collective; {@code wait} tells the blocking form, which returns null. Arguments
 * that do not matter at this rank are replaced by empty ones before they are looked at.
 */
abstract class CommCollectives extends CommPersistent {
  /** Stands for a buffer whose part the other buffer plays. */
  static final Object IN_PLACE = Collectives.IN_PLACE;

  /** Stands for the counts in the forms of those that are not the root. */
  static final int[] AT_ROOT = {};

  private static final int[] NONE = {};

  CommCollectives(boolean predefined) {
    super(predefined);
  }

  final Request doBarrier(String call, boolean wait) {
    try {
      Communicator c = engine();
      if (wait) {
        c.blocking().barrier();
        return null;
      }
      return settle(c, call, wait, () -> c.collectives().startBarrier());
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  final Request doBcast(
      String call, boolean wait, Object buf, long offset, int count, Datatype type, int root) {
    try {
      Communicator c = engine();
      checkRoot(c, root);
      Layout layout = layoutIf(root != MPI.PROC_NULL, type);
      if (wait) {
        c.blocking().bcast(buf, offset, count, layout, root);
        return null;
      }
      return settle(
          c, call, wait, () -> c.collectives().startBcast(buf, offset, count, layout, root));
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  final Request doGather(
      String call,
      boolean wait,
      Object sendbuf,
      long sendoffset,
      int sendcount,
      Datatype sendtype,
      Object recvbuf,
      long recvoffset,
      int recvcount,
      Datatype recvtype,
      int root) {
    try {
      Communicator c = engine();
      checkRoot(c, root);
      boolean atRoot = isRoot(c, root);
      boolean sends = isWithRoot(c, root);
      Layout sendLayout = layoutIf(sends, sendtype);
      Layout recvLayout = layoutIf(atRoot, recvtype);
      if (wait) {
        c.blocking()
            .gather(
                sendbuf,
                sendoffset,
                sendcount,
                sendLayout,
                atRoot ? recvbuf : null,
                atRoot ? recvoffset : 0,
                atRoot ? recvcount : 0,
                recvLayout,
                root);
        return null;
      }
      return settle(
          c,
          call,
          wait,
          () ->
              c.collectives()
                  .startGather(
                      sendbuf,
                      sendoffset,
                      sendcount,
                      sendLayout,
                      atRoot ? recvbuf : null,
                      atRoot ? recvoffset : 0,
                      atRoot ? recvcount : 0,
                      recvLayout,
                      root));
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  /** One buffer: the root's receives, the others' sends. */
  final Request doGatherInPlace(
      String call, boolean wait, Object buf, int count, Datatype type, int root) {
    return isRootHere(root)
        ? doGather(call, wait, IN_PLACE, 0, 0, type, buf, 0, count, type, root)
        : doGather(call, wait, buf, 0, count, type, null, 0, 0, null, root);
  }

  final Request doGatherv(
      String call,
      boolean wait,
      Object sendbuf,
      long sendoffset,
      int sendcount,
      Datatype sendtype,
      Object recvbuf,
      long recvoffset,
      int[] recvcounts,
      int[] displs,
      Datatype recvtype,
      int root) {
    try {
      Communicator c = engine();
      checkRoot(c, root);
      boolean atRoot = isRoot(c, root);
      requireRole(atRoot ? recvcounts != AT_ROOT : sendbuf != IN_PLACE, atRoot, root);
      boolean sends = isWithRoot(c, root);
      Layout sendLayout = layoutIf(sends, sendtype);
      Layout recvLayout = layoutIf(atRoot, recvtype);
      return settle(
          c,
          call,
          wait,
          () ->
              c.collectives()
                  .startGatherv(
                      sendbuf,
                      sendoffset,
                      sendcount,
                      sendLayout,
                      atRoot ? recvbuf : null,
                      atRoot ? recvoffset : 0,
                      atRoot ? perRank(c, recvcounts) : NONE,
                      atRoot ? perRank(c, displs) : NONE,
                      recvLayout,
                      root));
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  final Request doScatter(
      String call,
      boolean wait,
      Object sendbuf,
      long sendoffset,
      int sendcount,
      Datatype sendtype,
      Object recvbuf,
      long recvoffset,
      int recvcount,
      Datatype recvtype,
      int root) {
    try {
      Communicator c = engine();
      checkRoot(c, root);
      boolean atRoot = isRoot(c, root);
      boolean receives = isWithRoot(c, root);
      Layout sendLayout = layoutIf(atRoot, sendtype);
      Layout recvLayout = layoutIf(receives, recvtype);
      if (wait) {
        c.blocking()
            .scatter(
                atRoot ? sendbuf : null,
                atRoot ? sendoffset : 0,
                atRoot ? sendcount : 0,
                sendLayout,
                recvbuf,
                recvoffset,
                recvcount,
                recvLayout,
                root);
        return null;
      }
      return settle(
          c,
          call,
          wait,
          () ->
              c.collectives()
                  .startScatter(
                      atRoot ? sendbuf : null,
                      atRoot ? sendoffset : 0,
                      atRoot ? sendcount : 0,
                      sendLayout,
                      recvbuf,
                      recvoffset,
                      recvcount,
                      recvLayout,
                      root));
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  /** One buffer: the root's sends, the others' receives. */
  final Request doScatterInPlace(
      String call, boolean wait, Object buf, int count, Datatype type, int root) {
    return isRootHere(root)
        ? doScatter(call, wait, buf, 0, count, type, IN_PLACE, 0, 0, type, root)
        : doScatter(call, wait, null, 0, 0, null, buf, 0, count, type, root);
  }

  final Request doScatterv(
      String call,
      boolean wait,
      Object sendbuf,
      long sendoffset,
      int[] sendcounts,
      int[] displs,
      Datatype sendtype,
      Object recvbuf,
      long recvoffset,
      int recvcount,
      Datatype recvtype,
      int root) {
    try {
      Communicator c = engine();
      checkRoot(c, root);
      boolean atRoot = isRoot(c, root);
      requireRole(atRoot ? sendcounts != AT_ROOT : recvbuf != IN_PLACE, atRoot, root);
      boolean receives = isWithRoot(c, root);
      Layout sendLayout = layoutIf(atRoot, sendtype);
      Layout recvLayout = layoutIf(receives, recvtype);
      return settle(
          c,
          call,
          wait,
          () ->
              c.collectives()
                  .startScatterv(
                      atRoot ? sendbuf : null,
                      atRoot ? sendoffset : 0,
                      atRoot ? perRank(c, sendcounts) : NONE,
                      atRoot ? perRank(c, displs) : NONE,
                      sendLayout,
                      recvbuf,
                      recvoffset,
                      recvcount,
                      recvLayout,
                      root));
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  final Request doAllgather(
      String call,
      boolean wait,
      Object sendbuf,
      long sendoffset,
      int sendcount,
      Datatype sendtype,
      Object recvbuf,
      long recvoffset,
      int recvcount,
      Datatype recvtype) {
    try {
      Communicator c = engine();
      Layout sendLayout = Datatype.layout(sendtype);
      Layout recvLayout = Datatype.layout(recvtype);
      if (wait) {
        c.blocking()
            .allGather(
                sendbuf,
                sendoffset,
                sendcount,
                sendLayout,
                recvbuf,
                recvoffset,
                recvcount,
                recvLayout);
        return null;
      }
      return settle(
          c,
          call,
          wait,
          () ->
              c.collectives()
                  .startAllGather(
                      sendbuf,
                      sendoffset,
                      sendcount,
                      sendLayout,
                      recvbuf,
                      recvoffset,
                      recvcount,
                      recvLayout));
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  final Request doAllgatherv(
      String call,
      boolean wait,
      Object sendbuf,
      long sendoffset,
      int sendcount,
      Datatype sendtype,
      Object recvbuf,
      long recvoffset,
      int[] recvcounts,
      int[] displs,
      Datatype recvtype) {
    try {
      Communicator c = engine();
      Layout sendLayout = Datatype.layout(sendtype);
      Layout recvLayout = Datatype.layout(recvtype);
      return settle(
          c,
          call,
          wait,
          () ->
              c.collectives()
                  .startAllGatherv(
                      sendbuf,
                      sendoffset,
                      sendcount,
                      sendLayout,
                      recvbuf,
                      recvoffset,
                      perRank(c, recvcounts),
                      perRank(c, displs),
                      recvLayout));
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  final Request doAlltoall(
      String call,
      boolean wait,
      Object sendbuf,
      long sendoffset,
      int sendcount,
      Datatype sendtype,
      Object recvbuf,
      long recvoffset,
      int recvcount,
      Datatype recvtype) {
    try {
      Communicator c = engine();
      Layout sendLayout = Datatype.layout(sendtype);
      Layout recvLayout = Datatype.layout(recvtype);
      if (wait) {
        c.blocking()
            .allToAll(
                sendbuf,
                sendoffset,
                sendcount,
                sendLayout,
                recvbuf,
                recvoffset,
                recvcount,
                recvLayout);
        return null;
      }
      return settle(
          c,
          call,
          wait,
          () ->
              c.collectives()
                  .startAllToAll(
                      sendbuf,
                      sendoffset,
                      sendcount,
                      sendLayout,
                      recvbuf,
                      recvoffset,
                      recvcount,
                      recvLayout));
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  final Request doAlltoallv(
      String call,
      boolean wait,
      Object sendbuf,
      long sendoffset,
      int[] sendcounts,
      int[] sdispls,
      Datatype sendtype,
      Object recvbuf,
      long recvoffset,
      int[] recvcounts,
      int[] rdispls,
      Datatype recvtype) {
    try {
      Communicator c = engine();
      Layout sendLayout = Datatype.layout(sendtype);
      Layout recvLayout = Datatype.layout(recvtype);
      return settle(
          c,
          call,
          wait,
          () ->
              c.collectives()
                  .startAllToAllv(
                      sendbuf,
                      sendoffset,
                      perRank(c, sendcounts),
                      perRank(c, sdispls),
                      sendLayout,
                      recvbuf,
                      recvoffset,
                      perRank(c, recvcounts),
                      perRank(c, rdispls),
                      recvLayout));
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  final Request doAlltoallw(
      String call,
      boolean wait,
      Object sendbuf,
      int[] sendcounts,
      int[] sdispls,
      Datatype[] sendtypes,
      Object recvbuf,
      int[] recvcounts,
      int[] rdispls,
      Datatype[] recvtypes) {
    try {
      Communicator c = engine();
      Layout[] sendLayouts = layouts(c, sendcounts, sdispls, sendtypes);
      Layout[] recvLayouts = layouts(c, recvcounts, rdispls, recvtypes);
      return settle(
          c,
          call,
          wait,
          () ->
              c.collectives()
                  .startAllToAllw(
                      sendbuf,
                      0,
                      perRank(c, sendcounts),
                      perRank(c, sdispls),
                      sendLayouts,
                      recvbuf,
                      0,
                      perRank(c, recvcounts),
                      perRank(c, rdispls),
                      recvLayouts));
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  /** Starts a collective under the engine's lock, and waits for it or makes a request of it. */
  final Request settle(Communicator c, String call, boolean wait, Supplier<Operation> start) {
    Progress progress = c.progress();
    EngineException error;
    progress.enter();
    try {
      Operation operation = start.get();
      if (!wait) {
        return new CollectiveRequest(this, call, operation);
      }
      if (!operation.isDone()) {
        progress.await(operation);
      }
      error = operation.error();
      c.collectives().recycle(operation);
    } finally {
      progress.exit();
    }
    if (error != null) {
      throw error;
    }
    return null;
  }

  /** As {@link #isRoot} where the communicator may be null. */
  final boolean isRootHere(int root) {
    return root == MPI.ROOT || (!isInterOrNull() && rankOrUndefined() == root);
  }

  /** The layout at a rank where the argument matters. */
  private static Layout layoutIf(boolean matters, Datatype type) {
    return matters ? Datatype.layout(type) : Layout.BYTE;
  }

  private static Layout[] layouts(Communicator c, int[] counts, int[] displs, Datatype[] types) {
    requireLength(c.peers().size(), "counts", counts);
    requireLength(c.peers().size(), "displacements", displs);
    if (types == null || types.length < c.peers().size()) {
      throw Errors.error(
          ErrorClass.ARG,
          "the array of datatypes must have an element for each of " + c.peers().size());
    }
    Layout[] layouts = new Layout[c.peers().size()];
    for (int rank = 0; rank < layouts.length; rank++) {
      layouts[rank] = Datatype.layout(types[rank]);
    }
    return layouts;
  }

  /** Arrays may be longer than there are ranks; what lies beyond does not matter. */
  static int[] perRank(Communicator c, int[] array) {
    return firstOf(c.peers().size(), array);
  }

  static int[] firstOf(int length, int[] array) {
    return array != null && array.length > length ? Arrays.copyOf(array, length) : array;
  }

  static void requireLength(int length, String what, int[] array) {
    if (array == null || array.length < length) {
      throw Errors.error(
          ErrorClass.ARG,
          "the array of "
              + what
              + (array == null ? " is null" : " has " + array.length + " elements")
              + "; it needs one for each of the "
              + length
              + " ranks");
    }
  }

  /** The forms of one buffer are for the root, or for all others. */
  private static void requireRole(boolean fits, boolean atRoot, int root) {
    if (!fits) {
      throw Errors.error(
          ErrorClass.ROOT,
          atRoot
              ? "this form is for all ranks but the root, and this is the root; pass a receive or"
                  + " send buffer with counts and displacements"
              : "this form is for the root alone, which is rank " + root);
    }
  }

  /** A collective under way. */
  static class CollectiveRequest extends Request {
    CollectiveRequest(CommHandle comm, String call, Operation operation) {
      super(comm, call, operation, null);
    }

    @Override
    Status newStatus(StatusRecord record) {
      return new Status();
    }

    @Override
    boolean isCancellable() {
      return false;
    }
  }
}
