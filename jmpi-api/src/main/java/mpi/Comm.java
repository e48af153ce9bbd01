package mpi;

import java.nio.Buffer;
import org.jmpi.comm.Communicator;
import org.jmpi.comm.Intercommunicators;
import org.jmpi.comm.ProcessGroup;
import org.jmpi.comm.Repair;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.p2p.SendMode;
import org.jmpi.p2p.StatusRecord;

/**
 * A communicator (MPI-4.1 §7): a group of processes and a context that keeps its messages apart
 * from all others.
 *
 * <p>Buffers are primitive arrays or {@code java.nio} buffers, heap or direct; a buffer's position
 * and limit are ignored, an offset is made with {@link MPI#slice}. Every call raises, as its error
 * handler says, ERR_COMM for a communicator that is null or freed, ERR_COUNT, ERR_TYPE, ERR_BUFFER,
 * ERR_RANK, ERR_TAG and ERR_ROOT for wrong arguments, ERR_PROC_FAILED when a process it needs has
 * failed, ERR_REVOKED on a revoked communicator unless it is local, and ERR_OTHER outside Init …
 * Finalize. Calls that start something raise neither ERR_PROC_FAILED nor ERR_REVOKED: those that
 * complete it do.
 */
public class Comm extends CommFaultTolerance implements Freeable, Cloneable {
  /** Type of {@link Intracomm#splitType}: those that share memory. */
  public static final int TYPE_SHARED = 0;

  /** Type of {@link Intracomm#splitType}: those at one site. An extension to MPI. */
  public static final int TYPE_SITE = 1;

  /**
   * Type of {@link Intracomm#splitType}: those that share what the info key {@code
   * mpi_hw_resource_type} names (MPI-4.1 §7.4.2).
   */
  public static final int TYPE_HW_GUIDED = 2;

  /** Argument of {@link #setType}: stand for {@link MPI#COMM_SELF}. */
  protected static final int SELF = 1;

  /** Argument of {@link #setType}: stand for {@link MPI#COMM_WORLD}. */
  protected static final int WORLD = 2;

  /** To wait for before a communicator from {@link #iDup} can be used; else null. */
  private Request request;

  /** A null communicator. */
  protected Comm() {
    this(false);
  }

  Comm(boolean predefined) {
    super(predefined);
  }

  @Override
  final Comm self() {
    return this;
  }

  /**
   * True for {@link MPI#COMM_NULL}, a freed communicator, and what a process gets that is no member
   * of a new one.
   */
  public boolean isNull() {
    return hasNoCommunicator();
  }

  /**
   * Makes this stand for the communicator of all, or of this process alone. ERR_ARG for another
   * {@code type}.
   */
  protected final void setType(int type) {
    try {
      if (type != SELF && type != WORLD) {
        throw Errors.error(ErrorClass.ARG, "type " + type + " is neither SELF nor WORLD");
      }
      attach(type == WORLD ? MpiState.world() : MpiState.engine().self());
    } catch (EngineException e) {
      throw Errors.onSelf("setType", e);
    }
  }

  /** This process's rank, 0 … size − 1 (MPI-4.1 §7.4.1). */
  public int getRank() throws MPIException {
    return rank("getRank");
  }

  /** Number of members (MPI-4.1 §7.4.1). */
  public int getSize() throws MPIException {
    return size("getSize");
  }

  /** The members (MPI-4.1 §7.3.2). */
  public Group getGroup() throws MPIException {
    return group("getGroup");
  }

  /** True for an intercommunicator (MPI-4.1 §7.6.1). */
  public boolean isInter() throws MPIException {
    return isInter("isInter");
  }

  /** The name, for people (MPI-4.1 §7.8). */
  public String getName() throws MPIException {
    try {
      return engine().name();
    } catch (EngineException e) {
      throw Errors.raise(this, "getName", e);
    }
  }

  /** Changes the name at this process (MPI-4.1 §7.8). */
  public void setName(String name) throws MPIException {
    try {
      if (name == null) {
        throw Errors.error(ErrorClass.ARG, "the name is null");
      }
      engine().setName(name);
    } catch (EngineException e) {
      throw Errors.raise(this, "setName", e);
    }
  }

