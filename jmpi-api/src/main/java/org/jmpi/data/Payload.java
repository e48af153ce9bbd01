package org.jmpi.data;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/**
 * The data of one message in the program's memory: (buffer, offset, count, layout) seen as one
 * sequence of packed bytes with random access. The packed form is always little-endian, {@code
 * char} has two bytes and {@code boolean} one (0 or 1), whatever the host, the buffer or the other
 * side has. Positions and lengths may cut elements anywhere.
 *
 * <p>A mutable flyweight: it belongs to a request and is set anew for each message; setting,
 * packing and unpacking allocate nothing, but for chunks of {@value Memory#BULK_BYTES} bytes and
 * more, where a small view may be made. Not thread-safe; two chunks may be unpacked at the same
 * time only when no element is in both.
 */
public final class Payload {
  private Object buffer;
  private Memory memory;
  private Layout layout = Layout.BYTE;
  private boolean contiguous;
  private int width = 1;
  private boolean readOnly;
  private GrowingBytes sink;
  private long startByte;
  private long lengthBytes;

  /** An empty one. */
  public Payload() {}

  /**
   * {@code count} items from element {@code offset} of {@code buffer} on.
   *
   * <p>The buffer is a primitive array or a {@code java.nio} buffer, heap or direct, of the
   * layout's kind; or a {@code byte[]} (in the host's byte order) or {@code ByteBuffer} (in its own
   * byte order) with any layout but OBJECT. A {@code java.nio} buffer's position and limit are
   * ignored, as in Open MPI: elements are counted from its index 0 up to its capacity. It must not
   * be changed, its limit and order included, until the message is complete.
   *
   * @param buffer may be null when {@code count} is 0
   * @param offset in elements of {@code layout.kind()}, also in a {@code byte[]} or {@code
   *     ByteBuffer}
   * @param count in items
   * @return this
   * @throws EngineException BUFFER when the buffer is null or too small for the region, COUNT when
   *     {@code count} is negative or beyond measure, TYPE when the buffer cannot hold the layout,
   *     which one without elements always can, or the layout is OBJECT; this is then empty
   */
  public Payload set(Object buffer, long offset, long count, Layout layout) {
    return set(buffer, offset, count, layout, ByteOrder.nativeOrder());
  }

  Payload set(Object buffer, long offset, long count, Layout layout, ByteOrder hostOrder) {
    clear();
    if (count < 0) {
      throw new EngineException(
          ErrorClass.COUNT, "count " + count + " of datatype " + layout + " is negative");
    }
    if (buffer == null) {
      if (count == 0) {
        return this;
      }
      throw new EngineException(
          ErrorClass.BUFFER, "the buffer for " + count + " items of " + layout + " is null");
    }
    // Little-endian hosts only: elsewhere elements of a byte[] must be turned round, as in a
    // big-endian ByteBuffer.
    boolean wrap = hostOrder == ByteOrder.BIG_ENDIAN && buffer instanceof byte[] && isWide(layout);
    Object accessed = wrap ? ByteBuffer.wrap((byte[]) buffer) : buffer;
    Memory found = Memories.of(accessed, layout);
    if (found == null) {
      if (layout.sizeBytes() == 0) {
        // A type without elements has no base type either: any buffer will do.
        return this;
      }
      throw Memories.mismatch(buffer, layout);
    }
    long firstByte = layout.firstByte(count);
    long spanBytes = layout.spanBytes(count);
    long packedBytes = layout.packedBytes(count);
    long capacityBytes = found.capacityBytes(accessed);
    int elementBytes = layout.kind().bytes();
    if (offset < 0
        || offset > capacityBytes / elementBytes
        || offset * elementBytes < -firstByte
        || spanBytes > capacityBytes - offset * elementBytes) {
      throw outside(buffer, offset, count, layout, spanBytes, capacityBytes);
    }
    long start = offset * elementBytes;
    if (accessed instanceof Buffer nio) {
      readOnly = nio.isReadOnly();
      // Access by index stops at the limit, which MPI ignores.
      if (nio.limit() < (start + spanBytes) / Memories.elementBytes(nio)) {
        accessed = Memories.unlimited(nio);
      }
    }
    assign(accessed, found, start, packedBytes, layout);
    return this;
  }

