package org.jmpi.data;

import java.util.ArrayList;
import java.util.List;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/**
 * Where the data of one item of a datatype lie in memory (MPI-4.1 §5.1, type map): runs of equal
 * elements at displacements from the item's start, repeated every extent. The packed form of an
 * item is its runs one after the other, without gaps, each element little-endian. Immutable. {@link
 * Layouts} makes those that are not predefined.
 *
 * <p>An item is a whole number of <em>units</em>, which lie a fixed stride apart. A unit has the
 * runs. So many items side by side, and a vector of any length, cost no more than one block.
 */
public final class Layout {

  /** What the reductions may do with a layout (MPI-4.1 §6.9.2). */
  enum Category {
    BASIC,
    COMPLEX,
    PAIR,
    PACKED,
    OBJECT,
    DERIVED
  }

  /**
   * Elements that lie side by side.
   *
   * @param displacementBytes from the start of the item
   * @param lengthBytes a positive multiple of the element's size
   * @param kind of the elements
   */
  public record Run(long displacementBytes, long lengthBytes, Kind kind) {
    long endBytes() {
      return displacementBytes + lengthBytes;
    }
  }

  /** {@code byte}. */
  public static final Layout BYTE = basic("BYTE", Kind.BYTE);

  /** {@code boolean}. */
  public static final Layout BOOLEAN = basic("BOOLEAN", Kind.BOOLEAN);

  /** {@code char}. */
  public static final Layout CHAR = basic("CHAR", Kind.CHAR);

  /** {@code short}. */
  public static final Layout SHORT = basic("SHORT", Kind.SHORT);

  /** {@code int}. */
  public static final Layout INT = basic("INT", Kind.INT);

  /** {@code long}. */
  public static final Layout LONG = basic("LONG", Kind.LONG);

  /** {@code float}. */
  public static final Layout FLOAT = basic("FLOAT", Kind.FLOAT);

  /** {@code double}. */
  public static final Layout DOUBLE = basic("DOUBLE", Kind.DOUBLE);

  /** Bytes made by {@code pack}. */
  public static final Layout PACKED = repeated("PACKED", Category.PACKED, 1, BYTE);

  /** A reference; see {@link Kind#OBJECT}. */
  public static final Layout OBJECT =
      new Layout("OBJECT", Kind.OBJECT, Category.OBJECT, 1, unit(Kind.OBJECT), 1);

  /** Two {@code short} in a row: value and index. */
  public static final Layout SHORT2 = repeated("SHORT2", Category.PAIR, 2, SHORT);

  /**
   * Two {@code int} in a row: value and index. Open MPI's pair in a {@code ByteBuffer} and
   * mpiJava's in an {@code int[]} are this one object.
   */
  public static final Layout INT2 = repeated("INT2", Category.PAIR, 2, INT);

  /** Two {@code long} in a row: value and index. */
  public static final Layout LONG2 = repeated("LONG2", Category.PAIR, 2, LONG);

  /** Two {@code float} in a row: value and index. */
  public static final Layout FLOAT2 = repeated("FLOAT2", Category.PAIR, 2, FLOAT);

  /** Two {@code double} in a row: value and index. */
  public static final Layout DOUBLE2 = repeated("DOUBLE2", Category.PAIR, 2, DOUBLE);

  /** Real and imaginary part, {@code float}. */
  public static final Layout FLOAT_COMPLEX = repeated("FLOAT_COMPLEX", Category.COMPLEX, 2, FLOAT);

  /** Real and imaginary part, {@code double}. */
  public static final Layout DOUBLE_COMPLEX =
      repeated("DOUBLE_COMPLEX", Category.COMPLEX, 2, DOUBLE);

  /** The C structure {@code {short; int}} in bytes: size 6, extent 8. */
  public static final Layout SHORT_INT = pair("SHORT_INT", Kind.SHORT, 4, 8);

  /** The C structure {@code {long; int}} in bytes, {@code long} of 8 bytes: size 12, extent 16. */
  public static final Layout LONG_INT = pair("LONG_INT", Kind.LONG, 8, 16);

  /** The C structure {@code {float; int}} in bytes: size 8, extent 8. */
  public static final Layout FLOAT_INT = pair("FLOAT_INT", Kind.FLOAT, 4, 8);

  /** The C structure {@code {double; int}} in bytes: size 12, extent 16. */
  public static final Layout DOUBLE_INT = pair("DOUBLE_INT", Kind.DOUBLE, 8, 16);

