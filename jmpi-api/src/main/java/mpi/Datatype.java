package mpi;

import org.jmpi.data.Kind;
import org.jmpi.data.Layout;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/**
 * What the elements of a buffer are (MPI-4.1 §3.2.2, §5). The predefined ones are constants of
 * {@link MPI}, the others are made here (MPI-4.1 §5.1).
 *
 * <p>Extents, bounds and sizes are in elements of the base type, as in both dialects; that is bytes
 * for structures, whose base type is {@code byte}. Strides and displacements are in extents of the
 * old type, in the constructors with an H and in {@link #createStruct} and {@link #createResized}
 * in bytes. Bounds that are no multiple of the element make {@code byte} the base type: such items
 * lie in a {@code byte[]} or {@code ByteBuffer}.
 *
 * <p>Constructors raise ERR_TYPE for a null or freed old type, ERR_COUNT for a negative count or
 * block length and for a type larger than 63 bits can count, ERR_ARG for other arguments. A new
 * type must be committed before it is used in communication, else that raises ERR_TYPE.
 */
public class Datatype extends MpijavaDatatype implements Freeable, Cloneable {
  /** Value of {@link #baseType} for the null datatype. */
  protected static final int NULL = 0;

  /** Value of {@link #baseType}: {@code byte}, also in structures. */
  protected static final int BYTE = 1;

  /** Value of {@link #baseType}: {@code char}. */
  protected static final int CHAR = 2;

  /** Value of {@link #baseType}: {@code short}. */
  protected static final int SHORT = 3;

  /** Value of {@link #baseType}: {@code boolean}. */
  protected static final int BOOLEAN = 4;

  /** Value of {@link #baseType}: {@code int}. */
  protected static final int INT = 5;

  /** Value of {@link #baseType}: {@code long}. */
  protected static final int LONG = 6;

  /** Value of {@link #baseType}: {@code float}. */
  protected static final int FLOAT = 7;

  /** Value of {@link #baseType}: {@code double}. */
  protected static final int DOUBLE = 8;

  /** Value of {@link #baseType}: bytes that were packed. */
  protected static final int PACKED = 9;

  /** Argument of {@link #setBasic(int)}: {@link MPI#INT2}. */
  protected static final int INT2 = 10;

  /** Argument of {@link #setBasic(int)}: {@link MPI#SHORT_INT}. */
  protected static final int SHORT_INT = 11;

  /** Argument of {@link #setBasic(int)}: {@link MPI#LONG_INT}. */
  protected static final int LONG_INT = 12;

  /** Argument of {@link #setBasic(int)}: {@link MPI#FLOAT_INT}. */
  protected static final int FLOAT_INT = 13;

  /** Argument of {@link #setBasic(int)}: {@link MPI#DOUBLE_INT}. */
  protected static final int DOUBLE_INT = 14;

  /** Argument of {@link #setBasic(int)}: {@link MPI#FLOAT_COMPLEX}. */
  protected static final int FLOAT_COMPLEX = 15;

  /** Argument of {@link #setBasic(int)}: {@link MPI#DOUBLE_COMPLEX}. */
  protected static final int DOUBLE_COMPLEX = 16;

  /** Value of {@link #baseType}: references. */
  protected static final int OBJECT = 17;

  /** What the base type is; do not change it. */
  public int baseType;

  /** Bytes of an element of the base type; 0 for the null datatype. */
  protected int baseSize;

  /** Null for the null datatype. */
  private Layout layout;

  private final boolean predefined;
  private volatile boolean committed;
  private volatile String name;

  /** Null while there are none. */
  private Attributes attributes;

  /** A null datatype. */
  public Datatype() {
    this("MPI_DATATYPE_NULL", null, NULL, true);
  }

  private Datatype(String name, Layout layout, int baseType, boolean predefined) {
    this.name = name;
    this.layout = layout;
    this.baseType = baseType;
    this.baseSize = layout == null ? 0 : layout.kind().bytes();
    this.predefined = predefined;
    this.committed = predefined;
  }

  /** A predefined datatype. */
  static Datatype predefined(Layout layout, int baseType) {
    return new Datatype("MPI_" + layout.name(), layout, baseType, true);
  }

  /** A structure in bytes, committed. */
  static Datatype structure(String name, Layout layout) {
    Datatype made = new Datatype(name, layout, BYTE, false);
    made.committed = true;
    return made;
  }

