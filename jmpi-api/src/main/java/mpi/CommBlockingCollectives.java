package mpi;

/**
 * The blocking collectives in Open MPI's spelling (MPI-4.1 §6). All members of the communicator
 * call them in the same order. Arguments that only the root needs do not matter elsewhere.
 */
abstract class CommBlockingCollectives extends MpijavaComm {
  CommBlockingCollectives(boolean predefined) {
    super(predefined);
  }

  /** Nobody leaves before all have entered (MPI-4.1 §6.3). */
  public void barrier() throws MPIException {
    doBarrier("barrier", true);
  }

  /** All get what the root has (MPI-4.1 §6.4). */
  public void bcast(Object buf, int count, Datatype type, int root) throws MPIException {
    doBcast("bcast", true, buf, 0, count, type, root);
  }

  /**
   * The root gets a block of each rank, in rank order; {@code recvcount} counts one block (MPI-4.1
   * §6.5).
   */
  public void gather(
      Object sendbuf,
      int sendcount,
      Datatype sendtype,
      Object recvbuf,
      int recvcount,
      Datatype recvtype,
      int root)
      throws MPIException {
    doGather(
        "gather", true, sendbuf, 0, sendcount, sendtype, recvbuf, 0, recvcount, recvtype, root);
  }

  /**
   * As {@link #gather(Object, int, Datatype, Object, int, Datatype, int)}: the root finds its own
   * block in place, the others send {@code buf}.
   */
  public void gather(Object buf, int count, Datatype type, int root) throws MPIException {
    doGatherInPlace("gather", true, buf, count, type, root);
  }

  /** As gather, with a count and a displacement for each rank, in items (MPI-4.1 §6.5). */
  public void gatherv(
      Object sendbuf,
      int sendcount,
      Datatype sendtype,
      Object recvbuf,
      int[] recvcount,
      int[] displs,
      Datatype recvtype,
      int root)
      throws MPIException {
    doGatherv(
        "gatherv", true, sendbuf, 0, sendcount, sendtype, recvbuf, 0, recvcount, displs, recvtype,
        root);
  }

  /**
   * As {@link #gatherv(Object, int, Datatype, Object, int[], int[], Datatype, int)}: for the root,
   * which finds its own block in place.
   */
  public void gatherv(Object recvbuf, int[] recvcount, int[] displs, Datatype recvtype, int root)
      throws MPIException {
    doGatherv(
        "gatherv", true, IN_PLACE, 0, 0, recvtype, recvbuf, 0, recvcount, displs, recvtype, root);
  }

  /**
   * As {@link #gatherv(Object, int, Datatype, Object, int[], int[], Datatype, int)}: for the
   * others.
   */
  public void gatherv(Object sendbuf, int sendcount, Datatype sendtype, int root)
      throws MPIException {
    doGatherv("gatherv", true, sendbuf, 0, sendcount, sendtype, null, 0, AT_ROOT, null, null, root);
  }

  /**
   * The root gives each rank a block, in rank order; {@code sendcount} counts one block (MPI-4.1
   * §6.6).
   */
  public void scatter(
      Object sendbuf,
      int sendcount,
      Datatype sendtype,
      Object recvbuf,
      int recvcount,
      Datatype recvtype,
      int root)
      throws MPIException {
    doScatter(
        "scatter", true, sendbuf, 0, sendcount, sendtype, recvbuf, 0, recvcount, recvtype, root);
  }

  /**
   * As {@link #scatter(Object, int, Datatype, Object, int, Datatype, int)}: the root leaves its own
   * block in place, the others receive into {@code buf}.
   */
  public void scatter(Object buf, int count, Datatype type, int root) throws MPIException {
    doScatterInPlace("scatter", true, buf, count, type, root);
  }

