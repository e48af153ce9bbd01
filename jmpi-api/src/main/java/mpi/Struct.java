package mpi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jmpi.data.Kind;
import org.jmpi.data.Layout;
import org.jmpi.data.Layouts;

/**
 * A structure whose fields lie in a {@code ByteBuffer} or {@code byte[]} (MPI-4.1 §5.1.2,
 * MPI_Type_create_struct). A subclass adds its fields in the constructor and offers their values in
 * a subclass of {@link Data}. Offsets are in bytes.
 */
public abstract class Struct {
  private final List<Field> fields = new ArrayList<>();
  private int extentBytes;
  private Datatype type;

  private record Field(long offsetBytes, long length, Layout layout) {}

  /** An empty structure. */
  public Struct() {}

  /** A new object of the subclass's own {@link Data}. */
  protected abstract Data newData();

  /** Bytes from one structure to the next; from here on no field can be added. */
  public final int getExtent() throws MPIException {
    getType();
    return extentBytes;
  }

  /** The datatype; from here on no field can be added. */
  public final Datatype getType() throws MPIException {
    if (type == null) {
      type = Datatype.structure(getClass().getSimpleName(), layout());
    }
    return type;
  }

  /** Without a gap at the end: where fields are aligned is the subclass's business. */
  private Layout layout() {
    String name = getClass().getSimpleName();
    long[] lengths = fields.stream().mapToLong(Field::length).toArray();
    long[] offsets = fields.stream().mapToLong(Field::offsetBytes).toArray();
    Layout[] layouts = fields.stream().map(Field::layout).toArray(Layout[]::new);
    Layout natural = Layouts.struct(name, Kind.BYTE, lengths, offsets, layouts);
    return Layouts.resized(name, natural, 0, extentBytes);
  }

  /** Makes {@code predefined}, which has these fields, the datatype. */
  final void fixType(Datatype predefined) {
    type = predefined;
    extentBytes = (int) Datatype.definition(predefined).extentBytes();
  }

  /** The first structure in {@code buffer}. */
  public final <T extends Data> T getData(ByteBuffer buffer) throws MPIException {
    return getData(buffer, 0);
  }

  /** Structure {@code index} in {@code buffer}, counted from its index 0. */
  public final <T extends Data> T getData(ByteBuffer buffer, int index) throws MPIException {
    return at(buffer, index * getExtent());
  }

  /** The first structure in {@code array}. */
  public final <T extends Data> T getData(byte[] array) throws MPIException {
    return getData(array, 0);
  }

  /** Structure {@code index} in {@code array}. */
  public final <T extends Data> T getData(byte[] array, int index) throws MPIException {
    return getData(ByteBuffer.wrap(array).order(ByteOrder.nativeOrder()), index);
  }

  /**
   * Leaves a gap before the next field.
   *
   * @param offset of the next field, in bytes from the start
   * @return this
   * @throws IllegalArgumentException when a field is there already
   */
  public final Struct setOffset(int offset) {
    requireOpen();
    if (offset < extentBytes) {
      throw new IllegalArgumentException(
          "offset " + offset + " lies within the fields so far, which end at " + extentBytes);
    }
    extentBytes = offset;
    return this;
  }

  /** Adds a {@code byte}; returns its offset. */
  public final int addByte() {
    return addByte(1);
  }

  /** Adds {@code length} bytes; returns their offset. */
  public final int addByte(int length) {
    return addField(Layout.BYTE, length);
  }

  /** Adds a {@code char}; returns its offset. */
  public final int addChar() {
    return addChar(1);
  }

  /** Adds {@code length} chars; returns their offset. */
  public final int addChar(int length) {
    return addField(Layout.CHAR, length);
  }

  /** Adds a {@code short}; returns its offset. */
  public final int addShort() {
    return addShort(1);
  }

  /** Adds {@code length} shorts; returns their offset. */
  public final int addShort(int length) {
    return addField(Layout.SHORT, length);
  }

  /** Adds an {@code int}; returns its offset. */
  public final int addInt() {
    return addInt(1);
  }