  /**
   * What happens on errors (MPI-4.1 §9.3.1). While the program has set none: {@link
   * MPI#ERRORS_ARE_FATAL} when asked by this name, {@link MPI#ERRORS_RETURN} when asked by
   * mpiJava's.
   */
  public Errhandler getErrhandler() throws MPIException {
    return errhandler("getErrhandler");
  }

  /** Says what happens on errors, for calls of both spellings (MPI-4.1 §9.3.1). */
  public void setErrhandler(Errhandler errhandler) throws MPIException {
    errhandler("setErrhandler", errhandler);
  }

  /**
   * Calls the error handler as if a call on this communicator had failed, and returns when the
   * handler does (MPI-4.1 §9.5): with ERRORS_RETURN it does nothing.
   */
  public void callErrhandler(int errorCode) throws MPIException {
    rank("callErrhandler");
    if (errorCode != MPI.SUCCESS) {
      Errors.callHandler(this, "callErrhandler", errorCode);
    }
  }

  /** Ends the job, all its processes, with this exit code (MPI-4.1 §11.4.2). Does not return. */
  public void abort(int errorcode) throws MPIException {
    abort("abort", errorcode);
  }

  /** Gives the communicator back; messages under way still arrive (MPI-4.1 §7.4.3). Collective. */
  @Override
  public void free() throws MPIException {
    free("free");
  }

  /** Waits for what is under way, then frees (MPI-4.1 §11.10.4). Collective. */
  public void disconnect() throws MPIException {
    try {
      Communicator c = engine();
      settle(c, "disconnect", true, () -> c.collectives().startBarrier());
    } catch (EngineException e) {
      throw Errors.raise(this, "disconnect", e);
    }
    free("disconnect");
  }

  /**
   * The same members in a new context, with the same error handler and topology and with what the
   * copy callbacks give of the attributes (MPI-4.1 §7.4.2). Collective.
   */
  public Comm dup() throws MPIException {
    return duplicate("dup");
  }

  /** As {@link #dup} with these hints (MPI-4.1 §7.4.2). */
  public Comm dupWithInfo(Info info) throws MPIException {
    return duplicate("dupWithInfo", info);
  }

  /**
   * Starts a {@link #dup} (MPI-4.1 §7.4.2). The new communicator can be used once its {@link
   * #getRequest} is complete; until then it is null.
   */
  public Comm iDup() throws MPIException {
    return startDuplicate("iDup");
  }

  /**
   * Makes a communicator of the members that live, in their order (ULFM, MPI_Comm_shrink): without
   * all whose failure any member knew of when it called. Collective; works on a revoked
   * communicator. The error handler is inherited, a topology is not.
   */
  public Comm shrink() throws MPIException {
    return shrink("shrink");
  }

  /** As {@link #shrink()}. */
  public Comm Shrink() throws MPIException {
    return shrink("Shrink");
  }

  /**
   * Starts a {@link #shrink()} (ULFM, MPI_Comm_ishrink); the new communicator can be used once its
   * {@link #getRequest} is complete.
   */
  public Comm iShrink() throws MPIException {
    return startShrink("iShrink");
  }

  /** As {@link #iShrink()}. */
  public Comm Ishrink() throws MPIException {
    return startShrink("Ishrink");
  }

  /**
   * Of a communicator from {@link #iDup} or {@link #iShrink}: what to wait for; else a null
   * request.
   */
  public Request getRequest() {
    return request == null ? MPI.REQUEST_NULL : request;
  }

  /**
   * Connects two groups that share no process (MPI-4.1 §7.6.2). All members of both call it; this
   * communicator matters at the leaders, who know each other in it.
   *
   * @param localComm of this process's group
   * @param localLeader its leader's rank in {@code localComm}
   * @param remoteLeader the other leader's rank in this communicator; matters at the leader
   * @param tag of the leaders' messages
   */
  public Intercomm createIntercomm(Comm localComm, int localLeader, int remoteLeader, int tag)
      throws MPIException {
    return createIntercomm("createIntercomm", localComm, localLeader, remoteLeader, tag);
  }

  /** As {@link #dup}. */
  @Override
  public Comm clone() {
    return duplicate("clone");
  }

