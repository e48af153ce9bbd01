package mpi;

/**
 * The structure of {@link MPI#DOUBLE_INT}: a {@code double} value and its {@code int} index, for
 * MINLOC and MAXLOC (MPI-4.1 §6.9.4).
 */
public final class DoubleInt extends Struct {
  private final int value;
  private final int index;

  /**
   * Laid out as C does.
   *
   * @param intOff bytes from the start to the index
   * @param intSize bytes of an index: 4
   */
  protected DoubleInt(int intOff, int intSize) {
    requireSize("int", Integer.BYTES, intSize);
    value = addDouble();
    index = setOffset(intOff).addInt();
    fixType(MPI.DOUBLE_INT);
  }

  @Override
  protected Data newData() {
    return new Data();
  }

  /** One value with its index in a buffer. */
  public final class Data extends Struct.Data {
    /** For {@link DoubleInt#getData}. */
    public Data() {}

    /** The value. */
    public double getValue() {
      return getDouble(value);
    }

    /** The index that came with the value. */
    public int getIndex() {
      return getInt(index);
    }

    /** Changes the value. */
    public void putValue(double v) {
      putDouble(value, v);
    }

    /** Changes the index. */
    public void putIndex(int v) {
      putInt(index, v);
    }
  }
}