  /** Adds {@code length} ints; returns their offset. */
  public final int addInt(int length) {
    return addField(Layout.INT, length);
  }

  /** Adds a {@code long}; returns its offset. */
  public final int addLong() {
    return addLong(1);
  }

  /** Adds {@code length} longs; returns their offset. */
  public final int addLong(int length) {
    return addField(Layout.LONG, length);
  }

  /** Adds a {@code float}; returns its offset. */
  public final int addFloat() {
    return addFloat(1);
  }

  /** Adds {@code length} floats; returns their offset. */
  public final int addFloat(int length) {
    return addField(Layout.FLOAT, length);
  }

  /** Adds a {@code double}; returns its offset. */
  public final int addDouble() {
    return addDouble(1);
  }

  /** Adds {@code length} doubles; returns their offset. */
  public final int addDouble(int length) {
    return addField(Layout.DOUBLE, length);
  }

  /** Adds a structure; returns its offset. */
  public final int addStruct(Struct struct) throws MPIException {
    return addStruct(struct, 1);
  }

  /** Adds {@code length} structures; returns their offset. */
  public final int addStruct(Struct struct, int length) throws MPIException {
    return addData(struct.getType(), length);
  }

  /** Adds an item of {@code type}; returns its offset. */
  public final int addData(Datatype type) throws MPIException {
    return addData(type, 1);
  }

  /** Adds {@code length} items of {@code type}; returns their offset. */
  public final int addData(Datatype type, int length) throws MPIException {
    type.requireUsable("addData");
    Layout layout = Datatype.definition(type);
    int start = reserve(length, layout.extentBytes());
    fields.add(new Field(start, length, layout));
    return start;
  }

  private int addField(Layout layout, int length) {
    int start = reserve(length, layout.extentBytes());
    fields.add(new Field(start, length, layout));
    return start;
  }

  private int reserve(int length, long bytesEach) {
    requireOpen();
    if (length < 0) {
      throw new IllegalArgumentException("a field of " + length + " elements");
    }
    int start = extentBytes;
    extentBytes = Math.toIntExact(start + length * bytesEach);
    return start;
  }

  /** A C type of another size has no Java type to hold it. */
  static void requireSize(String type, int ours, int asked) {
    if (asked != ours) {
      throw new IllegalArgumentException(type + " has " + ours + " bytes, not " + asked);
    }
  }

  private void requireOpen() {
    if (type != null) {
      throw new IllegalStateException("the datatype of this structure is in use: add fields first");
    }
  }

  @SuppressWarnings("unchecked")
  private <T extends Data> T at(ByteBuffer buffer, int offset) {
    Data data = newData();
    data.buffer = buffer;
    data.start = offset;
    return (T) data;
  }

  /**
   * One structure in a buffer. Fields are named by the offset that the adding method returned; an
   * index counts the elements of a field that has several.
   */
  public abstract class Data {
    private ByteBuffer buffer;
    private int start;

    /** For {@link Struct#getData}. */
    public Data() {}

    /** A buffer whose index 0 is the start of this structure; can be sent and received. */
    public final ByteBuffer getBuffer() {
      return start == 0 ? buffer : MPI.slice(buffer, start);
    }

    /** A {@code byte} field. */
    protected final byte getByte(int field) {
      return buffer.get(start + field);
    }

    /** An element of a {@code byte} field. */
    protected final byte getByte(int field, int index) {
      return buffer.get(start + field + index);
    }

    /** Changes a {@code byte} field. */
    protected final void putByte(int field, byte v) {
      buffer.put(start + field, v);
    }

    /** Changes an element of a {@code byte} field. */
    protected final void putByte(int field, int index, byte v) {
      buffer.put(start + field + index, v);
    }

    /** A {@code char} field. */
    protected final char getChar(int field) {
      return buffer.getChar(start + field);
    }

    /** An element of a {@code char} field. */
    protected final char getChar(int field, int index) {
      return buffer.getChar(start + field + index * Character.BYTES);
    }

    /** Changes a {@code char} field. */
    protected final void putChar(int field, char v) {
      buffer.putChar(start + field, v);
    }