  /** No data; sets the lower bound of the structures it is in (MPI-1's MPI_LB). */
  public static final Layout LOWER_MARKER = marker("LB", new Bounds(0, true, false));

  /** No data; sets the upper bound of the structures it is in (MPI-1's MPI_UB). */
  public static final Layout UPPER_MARKER = marker("UB", new Bounds(0, false, true));

  private final String name;
  private final Kind kind;
  private final Category category;
  private final long unitsPerItem;
  private final long extentBytes;
  private final Bounds bounds;
  private final Run[] runs;
  private final long[] runPackedStart;
  private final long unitSizeBytes;
  private final long unitExtentBytes;
  private final long unitElements;
  private final boolean contiguous;

  /** First byte of an item's data and the one after the last, from the item's start. */
  private final long startBytes;

  private final long endBytes;

  /**
   * The lower bound of items (MPI-4.1 §5.1.6).
   *
   * @param lowerBytes from the item's start
   * @param explicitLower set by a marker, which holds in datatypes made of this one
   * @param explicitUpper as above for the upper bound, which is the extent above the lower one
   */
  record Bounds(long lowerBytes, boolean explicitLower, boolean explicitUpper) {
    static final Bounds NATURAL = new Bounds(0, false, false);
  }

  private Layout(
      String name, Kind kind, Category category, long unitsPerItem, Run[] runs, long extentBytes) {
    this(
        name,
        kind,
        category,
        unitsPerItem,
        extentBytes,
        runs,
        unitsPerItem * extentBytes,
        Bounds.NATURAL);
  }

  /**
   * The general form.
   *
   * @param strideBytes from one unit to the next
   */
  Layout(
      String name,
      Kind kind,
      Category category,
      long unitsPerItem,
      long strideBytes,
      Run[] runs,
      long extentBytes,
      Bounds bounds) {
    this.name = name;
    this.kind = kind;
    this.category = category;
    this.unitsPerItem = unitsPerItem;
    this.runs = runs;
    this.unitExtentBytes = strideBytes;
    this.extentBytes = extentBytes;
    this.bounds = bounds;
    this.runPackedStart = new long[runs.length];
    long size = 0;
    long start = runs.length == 0 ? 0 : Long.MAX_VALUE;
    long end = runs.length == 0 ? 0 : Long.MIN_VALUE;
    long elements = 0;
    for (int i = 0; i < runs.length; i++) {
      runPackedStart[i] = size;
      size += runs[i].lengthBytes;
      start = Math.min(start, runs[i].displacementBytes);
      end = Math.max(end, runs[i].endBytes());
      elements += runs[i].lengthBytes / runs[i].kind.bytes();
    }
    this.unitSizeBytes = size;
    this.unitElements = elements;
    long last = unitsPerItem == 0 || size == 0 ? 0 : (unitsPerItem - 1) * strideBytes;
    boolean empty = unitsPerItem == 0 || size == 0;
    this.startBytes = empty ? 0 : start + Math.min(0, last);
    this.endBytes = empty ? 0 : end + Math.max(0, last);
    this.contiguous =
        runs.length == 1
            && runs[0].displacementBytes == 0
            && runs[0].lengthBytes == unitExtentBytes
            && isRegular();
  }

  /**
   * {@code count} items of {@code old} side by side, as one item (MPI-4.1 §5.1.2,
   * MPI_Type_contiguous).
   *
   * @throws EngineException COUNT when {@code count} is negative or the size does not fit 63 bits
   */
  public static Layout contiguous(long count, Layout old) {
    if (count < 0) {
      throw new EngineException(
          ErrorClass.COUNT, "a contiguous datatype of " + count + " items: count must be >= 0");
    }
    String name = "contiguous(" + count + ", " + old.name + ")";
    return old.isRegular()
        ? repeated(name, Category.DERIVED, count, old)
        : Layouts.hvector(name, count, 1, old.extentBytes, old);
  }

  /**
   * A layout of any runs, with the lower bound 0.
   *
   * @param name for error messages
   * @param kind of the arrays and typed buffers that hold items; all runs must have it, but for
   *     BYTE, where the runs are the fields of a structure in a {@code byte[]} or {@code
   *     ByteBuffer}
   * @param extentBytes distance between items; for a kind other than BYTE a multiple of its size,
   *     as are the displacements
   * @throws EngineException TYPE when runs, kind and extent do not fit each other
   */
  public static Layout ofRuns(String name, Kind kind, long extentBytes, List<Run> runs) {
    return new Layout(
        name, kind, Category.DERIVED, 1, merged(name, kind, extentBytes, runs), extentBytes);
  }

