package mpi;

/**
 * The structure of {@link MPI#LONG_INT}: a {@code long} value and its {@code int} index, for MINLOC
 * and MAXLOC (MPI-4.1 §6.9.4).
 */
public final class LongInt extends Struct {
  private final int value;
  private final int index;

  /**
   * Laid out as C does.
   *
   * @param longSize bytes of a value
   * @param intOff bytes from the start to the index
   * @param intSize bytes of an index: 4
   */
  protected LongInt(int longSize, int intOff, int intSize) {
    requireSize("int", Integer.BYTES, intSize);
    requireSize("long", Long.BYTES, longSize);
    value = addLong();
    index = setOffset(intOff).addInt();
    fixType(MPI.LONG_INT);
  }

  @Override
  protected Data newData() {
    return new Data();
  }

  /** One value with its index in a buffer. */
  public final class Data extends Struct.Data {
    /** For {@link LongInt#getData}. */
    public Data() {}

    /** The value. */
    public long getValue() {
      return getLong(value);
    }

    /** The index that came with the value. */
    public int getIndex() {
      return getInt(index);
    }

    /** Changes the value. */
    public void putValue(long v) {
      putLong(value, v);
    }

    /** Changes the index. */
    public void putIndex(int v) {
      putInt(index, v);
    }
  }
}