  /**
   * {@link MPI#IDENT}, {@link MPI#CONGRUENT}, {@link MPI#SIMILAR} or {@link MPI#UNEQUAL} (MPI-4.1
   * §7.4.1).
   */
  public static int compare(Comm comm1, Comm comm2) throws MPIException {
    return compare("compare", comm1, comm2);
  }

  /** As {@link #compare}. */
  public static int Compare(Comm comm1, Comm comm2) throws MPIException {
    return compare("Compare", comm1, comm2);
  }

  /** {@code inOutBuf[i] = inBuf[i] op inOutBuf[i]}, without any communication (MPI-4.1 §6.9.8). */
  public static void reduceLocal(Object inBuf, Object inOutBuf, int count, Datatype type, Op op)
      throws MPIException {
    try {
      LocalReduction.reduce(inBuf, inOutBuf, count, type, op);
    } catch (EngineException e) {
      throw Errors.onSelf("reduceLocal", e);
    }
  }

  /** Standard send (MPI-4.1 §3.2.1). */
  public void send(Object buf, int count, Datatype type, int dest, int tag) throws MPIException {
    doSend("send", SendMode.STANDARD, buf, 0, count, type, dest, tag);
  }

  /** Synchronous send: complete when the receive has started (MPI-4.1 §3.4). */
  public void sSend(Object buf, int count, Datatype type, int dest, int tag) throws MPIException {
    doSend("sSend", SendMode.SYNCHRONOUS, buf, 0, count, type, dest, tag);
  }

  /** Ready send: the program knows that the receive is posted (MPI-4.1 §3.4). */
  public void rSend(Object buf, int count, Datatype type, int dest, int tag) throws MPIException {
    doSend("rSend", SendMode.READY, buf, 0, count, type, dest, tag);
  }

  /**
   * Buffered send: never waits (MPI-4.1 §3.4). ERR_BUFFER without room; see {@link
   * MPI#attachBuffer(byte[])}.
   */
  public void bSend(Object buf, int count, Datatype type, int dest, int tag) throws MPIException {
    doBufferedSend("bSend", buf, 0, count, type, dest, tag);
  }

  /** Receives at most {@code count} items (MPI-4.1 §3.2.4). ERR_TRUNCATE when more come. */
  public Status recv(Object buf, int count, Datatype type, int source, int tag)
      throws MPIException {
    return doRecv("recv", buf, 0, count, type, source, tag);
  }

  /** Starts a {@link #send} (MPI-4.1 §3.7.2). The buffer must not be changed before completion. */
  public Request iSend(Buffer buf, int count, Datatype type, int dest, int tag)
      throws MPIException {
    return doIsend("iSend", SendMode.STANDARD, buf, 0, count, type, dest, tag);
  }

  /** Starts an {@link #sSend}; as {@link #iSend}. */
  public Request isSend(Buffer buf, int count, Datatype type, int dest, int tag)
      throws MPIException {
    return doIsend("isSend", SendMode.SYNCHRONOUS, buf, 0, count, type, dest, tag);
  }

  /** Starts an {@link #rSend}; as {@link #iSend}. */
  public Request irSend(Buffer buf, int count, Datatype type, int dest, int tag)
      throws MPIException {
    return doIsend("irSend", SendMode.READY, buf, 0, count, type, dest, tag);
  }

  /** Starts a {@link #bSend}; as {@link #iSend}. */
  public Request ibSend(Buffer buf, int count, Datatype type, int dest, int tag)
      throws MPIException {
    return doIbsend("ibSend", buf, 0, count, type, dest, tag);
  }

  /** Starts a {@link #recv} (MPI-4.1 §3.7.2). The buffer must not be touched before completion. */
  public Request iRecv(Buffer buf, int count, Datatype type, int source, int tag)
      throws MPIException {
    return doIrecv("iRecv", buf, 0, count, type, source, tag);
  }

  /** Send and receive at the same time (MPI-4.1 §3.11). */
  public Status sendRecv(
      Object sendbuf,
      int sendcount,
      Datatype sendtype,
      int dest,
      int sendtag,
      Object recvbuf,
      int recvcount,
      Datatype recvtype,
      int source,
      int recvtag)
      throws MPIException {
    return doSendrecv(
        "sendRecv",
        sendbuf,
        0,
        sendcount,
        sendtype,
        dest,
        sendtag,
        recvbuf,
        0,
        recvcount,
        recvtype,
        source,
        recvtag);
  }

