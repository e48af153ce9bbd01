package mpi;

import org.jmpi.p2p.SendMode;

/**
 * The capitalised, mpiJava half of {@link Comm}. Buffers are arrays (or {@code java.nio} buffers);
 * offsets are in elements of the datatype's base type. With {@link MPI#OBJECT} the array is an
 * {@code Object[]}, and each element is serialised.
 */
abstract class MpijavaComm extends CommReductions {
  MpijavaComm(boolean predefined) {
    super(predefined);
  }

  abstract Comm self();

  /** As {@link Comm#getSize}. */
  public int Size() throws MPIException {
    return self().size("Size");
  }

  /** As {@link Comm#getRank}. */
  public int Rank() throws MPIException {
    return self().rank("Rank");
  }

  /** As {@link Comm#getGroup}. */
  public Group Group() throws MPIException {
    return self().group("Group");
  }

  /** As {@link Comm#isInter}. */
  public boolean Test_inter() throws MPIException {
    return self().isInter("Test_inter");
  }

  /** As {@link Comm#free}. */
  public void Free() throws MPIException {
    self().free("Free");
  }

  /** As {@link CommCaching#getAttr}. */
  public Object Attr_get(int keyval) throws MPIException {
    return self().attribute("Attr_get", keyval);
  }

  /** As {@link CommCaching#deleteAttr}. */
  public void Attr_delete(int keyval) throws MPIException {
    self().deleteAttribute("Attr_delete", keyval);
  }

  /** As {@link CommCaching#getTopology}. */
  public int Topo_test() throws MPIException {
    return self().topologyKind("Topo_test");
  }

  /** As {@link Comm#createIntercomm}. */
  public Intercomm Create_intercomm(Comm local_comm, int local_leader, int remote_leader, int tag)
      throws MPIException {
    return self().createIntercomm("Create_intercomm", local_comm, local_leader, remote_leader, tag);
  }

  /** As {@link Comm#abort}. */
  public void Abort(int errorcode) throws MPIException {
    self().abort("Abort", errorcode);
  }

  /** As {@link Comm#getErrhandler}. */
  public Errhandler Errhandler_get() throws MPIException {
    return self().errhandler("Errhandler_get");
  }

  /** As {@link Comm#setErrhandler}. */
  public void Errhandler_set(Errhandler errhandler) throws MPIException {
    self().errhandler("Errhandler_set", errhandler);
  }

  /** Standard send (MPI-4.1 §3.2.1): {@code count} items from {@code offset} on to {@code dest}. */
  public void Send(Object buf, int offset, int count, Datatype datatype, int dest, int tag)
      throws MPIException {
    doSend("Send", SendMode.STANDARD, buf, offset, count, datatype, dest, tag);
  }

  /** Synchronous send: as {@link #Send}, complete when the receive has started (MPI-4.1 §3.4). */
  public void Ssend(Object buf, int offset, int count, Datatype datatype, int dest, int tag)
      throws MPIException {
    doSend("Ssend", SendMode.SYNCHRONOUS, buf, offset, count, datatype, dest, tag);
  }

  /** Ready send: as {@link #Send}, when the receive is known to be posted (MPI-4.1 §3.4). */
  public void Rsend(Object buf, int offset, int count, Datatype datatype, int dest, int tag)
      throws MPIException {
    doSend("Rsend", SendMode.READY, buf, offset, count, datatype, dest, tag);
  }

  /**
   * Buffered send: as {@link #Send}, never waits (MPI-4.1 §3.4). ERR_BUFFER without room; see
   * {@link MPI#Buffer_attach}.
   */
  public void Bsend(Object buf, int offset, int count, Datatype datatype, int dest, int tag)
      throws MPIException {
    doBufferedSend("Bsend", buf, offset, count, datatype, dest, tag);
  }

  /** Receives at most {@code count} items (MPI-4.1 §3.2.4). ERR_TRUNCATE when more come. */
  public Status Recv(Object buf, int offset, int count, Datatype datatype, int source, int tag)
      throws MPIException {
    return doRecv("Recv", buf, offset, count, datatype, source, tag);
  }

  /** Starts a {@link #Send} (MPI-4.1 §3.7.2). The buffer must not be changed before completion. */
  public Request Isend(Object buf, int offset, int count, Datatype datatype, int dest, int tag)
      throws MPIException {
    return doIsend("Isend", SendMode.STANDARD, buf, offset, count, datatype, dest, tag);
  }

  /** Starts an {@link #Ssend}; as {@link #Isend}. */
  public Request Issend(Object buf, int offset, int count, Datatype datatype, int dest, int tag)
      throws MPIException {
    return doIsend("Issend", SendMode.SYNCHRONOUS, buf, offset, count, datatype, dest, tag);
  }

  /** Starts an {@link #Rsend}; as {@link #Isend}. */
  public Request Irsend(Object buf, int offset, int count, Datatype datatype, int dest, int tag)
      throws MPIException {
    return doIsend("Irsend", SendMode.READY, buf, offset, count, datatype, dest, tag);
  }

