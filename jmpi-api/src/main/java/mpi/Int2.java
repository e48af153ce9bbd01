package mpi;

/**
 * The structure of {@link MPI#INT2}: an {@code int} value and its {@code int} index, for MINLOC and
 * MAXLOC (MPI-4.1 §6.9.4).
 */
public final class Int2 extends Struct {
  private final int value;
  private final int index;

  /**
   * Laid out as C does.
   *
   * @param intOff bytes from the start to the index
   * @param intSize bytes of an index: 4
   */
  protected Int2(int intOff, int intSize) {
    requireSize("int", Integer.BYTES, intSize);
    value = addInt();
    index = setOffset(intOff).addInt();
    fixType(MPI.INT2);
  }

  @Override
  protected Data newData() {
    return new Data();
  }

  /** One value with its index in a buffer. */
  public final class Data extends Struct.Data {
    /** For {@link Int2#getData}. */
    public Data() {}

    /** The value. */
    public int getValue() {
      return getInt(value);
    }

    /** The index that came with the value. */
    public int getIndex() {
      return getInt(index);
    }

    /** Changes the value. */
    public void putValue(int v) {
      putInt(value, v);
    }

    /** Changes the index. */
    public void putIndex(int v) {
      putInt(index, v);
    }
  }
}
