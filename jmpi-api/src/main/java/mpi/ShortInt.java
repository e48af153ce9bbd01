package mpi;

/**
 * The structure of {@link MPI#SHORT_INT}: a {@code short} value and its {@code int} index, for
 * MINLOC and MAXLOC (MPI-4.1 §6.9.4).
 */
public final class ShortInt extends Struct {
  private final int value;
  private final int index;

  /**
   * Laid out as C does.
   *
   * @param shortSize bytes of a value
   * @param intOff bytes from the start to the index
   * @param intSize bytes of an index: 4
   */
  protected ShortInt(int shortSize, int intOff, int intSize) {
    requireSize("int", Integer.BYTES, intSize);
    requireSize("short", Short.BYTES, shortSize);
    value = addShort();
    index = setOffset(intOff).addInt();
    fixType(MPI.SHORT_INT);
  }

  @Override
  protected Data newData() {
    return new Data();
  }

  /** One value with its index in a buffer. */
  public final class Data extends Struct.Data {
    /** For {@link ShortInt#getData}. */
    public Data() {}

    /** The value. */
    public short getValue() {
      return getShort(value);
    }

    /** The index that came with the value. */
    public int getIndex() {
      return getInt(index);
    }

    /** Changes the value. */
    public void putValue(short v) {
      putShort(value, v);
    }

    /** Changes the index. */
    public void putIndex(int v) {
      putInt(index, v);
    }
  }
}