  /** Points this at a region that was checked. */
  void assign(Object buffer, Memory memory, long startByte, long lengthBytes, Layout layout) {
    this.buffer = buffer;
    this.memory = memory;
    this.layout = layout;
    this.contiguous = layout.isContiguous();
    this.width = memory.isPlain() || !contiguous ? 1 : layout.run(0).kind().bytes();
    this.startByte = startByte;
    this.lengthBytes = lengthBytes;
  }

  /** No data at all. Returns this. */
  public Payload setEmpty() {
    clear();
    return this;
  }

  /**
   * A message whose length the receiver does not know; it can only be unpacked into. Returns this.
   */
  public Payload setGrowing(GrowingBytes sink) {
    clear();
    this.sink = Objects.requireNonNull(sink, "sink");
    this.lengthBytes = Long.MAX_VALUE;
    return this;
  }

  /** Drops all references to the program's memory; as {@link #setEmpty}. */
  public void clear() {
    buffer = null;
    memory = null;
    layout = Layout.BYTE;
    contiguous = false;
    readOnly = false;
    sink = null;
    startByte = 0;
    lengthBytes = 0;
  }

  /** Packed bytes in all; {@code Long.MAX_VALUE} after {@link #setGrowing}. */
  public long lengthBytes() {
    return lengthBytes;
  }

  /**
   * The direct buffer that holds the packed bytes as they are, one behind the other, from {@link
   * #startByte} on; null when it is no such one.
   */
  public Buffer directBuffer() {
    return contiguous
            && buffer instanceof Buffer nio
            && nio.isDirect()
            && (width == 1 || Memories.order(nio) == ByteOrder.LITTLE_ENDIAN)
        ? nio
        : null;
  }

  /** Where the data begin, in bytes from the buffer's index 0. */
  public long startByte() {
    return startByte;
  }

  /** True when nothing may be received here. */
  public boolean isReadOnly() {
    return readOnly;
  }

  /**
   * Checks that data may be received here.
   *
   * @return this
   * @throws EngineException BUFFER when the buffer is read-only
   */
  public Payload requireWritable() {
    if (readOnly) {
      throw new EngineException(
          ErrorClass.BUFFER,
          "cannot receive into a read-only " + Memories.describe(buffer) + "; pass a writable one");
    }
    return this;
  }

  /**
   * Copies packed bytes {@code [positionBytes, positionBytes + lengthBytes)} to {@code target} at
   * its position, which is advanced. The target's byte order does not matter and is left as it is.
   *
   * @throws IndexOutOfBoundsException when the range is not within {@link #lengthBytes} or the
   *     target has no room; nothing is copied then
   * @throws IllegalStateException after {@link #setGrowing}
   */
  public void pack(long positionBytes, ByteBuffer target, int lengthBytes) {
    if (sink != null) {
      throw new IllegalStateException("a growing payload can only be received into");
    }
    requireRange(positionBytes, target, lengthBytes);
    move(positionBytes, target, lengthBytes, true);
  }

  /**
   * Copies {@code lengthBytes} bytes of {@code source} from its position on, which is advanced, to
   * packed bytes {@code [positionBytes, positionBytes + lengthBytes)}. The source's byte order does
   * not matter and is left as it is.
   *
   * @throws IndexOutOfBoundsException when the range is not within {@link #lengthBytes} or the
   *     source has fewer bytes; nothing is copied then
   * @throws EngineException BUFFER when the buffer is read-only; after {@link #setGrowing} as
   *     {@link GrowingBytes#write}
   */
  public void unpack(long positionBytes, ByteBuffer source, int lengthBytes) {
    requireRange(positionBytes, source, lengthBytes);
    if (sink != null) {
      sink.write(positionBytes, source, lengthBytes);
      return;
    }
    if (readOnly) {
      requireWritable();
    }
    move(positionBytes, source, lengthBytes, false);
  }

