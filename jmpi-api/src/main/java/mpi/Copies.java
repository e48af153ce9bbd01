package mpi;

import java.nio.ByteBuffer;
import org.jmpi.data.Layout;
import org.jmpi.data.Payload;
import org.jmpi.data.Scratch;

/** Copies of regions of the program's buffers in arrays of the same layout. */
final class Copies {
  private static final int CHUNK_BYTES = 1 << 14;

  private Copies() {}

  /** A new array that holds {@code count} items from index 0, as {@code from} has them. */
  static Object of(Payload from, Layout layout, int count) {
    Object copy = Scratch.newArray(layout, count);
    copy(from, new Payload().set(copy, 0, count, layout));
    return copy;
  }

  /** Copies all of {@code from} to the beginning of {@code to}. */
  static void copy(Payload from, Payload to) {
    Payload.copy(from, to, 0, from.lengthBytes(), ByteBuffer.allocate(CHUNK_BYTES));
  }
}