  /** The name that error messages use. */
  public String name() {
    return name;
  }

  /** The elements of the arrays that hold items; BYTE for structures. */
  public Kind kind() {
    return kind;
  }

  /** Bytes of one item in packed form (MPI_Type_size). */
  public long sizeBytes() {
    return unitsPerItem * unitSizeBytes;
  }

  /** Bytes from one item to the next in memory (MPI_Type_get_extent). */
  public long extentBytes() {
    return extentBytes;
  }

  /** The lower bound (MPI_Type_get_extent), in bytes from the item's start. */
  public long lowerBoundBytes() {
    return bounds.lowerBytes;
  }

  /** Where an item's data start (MPI_Type_get_true_extent), in bytes from the item's start. */
  public long trueLowerBoundBytes() {
    return startBytes;
  }

  /** Bytes from the first to the last one of an item's data (MPI_Type_get_true_extent). */
  public long trueExtentBytes() {
    return endBytes - startBytes;
  }

  /** Array elements of {@link #kind} from one item to the next in memory. */
  public long extentElements() {
    return extentBytes() / kind.bytes();
  }

  /**
   * Basic elements of one item, a structure's fields one each (MPI_Get_elements counts in these).
   */
  public long elementsPerItem() {
    return unitsPerItem * unitElements;
  }

  /**
   * Basic elements in the first {@code bytes} packed bytes of an item, at most its size; -1 when
   * the last one is cut (MPI_Get_elements).
   */
  public long elementsIn(long bytes) {
    if (unitSizeBytes == 0) {
      return 0;
    }
    long left = bytes % unitSizeBytes;
    long elements = bytes / unitSizeBytes * unitElements;
    for (Run run : runs) {
      long part = Math.min(left, run.lengthBytes);
      if (part % run.kind.bytes() != 0) {
        return -1;
      }
      elements += part / run.kind.bytes();
      left -= part;
    }
    return elements;
  }

  /** Packed bytes of the first {@code elements} basic elements of an item. */
  public long bytesOf(long elements) {
    if (unitElements == 0) {
      return 0;
    }
    long left = elements % unitElements;
    long bytes = elements / unitElements * unitSizeBytes;
    for (Run run : runs) {
      long part = Math.min(left, run.lengthBytes / run.kind.bytes());
      bytes += part * run.kind.bytes();
      left -= part;
    }
    return bytes;
  }

  /**
   * Where byte {@code packedByte} of the packed form of items lies in memory, in bytes from the
   * start of the first item.
   */
  public long memoryByte(long packedByte) {
    long size = sizeBytes();
    long inItem = packedByte % size;
    long within = inItem % unitSizeBytes;
    int run = runAt(within);
    return packedByte / size * extentBytes
        + inItem / unitSizeBytes * unitExtentBytes
        + runs[run].displacementBytes
        + within
        - runPackedStart[run];
  }

  /** The first array element of items, from the first item's start; not positive. */
  public long firstElement() {
    return firstByte(1) / kind.bytes();
  }

  /** One past the last array element of {@code count} items, from the first item's start. */
  public long endElement(long count) {
    return spanBytes(count) / kind.bytes();
  }

  /** Whether items have no gaps and only one kind of element. */
  public boolean isContiguous() {
    return contiguous;
  }

  /** Whether the next item's units go on where the ones before end, at the same stride. */
  boolean isRegular() {
    return extentBytes == unitsPerItem * unitExtentBytes;
  }

  @Override
  public String toString() {
    return name;
  }

  Category category() {
    return category;
  }

  Bounds bounds() {
    return bounds;
  }

  long unitsPerItem() {
    return unitsPerItem;
  }

  long unitSizeBytes() {
    return unitSizeBytes;
  }

  long unitExtentBytes() {
    return unitExtentBytes;
  }

  int runCount() {
    return runs.length;
  }

  Run run(int index) {
    return runs[index];
  }

  /** All of them; not to be changed. */
  Run[] runs() {
    return runs;
  }

  /** Where run {@code index} starts in the unit's packed form. */
  long runPackedStart(int index) {
    return runPackedStart[index];
  }