  /**
   * Copies packed bytes {@code [positionBytes, positionBytes + lengthBytes)} of one payload to the
   * same place of another, as for a message to self. The types may differ; the bytes are what
   * counts. Where both lie in one array the data arrive as they were before.
   *
   * @param scratch used where memory cannot be copied directly; its contents are overwritten;
   *     capacity of some KiB advised
   * @throws IndexOutOfBoundsException when the range is not within both, or {@code scratch} has no
   *     capacity
   * @throws EngineException BUFFER when the target is read-only
   */
  public static void copy(
      Payload from, Payload to, long positionBytes, long lengthBytes, ByteBuffer scratch) {
    Objects.checkFromIndexSize(positionBytes, lengthBytes, from.lengthBytes);
    Objects.checkFromIndexSize(positionBytes, lengthBytes, to.lengthBytes);
    Objects.checkFromIndexSize(0, Math.min(1, lengthBytes), scratch.capacity());
    if (from.copyArray(to, positionBytes, lengthBytes)) {
      return;
    }
    long done = 0;
    while (done < lengthBytes) {
      scratch.clear();
      int chunk = (int) Math.min(lengthBytes - done, scratch.capacity());
      from.pack(positionBytes + done, scratch, chunk);
      scratch.flip();
      to.unpack(positionBytes + done, scratch, chunk);
      done += chunk;
    }
  }

  /** Where both are runs of the same elements in arrays and no element is cut. */
  private boolean copyArray(Payload to, long positionBytes, long lengthBytes) {
    if (memory == null
        || memory != to.memory
        || !memory.isArray()
        || !layout.isContiguous()
        || !to.layout.isContiguous()) {
      return false;
    }
    int width = memory.isPlain() ? 1 : layout.run(0).kind().bytes();
    if (positionBytes % width != 0 || lengthBytes % width != 0) {
      return false;
    }
    int fromElement = (int) ((startByte + positionBytes) / width);
    int toElement = (int) ((to.startByte + positionBytes) / width);
    System.arraycopy(buffer, fromElement, to.buffer, toElement, (int) (lengthBytes / width));
    return true;
  }

  private void requireRange(long positionBytes, ByteBuffer other, int length) {
    Objects.checkFromIndexSize(positionBytes, length, lengthBytes);
    Objects.checkFromIndexSize(0, length, other.remaining());
  }

  private void move(long positionBytes, ByteBuffer other, int length, boolean packing) {
    if (length == 0) {
      return;
    }
    int start = other.position();
    try {
      if (contiguous
          && ((positionBytes | length) & (width - 1)) == 0
          && other.order() == ByteOrder.LITTLE_ENDIAN) {
        // Nearly all messages: whole elements, one behind the other.
        moveWhole(startByte + positionBytes, width, other, length, packing);
      } else {
        moveAny(positionBytes, other, length, packing);
      }
    } catch (IndexOutOfBoundsException e) {
      // The range was checked in set(), so memory has shrunk since: the program moved the buffer's
      // limit.
      throw new EngineException(
          ErrorClass.BUFFER,
          "the limit of a "
              + Memories.describe(buffer)
              + " was changed before the operation on it was complete",
          e);
    }
    other.position(start + length);
  }

  private void moveWhole(
      long elementByte, int width, ByteBuffer other, int length, boolean packing) {
    if (packing) {
      memory.pack(buffer, elementByte, width, other, length);
    } else {
      memory.unpack(buffer, elementByte, width, other, length);
    }
  }

  private void moveAny(long positionBytes, ByteBuffer other, int length, boolean packing) {
    ByteOrder order = other.order();
    other.order(ByteOrder.LITTLE_ENDIAN);
    try {
      if (layout.isContiguous()) {
        int runWidth = layout.run(0).kind().bytes();
        moveRun(startByte + positionBytes, positionBytes, runWidth, other, length, packing);
      } else {
        moveRuns(positionBytes, other, length, packing);
      }
    } finally {
      other.order(order);
    }
  }

