package mpi;

import java.nio.Buffer;

/**
 * The non-blocking collectives in Open MPI's spelling (MPI-4.1 §6.12). All members start them in
 * the same order; the buffers belong to the call until the request is complete.
 */
abstract class CommNonblockingCollectives extends CommBlockingCollectives {
  CommNonblockingCollectives(boolean predefined) {
    super(predefined);
  }

  /** Starts a {@link #barrier()} (MPI-4.1 §6.12.1). */
  public Request iBarrier() throws MPIException {
    return doBarrier("iBarrier", false);
  }

  /** Starts a {@link #bcast(Object, int, Datatype, int)} (MPI-4.1 §6.12.2). */
  public Request iBcast(Buffer buf, int count, Datatype type, int root) throws MPIException {
    return doBcast("iBcast", false, buf, 0, count, type, root);
  }

  /**
   * Starts a {@link #gather(Object, int, Datatype, Object, int, Datatype, int)} (MPI-4.1 §6.12.3).
   */
  public Request iGather(
      Buffer sendbuf,
      int sendcount,
      Datatype sendtype,
      Buffer recvbuf,
      int recvcount,
      Datatype recvtype,
      int root)
      throws MPIException {
    return doGather(
        "iGather", false, sendbuf, 0, sendcount, sendtype, recvbuf, 0, recvcount, recvtype, root);
  }

  /** Starts a {@link #gather(Object, int, Datatype, int)} (MPI-4.1 §6.12.3). */
  public Request iGather(Buffer buf, int count, Datatype type, int root) throws MPIException {
    return doGatherInPlace("iGather", false, buf, count, type, root);
  }

  /**
   * Starts a {@link #gatherv(Object, int, Datatype, Object, int[], int[], Datatype, int)} (MPI-4.1
   * §6.12.3).
   */
  public Request iGatherv(
      Buffer sendbuf,
      int sendcount,
      Datatype sendtype,
      Buffer recvbuf,
      int[] recvcount,
      int[] displs,
      Datatype recvtype,
      int root)
      throws MPIException {
    return doGatherv(
        "iGatherv",
        false,
        sendbuf,
        0,
        sendcount,
        sendtype,
        recvbuf,
        0,
        recvcount,
        displs,
        recvtype,
        root);
  }

  /** Starts a {@link #gatherv(Object, int[], int[], Datatype, int)} (MPI-4.1 §6.12.3). */
  public Request iGatherv(
      Buffer recvbuf, int[] recvcount, int[] displs, Datatype recvtype, int root)
      throws MPIException {
    return doGatherv(
        "iGatherv", false, IN_PLACE, 0, 0, recvtype, recvbuf, 0, recvcount, displs, recvtype, root);
  }

  /** Starts a {@link #gatherv(Object, int, Datatype, int)} (MPI-4.1 §6.12.3). */
  public Request iGatherv(Buffer sendbuf, int sendcount, Datatype sendtype, int root)
      throws MPIException {
    return doGatherv(
        "iGatherv", false, sendbuf, 0, sendcount, sendtype, null, 0, AT_ROOT, null, null, root);
  }

  /**
   * Starts a {@link #scatter(Object, int, Datatype, Object, int, Datatype, int)} (MPI-4.1 §6.12.4).
   */
  public Request iScatter(
      Buffer sendbuf,
      int sendcount,
      Datatype sendtype,
      Buffer recvbuf,
      int recvcount,
      Datatype recvtype,
      int root)
      throws MPIException {
    return doScatter(
        "iScatter", false, sendbuf, 0, sendcount, sendtype, recvbuf, 0, recvcount, recvtype, root);
  }

  /** Starts a {@link #scatter(Object, int, Datatype, int)} (MPI-4.1 §6.12.4). */
  public Request iScatter(Buffer buf, int count, Datatype type, int root) throws MPIException {
    return doScatterInPlace("iScatter", false, buf, count, type, root);
  }