  /** As {@link #sendRecv} with one buffer for both (MPI-4.1 §3.11). */
  public Status sendRecvReplace(
      Object buf, int count, Datatype type, int dest, int sendtag, int source, int recvtag)
      throws MPIException {
    return doSendrecvReplace(
        "sendRecvReplace", buf, 0, count, type, dest, sendtag, source, recvtag);
  }

  /** Waits for a message and tells what it is, without receiving it (MPI-4.1 §3.8.1). */
  public Status probe(int source, int tag) throws MPIException {
    return doProbe("probe", source, tag);
  }

  /** As {@link #probe}, but never waits: null when no such message is there (MPI-4.1 §3.8.1). */
  public Status iProbe(int source, int tag) throws MPIException {
    return doIprobe("iProbe", source, tag);
  }

  /** Binds the arguments of a {@link #send} (MPI-4.1 §3.9). */
  public Prequest sendInit(Buffer buf, int count, Datatype type, int dest, int tag)
      throws MPIException {
    return doSendInit("sendInit", SendMode.STANDARD, buf, 0, count, type, dest, tag);
  }

  /** Binds the arguments of a {@link #sSend} (MPI-4.1 §3.9). */
  public Prequest sSendInit(Buffer buf, int count, Datatype type, int dest, int tag)
      throws MPIException {
    return doSendInit("sSendInit", SendMode.SYNCHRONOUS, buf, 0, count, type, dest, tag);
  }

  /** Binds the arguments of a {@link #rSend} (MPI-4.1 §3.9). */
  public Prequest rSendInit(Buffer buf, int count, Datatype type, int dest, int tag)
      throws MPIException {
    return doSendInit("rSendInit", SendMode.READY, buf, 0, count, type, dest, tag);
  }

  /** Binds the arguments of a {@link #bSend} (MPI-4.1 §3.9). */
  public Prequest bSendInit(Buffer buf, int count, Datatype type, int dest, int tag)
      throws MPIException {
    return doBufferedSendInit("bSendInit", buf, 0, count, type, dest, tag);
  }

  /** Binds the arguments of a {@link #recv} (MPI-4.1 §3.9). */
  public Prequest recvInit(Buffer buf, int count, Datatype type, int source, int tag)
      throws MPIException {
    return doRecvInit("recvInit", buf, 0, count, type, source, tag);
  }

  /**
   * Puts items into {@code outbuf} from byte {@code position} on; returns where they end (MPI-4.1
   * §5.2).
   */
  public int pack(Object inbuf, int incount, Datatype type, byte[] outbuf, int position)
      throws MPIException {
    return doPack("pack", inbuf, 0, incount, type, outbuf, position);
  }

  /**
   * Gets items out of {@code inbuf} from byte {@code position} on; returns where they end (MPI-4.1
   * §5.2).
   */
  public int unpack(byte[] inbuf, int position, Object outbuf, int outcount, Datatype type)
      throws MPIException {
    return doUnpack("unpack", inbuf, position, outbuf, 0, outcount, type);
  }

  /**
   * Bytes that {@link #pack} needs, {@link MPI#UNDEFINED} when no {@code int} can count them
   * (MPI-4.1 §5.2).
   */
  public int packSize(int incount, Datatype type) throws MPIException {
    return doPackSize("packSize", incount, type);
  }

  /** A handle of the same class for a communicator made from this one. */
  Comm newHandle() {
    return new Comm(false);
  }

  /** What became of this one: a null handle when {@code made} is null. */
  final <T extends Comm> T inherit(T handle, Communicator made) {
    if (made != null) {
      handle.attach(made);
      handle.applyErrorRange();
      handle.errhandler(errhandler());
    }
    return handle;
  }

  final Comm duplicate(String call) {
    return duplicate(call, null);
  }

