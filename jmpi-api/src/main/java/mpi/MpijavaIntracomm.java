package mpi;

/**
 * The capitalised, mpiJava half of {@link Intracomm}. Offsets are in elements of the datatype's
 * base type, displacements in extents of the datatype. Arguments that only the root needs do not
 * matter elsewhere.
 */
abstract class MpijavaIntracomm extends IntracommProcesses {
  MpijavaIntracomm(boolean predefined) {
    super(predefined);
  }

  abstract Intracomm selfIntra();

  /** As {@link Intracomm#split}, but null for {@link MPI#UNDEFINED}. */
  public Intracomm Split(int color, int key) throws MPIException {
    Intracomm made = selfIntra().split("Split", color, key);
    return made.isNull() ? null : made;
  }

  /** As {@link Intracomm#create}, but null for those that are not in it. */
  public Intracomm Create(Group group) throws MPIException {
    Intracomm made = selfIntra().create("Create", group);
    return made.isNull() ? null : made;
  }

  /** As {@link Comm#barrier}. */
  public void Barrier() throws MPIException {
    doBarrier("Barrier", true);
  }

  /** As {@link Comm#bcast}. */
  public void Bcast(Object buf, int offset, int count, Datatype type, int root)
      throws MPIException {
    doBcast("Bcast", true, buf, offset, count, type, root);
  }

  /** As {@link Comm#gather(Object, int, Datatype, Object, int, Datatype, int)}. */
  public void Gather(
      Object sendbuf,
      int sendoffset,
      int sendcount,
      Datatype sendtype,
      Object recvbuf,
      int recvoffset,
      int recvcount,
      Datatype recvtype,
      int root)
      throws MPIException {
    doGather(
        "Gather",
        true,
        sendbuf,
        sendoffset,
        sendcount,
        sendtype,
        recvbuf,
        recvoffset,
        recvcount,
        recvtype,
        root);
  }

  /** As {@link Comm#gatherv(Object, int, Datatype, Object, int[], int[], Datatype, int)}. */
  public void Gatherv(
      Object sendbuf,
      int sendoffset,
      int sendcount,
      Datatype sendtype,
      Object recvbuf,
      int recvoffset,
      int[] recvcount,
      int[] displs,
      Datatype recvtype,
      int root)
      throws MPIException {
    doGatherv(
        "Gatherv",
        true,
        sendbuf,
        sendoffset,
        sendcount,
        sendtype,
        recvbuf,
        recvoffset,
        recvcount,
        displs,
        recvtype,
        root);
  }

  /** As {@link Comm#scatter(Object, int, Datatype, Object, int, Datatype, int)}. */
  public void Scatter(
      Object sendbuf,
      int sendoffset,
      int sendcount,
      Datatype sendtype,
      Object recvbuf,
      int recvoffset,
      int recvcount,
      Datatype recvtype,
      int root)
      throws MPIException {
    doScatter(
        "Scatter",
        true,
        sendbuf,
        sendoffset,
        sendcount,
        sendtype,
        recvbuf,
        recvoffset,
        recvcount,
        recvtype,
        root);
  }

  /** As {@link Comm#scatterv(Object, int[], int[], Datatype, Object, int, Datatype, int)}. */
  public void Scatterv(
      Object sendbuf,
      int sendoffset,
      int[] sendcount,
      int[] displs,
      Datatype sendtype,
      Object recvbuf,
      int recvoffset,
      int recvcount,
      Datatype recvtype,
      int root)
      throws MPIException {
    doScatterv(
        "Scatterv",
        true,
        sendbuf,
        sendoffset,
        sendcount,
        displs,
        sendtype,
        recvbuf,
        recvoffset,
        recvcount,
        recvtype,
        root);
  }

  /** As {@link Comm#allGather(Object, int, Datatype, Object, int, Datatype)}. */
  public void Allgather(
      Object sendbuf,
      int sendoffset,
      int sendcount,
      Datatype sendtype,
      Object recvbuf,
      int recvoffset,
      int recvcount,
      Datatype recvtype)
      throws MPIException {
    doAllgather(
        "Allgather",
        true,
        sendbuf,
        sendoffset,
        sendcount,
        sendtype,
        recvbuf,
        recvoffset,
        recvcount,
        recvtype);
  }