  /** A datatype that the program makes. */
  static Datatype derived(Layout layout, boolean committed) {
    Datatype made = new Datatype("", layout, baseType(layout.kind()), false);
    made.committed = committed;
    return made;
  }

  /**
   * Makes this, which must be null, the predefined datatype with this number; {@link #NULL} leaves
   * it null.
   *
   * @throws IllegalArgumentException when there is no such number
   */
  protected void setBasic(int type) {
    Datatype basic = basic(type);
    layout = basic.layout;
    name = basic.name;
    baseType = basic.baseType;
    baseSize = basic.baseSize;
  }

  /** As {@link #setBasic(int)} with the base type of another one. */
  protected void setBasic(int type, Datatype oldType) {
    setBasic(type);
    baseType = oldType.baseType;
    baseSize = oldType.baseSize;
  }

  private static Datatype basic(int type) {
    return switch (type) {
      case NULL -> MPI.DATATYPE_NULL;
      case BYTE -> MPI.BYTE;
      case CHAR -> MPI.CHAR;
      case SHORT -> MPI.SHORT;
      case BOOLEAN -> MPI.BOOLEAN;
      case INT -> MPI.INT;
      case LONG -> MPI.LONG;
      case FLOAT -> MPI.FLOAT;
      case DOUBLE -> MPI.DOUBLE;
      case PACKED -> MPI.PACKED;
      case INT2 -> MPI.INT2;
      case SHORT_INT -> MPI.SHORT_INT;
      case LONG_INT -> MPI.LONG_INT;
      case FLOAT_INT -> MPI.FLOAT_INT;
      case DOUBLE_INT -> MPI.DOUBLE_INT;
      case FLOAT_COMPLEX -> MPI.FLOAT_COMPLEX;
      case DOUBLE_COMPLEX -> MPI.DOUBLE_COMPLEX;
      case OBJECT -> MPI.OBJECT;
      default -> throw new IllegalArgumentException("no predefined datatype has number " + type);
    };
  }

  /** Bytes before a heap buffer's first element in its array; 0 for anything else. */
  protected int getOffset(Object buffer) {
    return buffer instanceof java.nio.Buffer nio && nio.hasArray()
        ? nio.arrayOffset() * baseSize
        : 0;
  }

  private static int baseType(Kind kind) {
    return switch (kind) {
      case BYTE -> BYTE;
      case CHAR -> CHAR;
      case SHORT -> SHORT;
      case BOOLEAN -> BOOLEAN;
      case INT -> INT;
      case LONG -> LONG;
      case FLOAT -> FLOAT;
      case DOUBLE -> DOUBLE;
      case OBJECT -> OBJECT;
    };
  }

  /**
   * The layout of an argument that is used in communication.
   *
   * @throws EngineException ERR_TYPE for null, the null datatype, and one that is not committed
   */
  static Layout layout(Datatype type) {
    Layout found = definition(type);
    if (!type.committed) {
      throw Errors.error(
          ErrorClass.TYPE, "the datatype " + type + " was not committed; call commit() first");
    }
    return found;
  }

  /**
   * The layout of an argument.
   *
   * @throws EngineException ERR_TYPE for null and the null datatype
   */
  static Layout definition(Datatype type) {
    Layout found = type == null ? null : type.layout;
    if (found == null) {
      throw Errors.error(
          ErrorClass.TYPE, "the datatype is null or was freed; pass one such as MPI.INT");
    }
    return found;
  }

  @Override
  final Datatype self() {
    return this;
  }

  Kind kind() {
    return definition(this).kind();
  }

  /** True for {@link MPI#DATATYPE_NULL} and for a freed datatype. */
  public boolean isNull() {
    return layout == null;
  }

  /**
   * Elements of the base type from one item to the next (MPI-4.1 §5.1.7); 1 for {@link MPI#INT}.
   * This and the other numbers of {@link MPI#INT2} count bytes, since that is a structure in Open
   * MPI's dialect; {@link #Extent} and {@link #Size} count its two elements.
   */
  public int getExtent() throws MPIException {
    return inUnits(extent("getExtent"));
  }

  /** The lower bound of an item, in elements of the base type (MPI-4.1 §5.1.7). */
  public int getLb() throws MPIException {
    return inUnits(lowerBound("getLb"));
  }

  /** Elements of the base type in one item, gaps left out (MPI-4.1 §5.1.7). */
  public int getSize() throws MPIException {
    return inUnits(size("getSize"));
  }

