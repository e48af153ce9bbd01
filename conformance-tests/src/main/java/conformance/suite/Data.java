package conformance.suite;

import java.lang.reflect.Array;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.List;
import java.util.function.IntToLongFunction;
import mpi.Datatype;
import mpi.MPI;

/**
 * Items of one kind in one store, each made from one number. An item of two elements holds the
 * number and its successor. What lies before and behind the items is watched too.
 */
public final class Data {
  /** What an item holds that no case writes. */
  public static final long UNTOUCHED = 99;

  /** What {@link #get} returns for an item whose elements do not belong together. */
  private static final long TORN = Long.MIN_VALUE;

  private static final int TRAIL_ITEMS = 2;

  private final Kind kind;
  private final Store store;
  private final int items;
  private final int leadItems;

  /** An array, or a buffer over all of it. */
  private final Object memory;

  /** To read and write the elements by index; null for those that no buffer holds. */
  private final Buffer view;

  /** All items {@link #UNTOUCHED}. */
  public Data(Kind kind, Store store, int items) {
    this(kind, store, items, i -> UNTOUCHED);
  }

  /** Filled with {@code values}. */
  public Data(Kind kind, Store store, int items, IntToLongFunction values) {
    this.kind = kind;
    this.store = store;
    this.items = items;
    this.leadItems = store.lead(1);
    int elements = (leadItems + items + TRAIL_ITEMS) * kind.unit();
    if (store.isArray() && isBare()) {
      memory = kind.element() == Kind.Element.OBJECT ? new Object[elements] : new boolean[elements];
      view = null;
    } else if (store.isDirect()) {
      view = direct(kind, elements);
      memory = view;
    } else {
      Object array = array(kind, elements);
      view = wrap(kind, array);
      memory = store.isArray() ? array : view;
    }
    for (int i = -leadItems; i < items + TRAIL_ITEMS; i++) {
      set(i, i < 0 || i >= items ? UNTOUCHED : values.applyAsLong(i));
    }
  }

  /** Writes all items anew. */
  public void fill(IntToLongFunction values) {
    for (int i = 0; i < items; i++) {
      set(i, values.applyAsLong(i));
    }
  }

  private boolean isBare() {
    return kind.element() == Kind.Element.OBJECT || kind.element() == Kind.Element.BOOLEAN;
  }

  /** The datatype of the items; null for null. */
  public static Datatype type(Data data) {
    return data == null ? null : data.kind.type();
  }

  /** What a blocking call of Open MPI's dialect takes; null for null. */
  public static Object any(Data data) {
    return data == null ? null : data.store.isArray() ? data.memory : data.buffer();
  }

  /** What a non-blocking call of Open MPI's dialect takes; null for null. */
  public static Buffer buffer(Data data) {
    return data == null ? null : data.buffer();
  }

  /** The first two arguments of a call of mpiJava's dialect: the array… */
  public static Object array(Data data) {
    return data == null ? null : data.memory;
  }

  /** … and the offset, in elements. */
  public static int offset(Data data) {
    return data == null ? 0 : data.leadItems * data.kind.unit();
  }

  /** Number of items. */
  public int items() {
    return items;
  }

  /** What they are. */
  public Kind kind() {
    return kind;
  }

  private Buffer buffer() {
    int offset = leadItems * kind.unit();
    if (offset == 0) {
      return view;
    }
    return switch (kind.element()) {
      case BYTE, BOOLEAN -> MPI.slice((ByteBuffer) view, offset);
      case CHAR -> MPI.slice((CharBuffer) view, offset);
      case SHORT -> MPI.slice((ShortBuffer) view, offset);
      case INT -> MPI.slice((IntBuffer) view, offset);
      case LONG -> MPI.slice((LongBuffer) view, offset);
      case FLOAT -> MPI.slice((FloatBuffer) view, offset);
      case DOUBLE -> MPI.slice((DoubleBuffer) view, offset);
      case OBJECT -> throw new IllegalStateException("no buffer holds objects");
    };
  }

  /** Fails in {@code place} unless each item is what {@code expected} says. */
  public void verify(Place place, String what, IntToLongFunction expected) {
    for (int i = -leadItems; i < items + TRAIL_ITEMS; i++) {
      boolean outside = i < 0 || i >= items;
      long must = kind.cut(outside ? UNTOUCHED : expected.applyAsLong(i));
      long is = get(i);
      if (is != must) {
        String where = outside ? "beside its " + items + " items, at " : "item ";
        place.fail(
            what
                + ": "
                + where
                + i
                + " of "
                + kind
                + " in "
                + store
                + " is "
                + (is == TORN ? "torn" : is)
                + ", expected "
                + must);
        return;
      }
    }
  }