  /** As {@link Comm#allGatherv(Object, int, Datatype, Object, int[], int[], Datatype)}. */
  public void Allgatherv(
      Object sendbuf,
      int sendoffset,
      int sendcount,
      Datatype sendtype,
      Object recvbuf,
      int recvoffset,
      int[] recvcount,
      int[] displs,
      Datatype recvtype)
      throws MPIException {
    doAllgatherv(
        "Allgatherv",
        true,
        sendbuf,
        sendoffset,
        sendcount,
        sendtype,
        recvbuf,
        recvoffset,
        recvcount,
        displs,
        recvtype);
  }

  /** As {@link Comm#allToAll}. */
  public void Alltoall(
      Object sendbuf,
      int sendoffset,
      int sendcount,
      Datatype sendtype,
      Object recvbuf,
      int recvoffset,
      int recvcount,
      Datatype recvtype)
      throws MPIException {
    doAlltoall(
        "Alltoall",
        true,
        sendbuf,
        sendoffset,
        sendcount,
        sendtype,
        recvbuf,
        recvoffset,
        recvcount,
        recvtype);
  }

  /** As {@link Comm#allToAllv}. */
  public void Alltoallv(
      Object sendbuf,
      int sendoffset,
      int[] sendcount,
      int[] sdispls,
      Datatype sendtype,
      Object recvbuf,
      int recvoffset,
      int[] recvcount,
      int[] rdispls,
      Datatype recvtype)
      throws MPIException {
    doAlltoallv(
        "Alltoallv",
        true,
        sendbuf,
        sendoffset,
        sendcount,
        sdispls,
        sendtype,
        recvbuf,
        recvoffset,
        recvcount,
        rdispls,
        recvtype);
  }

  /** As {@link Comm#reduce(Object, Object, int, Datatype, Op, int)}. */
  public void Reduce(
      Object sendbuf,
      int sendoffset,
      Object recvbuf,
      int recvoffset,
      int count,
      Datatype datatype,
      Op op,
      int root)
      throws MPIException {
    doReduce("Reduce", true, sendbuf, sendoffset, recvbuf, recvoffset, count, datatype, op, root);
  }

  /** As {@link Comm#allReduce(Object, Object, int, Datatype, Op)}. */
  public void Allreduce(
      Object sendbuf,
      int sendoffset,
      Object recvbuf,
      int recvoffset,
      int count,
      Datatype datatype,
      Op op)
      throws MPIException {
    doAllreduce("Allreduce", true, sendbuf, sendoffset, recvbuf, recvoffset, count, datatype, op);
  }

  /** As {@link Comm#reduceScatter(Object, Object, int[], Datatype, Op)}. */
  public void Reduce_scatter(
      Object sendbuf,
      int sendoffset,
      Object recvbuf,
      int recvoffset,
      int[] recvcounts,
      Datatype datatype,
      Op op)
      throws MPIException {
    doReduceScatter(
        "Reduce_scatter", true, sendbuf, sendoffset, recvbuf, recvoffset, recvcounts, datatype, op);
  }

  /** As {@link Intracomm#scan(Object, Object, int, Datatype, Op)}. */
  public void Scan(
      Object sendbuf,
      int sendoffset,
      Object recvbuf,
      int recvoffset,
      int count,
      Datatype datatype,
      Op op)
      throws MPIException {
    doScan("Scan", true, sendbuf, sendoffset, recvbuf, recvoffset, count, datatype, op);
  }

  /** As {@link Intracomm#exScan(Object, Object, int, Datatype, Op)}. */
  public void Exscan(
      Object sendbuf,
      int sendoffset,
      Object recvbuf,
      int recvoffset,
      int count,
      Datatype datatype,
      Op op)
      throws MPIException {
    doExscan("Exscan", true, sendbuf, sendoffset, recvbuf, recvoffset, count, datatype, op);
  }
}