  /**
   * Elements of the base type from the first to the last one that an item holds (MPI-4.1 §5.1.8).
   */
  public int getTrueExtent() throws MPIException {
    requireUsable("getTrueExtent");
    return inUnits((int) (layout.trueExtentBytes() / baseSize));
  }

  /** Elements of the base type before the first one that an item holds (MPI-4.1 §5.1.8). */
  public int getTrueLb() throws MPIException {
    requireUsable("getTrueLb");
    return inUnits((int) (layout.trueLowerBoundBytes() / baseSize));
  }

  /** Says that the datatype will be used in communication (MPI-4.1 §5.1.9). */
  public void commit() throws MPIException {
    commit("commit");
  }

  /**
   * Makes the datatype null; operations under way go on (MPI-4.1 §5.1.9). ERR_TYPE for predefined
   * ones.
   */
  @Override
  public void free() throws MPIException {
    requireUsable("free");
    try {
      if (predefined) {
        throw Errors.error(ErrorClass.TYPE, name + " is predefined and cannot be freed");
      }
      if (attributes != null) {
        attributes.deleteAll(this);
      }
    } catch (EngineException e) {
      throw Errors.onSelf("free", e);
    }
    layout = null;
    baseType = NULL;
    baseSize = 0;
  }

  /** As {@link #dup}. */
  @Override
  public Datatype clone() {
    return dup();
  }

  /**
   * A datatype of the same layout that is freed by itself, committed if this one is, with what the
   * copy callbacks give of its attributes (MPI-4.1 §5.1.10).
   */
  public Datatype dup() throws MPIException {
    requireUsable("dup");
    Datatype made = new Datatype("", layout, baseType, false);
    made.committed = committed;
    synchronized (this) {
      if (attributes == null) {
        return made;
      }
    }
    try {
      made.attributes().copyFrom(this, attributes);
    } catch (EngineException e) {
      throw Errors.onSelf("dup", e);
    }
    return made;
  }

  /** {@code count} items side by side (MPI_Type_contiguous). */
  public static Datatype createContiguous(int count, Datatype oldType) throws MPIException {
    return DatatypeFactory.contiguous("createContiguous", count, oldType);
  }

  /** Blocks at equal distances of {@code stride} extents (MPI_Type_vector). */
  public static Datatype createVector(int count, int blockLength, int stride, Datatype oldType)
      throws MPIException {
    return DatatypeFactory.vector(
        "createVector", count, blockLength, stride, DatatypeFactory.EXTENTS, oldType);
  }

  /** As {@link #createVector}, {@code stride} in bytes (MPI_Type_create_hvector). */
  public static Datatype createHVector(int count, int blockLength, int stride, Datatype oldType)
      throws MPIException {
    return DatatypeFactory.vector(
        "createHVector", count, blockLength, stride, DatatypeFactory.BYTES, oldType);
  }

  /** Blocks of any lengths, displacements in extents (MPI_Type_indexed). */
  public static Datatype createIndexed(int[] blockLengths, int[] displacements, Datatype oldType)
      throws MPIException {
    return DatatypeFactory.indexed(
        "createIndexed", blockLengths, displacements, DatatypeFactory.EXTENTS, oldType);
  }

  /** As {@link #createIndexed}, displacements in bytes (MPI_Type_create_hindexed). */
  public static Datatype createHIndexed(int[] blockLengths, int[] displacements, Datatype oldType)
      throws MPIException {
    return DatatypeFactory.indexed(
        "createHIndexed", blockLengths, displacements, DatatypeFactory.BYTES, oldType);
  }

  /** As {@link #createIndexed} with blocks of one length (MPI_Type_create_indexed_block). */
  public static Datatype createIndexedBlock(int blockLength, int[] displacements, Datatype oldType)
      throws MPIException {
    return DatatypeFactory.indexedBlock(
        "createIndexedBlock", blockLength, displacements, DatatypeFactory.EXTENTS, oldType);
  }

  /** As {@link #createHIndexed} with blocks of one length (MPI_Type_create_hindexed_block). */
  public static Datatype createHIndexedBlock(int blockLength, int[] displacements, Datatype oldType)
      throws MPIException {
    return DatatypeFactory.indexedBlock(
        "createHIndexedBlock", blockLength, displacements, DatatypeFactory.BYTES, oldType);
  }

  /**
   * Blocks of any types, displacements in bytes (MPI_Type_create_struct). The base type is {@code
   * byte}. Without {@link MPI#UB} or a resized type in it the extent is rounded up to a multiple of
   * the largest element.
   */
  public static Datatype createStruct(int[] blockLengths, int[] displacements, Datatype[] types)
      throws MPIException {
    return DatatypeFactory.struct("createStruct", blockLengths, displacements, types);
  }