  /** As scatter, with a count and a displacement for each rank, in items (MPI-4.1 §6.6). */
  public void scatterv(
      Object sendbuf,
      int[] sendcount,
      int[] displs,
      Datatype sendtype,
      Object recvbuf,
      int recvcount,
      Datatype recvtype,
      int root)
      throws MPIException {
    doScatterv(
        "scatterv",
        true,
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

  /**
   * As {@link #scatterv(Object, int[], int[], Datatype, Object, int, Datatype, int)}: for the root,
   * which leaves its own block in place.
   */
  public void scatterv(Object sendbuf, int[] sendcount, int[] displs, Datatype sendtype, int root)
      throws MPIException {
    doScatterv(
        "scatterv", true, sendbuf, 0, sendcount, displs, sendtype, IN_PLACE, 0, 0, sendtype, root);
  }

  /**
   * As {@link #scatterv(Object, int[], int[], Datatype, Object, int, Datatype, int)}: for the
   * others.
   */
  public void scatterv(Object recvbuf, int recvcount, Datatype recvtype, int root)
      throws MPIException {
    doScatterv(
        "scatterv", true, null, 0, AT_ROOT, null, null, recvbuf, 0, recvcount, recvtype, root);
  }

  /**
   * All get a block of each rank, in rank order; {@code recvcount} counts one block (MPI-4.1 §6.7).
   */
  public void allGather(
      Object sendbuf,
      int sendcount,
      Datatype sendtype,
      Object recvbuf,
      int recvcount,
      Datatype recvtype)
      throws MPIException {
    doAllgather(
        "allGather", true, sendbuf, 0, sendcount, sendtype, recvbuf, 0, recvcount, recvtype);
  }

  /**
   * As {@link #allGather(Object, int, Datatype, Object, int, Datatype)}: each finds its own block
   * in place.
   */
  public void allGather(Object buf, int count, Datatype type) throws MPIException {
    doAllgather("allGather", true, IN_PLACE, 0, 0, type, buf, 0, count, type);
  }

  /** As allGather, with a count and a displacement for each rank, in items (MPI-4.1 §6.7). */
  public void allGatherv(
      Object sendbuf,
      int sendcount,
      Datatype sendtype,
      Object recvbuf,
      int[] recvcount,
      int[] displs,
      Datatype recvtype)
      throws MPIException {
    doAllgatherv(
        "allGatherv",
        true,
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

  /**
   * As {@link #allGatherv(Object, int, Datatype, Object, int[], int[], Datatype)}: each finds its
   * own block in place.
   */
  public void allGatherv(Object recvbuf, int[] recvcount, int[] displs, Datatype recvtype)
      throws MPIException {
    doAllgatherv(
        "allGatherv", true, IN_PLACE, 0, 0, recvtype, recvbuf, 0, recvcount, displs, recvtype);
  }

  /** Each rank gives each a block, in rank order; the counts are of one block (MPI-4.1 §6.8). */
  public void allToAll(
      Object sendbuf,
      int sendcount,
      Datatype sendtype,
      Object recvbuf,
      int recvcount,
      Datatype recvtype)
      throws MPIException {
    doAlltoall("allToAll", true, sendbuf, 0, sendcount, sendtype, recvbuf, 0, recvcount, recvtype);
  }

  /** As allToAll, with a count and a displacement for each rank, in items (MPI-4.1 §6.8). */
  public void allToAllv(
      Object sendbuf,
      int[] sendcount,
      int[] sdispls,
      Datatype sendtype,
      Object recvbuf,
      int[] recvcount,
      int[] rdispls,
      Datatype recvtype)
      throws MPIException {
    doAlltoallv(
        "allToAllv",
        true,
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

  /** As allToAllv, with a datatype for each rank; displacements in bytes (MPI-4.1 §6.8). */
  public void allToAllw(
      Object sendBuf,
      int[] sendCount,
      int[] sDispls,
      Datatype[] sendTypes,
      Object recvBuf,
      int[] recvCount,
      int[] rDispls,
      Datatype[] recvTypes)
      throws MPIException {
    doAlltoallw(
        "allToAllw",
        true,
        sendBuf,
        sendCount,
        sDispls,
        sendTypes,
        recvBuf,
        recvCount,
        rDispls,
        recvTypes);
  }

  /** The root gets the operands of all ranks combined, element by element (MPI-4.1 §6.9.1). */
  public void reduce(Object sendbuf, Object recvbuf, int count, Datatype type, Op op, int root)
      throws MPIException {
    doReduce("reduce", true, sendbuf, 0, recvbuf, 0, count, type, op, root);
  }

  /**
   * As {@link #reduce(Object, Object, int, Datatype, Op, int)}: the operand is in {@code buf},
   * where the root gets the result too.
   */
  public void reduce(Object buf, int count, Datatype type, Op op, int root) throws MPIException {
    doReduceInPlace("reduce", true, buf, count, type, op, root);
  }

  /**
   * All get the operands of all ranks combined, element by element, with the same bits (MPI-4.1
   * §6.9.6).
   */
  public void allReduce(Object sendbuf, Object recvbuf, int count, Datatype type, Op op)
      throws MPIException {
    doAllreduce("allReduce", true, sendbuf, 0, recvbuf, 0, count, type, op);
  }

  /** As {@link #allReduce(Object, Object, int, Datatype, Op)}: the operand is in {@code buf}. */
  public void allReduce(Object buf, int count, Datatype type, Op op) throws MPIException {
    doAllreduce("allReduce", true, IN_PLACE, 0, buf, 0, count, type, op);
  }

  /**
   * As reduce, the result being cut into blocks of {@code recvcounts[rank]} items, one for each
   * rank (MPI-4.1 §6.10.2).
   */
  public void reduceScatter(Object sendbuf, Object recvbuf, int[] recvcounts, Datatype type, Op op)
      throws MPIException {
    doReduceScatter("reduceScatter", true, sendbuf, 0, recvbuf, 0, recvcounts, type, op);
  }

  /**
   * As {@link #reduceScatter(Object, Object, int[], Datatype, Op)}: the operand is in {@code buf},
   * and so is the result.
   */
  public void reduceScatter(Object buf, int[] counts, Datatype type, Op op) throws MPIException {
    doReduceScatter("reduceScatter", true, IN_PLACE, 0, buf, 0, counts, type, op);
  }

  /** As reduceScatter with blocks of {@code recvcount} items each (MPI-4.1 §6.10.1). */
  public void reduceScatterBlock(
      Object sendbuf, Object recvbuf, int recvcount, Datatype type, Op op) throws MPIException {
    doReduceScatterBlock("reduceScatterBlock", true, sendbuf, 0, recvbuf, 0, recvcount, type, op);
  }

  /**
   * As {@link #reduceScatterBlock(Object, Object, int, Datatype, Op)}: the operand is in {@code
   * buf}, and so is the result.
   */
  public void reduceScatterBlock(Object buf, int count, Datatype type, Op op) throws MPIException {
    doReduceScatterBlock("reduceScatterBlock", true, IN_PLACE, 0, buf, 0, count, type, op);
  }
}