  /** Starts a {@link #Bsend}; as {@link #Isend}. */
  public Request Ibsend(Object buf, int offset, int count, Datatype datatype, int dest, int tag)
      throws MPIException {
    return doIbsend("Ibsend", buf, offset, count, datatype, dest, tag);
  }

  /** Starts a {@link #Recv} (MPI-4.1 §3.7.2). The buffer must not be touched before completion. */
  public Request Irecv(Object buf, int offset, int count, Datatype datatype, int source, int tag)
      throws MPIException {
    return doIrecv("Irecv", buf, offset, count, datatype, source, tag);
  }

  /** Send and receive at the same time (MPI-4.1 §3.11). */
  public Status Sendrecv(
      Object sendbuf,
      int sendoffset,
      int sendcount,
      Datatype sendtype,
      int dest,
      int sendtag,
      Object recvbuf,
      int recvoffset,
      int recvcount,
      Datatype recvtype,
      int source,
      int recvtag)
      throws MPIException {
    return doSendrecv(
        "Sendrecv",
        sendbuf,
        sendoffset,
        sendcount,
        sendtype,
        dest,
        sendtag,
        recvbuf,
        recvoffset,
        recvcount,
        recvtype,
        source,
        recvtag);
  }

  /** As {@link #Sendrecv} with one buffer for both (MPI-4.1 §3.11). */
  public Status Sendrecv_replace(
      Object buf,
      int offset,
      int count,
      Datatype datatype,
      int dest,
      int sendtag,
      int source,
      int recvtag)
      throws MPIException {
    return doSendrecvReplace(
        "Sendrecv_replace", buf, offset, count, datatype, dest, sendtag, source, recvtag);
  }

  /** Waits for a message and tells what it is, without receiving it (MPI-4.1 §3.8.1). */
  public Status Probe(int source, int tag) throws MPIException {
    return doProbe("Probe", source, tag);
  }

  /** As {@link #Probe}, but never waits: null when no such message is there (MPI-4.1 §3.8.1). */
  public Status Iprobe(int source, int tag) throws MPIException {
    return doIprobe("Iprobe", source, tag);
  }

  /** Binds the arguments of a {@link #Send} (MPI-4.1 §3.9). */
  public Prequest Send_init(Object buf, int offset, int count, Datatype datatype, int dest, int tag)
      throws MPIException {
    return doSendInit("Send_init", SendMode.STANDARD, buf, offset, count, datatype, dest, tag);
  }

  /** Binds the arguments of a {@link #Ssend} (MPI-4.1 §3.9). */
  public Prequest Ssend_init(
      Object buf, int offset, int count, Datatype datatype, int dest, int tag) throws MPIException {
    return doSendInit("Ssend_init", SendMode.SYNCHRONOUS, buf, offset, count, datatype, dest, tag);
  }

  /** Binds the arguments of a {@link #Rsend} (MPI-4.1 §3.9). */
  public Prequest Rsend_init(
      Object buf, int offset, int count, Datatype datatype, int dest, int tag) throws MPIException {
    return doSendInit("Rsend_init", SendMode.READY, buf, offset, count, datatype, dest, tag);
  }

  /** Binds the arguments of a {@link #Bsend} (MPI-4.1 §3.9). */
  public Prequest Bsend_init(
      Object buf, int offset, int count, Datatype datatype, int dest, int tag) throws MPIException {
    return doBufferedSendInit("Bsend_init", buf, offset, count, datatype, dest, tag);
  }

  /** Binds the arguments of a {@link #Recv} (MPI-4.1 §3.9). */
  public Prequest Recv_init(
      Object buf, int offset, int count, Datatype datatype, int source, int tag)
      throws MPIException {
    return doRecvInit("Recv_init", buf, offset, count, datatype, source, tag);
  }

  /**
   * Puts items into {@code outbuf} from byte {@code position} on; returns where they end (MPI-4.1
   * §5.2).
   */
  public int Pack(
      Object inbuf, int offset, int incount, Datatype datatype, byte[] outbuf, int position)
      throws MPIException {
    return doPack("Pack", inbuf, offset, incount, datatype, outbuf, position);
  }

  /**
   * Gets items out of {@code inbuf} from byte {@code position} on; returns where they end (MPI-4.1
   * §5.2).
   */
  public int Unpack(
      byte[] inbuf, int position, Object outbuf, int offset, int outcount, Datatype datatype)
      throws MPIException {
    return doUnpack("Unpack", inbuf, position, outbuf, offset, outcount, datatype);
  }

  /**
   * Bytes that {@link #Pack} needs, {@link MPI#UNDEFINED} when no {@code int} can count them
   * (MPI-4.1 §5.2).
   */
  public int Pack_size(int incount, Datatype datatype) throws MPIException {
    return doPackSize("Pack_size", incount, datatype);
  }
}