  /** The same data with other bounds, in bytes (MPI_Type_create_resized). */
  public static Datatype createResized(Datatype oldType, int lb, int extent) throws MPIException {
    return DatatypeFactory.resized("createResized", oldType, lb, extent);
  }

  /**
   * A part of an array of several dimensions (MPI_Type_create_subarray); its extent is that of the
   * whole.
   *
   * @param sizes of the array, one for each dimension
   * @param subsizes of the part
   * @param starts of the part, from 0
   * @param order {@link MPI#ORDER_C} (last index fastest) or {@link MPI#ORDER_FORTRAN}
   */
  public static Datatype createSubarray(
      int[] sizes, int[] subsizes, int[] starts, int order, Datatype oldType) throws MPIException {
    return DatatypeFactory.subarray("createSubarray", sizes, subsizes, starts, order, oldType);
  }

  /** As {@link #createKeyval(AttributeCallbacks)}; duplicates share the values. */
  public static int createKeyval() throws MPIException {
    return createKeyval(AttributeCallbacks.SHARED);
  }

  /** A new key for attributes of datatypes (MPI-4.1 §7.7.4). */
  public static int createKeyval(AttributeCallbacks callbacks) throws MPIException {
    try {
      return Keyvals.TYPE.create(callbacks);
    } catch (EngineException e) {
      throw Errors.onSelf("createKeyval", e);
    }
  }

  /** Gives a key back; attributes that have it stay (MPI-4.1 §7.7.4). ERR_KEYVAL for no key. */
  public static void freeKeyval(int keyval) throws MPIException {
    try {
      Keyvals.TYPE.free(keyval);
    } catch (EngineException e) {
      throw Errors.onSelf("freeKeyval", e);
    }
  }

  /** Sets an attribute (MPI-4.1 §7.7.4). ERR_KEYVAL when there is no such key. */
  public void setAttr(int keyval, Object value) throws MPIException {
    requireUsable("setAttr");
    try {
      attributes().set(this, keyval, value);
    } catch (EngineException e) {
      throw Errors.onSelf("setAttr", e);
    }
  }

  /** An attribute, or null (MPI-4.1 §7.7.4). ERR_KEYVAL when there is no such key. */
  public Object getAttr(int keyval) throws MPIException {
    requireUsable("getAttr");
    try {
      return attributes().get(keyval);
    } catch (EngineException e) {
      throw Errors.onSelf("getAttr", e);
    }
  }

  /** Deletes an attribute (MPI-4.1 §7.7.4). ERR_KEYVAL when there is none. */
  public void deleteAttr(int keyval) throws MPIException {
    requireUsable("deleteAttr");
    try {
      attributes().delete(this, keyval);
    } catch (EngineException e) {
      throw Errors.onSelf("deleteAttr", e);
    }
  }

  /** The name (MPI-4.1 §7.8), for example {@code MPI_INT}; empty until one is set. */
  public String getName() throws MPIException {
    return name;
  }

  /** Changes the name (MPI-4.1 §7.8). */
  public void setName(String name) throws MPIException {
    requireUsable("setName");
    if (name == null) {
      throw Errors.onSelf("setName", Errors.error(ErrorClass.ARG, "the name is null"));
    }
    this.name = name;
  }

  /** The name, or how the datatype was made. */
  @Override
  public String toString() {
    return name.isEmpty() && layout != null ? layout.name() : name;
  }

  private synchronized Attributes attributes() {
    if (attributes == null) {
      attributes = new Attributes(Keyvals.TYPE);
    }
    return attributes;
  }

  void commit(String call) {
    requireUsable(call);
    committed = true;
  }

  private int inUnits(int elements) {
    return this == MPI.INT2 ? elements * Integer.BYTES : elements;
  }

  int extent(String call) {
    requireUsable(call);
    return (int) layout.extentElements();
  }

  int lowerBound(String call) {
    requireUsable(call);
    return (int) (layout.lowerBoundBytes() / baseSize);
  }

  int size(String call) {
    requireUsable(call);
    return (int) (layout.sizeBytes() / layout.kind().bytes());
  }

  void requireUsable(String call) {
    if (layout == null) {
      throw Errors.onSelf(call, Errors.error(ErrorClass.TYPE, "the datatype is null or was freed"));
    }
  }
}
