package org.jmpi.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jmpi.data.Layout.Bounds;
import org.jmpi.data.Layout.Category;
import org.jmpi.data.Layout.Run;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/**
 * The datatype constructors of MPI-4.1 §5.1.2–§5.1.7, all distances in bytes. Neighbouring elements
 * are joined to runs, and equal runs at equal distances to one run with a stride.
 *
 * <p>A new layout has the kind of the old one, so that it lies in the same arrays. Where a distance
 * is no multiple of the element's size it lies in bytes: kind BYTE.
 *
 * <p>Errors: COUNT for negative counts and for sizes beyond 63 bits, ARG for other arguments,
 * NO_MEM for more than {@value #MAX_RUNS} runs.
 */
public final class Layouts {
  private static final int MAX_RUNS = 1 << 24;

  private Layouts() {}

  /** {@code count} blocks of {@code blockLength} items, {@code strideBytes} apart. */
  public static Layout hvector(
      String name, long count, long blockLength, long strideBytes, Layout old) {
    requireCount(name, count);
    requireCount(name, blockLength);
    if (count == 1 && blockLength == 1) {
      return renamed(name, old);
    }
    long[] ends = {0, count == 0 ? 0 : times(name, count - 1, strideBytes)};
    long[] lengths = {count == 0 ? 0 : blockLength, count == 0 ? 0 : blockLength};
    Extent extent = extent(name, lengths, ends, new Layout[] {old, old});
    times(name, times(name, count, blockLength), old.sizeBytes());
    List<Run> block = new ArrayList<>();
    append(name, block, old, 0, count == 0 ? 0 : blockLength);
    Kind kind = kind(old.kind(), extent, strideBytes);
    if (block.size() == 1 && block.get(0).lengthBytes() == strideBytes) {
      Run run = block.get(0);
      return single(
          name,
          kind,
          List.of(new Run(run.displacementBytes(), count * run.lengthBytes(), run.kind())),
          extent);
    }
    if (count <= 1 || block.isEmpty()) {
      return single(name, kind, block, extent);
    }
    return new Layout(
        name,
        kind,
        Category.DERIVED,
        count,
        strideBytes,
        block.toArray(new Run[0]),
        extent.bytes,
        extent.bounds);
  }

  /** Blocks of any lengths at any displacements. */
  public static Layout hindexed(
      String name, long[] blockLengths, long[] displacementsBytes, Layout old) {
    Layout[] types = new Layout[blockLengths.length];
    Arrays.fill(types, old);
    return struct(name, old.kind(), blockLengths, displacementsBytes, types);
  }

