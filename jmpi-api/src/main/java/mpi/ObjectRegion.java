package mpi;

import org.jmpi.data.Layout;
import org.jmpi.error.ErrorClass;
import org.jmpi.p2p.StatusRecord;

/**
 * The objects of an array that one message carries: items of MPI.OBJECT or of a type made of it.
 */
final class ObjectRegion {
  private final Object[] array;
  private final int offset;
  private final Layout layout;
  private final int elements;

  private ObjectRegion(Object[] array, int offset, Layout layout, int elements) {
    this.array = array;
    this.offset = offset;
    this.layout = layout;
    this.elements = elements;
  }

  /**
   * Checks the arguments.
   *
   * @throws org.jmpi.error.EngineException ERR_COUNT, ERR_BUFFER when null or too small, ERR_TYPE
   *     when it is no {@code Object[]}
   */
  static ObjectRegion of(Object buf, long offset, int count, Layout layout) {
    if (count < 0) {
      throw Errors.error(ErrorClass.COUNT, "count " + count + " is negative");
    }
    if (buf == null && count == 0) {
      return new ObjectRegion(new Object[0], 0, layout, 0);
    }
    if (!(buf instanceof Object[])) {
      throw Errors.error(
          buf == null ? ErrorClass.BUFFER : ErrorClass.TYPE,
          "MPI.OBJECT needs an Object[], not " + (buf == null ? "null" : buf.getClass().getName()));
    }
    Object[] objects = (Object[]) buf;
    long start = count == 0 ? offset : offset + layout.firstElement();
    long end = offset + (count == 0 ? 0 : layout.endElement(count));
    if (offset < 0 || offset > objects.length || start < 0 || end > objects.length) {
      throw Errors.error(
          ErrorClass.BUFFER,
          count
              + " items of "
              + layout
              + " from offset "
              + offset
              + " do not fit an array of "
              + objects.length
              + " elements");
    }
    int elements = Math.toIntExact(count * layout.elementsPerItem());
    return new ObjectRegion(objects, (int) offset, layout, elements);
  }

  /** The bytes to send. */
  byte[] encode() {
    if (layout.isContiguous()) {
      return MpiState.codec().encode(array, offset, elements);
    }
    Object[] gathered = new Object[elements];
    for (int i = 0; i < elements; i++) {
      gathered[i] = array[place(i)];
    }
    return MpiState.codec().encode(gathered, 0, elements);
  }

  /** Makes objects of what came; returns how many. */
  int decode(byte[] bytes, int lengthBytes) {
    if (layout.isContiguous()) {
      return MpiState.codec().decode(bytes, lengthBytes, array, offset, elements);
    }
    Object[] came = new Object[elements];
    int count = MpiState.codec().decode(bytes, lengthBytes, came, 0, elements);
    for (int i = 0; i < count; i++) {
      array[place(i)] = came[i];
    }
    return count;
  }

  /** A copy of the array that has the same objects in the same places. */
  ObjectRegion copy() {
    return new ObjectRegion(array.clone(), offset, layout, elements);
  }

  /** The array that the objects are in. */
  Object[] array() {
    return array;
  }

  /** As {@link #decode(byte[], int)} for a message that came or was cancelled. */
  Status decode(StatusRecord record, byte[] bytes, int lengthBytes) {
    return record.cancelled
        ? new Status(record, null)
        : new Status(record, decode(bytes, lengthBytes), layout);
  }

  private int place(int element) {
    return offset + (int) layout.memoryByte(element);
  }
}