  /** The number that an item was made from. */
  public long get(int item) {
    int at = (leadItems + item) * kind.unit();
    if (kind.isRecord()) {
      ByteBuffer bytes = (ByteBuffer) view;
      long value =
          switch (kind) {
            case SHORT_INT -> bytes.getShort(at);
            case LONG_INT -> bytes.getLong(at);
            case FLOAT_INT -> (long) bytes.getFloat(at);
            default -> (long) bytes.getDouble(at);
          };
      return bytes.getInt(at + kind.unit() / 2) == value + 1 ? value : TORN;
    }
    long value = element(at);
    return kind.unit() == 1 || element(at + 1) == kind.cut(value + 1) ? value : TORN;
  }

  private void set(int item, long value) {
    int at = (leadItems + item) * kind.unit();
    if (kind.isRecord()) {
      ByteBuffer bytes = (ByteBuffer) view;
      bytes.putInt(at + kind.unit() / 2, (int) value + 1);
      switch (kind) {
        case SHORT_INT -> bytes.putShort(at, (short) value);
        case LONG_INT -> bytes.putLong(at, value);
        case FLOAT_INT -> bytes.putFloat(at, value);
        default -> bytes.putDouble(at, value);
      }
      return;
    }
    element(at, value);
    if (kind.unit() == 2) {
      element(at + 1, value + 1);
    }
  }

  private long element(int at) {
    return switch (kind.element()) {
      case BYTE -> ((ByteBuffer) view).get(at);
      case CHAR -> ((CharBuffer) view).get(at);
      case SHORT -> ((ShortBuffer) view).get(at);
      case INT -> ((IntBuffer) view).get(at);
      case LONG -> ((LongBuffer) view).get(at);
      case FLOAT -> (long) ((FloatBuffer) view).get(at);
      case DOUBLE -> (long) ((DoubleBuffer) view).get(at);
      case BOOLEAN ->
          view == null ? Array.getBoolean(memory, at) ? 1 : 0 : ((ByteBuffer) view).get(at);
      case OBJECT ->
          Array.get(memory, at) instanceof List<?> list
                  && list.size() == 2
                  && list.get(0) instanceof Long number
                  && number.toString().equals(list.get(1))
              ? number
              : TORN;
    };
  }

  private void element(int at, long value) {
    switch (kind.element()) {
      case BYTE -> ((ByteBuffer) view).put(at, (byte) value);
      case CHAR -> ((CharBuffer) view).put(at, (char) value);
      case SHORT -> ((ShortBuffer) view).put(at, (short) value);
      case INT -> ((IntBuffer) view).put(at, (int) value);
      case LONG -> ((LongBuffer) view).put(at, value);
      case FLOAT -> ((FloatBuffer) view).put(at, value);
      case DOUBLE -> ((DoubleBuffer) view).put(at, value);
      case BOOLEAN -> {
        if (view == null) {
          Array.setBoolean(memory, at, (value & 1) != 0);
        } else {
          ((ByteBuffer) view).put(at, (byte) (value & 1));
        }
      }
      case OBJECT -> Array.set(memory, at, List.of(value, Long.toString(value)));
    }
  }

  private static Object array(Kind kind, int length) {
    return switch (kind.element()) {
      case BYTE, BOOLEAN -> new byte[length];
      case CHAR -> new char[length];
      case SHORT -> new short[length];
      case INT -> new int[length];
      case LONG -> new long[length];
      case FLOAT -> new float[length];
      case DOUBLE -> new double[length];
      case OBJECT -> throw new IllegalStateException("no buffer holds objects");
    };
  }

  private static Buffer wrap(Kind kind, Object array) {
    return switch (kind.element()) {
      case BYTE, BOOLEAN -> ByteBuffer.wrap((byte[]) array).order(ByteOrder.nativeOrder());
      case CHAR -> CharBuffer.wrap((char[]) array);
      case SHORT -> ShortBuffer.wrap((short[]) array);
      case INT -> IntBuffer.wrap((int[]) array);
      case LONG -> LongBuffer.wrap((long[]) array);
      case FLOAT -> FloatBuffer.wrap((float[]) array);
      case DOUBLE -> DoubleBuffer.wrap((double[]) array);
      case OBJECT -> throw new IllegalStateException("no buffer holds objects");
    };
  }

  private static Buffer direct(Kind kind, int length) {
    return switch (kind.element()) {
      case BYTE, BOOLEAN -> MPI.newByteBuffer(length);
      case CHAR -> MPI.newCharBuffer(length);
      case SHORT -> MPI.newShortBuffer(length);
      case INT -> MPI.newIntBuffer(length);
      case LONG -> MPI.newLongBuffer(length);
      case FLOAT -> MPI.newFloatBuffer(length);
      case DOUBLE -> MPI.newDoubleBuffer(length);
      case OBJECT -> throw new IllegalStateException("no buffer holds objects");
    };
  }
}
