package mpi;

import org.jmpi.comm.Communicator;
import org.jmpi.data.GrowingBytes;
import org.jmpi.data.Layout;
import org.jmpi.data.Payload;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.SendMode;
import org.jmpi.p2p.StatusRecord;

/**
 * Point-to-point messages as both dialects need them: checks, conversion of objects, error
 * handlers. {@code call} is the name of the public method, whose first letter tells the dialect.
 */
abstract class CommPointToPoint extends CommHandle {
  /**
   * How far the parts of a serialised message may run ahead of what has come: more than any sender
   * may have under way.
   */
  static final int OBJECT_WINDOW_BYTES = 1 << 28;

  CommPointToPoint(boolean predefined) {
    super(predefined);
  }

  final void doSend(
      String call,
      SendMode mode,
      Object buf,
      long offset,
      int count,
      Datatype type,
      int dest,
      int tag) {
    try {
      Communicator c = engine();
      Layout layout = Datatype.layout(type);
      checkDest(c, dest);
      checkSendTag(tag);
      if (isObject(layout)) {
        byte[] bytes = ObjectRegion.of(buf, offset, count, layout).encode();
        c.send(mode, bytes, 0, bytes.length, Layout.BYTE, dest, tag);
      } else {
        c.send(mode, buf, offset, count, layout, dest, tag);
      }
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  final void doBufferedSend(
      String call, Object buf, long offset, int count, Datatype type, int dest, int tag) {
    try {
      startBuffered(engine(), buf, offset, count, type, dest, tag);
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  static void startBuffered(
      Communicator c, Object buf, long offset, int count, Datatype type, int dest, int tag) {
    Layout layout = Datatype.layout(type);
    checkDest(c, dest);
    checkSendTag(tag);
    if (isObject(layout)) {
      byte[] bytes = ObjectRegion.of(buf, offset, count, layout).encode();
      BufferedSends.INSTANCE.send(c, bytes, 0, bytes.length, Layout.BYTE, dest, tag);
    } else {
      BufferedSends.INSTANCE.send(c, buf, offset, count, layout, dest, tag);
    }
  }

  final Status doRecv(
      String call, Object buf, long offset, int count, Datatype type, int source, int tag) {
    try {
      Communicator c = engine();
      Layout layout = Datatype.layout(type);
      checkSource(c, source);
      checkRecvTag(tag);
      if (isObject(layout)) {
        return ObjectReceive.start(
                this, call, c, ObjectRegion.of(buf, offset, count, layout), source, tag)
            .await();
      }
      StatusRecord record = MpiState.record();
      c.recv(buf, offset, count, layout, source, tag, record);
      return new Status(record, layout);
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  final Request doIsend(
      String call,
      SendMode mode,
      Object buf,
      long offset,
      int count,
      Datatype type,
      int dest,
      int tag) {
    try {
      Communicator c = engine();
      return new Request(
          this,
          call,
          startSend(c, mode, buf, offset, count, type, dest, tag),
          Datatype.layout(type));
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  static Operation startSend(
      Communicator c,
      SendMode mode,
      Object buf,
      long offset,
      int count,
      Datatype type,
      int dest,
      int tag) {
    Layout layout = Datatype.layout(type);
    checkDest(c, dest);
    checkSendTag(tag);
    if (isObject(layout)) {
      byte[] bytes = ObjectRegion.of(buf, offset, count, layout).encode();
      return c.startSend(mode, bytes, 0, bytes.length, Layout.BYTE, dest, tag);
    }
    return c.startSend(mode, buf, offset, count, layout, dest, tag);
  }

  final Request doIbsend(
      String call, Object buf, long offset, int count, Datatype type, int dest, int tag) {
    doBufferedSend(call, buf, offset, count, type, dest, tag);
    return new Request(this, call, new CompletedOperation(), null);
  }

  final Request doIrecv(
      String call, Object buf, long offset, int count, Datatype type, int source, int tag) {
    try {
      Communicator c = engine();
      Layout layout = Datatype.layout(type);
      checkSource(c, source);
      checkRecvTag(tag);
      if (isObject(layout)) {
        return ObjectReceive.start(
            this, call, c, ObjectRegion.of(buf, offset, count, layout), source, tag);
      }
      return new Request(this, call, c.startRecv(buf, offset, count, layout, source, tag), layout);
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  final Status doProbe(String call, int source, int tag) {
    try {
      Communicator c = engine();
      checkSource(c, source);
      checkRecvTag(tag);
      StatusRecord record = MpiState.record();
      if (source == MPI.PROC_NULL) {
        setProcNull(record);
      } else {
        c.probe(source, tag, record);
      }
      return new Status(record, null);
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  /** Null when no such message is there. */
  final Status doIprobe(String call, int source, int tag) {
    try {
      Communicator c = engine();
      checkSource(c, source);
      checkRecvTag(tag);
      StatusRecord record = MpiState.record();
      if (source == MPI.PROC_NULL) {
        setProcNull(record);
      } else if (!c.iprobe(source, tag, record)) {
        return null;
      }
      return new Status(record, null);
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  /** The status of MPI-4.1 §3.10. */
  static void setProcNull(StatusRecord record) {
    record.set(MPI.PROC_NULL, MPI.ANY_TAG, 0, false);
  }

  final Status doSendrecv(
      String call,
      Object sendbuf,
      long sendoffset,
      int sendcount,
      Datatype sendtype,
      int dest,
      int sendtag,
      Object recvbuf,
      long recvoffset,
      int recvcount,
      Datatype recvtype,
      int source,
      int recvtag) {
    try {
      Communicator c = engine();
      // All checks before the receive is posted: what is posted cannot be unposted for certain.
      Datatype.layout(sendtype);
      checkDest(c, dest);
      checkSendTag(sendtag);
      Request receive = doIrecv(call, recvbuf, recvoffset, recvcount, recvtype, source, recvtag);
      try {
        awaitSend(
            c,
            startSend(
                c, SendMode.STANDARD, sendbuf, sendoffset, sendcount, sendtype, dest, sendtag));
      } catch (EngineException e) {
        receive.withdraw(c);
        throw e;
      }
      return receive.await();
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  final Status doSendrecvReplace(
      String call,
      Object buf,
      long offset,
      int count,
      Datatype type,
      int dest,
      int sendtag,
      int source,
      int recvtag) {
    try {
      Communicator c = engine();
      Layout layout = Datatype.layout(type);
      checkDest(c, dest);
      checkSendTag(sendtag);
      if (isObject(layout)) {
        Object[] copy = ObjectRegion.of(buf, offset, count, layout).copy().array();
        return doSendrecv(
            call, copy, offset, count, type, dest, sendtag, buf, offset, count, type, source,
            recvtag);
      }
      Object copy = Copies.of(new Payload().set(buf, offset, count, layout), layout, count);
      return doSendrecv(
          call, copy, 0, count, type, dest, sendtag, buf, offset, count, type, source, recvtag);
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  private static void awaitSend(Communicator c, Operation send) {
    c.await(send);
    if (send.error() != null) {
      throw send.error();
    }
  }

  /** A receive of serialised objects that is under way or done. */
  static final class ObjectReceive extends Request {
    private final GrowingBytes sink;
    private final ObjectRegion target;

    private ObjectReceive(
        CommHandle comm, String call, Operation operation, GrowingBytes sink, ObjectRegion target) {
      super(comm, call, operation, Layout.OBJECT);
      this.sink = sink;
      this.target = target;
    }

    static ObjectReceive start(
        CommHandle comm, String call, Communicator c, ObjectRegion target, int source, int tag) {
      GrowingBytes sink = new GrowingBytes(OBJECT_WINDOW_BYTES);
      Operation operation = c.startRecvGrowing(sink, source, tag);
      return new ObjectReceive(comm, call, operation, sink, target);
    }

    /** Of a message that a matched probe took. */
    static ObjectReceive of(
        CommHandle comm, String call, Operation operation, GrowingBytes sink, ObjectRegion target) {
      return new ObjectReceive(comm, call, operation, sink, target);
    }

    @Override
    Status newStatus(StatusRecord record) {
      return target.decode(record, sink.array(), sink.sizeBytes());
    }
  }

  /** What was done before it was asked for. */
  static final class CompletedOperation extends Operation {}

  /** Fails with ERR_COMM for a null argument. */
  static CommHandle requireComm(CommHandle comm) {
    if (comm == null) {
      throw Errors.error(ErrorClass.COMM, "the communicator is null");
    }
    return comm;
  }
}
