package mpi;

import java.nio.ByteBuffer;
import org.jmpi.comm.Communicator;
import org.jmpi.data.GrowingBytes;
import org.jmpi.data.Layout;
import org.jmpi.data.Payload;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.SendMode;
import org.jmpi.p2p.StatusRecord;

/** Persistent operations and packing as both dialects need them; see {@link CommPointToPoint}. */
abstract class CommPersistent extends CommPointToPoint {
  CommPersistent(boolean predefined) {
    super(predefined);
  }

  final Prequest doSendInit(
      String call,
      SendMode mode,
      Object buf,
      long offset,
      int count,
      Datatype type,
      int dest,
      int tag) {
    return doInit(
        call,
        type,
        dest,
        tag,
        new Prequest.Starter() {
          @Override
          Operation start() {
            return startSend(engine(), mode, buf, offset, count, type, dest, tag);
          }
        });
  }

  final Prequest doBufferedSendInit(
      String call, Object buf, long offset, int count, Datatype type, int dest, int tag) {
    return doInit(
        call,
        type,
        dest,
        tag,
        new Prequest.Starter() {
          @Override
          Operation start() {
            startBuffered(engine(), buf, offset, count, type, dest, tag);
            return new CompletedOperation();
          }
        });
  }

  private Prequest doInit(String call, Datatype type, int dest, int tag, Prequest.Starter starter) {
    try {
      Communicator c = engine();
      Layout layout = Datatype.layout(type);
      checkDest(c, dest);
      checkSendTag(tag);
      return new Prequest(this, call, layout, starter);
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  final Prequest doRecvInit(
      String call, Object buf, long offset, int count, Datatype type, int source, int tag) {
    try {
      Communicator c = engine();
      Layout layout = Datatype.layout(type);
      checkSource(c, source);
      checkRecvTag(tag);
      return new Prequest(
          this,
          call,
          layout,
          isObject(layout)
              ? objectReceive(ObjectRegion.of(buf, offset, count, layout), source, tag)
              : receive(buf, offset, count, layout, source, tag));
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  private Prequest.Starter receive(
      Object buf, long offset, int count, Layout layout, int source, int tag) {
    return new Prequest.Starter() {
      @Override
      Operation start() {
        return engine().startRecv(buf, offset, count, layout, source, tag);
      }
    };
  }

  private Prequest.Starter objectReceive(ObjectRegion target, int source, int tag) {
    return new Prequest.Starter() {
      private GrowingBytes sink;

      @Override
      Operation start() {
        sink = new GrowingBytes(OBJECT_WINDOW_BYTES);
        return engine().startRecvGrowing(sink, source, tag);
      }

      @Override
      Status newStatus(StatusRecord record) {
        return target.decode(record, sink.array(), sink.sizeBytes());
      }
    };
  }

  /** MPI-4.1 §5.2: the packed form is what a message carries. */
  final int doPack(
      String call,
      Object inbuf,
      long offset,
      int incount,
      Datatype type,
      byte[] outbuf,
      int position) {
    try {
      engine();
      Payload payload = packing(inbuf, offset, incount, type);
      int lengthBytes = requireRoom(outbuf, position, payload.lengthBytes());
      payload.pack(0, ByteBuffer.wrap(outbuf).position(position), lengthBytes);
      return position + lengthBytes;
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  final int doUnpack(
      String call,
      byte[] inbuf,
      int position,
      Object outbuf,
      long offset,
      int outcount,
      Datatype type) {
    try {
      engine();
      Payload payload = packing(outbuf, offset, outcount, type).requireWritable();
      int lengthBytes = requireRoom(inbuf, position, payload.lengthBytes());
      payload.unpack(0, ByteBuffer.wrap(inbuf).position(position), lengthBytes);
      return position + lengthBytes;
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  final int doPackSize(String call, int incount, Datatype type) {
    try {
      engine();
      Layout layout = requirePackable(type);
      if (incount < 0) {
        throw Errors.error(ErrorClass.COUNT, "count " + incount + " is negative");
      }
      long bytes = incount * layout.sizeBytes();
      return bytes > Integer.MAX_VALUE ? MPI.UNDEFINED : (int) bytes;
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  private static Payload packing(Object buf, long offset, int count, Datatype type) {
    return new Payload().set(buf, offset, count, requirePackable(type));
  }

  private static Layout requirePackable(Datatype type) {
    Layout layout = Datatype.layout(type);
    if (isObject(layout)) {
      throw Errors.error(
          ErrorClass.TYPE,
          "objects have no packed form of known size; send them with MPI.OBJECT themselves");
    }
    return layout;
  }

  private static int requireRoom(byte[] packed, int position, long lengthBytes) {
    if (packed == null) {
      throw Errors.error(
          ErrorClass.BUFFER, lengthBytes + " packed bytes do not fit null; pass an array");
    }
    if (position < 0 || position > packed.length) {
      throw Errors.error(
          ErrorClass.ARG,
          "position " + position + " is not in an array of " + packed.length + " bytes");
    }
    if (lengthBytes > packed.length - position) {
      throw Errors.error(
          ErrorClass.TRUNCATE,
          lengthBytes
              + " packed bytes at position "
              + position
              + " do not fit an array of "
              + packed.length);
    }
    return (int) lengthBytes;
  }
}
