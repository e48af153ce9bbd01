package mpi;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import org.jmpi.data.Kind;
import org.jmpi.data.Layout;
import org.jmpi.data.Payload;
import org.jmpi.data.ReduceOp;
import org.jmpi.data.Scratch;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/**
 * Operators of the program as the engine takes them. What they throw is an error of class ERR_OP
 * with that cause.
 */
final class UserOps {
  /** Items are handed over in pieces of about this size. */
  private static final int CHUNK_BYTES = 1 << 16;

  private static final ThreadLocal<ByteBuffer[]> BUFFERS = ThreadLocal.withInitial(UserOps::none);

  private UserOps() {}

  static ReduceOp of(User_function function, boolean commutative, Datatype type) {
    return new Guarded(function.getClass().getName(), commutative) {
      @Override
      void apply(Object in, int inOffset, Object inout, int inoutOffset, int count, Layout layout) {
        function.Call(in, inOffset, inout, inoutOffset, count, type);
      }
    };
  }

  /**
   * {@code takesArrays}: the function is only interested in the conversion of buffers to arrays, so
   * it gets arrays.
   */
  static ReduceOp of(
      UserFunction function, boolean takesArrays, boolean commutative, Datatype type) {
    return new Guarded(function.getClass().getName(), commutative) {
      @Override
      void apply(Object in, int inOffset, Object inout, int inoutOffset, int count, Layout layout) {
        if (takesArrays || layout.kind() == Kind.BOOLEAN || layout.kind() == Kind.OBJECT) {
          onArrays(function, type, in, inOffset, inout, inoutOffset, count, layout);
        } else {
          onBuffers(function, type, in, inOffset, inout, inoutOffset, count, layout);
        }
      }
    };
  }

  private static void onArrays(
      UserFunction function,
      Datatype type,
      Object in,
      int inOffset,
      Object inout,
      int inoutOffset,
      int count,
      Layout layout) {
    // The function knows no offsets.
    Object first = fromOffset(in, inOffset, layout, count);
    Object second = fromOffset(inout, inoutOffset, layout, count);
    function.call(first, second, count, type);
    if (second != inout) {
      System.arraycopy(second, 0, inout, inoutOffset, usable(second, inout, inoutOffset));
    }
  }

  private static Object fromOffset(Object array, int offset, Layout layout, int count) {
    if (offset == 0) {
      return array;
    }
    Object copy = Scratch.newArray(layout, count);
    System.arraycopy(array, offset, copy, 0, usable(copy, array, offset));
    return copy;
  }

  /** The gap after the last item need not be there. */
  private static int usable(Object copy, Object array, int offset) {
    return Math.min(Array.getLength(copy), Array.getLength(array) - offset);
  }

  private static void onBuffers(
      UserFunction function,
      Datatype type,
      Object in,
      int inOffset,
      Object inout,
      int inoutOffset,
      int count,
      Layout layout) {
    long extentBytes = Math.max(1, Math.max(layout.extentBytes(), layout.trueExtentBytes()));
    int itemsAtATime = (int) Math.max(1, Math.min(count, CHUNK_BYTES / extentBytes));
    long stepElements = layout.extentElements();
    ByteBuffer[] buffers = buffers(Math.toIntExact(itemsAtATime * extentBytes));
    Payload array = new Payload();
    Payload buffer = new Payload();
    for (int done = 0; done < count; done += itemsAtATime) {
      int items = Math.min(itemsAtATime, count - done);
      long inStart = inOffset + done * stepElements;
      long inoutStart = inoutOffset + done * stepElements;
      Copies.copy(array.set(in, inStart, items, layout), buffer.set(buffers[0], 0, items, layout));
      Copies.copy(
          array.set(inout, inoutStart, items, layout), buffer.set(buffers[1], 0, items, layout));
      function.call(buffers[0].clear(), buffers[1].clear(), items, type);
      Copies.copy(
          buffer.set(buffers[1], 0, items, layout), array.set(inout, inoutStart, items, layout));
    }
  }

  private static ByteBuffer[] buffers(int neededBytes) {
    ByteBuffer[] buffers = BUFFERS.get();
    if (buffers[0].capacity() < neededBytes) {
      int bytes = Math.max(neededBytes, Math.min(2 * neededBytes, CHUNK_BYTES));
      buffers[0] = MPI.newByteBuffer(bytes);
      buffers[1] = MPI.newByteBuffer(bytes);
    }
    return buffers;
  }

  private static ByteBuffer[] none() {
    return new ByteBuffer[] {ByteBuffer.allocate(0), ByteBuffer.allocate(0)};
  }

  /** Gives what the program throws a name. */
  private abstract static class Guarded extends ReduceOp {
    Guarded(String name, boolean commutative) {
      super(name, commutative);
    }

    abstract void apply(
        Object in, int inOffset, Object inout, int inoutOffset, int count, Layout layout);

    @Override
    public void reduce(
        Object in, int inOffset, Object inout, int inoutOffset, int count, Layout layout) {
      try {
        apply(in, inOffset, inout, inoutOffset, count, layout);
      } catch (RuntimeException e) {
        throw new EngineException(
            ErrorClass.OP, "the operator " + name() + " of the program threw " + e, e);
      }
    }
  }
}
