package mpi;

import java.nio.Buffer;
import org.jmpi.error.EngineException;
import org.jmpi.p2p.Operation;

/**
 * Persistent collectives (MPI-4.1 §6.13, §8.8), which neither dialect has: arguments that are bound
 * once, for collectives that are started again and again with {@link Prequest#start}. All members
 * bind them in the same order and start them in the same order; buffers and arrays of counts belong
 * to the request until it is freed. What is wrong with the arguments is told by the start.
 */
abstract class CommPersistentCollectives extends CommNeighborhood {
  CommPersistentCollectives(boolean predefined) {
    super(predefined);
  }

  /** A collective that can be started. */
  @FunctionalInterface
  interface Startable {
    Request start() throws MPIException;
  }

  final Prequest persistent(String call, Startable collective) {
    try {
      engine();
      return new Prequest(
          this,
          call,
          null,
          new Prequest.Starter() {
            @Override
            Operation start() {
              return collective.start().operation();
            }
          });
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  /** Binds the arguments of {@link #iBarrier()} (MPI-4.1 §6.13). */
  public Prequest barrierInit() throws MPIException {
    return persistent("barrierInit", () -> iBarrier());
  }

  /** Binds the arguments of {@link #iBcast(Buffer, int, Datatype, int)} (MPI-4.1 §6.13). */
  public Prequest bcastInit(Buffer buf, int count, Datatype type, int root) throws MPIException {
    return persistent("bcastInit", () -> iBcast(buf, count, type, root));
  }

  /**
   * Binds the arguments of {@link #iGather(Buffer, int, Datatype, Buffer, int, Datatype, int)}
   * (MPI-4.1 §6.13).
   */
  public Prequest gatherInit(
      Buffer sendbuf,
      int sendcount,
      Datatype sendtype,
      Buffer recvbuf,
      int recvcount,
      Datatype recvtype,
      int root)
      throws MPIException {
    return persistent(
        "gatherInit",
        () -> iGather(sendbuf, sendcount, sendtype, recvbuf, recvcount, recvtype, root));
  }

  /** Binds the arguments of {@link #iGather(Buffer, int, Datatype, int)} (MPI-4.1 §6.13). */
  public Prequest gatherInit(Buffer buf, int count, Datatype type, int root) throws MPIException {
    return persistent("gatherInit", () -> iGather(buf, count, type, root));
  }

  /**
   * Binds the arguments of {@link #iGatherv(Buffer, int, Datatype, Buffer, int[], int[], Datatype,
   * int)} (MPI-4.1 §6.13).
   */
  public Prequest gathervInit(
      Buffer sendbuf,
      int sendcount,
      Datatype sendtype,
      Buffer recvbuf,
      int[] recvcount,
      int[] displs,
      Datatype recvtype,
      int root)
      throws MPIException {
    return persistent(
        "gathervInit",
        () -> iGatherv(sendbuf, sendcount, sendtype, recvbuf, recvcount, displs, recvtype, root));
  }

  /**
   * Binds the arguments of {@link #iGatherv(Buffer, int[], int[], Datatype, int)} (MPI-4.1 §6.13).
   */
  public Prequest gathervInit(
      Buffer recvbuf, int[] recvcount, int[] displs, Datatype recvtype, int root)
      throws MPIException {
    return persistent("gathervInit", () -> iGatherv(recvbuf, recvcount, displs, recvtype, root));
  }

  /** Binds the arguments of {@link #iGatherv(Buffer, int, Datatype, int)} (MPI-4.1 §6.13). */
  public Prequest gathervInit(Buffer sendbuf, int sendcount, Datatype sendtype, int root)
      throws MPIException {
    return persistent("gathervInit", () -> iGatherv(sendbuf, sendcount, sendtype, root));
  }

  /**
   * Binds the arguments of {@link #iScatter(Buffer, int, Datatype, Buffer, int, Datatype, int)}
   * (MPI-4.1 §6.13).
   */
  public Prequest scatterInit(
      Buffer sendbuf,
      int sendcount,
      Datatype sendtype,
      Buffer recvbuf,
      int recvcount,
      Datatype recvtype,
      int root)
      throws MPIException {
    return persistent(
        "scatterInit",
        () -> iScatter(sendbuf, sendcount, sendtype, recvbuf, recvcount, recvtype, root));
  }

  /** Binds the arguments of {@link #iScatter(Buffer, int, Datatype, int)} (MPI-4.1 §6.13). */
  public Prequest scatterInit(Buffer buf, int count, Datatype type, int root) throws MPIException {
    return persistent("scatterInit", () -> iScatter(buf, count, type, root));
  }

  /**
   * Binds the arguments of {@link #iScatterv(Buffer, int[], int[], Datatype, Buffer, int, Datatype,
   * int)} (MPI-4.1 §6.13).
   */
  public Prequest scattervInit(
      Buffer sendbuf,
      int[] sendcount,
      int[] displs,
      Datatype sendtype,
      Buffer recvbuf,
      int recvcount,
      Datatype recvtype,
      int root)
      throws MPIException {
    return persistent(
        "scattervInit",
        () -> iScatterv(sendbuf, sendcount, displs, sendtype, recvbuf, recvcount, recvtype, root));
  }

  /**
   * Binds the arguments of {@link #iScatterv(Buffer, int[], int[], Datatype, int)} (MPI-4.1 §6.13).
   */
  public Prequest scattervInit(
      Buffer sendbuf, int[] sendcount, int[] displs, Datatype sendtype, int root)
      throws MPIException {
    return persistent("scattervInit", () -> iScatterv(sendbuf, sendcount, displs, sendtype, root));
  }

  /** Binds the arguments of {@link #iScatterv(Buffer, int, Datatype, int)} (MPI-4.1 §6.13). */
  public Prequest scattervInit(Buffer recvbuf, int recvcount, Datatype recvtype, int root)
      throws MPIException {
    return persistent("scattervInit", () -> iScatterv(recvbuf, recvcount, recvtype, root));
  }

  /**
   * Binds the arguments of {@link #iAllGather(Buffer, int, Datatype, Buffer, int, Datatype)}
   * (MPI-4.1 §6.13).
   */
  public Prequest allGatherInit(
      Buffer sendbuf,
      int sendcount,
      Datatype sendtype,
      Buffer recvbuf,
      int recvcount,
      Datatype recvtype)
      throws MPIException {
    return persistent(
        "allGatherInit",
        () -> iAllGather(sendbuf, sendcount, sendtype, recvbuf, recvcount, recvtype));
  }

  /** Binds the arguments of {@link #iAllGather(Buffer, int, Datatype)} (MPI-4.1 §6.13). */
  public Prequest allGatherInit(Buffer buf, int count, Datatype type) throws MPIException {
    return persistent("allGatherInit", () -> iAllGather(buf, count, type));
  }

  /**
   * Binds the arguments of {@link #iAllGatherv(Buffer, int, Datatype, Buffer, int[], int[],
   * Datatype)} (MPI-4.1 §6.13).
   */
  public Prequest allGathervInit(
      Buffer sendbuf,
      int sendcount,
      Datatype sendtype,
      Buffer recvbuf,
      int[] recvcount,
      int[] displs,
      Datatype recvtype)
      throws MPIException {
    return persistent(
        "allGathervInit",
        () -> iAllGatherv(sendbuf, sendcount, sendtype, recvbuf, recvcount, displs, recvtype));
  }

  /**
   * Binds the arguments of {@link #iAllGatherv(Buffer, int[], int[], Datatype)} (MPI-4.1 §6.13).
   */
  public Prequest allGathervInit(Buffer recvbuf, int[] recvcount, int[] displs, Datatype recvtype)
      throws MPIException {
    return persistent("allGathervInit", () -> iAllGatherv(recvbuf, recvcount, displs, recvtype));
  }

  /**
   * Binds the arguments of {@link #iAllToAll(Buffer, int, Datatype, Buffer, int, Datatype)}
   * (MPI-4.1 §6.13).
   */
  public Prequest allToAllInit(
      Buffer sendbuf,
      int sendcount,
      Datatype sendtype,
      Buffer recvbuf,
      int recvcount,
      Datatype recvtype)
      throws MPIException {
    return persistent(
        "allToAllInit",
        () -> iAllToAll(sendbuf, sendcount, sendtype, recvbuf, recvcount, recvtype));
  }

  /**
   * Binds the arguments of {@link #iAllToAllv(Buffer, int[], int[], Datatype, Buffer, int[], int[],
   * Datatype)} (MPI-4.1 §6.13).
   */
  public Prequest allToAllvInit(
      Buffer sendbuf,
      int[] sendcount,
      int[] sdispls,
      Datatype sendtype,
      Buffer recvbuf,
      int[] recvcount,
      int[] rdispls,
      Datatype recvtype)
      throws MPIException {
    return persistent(
        "allToAllvInit",
        () ->
            iAllToAllv(
                sendbuf, sendcount, sdispls, sendtype, recvbuf, recvcount, rdispls, recvtype));
  }

  /**
   * Binds the arguments of {@link #iAllToAllw(Buffer, int[], int[], Datatype[], Buffer, int[],
   * int[], Datatype[])} (MPI-4.1 §6.13).
   */
  public Prequest allToAllwInit(
      Buffer sendBuf,
      int[] sendCount,
      int[] sDispls,
      Datatype[] sendTypes,
      Buffer recvBuf,
      int[] recvCount,
      int[] rDispls,
      Datatype[] recvTypes)
      throws MPIException {
    return persistent(
        "allToAllwInit",
        () ->
            iAllToAllw(
                sendBuf, sendCount, sDispls, sendTypes, recvBuf, recvCount, rDispls, recvTypes));
  }

  /**
   * Binds the arguments of {@link #iReduce(Buffer, Buffer, int, Datatype, Op, int)} (MPI-4.1
   * §6.13).
   */
  public Prequest reduceInit(
      Buffer sendbuf, Buffer recvbuf, int count, Datatype type, Op op, int root)
      throws MPIException {
    return persistent("reduceInit", () -> iReduce(sendbuf, recvbuf, count, type, op, root));
  }

  /** Binds the arguments of {@link #iReduce(Buffer, int, Datatype, Op, int)} (MPI-4.1 §6.13). */
  public Prequest reduceInit(Buffer buf, int count, Datatype type, Op op, int root)
      throws MPIException {
    return persistent("reduceInit", () -> iReduce(buf, count, type, op, root));
  }

  /**
   * Binds the arguments of {@link #iAllReduce(Buffer, Buffer, int, Datatype, Op)} (MPI-4.1 §6.13).
   */
  public Prequest allReduceInit(Buffer sendbuf, Buffer recvbuf, int count, Datatype type, Op op)
      throws MPIException {
    return persistent("allReduceInit", () -> iAllReduce(sendbuf, recvbuf, count, type, op));
  }

  /** Binds the arguments of {@link #iAllReduce(Buffer, int, Datatype, Op)} (MPI-4.1 §6.13). */
  public Prequest allReduceInit(Buffer buf, int count, Datatype type, Op op) throws MPIException {
    return persistent("allReduceInit", () -> iAllReduce(buf, count, type, op));
  }

  /**
   * Binds the arguments of {@link #iReduceScatter(Buffer, Buffer, int[], Datatype, Op)} (MPI-4.1
   * §6.13).
   */
  public Prequest reduceScatterInit(
      Buffer sendbuf, Buffer recvbuf, int[] recvcounts, Datatype type, Op op) throws MPIException {
    return persistent(
        "reduceScatterInit", () -> iReduceScatter(sendbuf, recvbuf, recvcounts, type, op));
  }

  /**
   * Binds the arguments of {@link #iReduceScatter(Buffer, int[], Datatype, Op)} (MPI-4.1 §6.13).
   */
  public Prequest reduceScatterInit(Buffer buf, int[] counts, Datatype type, Op op)
      throws MPIException {
    return persistent("reduceScatterInit", () -> iReduceScatter(buf, counts, type, op));
  }

  /**
   * Binds the arguments of {@link #iReduceScatterBlock(Buffer, Buffer, int, Datatype, Op)} (MPI-4.1
   * §6.13).
   */
  public Prequest reduceScatterBlockInit(
      Buffer sendbuf, Buffer recvbuf, int recvcount, Datatype type, Op op) throws MPIException {
    return persistent(
        "reduceScatterBlockInit", () -> iReduceScatterBlock(sendbuf, recvbuf, recvcount, type, op));
  }

  /**
   * Binds the arguments of {@link #iReduceScatterBlock(Buffer, int, Datatype, Op)} (MPI-4.1 §6.13).
   */
  public Prequest reduceScatterBlockInit(Buffer buf, int count, Datatype type, Op op)
      throws MPIException {
    return persistent("reduceScatterBlockInit", () -> iReduceScatterBlock(buf, count, type, op));
  }

  /**
   * Binds the arguments of {@link #iNeighborAllGather(Buffer, int, Datatype, Buffer, int,
   * Datatype)} (MPI-4.1 §8.8).
   */
  public Prequest neighborAllGatherInit(
      Buffer sendbuf,
      int sendcount,
      Datatype sendtype,
      Buffer recvbuf,
      int recvcount,
      Datatype recvtype)
      throws MPIException {
    return persistent(
        "neighborAllGatherInit",
        () -> iNeighborAllGather(sendbuf, sendcount, sendtype, recvbuf, recvcount, recvtype));
  }

  /**
   * Binds the arguments of {@link #iNeighborAllGatherv(Buffer, int, Datatype, Buffer, int[], int[],
   * Datatype)} (MPI-4.1 §8.8).
   */
  public Prequest neighborAllGathervInit(
      Buffer sendbuf,
      int sendcount,
      Datatype sendtype,
      Buffer recvbuf,
      int[] recvcount,
      int[] displs,
      Datatype recvtype)
      throws MPIException {
    return persistent(
        "neighborAllGathervInit",
        () ->
            iNeighborAllGatherv(
                sendbuf, sendcount, sendtype, recvbuf, recvcount, displs, recvtype));
  }

  /**
   * Binds the arguments of {@link #iNeighborAllToAll(Buffer, int, Datatype, Buffer, int, Datatype)}
   * (MPI-4.1 §8.8).
   */
  public Prequest neighborAllToAllInit(
      Buffer sendbuf,
      int sendcount,
      Datatype sendtype,
      Buffer recvbuf,
      int recvcount,
      Datatype recvtype)
      throws MPIException {
    return persistent(
        "neighborAllToAllInit",
        () -> iNeighborAllToAll(sendbuf, sendcount, sendtype, recvbuf, recvcount, recvtype));
  }

  /**
   * Binds the arguments of {@link #iNeighborAllToAllv(Buffer, int[], int[], Datatype, Buffer,
   * int[], int[], Datatype)} (MPI-4.1 §8.8).
   */
  public Prequest neighborAllToAllvInit(
      Buffer sendbuf,
      int[] sendcount,
      int[] sdispls,
      Datatype sendtype,
      Buffer recvbuf,
      int[] recvcount,
      int[] rdispls,
      Datatype recvtype)
      throws MPIException {
    return persistent(
        "neighborAllToAllvInit",
        () ->
            iNeighborAllToAllv(
                sendbuf, sendcount, sdispls, sendtype, recvbuf, recvcount, rdispls, recvtype));
  }
}
