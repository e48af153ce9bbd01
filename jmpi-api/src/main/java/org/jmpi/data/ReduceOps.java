package org.jmpi.data;

import static org.jmpi.data.Kind.BOOLEAN;
import static org.jmpi.data.Kind.BYTE;
import static org.jmpi.data.Kind.CHAR;
import static org.jmpi.data.Kind.DOUBLE;
import static org.jmpi.data.Kind.FLOAT;
import static org.jmpi.data.Kind.INT;
import static org.jmpi.data.Kind.LONG;
import static org.jmpi.data.Kind.SHORT;

import java.util.Set;
import org.jmpi.data.Layout.Category;

/**
 * The predefined operators (MPI-4.1 §6.9.2 and §6.9.4, §12.3.4 for the last two). Each is defined
 * on the groups of datatypes that the standard names: {@code byte}, {@code char}, {@code short},
 * {@code int}, {@code long} are integers here, since Java calculates with all of them; results are
 * cut to the type's width as a Java assignment with a cast does.
 *
 * <p>Minimum and maximum of floating-point numbers are those of {@link Math#min(double, double)}: a
 * NaN in any operand gives a NaN, and -0.0 is less than 0.0. So the result does not depend on the
 * order of the operands. MINLOC and MAXLOC let a NaN win as well, but take -0.0 and 0.0 as equal.
 */
public final class ReduceOps {
  private static final Set<Kind> NUMBERS = Set.of(BYTE, CHAR, SHORT, INT, LONG, FLOAT, DOUBLE);
  private static final Set<Kind> TRUTHS = Set.of(BYTE, CHAR, SHORT, INT, LONG, BOOLEAN);

  private static final ElementwiseOp NUMBER_PRODUCT =
      elementwise("PROD", NUMBERS, false, Function.PROD);

  private ReduceOps() {}

  /** Maximum, on integers and floating point. */
  public static final ReduceOp MAX =
      new ElementwiseOp("MAX", NUMBERS, false, true, new Kernels(Function.MAX));

  /** Minimum, on integers and floating point. */
  public static final ReduceOp MIN =
      new ElementwiseOp("MIN", NUMBERS, false, true, new Kernels(Function.MIN));

  /** Sum, on integers, floating point and complex, whose parts add by themselves. */
  public static final ReduceOp SUM = elementwise("SUM", NUMBERS, true, Function.SUM);

  /** Product, on integers, floating point and complex. */
  public static final ReduceOp PROD =
      new PredefinedOp("PROD", true) {
        @Override
        boolean isDefinedOn(Layout layout) {
          return NUMBER_PRODUCT.isDefinedOn(layout) || layout.category() == Category.COMPLEX;
        }

        @Override
        void apply(Object in, int inAt, Object inout, int at, int count, Layout layout) {
          if (layout.category() == Category.COMPLEX) {
            ComplexKernels.multiply(layout.kind(), in, inAt, inout, at, count);
          } else {
            NUMBER_PRODUCT.apply(in, inAt, inout, at, count, layout);
          }
        }
      };

  /** Logical and, on integers (not 0 is true; gives 1 or 0) and {@code boolean}. */
  public static final ReduceOp LAND = elementwise("LAND", TRUTHS, false, Function.LAND);

  /** Bitwise and, on integers and {@code boolean}. */
  public static final ReduceOp BAND = elementwise("BAND", TRUTHS, false, Function.BAND);

  /** Logical or, as {@link #LAND}. */
  public static final ReduceOp LOR = elementwise("LOR", TRUTHS, false, Function.LOR);

  /** Bitwise or, as {@link #BAND}. */
  public static final ReduceOp BOR = elementwise("BOR", TRUTHS, false, Function.BOR);

  /** Logical exclusive or, as {@link #LAND}. */
  public static final ReduceOp LXOR = elementwise("LXOR", TRUTHS, false, Function.LXOR);

  /** Bitwise exclusive or, as {@link #BAND}. */
  public static final ReduceOp BXOR = elementwise("BXOR", TRUTHS, false, Function.BXOR);

