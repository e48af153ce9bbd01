package org.jmpi.coll;

import org.jmpi.data.Kind;
import org.jmpi.data.Layout;
import org.jmpi.data.Payload;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/** Looks at a call's buffers before anything is sent. */
final class BufferCheck {
  private final Payload payload = new Payload();

  /** Why {@code count} items cannot be read or written there, or null. */
  EngineException region(Object buffer, long offset, long count, Layout layout, boolean writable) {
    try {
      if (layout.kind() == Kind.OBJECT) {
        objects(buffer, offset, count, layout);
      } else {
        payload.set(buffer, offset, count, layout);
        if (writable && count > 0) {
          payload.requireWritable();
        }
      }
      return null;
    } catch (EngineException e) {
      return e;
    } finally {
      payload.clear();
    }
  }

  /** As {@link #region} for one region per rank, displacements in items. */
  EngineException regions(
      Object buffer,
      long offset,
      int[] counts,
      int[] displacements,
      Layout layout,
      boolean writable) {
    for (int rank = 0; rank < Math.min(counts.length, displacements.length); rank++) {
      if (counts[rank] != 0) {
        long first = offset + displacements[rank] * layout.extentElements();
        EngineException error = region(buffer, first, counts[rank], layout, writable);
        if (error != null) {
          return error;
        }
      }
    }
    return null;
  }

  /** Whether operators can work in the buffer itself. */
  static boolean isArrayOf(Object buffer, Kind kind) {
    return switch (kind) {
      case BYTE -> buffer instanceof byte[];
      case BOOLEAN -> buffer instanceof boolean[];
      case CHAR -> buffer instanceof char[];
      case SHORT -> buffer instanceof short[];
      case INT -> buffer instanceof int[];
      case LONG -> buffer instanceof long[];
      case FLOAT -> buffer instanceof float[];
      case DOUBLE -> buffer instanceof double[];
      case OBJECT -> buffer instanceof Object[];
    };
  }

  private static void objects(Object buffer, long offset, long count, Layout layout) {
    if (count < 0) {
      throw new EngineException(
          ErrorClass.COUNT, "count " + count + " of datatype " + layout + " is negative");
    }
    if (count == 0) {
      return;
    }
    if (!(buffer instanceof Object[])) {
      throw new EngineException(
          ErrorClass.TYPE, "items of " + layout + " need an Object[] as buffer");
    }
    long length = ((Object[]) buffer).length;
    long first = offset + layout.firstElement();
    long end = offset + layout.endElement(count);
    if (offset < 0 || offset > length || first < 0 || end > length) {
      throw new EngineException(
          ErrorClass.BUFFER,
          count
              + " items of "
              + layout
              + " from offset "
              + offset
              + " do not fit an Object["
              + length
              + "]");
    }
  }
}