  /**
   * The run that has byte {@code positionBytes}, less than the unit's size, of the unit's packed
   * form.
   */
  int runAt(long positionBytes) {
    int low = 0;
    int high = runs.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (runPackedStart[middle] <= positionBytes) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** Packed bytes of {@code count} items. Fails with COUNT when they do not fit 63 bits. */
  long packedBytes(long count) {
    return product(count, sizeBytes());
  }

  /**
   * Where the data of {@code count} items start, in bytes from the first item's start; not
   * positive. Fails with COUNT when 63 bits cannot count them.
   */
  long firstByte(long count) {
    return count == 0 ? 0 : Math.min(0, startBytes);
  }

  /**
   * Bytes of memory from the start of the first of {@code count} items to the end of the last one's
   * data, without the gap that may follow these.
   */
  long spanBytes(long count) {
    if (count == 0 || sizeBytes() == 0) {
      return 0;
    }
    long before = product(count - 1, extentBytes);
    if (before > Long.MAX_VALUE - Math.max(0, endBytes)) {
      throw tooLarge(count);
    }
    return Math.max(0, before + endBytes);
  }

  /**
   * Elements of an array that holds {@code count} items and can be addressed by extents, the first
   * item at {@link #arrayStart}.
   */
  long arrayElements(long count) {
    long bytes = Math.max(product(count, extentBytes()), spanBytes(count));
    return bytes / kind.bytes() + arrayStart();
  }

  /** The element where the first item of a temporary array starts: items may reach back. */
  public long arrayStart() {
    return -Math.min(0, startBytes) / kind.bytes();
  }

  long product(long count, long factor) {
    if (Math.multiplyHigh(count, factor) != 0 || count * factor < 0) {
      throw tooLarge(count);
    }
    return count * factor;
  }

  private EngineException tooLarge(long count) {
    return new EngineException(
        ErrorClass.COUNT, count + " items of " + name + " are more bytes than 63 bits can count");
  }

  private static Layout basic(String name, Kind kind) {
    return new Layout(name, kind, Category.BASIC, 1, unit(kind), kind.bytes());
  }

  private static Run[] unit(Kind kind) {
    return new Run[] {new Run(0, kind.bytes(), kind)};
  }

  /** {@code count} items side by side; of the same units when they keep their stride. */
  static Layout repeated(String name, Category category, long count, Layout old) {
    long units = old.product(count, old.unitsPerItem);
    old.product(units, Math.max(Math.abs(old.unitExtentBytes), old.unitSizeBytes));
    return new Layout(
        name,
        old.kind,
        category,
        units,
        old.unitExtentBytes,
        old.runs,
        units * old.unitExtentBytes,
        count == 0 ? Bounds.NATURAL : old.bounds);
  }

  private static Layout marker(String name, Bounds bounds) {
    return new Layout(name, Kind.BYTE, Category.DERIVED, 1, 0, new Run[0], 0, bounds);
  }

  private static Layout pair(String name, Kind value, int indexAtBytes, int extentBytes) {
    Run[] runs = {new Run(0, value.bytes(), value), new Run(indexAtBytes, 4, Kind.INT)};
    return new Layout(name, Kind.BYTE, Category.PAIR, 1, runs, extentBytes);
  }

  /**
   * Checked, and neighbours joined, so that {@link #isContiguous} is seen however the runs were
   * cut.
   */
  static Run[] merged(String name, Kind kind, long extentBytes, List<Run> runs) {
    requireFit(name, extentBytes >= 0 && extentBytes % kind.bytes() == 0, "extent", extentBytes);
    List<Run> result = new ArrayList<>();
    for (Run run : runs) {
      boolean field = kind == Kind.BYTE && run.kind != Kind.OBJECT;
      requireFit(name, field || run.kind == kind, "kind of a run", run.kind);
      requireFit(
          name, run.lengthBytes > 0 && run.lengthBytes % run.kind.bytes() == 0, "length", run);
      requireFit(
          name,
          run.displacementBytes % kind.bytes() == 0
              && run.displacementBytes <= Long.MAX_VALUE - run.lengthBytes,
          "displacement",
          run);
      Run last = result.isEmpty() ? null : result.get(result.size() - 1);
      if (last != null
          && last.kind == run.kind
          && last.endBytes() == run.displacementBytes
          && last.lengthBytes + run.lengthBytes > 0) {
        long length = last.lengthBytes + run.lengthBytes;
        result.set(result.size() - 1, new Run(last.displacementBytes, length, run.kind));
      } else {
        result.add(run);
      }
    }
    return result.toArray(new Run[0]);
  }

  private static void requireFit(String name, boolean fits, String what, Object value) {
    if (!fits) {
      throw new EngineException(
          ErrorClass.TYPE, "datatype " + name + " cannot have the " + what + " " + value);
    }
  }
}