  /**
   * The greatest value and its index, the lowest index where it occurs more than once; on pairs.
   */
  public static final ReduceOp MAXLOC = location("MAXLOC", true);

  /** The least value and its index, the lowest index where it occurs more than once; on pairs. */
  public static final ReduceOp MINLOC = location("MINLOC", false);

  /** {@code inout = in}, on any datatype; gaps are left as they are. Not commutative. */
  public static final ReduceOp REPLACE =
      new PredefinedOp("REPLACE", false) {
        @Override
        boolean isDefinedOn(Layout layout) {
          return true;
        }

        @Override
        void apply(Object in, int inAt, Object inout, int at, int count, Layout layout) {
          replace(in, inAt, inout, at, count, layout);
        }
      };

  /** Leaves {@code inout} as it is, on any datatype. Not commutative. */
  public static final ReduceOp NO_OP =
      new PredefinedOp("NO_OP", false) {
        @Override
        boolean isDefinedOn(Layout layout) {
          return true;
        }

        @Override
        void apply(Object in, int inAt, Object inout, int at, int count, Layout layout) {}
      };

  private static ElementwiseOp elementwise(
      String name, Set<Kind> kinds, boolean takesComplex, Function function) {
    return new ElementwiseOp(name, kinds, takesComplex, false, new Kernels(function));
  }

  private static ReduceOp location(String name, boolean greatest) {
    return new PredefinedOp(name, true) {
      @Override
      boolean isDefinedOn(Layout layout) {
        return layout.category() == Category.PAIR;
      }

      @Override
      void apply(Object in, int inAt, Object inout, int at, int count, Layout layout) {
        if (in instanceof byte[] from) {
          StructLocationKernels.reduce(from, inAt, (byte[]) inout, at, count, layout, greatest);
        } else {
          LocationKernels.reduce(layout.kind(), in, inAt, inout, at, count, greatest);
        }
      }
    };
  }

  private static void replace(Object in, int inAt, Object inout, int at, int count, Layout layout) {
    int elementBytes = in instanceof byte[] ? 1 : layout.kind().bytes();
    if (layout.isContiguous()) {
      int elements = (int) (count * layout.extentBytes() / elementBytes);
      System.arraycopy(in, inAt, inout, at, elements);
      return;
    }
    long units = count * layout.unitsPerItem();
    for (long unit = 0; unit < units; unit++) {
      for (int i = 0; i < layout.runCount(); i++) {
        Layout.Run run = layout.run(i);
        long startByte = unit * layout.unitExtentBytes() + run.displacementBytes();
        int start = (int) (startByte / elementBytes);
        int length = (int) (run.lengthBytes() / elementBytes);
        System.arraycopy(in, inAt + start, inout, at + start, length);
      }
    }
  }

  private enum Function {
    MAX,
    MIN,
    SUM,
    PROD,
    LAND,
    BAND,
    LOR,
    BOR,
    LXOR,
    BXOR
  }

  /** The loops of a function; not loaded before they are needed. */
  private record Kernels(Function function) implements ElementwiseOp.Kernel {
    @Override
    public void reduce(Kind kind, Object in, Object inout, int from, int to, Object temporary) {
      switch (function) {
        case MAX -> MaxKernels.reduce(kind, in, inout, from, to, temporary);
        case MIN -> MinKernels.reduce(kind, in, inout, from, to, temporary);
        case SUM -> SumKernels.reduce(kind, in, inout, from, to);
        case PROD -> ProductKernels.reduce(kind, in, inout, from, to);
        case LAND -> LogicalKernels.and(kind, in, inout, from, to);
        case BAND -> BitwiseKernels.and(kind, in, inout, from, to);
        case LOR -> LogicalKernels.or(kind, in, inout, from, to);
        case BOR -> BitwiseKernels.or(kind, in, inout, from, to);
        case LXOR -> LogicalKernels.xor(kind, in, inout, from, to);
        case BXOR -> BitwiseKernels.xor(kind, in, inout, from, to);
      }
    }
  }
}
