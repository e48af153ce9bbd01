package mpi;

import java.util.Arrays;
import java.util.function.Supplier;
import org.jmpi.data.Kind;
import org.jmpi.data.Layout;
import org.jmpi.data.Layouts;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/**
 * The datatype constructors of both dialects (MPI-4.1 §5.1.2–§5.1.7): argument checks and units.
 * {@code unitBytes} is what a stride or displacement counts in; 0 stands for the old type's extent.
 */
final class DatatypeFactory {
  /** Displacements count extents of the old type. */
  static final int EXTENTS = 0;

  /** Displacements count bytes. */
  static final int BYTES = 1;

  /** Displacements count elements of the old type's base type. */
  static final int ELEMENTS = -1;

  private DatatypeFactory() {}

  static Datatype contiguous(String call, int count, Datatype old) {
    return make(
        call,
        () -> {
          Layout layout = Datatype.definition(old);
          return derived(call, Layout.contiguous(count, layout));
        });
  }

  static Datatype vector(
      String call, int count, int blockLength, int stride, int unit, Datatype old) {
    return make(
        call,
        () -> {
          Layout layout = Datatype.definition(old);
          String name =
              "vector(" + count + ", " + blockLength + ", " + stride + ", " + layout.name() + ")";
          long strideBytes = stride * unitBytes(unit, layout);
          return derived(call, Layouts.hvector(name, count, blockLength, strideBytes, layout));
        });
  }

  static Datatype indexed(
      String call, int[] blockLengths, int[] displacements, int unit, Datatype old) {
    return make(
        call,
        () -> {
          Layout layout = Datatype.definition(old);
          requireEqualLength("block lengths", blockLengths, "displacements", displacements);
          String name = "indexed(" + blockLengths.length + " blocks of " + layout.name() + ")";
          long[] bytes = scaled(displacements, unitBytes(unit, layout));
          return derived(call, Layouts.hindexed(name, longs(blockLengths), bytes, layout));
        });
  }

  static Datatype indexedBlock(
      String call, int blockLength, int[] displacements, int unit, Datatype old) {
    return make(
        call,
        () -> {
          requireArray("displacements", displacements);
          int[] lengths = new int[displacements.length];
          Arrays.fill(lengths, blockLength);
          return indexed(call, lengths, displacements, unit, old);
        });
  }

  /** Open MPI's: any types, in bytes. */
  static Datatype struct(String call, int[] blockLengths, int[] displacements, Datatype[] types) {
    return make(
        call,
        () -> {
          Layout[] layouts = layouts(blockLengths, displacements, types);
          String name = "struct of " + layouts.length + " blocks";
          long[] bytes = scaled(displacements, 1);
          return derived(
              call, Layouts.struct(name, Kind.BYTE, longs(blockLengths), bytes, layouts));
        });
  }

  /** MpiJava's: types of one base type, in its elements; the markers have none. */
  static Datatype elementStruct(
      String call, int[] blockLengths, int[] displacements, Datatype[] types) {
    return make(
        call,
        () -> {
          Layout[] layouts = layouts(blockLengths, displacements, types);
          Layout base = null;
          for (Layout layout : layouts) {
            boolean marker = layout == Layout.LOWER_MARKER || layout == Layout.UPPER_MARKER;
            if (marker) {
              continue;
            }
            if (base != null && base.kind() != layout.kind()) {
              throw Errors.error(
                  ErrorClass.TYPE,
                  "the types have the base types "
                      + base.kind().javaName()
                      + " and "
                      + layout.kind().javaName()
                      + "; a Struct lies in one array, so they must be the same");
            }
            base = layout;
          }
          Kind kind = base == null ? Kind.BYTE : base.kind();
          String name = "Struct of " + layouts.length + " blocks";
          long[] bytes = scaled(displacements, kind.bytes());
          return derived(call, Layouts.struct(name, kind, longs(blockLengths), bytes, layouts));
        });
  }

  static Datatype resized(String call, Datatype old, int lowerBytes, int extentBytes) {
    return make(
        call,
        () -> {
          Layout layout = Datatype.definition(old);
          String name = "resized(" + layout.name() + ", " + lowerBytes + ", " + extentBytes + ")";
          return derived(call, Layouts.resized(name, layout, lowerBytes, extentBytes));
        });
  }

  static Datatype subarray(
      String call, int[] sizes, int[] subsizes, int[] starts, int order, Datatype old) {
    return make(
        call,
        () -> {
          Layout layout = Datatype.definition(old);
          requireEqualLength("sizes", sizes, "subsizes", subsizes);
          requireEqualLength("sizes", sizes, "starts", starts);
          if (sizes.length == 0 || (order != MPI.ORDER_C && order != MPI.ORDER_FORTRAN)) {
            throw Errors.error(
                ErrorClass.ARG,
                sizes.length == 0
                    ? "a subarray needs a dimension at least"
                    : "order " + order + ": use MPI.ORDER_C or MPI.ORDER_FORTRAN");
          }
          String name = "subarray of " + sizes.length + " dimensions of " + layout.name();
          boolean turned = order == MPI.ORDER_FORTRAN;
          return derived(
              call,
              Layouts.subarray(
                  name,
                  turned ? reversed(sizes) : sizes,
                  turned ? reversed(subsizes) : subsizes,
                  turned ? reversed(starts) : starts,
                  layout));
        });
  }

  /** MpiJava's programs need not commit: MPJ Express does not look. */
  private static Datatype derived(String call, Layout layout) {
    return Datatype.derived(layout, Errors.isMpijava(call));
  }

  private static Datatype make(String call, Supplier<Datatype> constructor) {
    try {
      MpiState.requireActive();
      return constructor.get();
    } catch (EngineException e) {
      throw Errors.onSelf(call, e);
    }
  }

  private static long unitBytes(int unit, Layout old) {
    return switch (unit) {
      case EXTENTS -> old.extentBytes();
      case BYTES -> 1;
      default -> old.kind().bytes();
    };
  }

  private static Layout[] layouts(int[] blockLengths, int[] displacements, Datatype[] types) {
    requireEqualLength("block lengths", blockLengths, "displacements", displacements);
    if (types == null || types.length != blockLengths.length) {
      throw Errors.error(
          ErrorClass.ARG,
          "the array of types "
              + (types == null ? "is null" : "has " + types.length + " elements")
              + "; it needs one for each of the "
              + blockLengths.length
              + " blocks");
    }
    Layout[] layouts = new Layout[types.length];
    for (int i = 0; i < types.length; i++) {
      layouts[i] = Datatype.definition(types[i]);
    }
    return layouts;
  }

  private static void requireEqualLength(String first, int[] a, String second, int[] b) {
    requireArray(first, a);
    requireArray(second, b);
    if (a.length != b.length) {
      throw Errors.error(
          ErrorClass.ARG,
          a.length + " " + first + " and " + b.length + " " + second + "; they must be as many");
    }
  }

  private static void requireArray(String what, int[] array) {
    if (array == null) {
      throw Errors.error(ErrorClass.ARG, "the array of " + what + " is null");
    }
  }

  private static long[] longs(int[] values) {
    return scaled(values, 1);
  }

  private static long[] scaled(int[] values, long factor) {
    long[] scaled = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      scaled[i] = values[i] * factor;
    }
    return scaled;
  }

  private static int[] reversed(int[] values) {
    int[] turned = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      turned[i] = values[values.length - 1 - i];
    }
    return turned;
  }
}
