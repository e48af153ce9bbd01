package conformance.suite;

import java.util.EnumSet;
import java.util.List;
import mpi.Datatype;
import mpi.MPI;

/** The basic datatypes of both dialects. */
public enum Kind {
  /** One {@code byte}. */
  BYTE(MPI.BYTE, Element.BYTE, 1),
  /** One {@code char}. */
  CHAR(MPI.CHAR, Element.CHAR, 1),
  /** One {@code short}. */
  SHORT(MPI.SHORT, Element.SHORT, 1),
  /** One {@code int}. */
  INT(MPI.INT, Element.INT, 1),
  /** One {@code long}. */
  LONG(MPI.LONG, Element.LONG, 1),
  /** One {@code float}. */
  FLOAT(MPI.FLOAT, Element.FLOAT, 1),
  /** One {@code double}. */
  DOUBLE(MPI.DOUBLE, Element.DOUBLE, 1),
  /** One {@code boolean}; a byte in a buffer. */
  BOOLEAN(MPI.BOOLEAN, Element.BOOLEAN, 1),
  /** Two floats. */
  FLOAT_COMPLEX(MPI.FLOAT_COMPLEX, Element.FLOAT, 2),
  /** Two doubles. */
  DOUBLE_COMPLEX(MPI.DOUBLE_COMPLEX, Element.DOUBLE, 2),
  /** Two ints. */
  INT2(MPI.INT2, Element.INT, 2),
  /** A short and an int, as C lays them out. */
  SHORT_INT(MPI.SHORT_INT, Element.BYTE, 8),
  /** A long and an int. */
  LONG_INT(MPI.LONG_INT, Element.BYTE, 16),
  /** A float and an int. */
  FLOAT_INT(MPI.FLOAT_INT, Element.BYTE, 8),
  /** A double and an int. */
  DOUBLE_INT(MPI.DOUBLE_INT, Element.BYTE, 16),
  /** Two shorts; mpiJava's. */
  SHORT2(MPI.SHORT2, Element.SHORT, 2),
  /** Two longs; mpiJava's. */
  LONG2(MPI.LONG2, Element.LONG, 2),
  /** Two floats; mpiJava's. */
  FLOAT2(MPI.FLOAT2, Element.FLOAT, 2),
  /** Two doubles; mpiJava's. */
  DOUBLE2(MPI.DOUBLE2, Element.DOUBLE, 2),
  /** A serialised object; mpiJava's. */
  OBJECT(MPI.OBJECT, Element.OBJECT, 1);

  /** What the elements of the memory are. */
  enum Element {
    BYTE,
    CHAR,
    SHORT,
    INT,
    LONG,
    FLOAT,
    DOUBLE,
    BOOLEAN,
    OBJECT
  }

  /** Those that hold one number. */
  public static final List<Kind> NUMBERS = List.copyOf(EnumSet.range(BYTE, DOUBLE));

  /** Those of Open MPI's dialect. */
  public static final List<Kind> OPEN_MPI = List.copyOf(EnumSet.range(BYTE, DOUBLE_INT));

  /** Those of mpiJava's dialect. */
  public static final List<Kind> MPIJAVA =
      List.of(
          BYTE, CHAR, SHORT, INT, LONG, FLOAT, DOUBLE, BOOLEAN, INT2, SHORT2, LONG2, FLOAT2,
          DOUBLE2, OBJECT);

  private final Datatype type;
  private final Element element;
  private final int unit;

  Kind(Datatype type, Element element, int unit) {
    this.type = type;
    this.element = element;
    this.unit = unit;
  }

  /** The datatype of MPI. */
  public Datatype type() {
    return type;
  }

  Element element() {
    return element;
  }

  /** Elements of one item. */
  public int unit() {
    return unit;
  }

  /** A value and its index, in bytes. */
  boolean isRecord() {
    return element == Element.BYTE && unit > 1;
  }

  /** What is left of a number in an item of this kind. */
  public long cut(long value) {
    return switch (element) {
      case BYTE -> isRecord() ? value : (byte) value;
      case CHAR -> (char) value;
      case SHORT -> (short) value;
      case INT -> (int) value;
      case BOOLEAN -> value & 1;
      case LONG, OBJECT -> value;
      case FLOAT -> (long) (float) value;
      case DOUBLE -> (long) (double) value;
    };
  }

  /** Whether this is no floating-point number. */
  public boolean isInteger() {
    return element != Element.FLOAT && element != Element.DOUBLE;
  }
}