  /**
   * Starts a {@link #scatterv(Object, int[], int[], Datatype, Object, int, Datatype, int)} (MPI-4.1
   * §6.12.4).
   */
  public Request iScatterv(
      Buffer sendbuf,
      int[] sendcount,
      int[] displs,
      Datatype sendtype,
      Buffer recvbuf,
      int recvcount,
      Datatype recvtype,
      int root)
      throws MPIException {
    return doScatterv(
        "iScatterv",
        false,
        sendbuf,
        0,
        sendcount,
        displs,
        sendtype,
        recvbuf,
        0,
        recvcount,
        recvtype,
        root);
  }

  /** Starts a {@link #scatterv(Object, int[], int[], Datatype, int)} (MPI-4.1 §6.12.4). */
  public Request iScatterv(
      Buffer sendbuf, int[] sendcount, int[] displs, Datatype sendtype, int root)
      throws MPIException {
    return doScatterv(
        "iScatterv",
        false,
        sendbuf,
        0,
        sendcount,
        displs,
        sendtype,
        IN_PLACE,
        0,
        0,
        sendtype,
        root);
  }

  /** Starts a {@link #scatterv(Object, int, Datatype, int)} (MPI-4.1 §6.12.4). */
  public Request iScatterv(Buffer recvbuf, int recvcount, Datatype recvtype, int root)
      throws MPIException {
    return doScatterv(
        "iScatterv", false, null, 0, AT_ROOT, null, null, recvbuf, 0, recvcount, recvtype, root);
  }

  /**
   * Starts a {@link #allGather(Object, int, Datatype, Object, int, Datatype)} (MPI-4.1 §6.12.5).
   */
  public Request iAllGather(
      Buffer sendbuf,
      int sendcount,
      Datatype sendtype,
      Buffer recvbuf,
      int recvcount,
      Datatype recvtype)
      throws MPIException {
    return doAllgather(
        "iAllGather", false, sendbuf, 0, sendcount, sendtype, recvbuf, 0, recvcount, recvtype);
  }

  /** Starts a {@link #allGather(Object, int, Datatype)} (MPI-4.1 §6.12.5). */
  public Request iAllGather(Buffer buf, int count, Datatype type) throws MPIException {
    return doAllgather("iAllGather", false, IN_PLACE, 0, 0, type, buf, 0, count, type);
  }

  /**
   * Starts a {@link #allGatherv(Object, int, Datatype, Object, int[], int[], Datatype)} (MPI-4.1
   * §6.12.5).
   */
  public Request iAllGatherv(
      Buffer sendbuf,
      int sendcount,
      Datatype sendtype,
      Buffer recvbuf,
      int[] recvcount,
      int[] displs,
      Datatype recvtype)
      throws MPIException {
    return doAllgatherv(
        "iAllGatherv",
        false,
        sendbuf,
        0,
        sendcount,
        sendtype,
        recvbuf,
        0,
        recvcount,
        displs,
        recvtype);
  }

  /** Starts a {@link #allGatherv(Object, int[], int[], Datatype)} (MPI-4.1 §6.12.5). */
  public Request iAllGatherv(Buffer recvbuf, int[] recvcount, int[] displs, Datatype recvtype)
      throws MPIException {
    return doAllgatherv(
        "iAllGatherv", false, IN_PLACE, 0, 0, recvtype, recvbuf, 0, recvcount, displs, recvtype);
  }

  /** Starts a {@link #allToAll(Object, int, Datatype, Object, int, Datatype)} (MPI-4.1 §6.12.6). */
  public Request iAllToAll(
      Buffer sendbuf,
      int sendcount,
      Datatype sendtype,
      Buffer recvbuf,
      int recvcount,
      Datatype recvtype)
      throws MPIException {
    return doAlltoall(
        "iAllToAll", false, sendbuf, 0, sendcount, sendtype, recvbuf, 0, recvcount, recvtype);
  }