  private void moveRuns(long positionBytes, ByteBuffer other, int length, boolean packing) {
    long itemSize = layout.sizeBytes();
    long unitSize = layout.unitSizeBytes();
    long units = layout.unitsPerItem();
    long itemByte = startByte + positionBytes / itemSize * layout.extentBytes();
    long inItem = positionBytes % itemSize;
    long unit = inItem / unitSize;
    long within = inItem % unitSize;
    boolean plainStride =
        layout.runCount() == 1 && Strides.isSingle(buffer, layout.run(0), memory.isPlain());
    int index = layout.runAt(within);
    int left = length;
    while (left > 0) {
      Layout.Run run = layout.run(index);
      long unitByte = itemByte + unit * layout.unitExtentBytes();
      if (plainStride && within == 0 && left >= unitSize) {
        int whole = (int) Math.min(units - unit, left / unitSize);
        long at = unitByte + run.displacementBytes();
        if (packing) {
          Strides.pack(buffer, at, layout.unitExtentBytes(), run.kind(), other, whole);
        } else {
          Strides.unpack(buffer, at, layout.unitExtentBytes(), run.kind(), other, whole);
        }
        left -= (int) (whole * unitSize);
        unit += whole;
      } else {
        long inRun = within - layout.runPackedStart(index);
        int part = (int) Math.min(left, run.lengthBytes() - inRun);
        long at = unitByte + run.displacementBytes() + inRun;
        moveRun(at, inRun, run.kind().bytes(), other, part, packing);
        left -= part;
        within += part;
        if (within - layout.runPackedStart(index) == run.lengthBytes()) {
          index++;
        }
        if (index == layout.runCount()) {
          index = 0;
          within = 0;
          unit++;
        }
      }
      if (unit == units) {
        unit = 0;
        itemByte += layout.extentBytes();
      }
    }
  }

  /**
   * Moves one run's part that starts at {@code atByte} of memory, {@code inRun} bytes into equal
   * elements of {@code runWidth} bytes, and advances {@code other}.
   */
  private void moveRun(
      long atByte, long inRun, int runWidth, ByteBuffer other, int length, boolean packing) {
    int width = memory.isPlain() ? 1 : runWidth;
    int cut = (int) (inRun & (width - 1));
    long elementByte = atByte - cut;
    int left = length;
    if (cut != 0) {
      int part = Math.min(left, width - cut);
      movePart(elementByte, width, cut, part, other, packing);
      left -= part;
      elementByte += width;
    }
    int whole = left & -width;
    if (whole > 0) {
      moveWhole(elementByte, width, other, whole, packing);
      other.position(other.position() + whole);
    }
    if (whole < left) {
      movePart(elementByte + whole, width, 0, left - whole, other, packing);
    }
  }

  /** Moves bytes {@code [cut, cut + part)} of one element; the others stay as they are. */
  private void movePart(
      long elementByte, int width, int cut, int part, ByteBuffer other, boolean packing) {
    long bits = memory.bits(buffer, elementByte, width);
    for (int i = cut; i < cut + part; i++) {
      int shift = i << 3;
      if (packing) {
        other.put((byte) (bits >>> shift));
      } else {
        bits = bits & ~(0xFFL << shift) | (other.get() & 0xFFL) << shift;
      }
    }
    if (!packing) {
      memory.setBits(buffer, elementByte, width, bits);
    }
  }

  private static boolean isWide(Layout layout) {
    for (int i = 0; i < layout.runCount(); i++) {
      if (layout.run(i).kind().bytes() > 1) {
        return true;
      }
    }
    return false;
  }

  private static EngineException outside(
      Object buffer, long offset, long count, Layout layout, long spanBytes, long capacityBytes) {
    int elementBytes = layout.kind().bytes();
    return new EngineException(
        ErrorClass.BUFFER,
        count
            + " items of "
            + layout
            + " from offset "
            + offset
            + " need "
            + (spanBytes / elementBytes)
            + " elements of "
            + elementBytes
            + " bytes, but the "
            + Memories.describe(buffer)
            + " has room for "
            + (capacityBytes / elementBytes)
            + " in all");
  }
}