    /** Changes an element of a {@code char} field. */
    protected final void putChar(int field, int index, char v) {
      buffer.putChar(start + field + index * Character.BYTES, v);
    }

    /** A {@code short} field. */
    protected final short getShort(int field) {
      return buffer.getShort(start + field);
    }

    /** An element of a {@code short} field. */
    protected final short getShort(int field, int index) {
      return buffer.getShort(start + field + index * Short.BYTES);
    }

    /** Changes a {@code short} field. */
    protected final void putShort(int field, short v) {
      buffer.putShort(start + field, v);
    }

    /** Changes an element of a {@code short} field. */
    protected final void putShort(int field, int index, short v) {
      buffer.putShort(start + field + index * Short.BYTES, v);
    }

    /** A {@code int} field. */
    protected final int getInt(int field) {
      return buffer.getInt(start + field);
    }

    /** An element of a {@code int} field. */
    protected final int getInt(int field, int index) {
      return buffer.getInt(start + field + index * Integer.BYTES);
    }

    /** Changes a {@code int} field. */
    protected final void putInt(int field, int v) {
      buffer.putInt(start + field, v);
    }

    /** Changes an element of a {@code int} field. */
    protected final void putInt(int field, int index, int v) {
      buffer.putInt(start + field + index * Integer.BYTES, v);
    }

    /** A {@code long} field. */
    protected final long getLong(int field) {
      return buffer.getLong(start + field);
    }

    /** An element of a {@code long} field. */
    protected final long getLong(int field, int index) {
      return buffer.getLong(start + field + index * Long.BYTES);
    }

    /** Changes a {@code long} field. */
    protected final void putLong(int field, long v) {
      buffer.putLong(start + field, v);
    }

    /** Changes an element of a {@code long} field. */
    protected final void putLong(int field, int index, long v) {
      buffer.putLong(start + field + index * Long.BYTES, v);
    }

    /** A {@code float} field. */
    protected final float getFloat(int field) {
      return buffer.getFloat(start + field);
    }

    /** An element of a {@code float} field. */
    protected final float getFloat(int field, int index) {
      return buffer.getFloat(start + field + index * Float.BYTES);
    }

    /** Changes a {@code float} field. */
    protected final void putFloat(int field, float v) {
      buffer.putFloat(start + field, v);
    }

    /** Changes an element of a {@code float} field. */
    protected final void putFloat(int field, int index, float v) {
      buffer.putFloat(start + field + index * Float.BYTES, v);
    }

    /** A {@code double} field. */
    protected final double getDouble(int field) {
      return buffer.getDouble(start + field);
    }

    /** An element of a {@code double} field. */
    protected final double getDouble(int field, int index) {
      return buffer.getDouble(start + field + index * Double.BYTES);
    }

    /** Changes a {@code double} field. */
    protected final void putDouble(int field, double v) {
      buffer.putDouble(start + field, v);
    }

    /** Changes an element of a {@code double} field. */
    protected final void putDouble(int field, int index, double v) {
      buffer.putDouble(start + field + index * Double.BYTES, v);
    }

    /** A buffer whose index 0 is the start of a field of type {@code type}. */
    protected final ByteBuffer getBuffer(Datatype type, int field) {
      return MPI.slice(buffer, start + field);
    }

    /**
     * A buffer whose index 0 is the start of element {@code index} of a field of type {@code type}.
     */
    protected final ByteBuffer getBuffer(Datatype type, int field, int index) throws MPIException {
      type.requireUsable("getBuffer");
      long elementStart = index * Datatype.definition(type).extentBytes();
      return MPI.slice(buffer, Math.toIntExact(start + field + elementStart));
    }

    /** The structure that a field is. */
    protected final <S extends Struct, D extends Data> D getData(S struct, int field) {
      return getData(struct, field, 0);
    }

    /** Element {@code index} of a field of structures. */
    protected final <S extends Struct, D extends Data> D getData(S struct, int field, int index) {
      Struct inner = struct;
      return inner.at(buffer, start + field + index * inner.getExtent());
    }
  }
}