  /**
   * Starts a {@link #allToAllv(Object, int[], int[], Datatype, Object, int[], int[], Datatype)}
   * (MPI-4.1 §6.12.6).
   */
  public Request iAllToAllv(
      Buffer sendbuf,
      int[] sendcount,
      int[] sdispls,
      Datatype sendtype,
      Buffer recvbuf,
      int[] recvcount,
      int[] rdispls,
      Datatype recvtype)
      throws MPIException {
    return doAlltoallv(
        "iAllToAllv",
        false,
        sendbuf,
        0,
        sendcount,
        sdispls,
        sendtype,
        recvbuf,
        0,
        recvcount,
        rdispls,
        recvtype);
  }

  /**
   * Starts a {@link #allToAllw(Object, int[], int[], Datatype[], Object, int[], int[], Datatype[])}
   * (MPI-4.1 §6.12.6).
   */
  public Request iAllToAllw(
      Buffer sendBuf,
      int[] sendCount,
      int[] sDispls,
      Datatype[] sendTypes,
      Buffer recvBuf,
      int[] recvCount,
      int[] rDispls,
      Datatype[] recvTypes)
      throws MPIException {
    return doAlltoallw(
        "iAllToAllw",
        false,
        sendBuf,
        sendCount,
        sDispls,
        sendTypes,
        recvBuf,
        recvCount,
        rDispls,
        recvTypes);
  }

  /** Starts a {@link #reduce(Object, Object, int, Datatype, Op, int)} (MPI-4.1 §6.12.7). */
  public Request iReduce(Buffer sendbuf, Buffer recvbuf, int count, Datatype type, Op op, int root)
      throws MPIException {
    return doReduce("iReduce", false, sendbuf, 0, recvbuf, 0, count, type, op, root);
  }

  /** Starts a {@link #reduce(Object, int, Datatype, Op, int)} (MPI-4.1 §6.12.7). */
  public Request iReduce(Buffer buf, int count, Datatype type, Op op, int root)
      throws MPIException {
    return doReduceInPlace("iReduce", false, buf, count, type, op, root);
  }

  /** Starts a {@link #allReduce(Object, Object, int, Datatype, Op)} (MPI-4.1 §6.12.8). */
  public Request iAllReduce(Buffer sendbuf, Buffer recvbuf, int count, Datatype type, Op op)
      throws MPIException {
    return doAllreduce("iAllReduce", false, sendbuf, 0, recvbuf, 0, count, type, op);
  }

  /** Starts a {@link #allReduce(Object, int, Datatype, Op)} (MPI-4.1 §6.12.8). */
  public Request iAllReduce(Buffer buf, int count, Datatype type, Op op) throws MPIException {
    return doAllreduce("iAllReduce", false, IN_PLACE, 0, buf, 0, count, type, op);
  }

  /** Starts a {@link #reduceScatter(Object, Object, int[], Datatype, Op)} (MPI-4.1 §6.12.10). */
  public Request iReduceScatter(
      Buffer sendbuf, Buffer recvbuf, int[] recvcounts, Datatype type, Op op) throws MPIException {
    return doReduceScatter("iReduceScatter", false, sendbuf, 0, recvbuf, 0, recvcounts, type, op);
  }

  /** Starts a {@link #reduceScatter(Object, int[], Datatype, Op)} (MPI-4.1 §6.12.10). */
  public Request iReduceScatter(Buffer buf, int[] counts, Datatype type, Op op)
      throws MPIException {
    return doReduceScatter("iReduceScatter", false, IN_PLACE, 0, buf, 0, counts, type, op);
  }

  /** Starts a {@link #reduceScatterBlock(Object, Object, int, Datatype, Op)} (MPI-4.1 §6.12.9). */
  public Request iReduceScatterBlock(
      Buffer sendbuf, Buffer recvbuf, int recvcount, Datatype type, Op op) throws MPIException {
    return doReduceScatterBlock(
        "iReduceScatterBlock", false, sendbuf, 0, recvbuf, 0, recvcount, type, op);
  }

  /** Starts a {@link #reduceScatterBlock(Object, int, Datatype, Op)} (MPI-4.1 §6.12.9). */
  public Request iReduceScatterBlock(Buffer buf, int count, Datatype type, Op op)
      throws MPIException {
    return doReduceScatterBlock("iReduceScatterBlock", false, IN_PLACE, 0, buf, 0, count, type, op);
  }
}