  final Comm duplicate(String call, Info info) {
    try {
      Communicator old = engine();
      Comm made = newHandle();
      made.copyAttributes(this);
      made.takeHints(info);
      return inherit(made, old.dup());
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  final Comm startDuplicate(String call) {
    try {
      Communicator.Duplication duplication = engine().startDup();
      Comm made = newHandle();
      made.copyAttributes(this);
      made.request =
          new CollectiveRequest(this, call, duplication.operation()) {
            @Override
            Status newStatus(StatusRecord record) {
              inherit(made, duplication.finish());
              return super.newStatus(record);
            }
          };
      return made;
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  final Comm shrink(String call) {
    try {
      return inherit(shrunkHandle(), engine().repair().shrink());
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  final Comm startShrink(String call) {
    try {
      Repair.Shrinking shrinking = engine().repair().startShrink();
      Comm made = shrunkHandle();
      made.request =
          new CollectiveRequest(this, call, shrinking.operation()) {
            @Override
            Status newStatus(StatusRecord record) {
              inherit(made, shrinking.finish());
              return super.newStatus(record);
            }
          };
      return made;
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  /** For what is left of this one: without a topology. */
  private Comm shrunkHandle() {
    return isInterOrNull() ? new Intercomm(false) : new Intracomm(false);
  }

  final Intercomm createIntercomm(
      String call, Comm localComm, int localLeader, int remoteLeader, int tag) {
    try {
      Communicator local = requireComm(localComm).engine();
      if (local.isInter()) {
        throw Errors.error(ErrorClass.COMM, "the local communicator is an intercommunicator");
      }
      checkRank("local leader", local, localLeader);
      Communicator peer = null;
      if (local.rank() == localLeader) {
        peer = engine();
        checkRank("remote leader", peer, remoteLeader);
        checkSendTag(tag);
      }
      Communicator made = Intercommunicators.create(local, localLeader, peer, remoteLeader, tag);
      return localComm.inherit(new Intercomm(false), made);
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  private static void checkRank(String what, Communicator c, int rank) {
    if (rank < 0 || rank >= c.peers().size()) {
      throw Errors.error(
          ErrorClass.RANK,
          what + " " + rank + " is not a rank: use 0 to " + (c.peers().size() - 1));
    }
  }

  final int rank(String call) {
    try {
      return engine().rank();
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  final int size(String call) {
    try {
      return engine().size();
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  final Group group(String call) {
    try {
      return new Group(engine().group());
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  final boolean isInter(String call) {
    rank(call);
    return isInterOrNull();
  }

  final Errhandler errhandler(String call) {
    rank(call);
    Errhandler set = errhandler();
    if (set != null) {
      return set;
    }
    return Errors.isMpijava(call) ? MPI.ERRORS_RETURN : MPI.ERRORS_ARE_FATAL;
  }

  final void errhandler(String call, Errhandler handler) {
    try {
      engine();
      if (handler == null) {
        throw Errors.error(
            ErrorClass.ARG, "the error handler is null; pass one such as MPI.ERRORS_RETURN");
      }
      if (handler.isFreed()) {
        throw Errors.error(ErrorClass.ARG, "the error handler was freed");
      }
      errhandler(handler);
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  final void abort(String call, int errorcode) {
    rank(call);
    MpiState.abort(
        errorcode, MpiState.whoAmI() + ": the program called " + call + "(" + errorcode + ")");
  }

  final void free(String call) {
    try {
      Communicator c = engine();
      if (isPredefined()) {
        throw Errors.error(ErrorClass.COMM, c.name() + " cannot be freed");
      }
      deleteAttributes();
      c.free();
      markFreed();
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  private static int compare(String call, Comm comm1, Comm comm2) {
    try {
      Communicator first = requireComm(comm1).engine();
      Communicator second = requireComm(comm2).engine();
      if (first == second) {
        return MPI.IDENT;
      }
      if (first.isInter() != second.isInter()) {
        return MPI.UNEQUAL;
      }
      int groups = compare(first.group().compare(second.group()));
      return first.isInter()
          ? Math.max(groups, compare(first.remoteGroup().compare(second.remoteGroup())))
          : groups;
    } catch (EngineException e) {
      throw Errors.onSelf(call, e);
    }
  }

  private static int compare(ProcessGroup.Comparison groups) {
    return switch (groups) {
      case IDENT -> MPI.CONGRUENT;
      case SIMILAR -> MPI.SIMILAR;
      case UNEQUAL -> MPI.UNEQUAL;
    };
  }
}