  /**
   * Blocks of any types (MPI_Type_create_struct). Without a marker of the upper bound the extent is
   * a multiple of the largest element, as in C.
   *
   * @param kind of the arrays that hold items: BYTE, or the kind of all {@code types}
   */
  public static Layout struct(
      String name, Kind kind, long[] blockLengths, long[] displacementsBytes, Layout[] types) {
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < types.length; i++) {
      requireCount(name, blockLengths[i]);
      append(name, runs, types[i], displacementsBytes[i], blockLengths[i]);
    }
    Extent extent = extent(name, blockLengths, displacementsBytes, types);
    long odd = 0;
    for (Run run : runs) {
      odd |= run.displacementBytes() % kind.bytes();
    }
    return single(name, kind(kind, extent, odd), runs, extent);
  }

  /**
   * The same data with other bounds (MPI_Type_create_resized).
   *
   * @param extentBytes not negative
   */
  public static Layout resized(String name, Layout old, long lowerBytes, long extentBytes) {
    if (extentBytes < 0) {
      throw new EngineException(
          ErrorClass.ARG, name + ": the extent is " + extentBytes + " bytes; it must be >= 0");
    }
    Extent extent = new Extent(extentBytes, new Bounds(lowerBytes, true, true));
    Kind kind = kind(old.kind(), extent, 0);
    if (old.isContiguous() && old.sizeBytes() > 0) {
      return single(name, kind, List.of(new Run(0, old.sizeBytes(), old.run(0).kind())), extent);
    }
    return new Layout(
        name,
        kind,
        Category.DERIVED,
        old.unitsPerItem(),
        old.unitExtentBytes(),
        old.runs(),
        extentBytes,
        extent.bounds);
  }

  /**
   * A part of an array of several dimensions (MPI_Type_create_subarray), the last index fastest.
   *
   * @param sizes of the whole array
   * @param subsizes of the part
   * @param starts where the part starts
   */
  public static Layout subarray(
      String name, int[] sizes, int[] subsizes, int[] starts, Layout old) {
    long strideBytes = old.extentBytes();
    long offsetBytes = 0;
    Layout part = old;
    for (int dimension = sizes.length - 1; dimension >= 0; dimension--) {
      requirePart(name, dimension, sizes[dimension], subsizes[dimension], starts[dimension]);
      part = hvector(name, subsizes[dimension], 1, strideBytes, part);
      offsetBytes += times(name, starts[dimension], strideBytes);
      strideBytes = times(name, strideBytes, sizes[dimension]);
    }
    return resized(name, shifted(name, part, offsetBytes), 0, strideBytes);
  }

  /** The same layout under another name, for types that are made and named by the program. */
  private static Layout renamed(String name, Layout old) {
    return new Layout(
        name,
        old.kind(),
        Category.DERIVED,
        old.unitsPerItem(),
        old.unitExtentBytes(),
        old.runs(),
        old.extentBytes(),
        old.bounds());
  }

  private static Layout shifted(String name, Layout old, long offsetBytes) {
    Run[] runs = old.runs().clone();
    for (int i = 0; i < runs.length; i++) {
      runs[i] =
          new Run(runs[i].displacementBytes() + offsetBytes, runs[i].lengthBytes(), runs[i].kind());
    }
    return new Layout(
        name,
        old.kind(),
        Category.DERIVED,
        old.unitsPerItem(),
        old.unitExtentBytes(),
        runs,
        old.extentBytes(),
        old.bounds());
  }

  /** A layout of these runs: of one unit, or of as many as there are equal runs. */
  private static Layout single(String name, Kind kind, List<Run> runs, Extent extent) {
    long strideBytes = strideOf(runs);
    boolean strided = strideBytes != 0;
    return new Layout(
        name,
        kind,
        Category.DERIVED,
        strided ? runs.size() : 1,
        strided ? strideBytes : extent.bytes,
        strided ? new Run[] {runs.get(0)} : runs.toArray(new Run[0]),
        extent.bytes,
        extent.bounds);
  }

  /** The distance of equal runs from each other; 0 when they differ or are too few. */
  private static long strideOf(List<Run> runs) {
    if (runs.size() < 3) {
      return 0;
    }
    Run first = runs.get(0);
    long stride = runs.get(1).displacementBytes() - first.displacementBytes();
    for (int i = 1; i < runs.size(); i++) {
      Run run = runs.get(i);
      if (run.lengthBytes() != first.lengthBytes()
          || run.kind() != first.kind()
          || run.displacementBytes() - runs.get(i - 1).displacementBytes() != stride) {
        return 0;
      }
    }
    return stride;
  }

  private static void append(String name, List<Run> runs, Layout old, long atBytes, long copies) {
    if (copies == 0 || old.sizeBytes() == 0) {
      return;
    }
    if (old.isContiguous()) {
      join(name, runs, atBytes, times(name, copies, old.sizeBytes()), old.run(0).kind());
      return;
    }
    for (long copy = 0; copy < copies; copy++) {
      for (long unit = 0; unit < old.unitsPerItem(); unit++) {
        long base = atBytes + copy * old.extentBytes() + unit * old.unitExtentBytes();
        for (int i = 0; i < old.runCount(); i++) {
          Run run = old.run(i);
          join(name, runs, base + run.displacementBytes(), run.lengthBytes(), run.kind());
        }
      }
    }
  }

  private static void join(String name, List<Run> runs, long atBytes, long length, Kind kind) {
    Run last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
    if (last != null && last.kind() == kind && last.endBytes() == atBytes) {
      runs.set(
          runs.size() - 1,
          new Run(last.displacementBytes(), plus(name, last.lengthBytes(), length), kind));
      return;
    }
    if (runs.size() == MAX_RUNS) {
      throw new EngineException(
          ErrorClass.NO_MEM,
          name + " has more than " + MAX_RUNS + " separate runs; make it of larger blocks");
    }
    runs.add(new Run(atBytes, length, kind));
  }

  private record Extent(long bytes, Bounds bounds) {}

  /** Bounds of MPI-4.1 §5.1.6: markers count alone where there are any. */
  private static Extent extent(
      String name, long[] blockLengths, long[] displacementsBytes, Layout[] types) {
    boolean lowerMarker = false;
    boolean upperMarker = false;
    for (int i = 0; i < types.length; i++) {
      lowerMarker |= blockLengths[i] > 0 && types[i].bounds().explicitLower();
      upperMarker |= blockLengths[i] > 0 && types[i].bounds().explicitUpper();
    }
    long lower = Long.MAX_VALUE;
    long upper = Long.MIN_VALUE;
    int alignment = 1;
    for (int i = 0; i < types.length; i++) {
      Layout type = types[i];
      if (blockLengths[i] == 0) {
        continue;
      }
      long copies = times(name, blockLengths[i] - 1, type.extentBytes());
      long start = plus(name, displacementsBytes[i], type.lowerBoundBytes());
      long end = plus(name, plus(name, start, copies), type.extentBytes());
      if (lowerMarker ? type.bounds().explicitLower() : type.sizeBytes() > 0) {
        lower = Math.min(lower, start);
      }
      if (upperMarker ? type.bounds().explicitUpper() : type.sizeBytes() > 0) {
        upper = Math.max(upper, end);
      }
      for (int run = 0; run < type.runCount(); run++) {
        alignment = Math.max(alignment, type.run(run).kind().bytes());
      }
    }
    lower = lower == Long.MAX_VALUE ? 0 : lower;
    upper = upper == Long.MIN_VALUE ? lower : upper;
    long bytes = upper - lower;
    if (!upperMarker) {
      bytes = Math.floorDiv(plus(name, bytes, alignment - 1), alignment) * alignment;
    }
    if (bytes < 0) {
      throw new EngineException(
          ErrorClass.ARG,
          name + ": the upper bound " + upper + " lies below the lower bound " + lower);
    }
    return new Extent(bytes, new Bounds(lower, lowerMarker, upperMarker));
  }

  private static Kind kind(Kind kind, Extent extent, long odd) {
    int width = kind.bytes();
    boolean whole =
        extent.bytes % width == 0 && extent.bounds.lowerBytes() % width == 0 && odd % width == 0;
    return whole ? kind : Kind.BYTE;
  }

  private static void requireCount(String name, long count) {
    if (count < 0) {
      throw new EngineException(ErrorClass.COUNT, name + ": the count " + count + " is negative");
    }
  }

  private static void requirePart(String name, int dimension, int size, int subsize, int start) {
    if (size < 1 || subsize < 1 || subsize > size || start < 0 || start > size - subsize) {
      throw new EngineException(
          ErrorClass.ARG,
          name
              + ": in dimension "
              + dimension
              + " "
              + subsize
              + " elements from "
              + start
              + " on are no part of "
              + size);
    }
  }

  private static long times(String name, long a, long b) {
    try {
      return Math.multiplyExact(a, b);
    } catch (ArithmeticException e) {
      throw beyond(name);
    }
  }

  private static long plus(String name, long a, long b) {
    try {
      return Math.addExact(a, b);
    } catch (ArithmeticException e) {
      throw beyond(name);
    }
  }

  private static EngineException beyond(String name) {
    return new EngineException(
        ErrorClass.COUNT, name + " is larger than 63 bits can count in bytes");
  }
}
