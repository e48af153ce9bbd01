package mpi;

import java.nio.Buffer;
import org.jmpi.comm.Communicator;
import org.jmpi.data.GrowingBytes;
import org.jmpi.data.Layout;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.p2p.MatchedMessage;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.StatusRecord;

/**
 * A message that a matched probe took out of the reach of all other receives (MPI-4.1 §3.8.2).
 * Receiving it makes the handle null.
 */
public final class Message {
  private Comm comm;
  private Communicator communicator;
  private MatchedMessage matched;
  private boolean noProc;

  /** A null handle. */
  public Message() {}

  /** True when there is no message to receive. */
  public boolean isNull() {
    return matched == null && !noProc;
  }

  /** True when the probe asked for a message from {@link MPI#PROC_NULL}. */
  public boolean isNoProc() {
    return noProc;
  }

  /** Waits for a message, takes it and tells what it is (MPI-4.1 §3.8.2). */
  public Status mProbe(int source, int tag, Comm comm) throws MPIException {
    try {
      if (isProcNull(source, tag, comm)) {
        return noProcStatus();
      }
      matched = communicator.mprobe(source, tag);
      return new Status(matched.status(), null);
    } catch (EngineException e) {
      throw raise(comm, "mProbe", e);
    }
  }

  /** As {@link #mProbe}, but never waits: null when no such message is there (MPI-4.1 §3.8.2). */
  public Status imProbe(int source, int tag, Comm comm) throws MPIException {
    try {
      if (isProcNull(source, tag, comm)) {
        return noProcStatus();
      }
      matched = communicator.improbe(source, tag);
      return matched == null ? null : new Status(matched.status(), null);
    } catch (EngineException e) {
      throw raise(comm, "imProbe", e);
    }
  }

  /** Receives the message (MPI-4.1 §3.8.3). */
  public Status mRecv(Object buf, int count, Datatype type) throws MPIException {
    try {
      return start("mRecv", buf, count, type).await();
    } catch (EngineException e) {
      throw raise(comm, "mRecv", e);
    }
  }

  /** Starts {@link #mRecv} (MPI-4.1 §3.8.3). */
  public Request imRecv(Buffer buf, int count, Datatype type) throws MPIException {
    try {
      return start("imRecv", buf, count, type);
    } catch (EngineException e) {
      throw raise(comm, "imRecv", e);
    }
  }

  private boolean isProcNull(int source, int tag, Comm comm) {
    if (!isNull()) {
      throw Errors.error(
          ErrorClass.ARG, "the handle holds a message already; receive that or use a new handle");
    }
    CommPointToPoint.requireComm(comm);
    this.comm = comm;
    communicator = comm.engine();
    CommHandle.checkSource(communicator, source);
    CommHandle.checkRecvTag(tag);
    noProc = source == MPI.PROC_NULL;
    return noProc;
  }

  private static Status noProcStatus() {
    StatusRecord record = MpiState.record();
    CommPointToPoint.setProcNull(record);
    return new Status(record, null);
  }

  private Request start(String call, Object buf, int count, Datatype type) {
    if (isNull()) {
      throw Errors.error(ErrorClass.REQUEST, "the handle holds no message; probe for one first");
    }
    Layout layout = Datatype.layout(type);
    if (noProc) {
      Operation nothing = new CommPointToPoint.CompletedOperation();
      CommPointToPoint.setProcNull(nothing.status());
      noProc = false;
      return new Request(comm, call, nothing, layout);
    }
    Request request;
    if (CommHandle.isObject(layout)) {
      ObjectRegion target = ObjectRegion.of(buf, 0, count, layout);
      GrowingBytes sink = new GrowingBytes(CommPointToPoint.OBJECT_WINDOW_BYTES);
      Operation operation = communicator.startRecvMatchedGrowing(matched, sink);
      request = CommPointToPoint.ObjectReceive.of(comm, call, operation, sink, target);
    } else {
      Operation operation = communicator.startRecvMatched(matched, buf, 0, count, layout);
      request = new Request(comm, call, operation, layout);
    }
    matched = null;
    return request;
  }

  private static MPIException raise(Comm comm, String call, EngineException e) {
    return comm == null ? Errors.onSelf(call, e) : Errors.raise(comm, call, e);
  }
}
