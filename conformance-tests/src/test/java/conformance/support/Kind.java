package conformance.support;

import mpi.Datatype;
import mpi.MPI;

/** The basic datatypes that hold numbers. */
public enum Kind {
  BYTE(MPI.BYTE),
  CHAR(MPI.CHAR),
  SHORT(MPI.SHORT),
  INT(MPI.INT),
  LONG(MPI.LONG),
  FLOAT(MPI.FLOAT),
  DOUBLE(MPI.DOUBLE);

  private final Datatype type;

  Kind(Datatype type) {
    this.type = type;
  }

  /** The datatype of MPI. */
  public Datatype type() {
    return type;
  }

  /** False for FLOAT and DOUBLE. */
  public boolean isInteger() {
    return this != FLOAT && this != DOUBLE;
  }

  /** What is left of a number in an element of this kind. */
  public long cut(long value) {
    return switch (this) {
      case BYTE -> (byte) value;
      case CHAR -> (char) value;
      case SHORT -> (short) value;
      case INT -> (int) value;
      case LONG -> value;
      case FLOAT -> (long) (float) value;
      case DOUBLE -> (long) (double) value;
    };
  }
}
