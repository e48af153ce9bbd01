package mpi;

import java.util.List;
import org.jmpi.data.Kind;
import org.jmpi.data.Layout;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/**
 * What the elements of a buffer are (MPI-4.1 §3.2.2, §5). The predefined ones are constants of
 * {@link MPI}. Extents and sizes are in elements of the base type, as in both dialects; that is
 * bytes for structures, whose base type is {@code byte}.
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

  /** Value of {@link #baseType}: references. */
  protected static final int OBJECT = 17;

  /** What the base type is; do not change it. */
  public int baseType;

  /** Null for the null datatype. */
  private Layout layout;

  /** The runs of one item in packed order, so that structures can contain it. */
  private final List<Layout.Run> runs;

  private final boolean predefined;
  private String name;

  /** A null datatype. */
  public Datatype() {
    this("MPI_DATATYPE_NULL", null, List.of(), NULL, true);
  }

  private Datatype(
      String name, Layout layout, List<Layout.Run> runs, int baseType, boolean predefined) {
    this.name = name;
    this.layout = layout;
    this.runs = runs;
    this.baseType = baseType;
    this.predefined = predefined;
  }

  /** A predefined datatype of equal elements side by side. */
  static Datatype predefined(Layout layout, int baseType) {
    return predefined(
        layout, baseType, List.of(new Layout.Run(0, layout.sizeBytes(), layout.kind())));
  }

  /** A predefined datatype. */
  static Datatype predefined(Layout layout, int baseType, List<Layout.Run> runs) {
    return new Datatype("MPI_" + layout.name(), layout, runs, baseType, true);
  }

  /** A structure in bytes. */
  static Datatype structure(String name, long extentBytes, List<Layout.Run> runs) {
    Layout layout = Layout.ofRuns(name, Kind.BYTE, extentBytes, runs);
    return new Datatype(name, layout, List.copyOf(runs), BYTE, false);
  }

  /**
   * The layout of an argument.
   *
   * @throws EngineException ERR_TYPE for null and the null datatype
   */
  static Layout layout(Datatype type) {
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
    return layout(this).kind();
  }

  List<Layout.Run> runs() {
    return runs;
  }

  /** True for {@link MPI#DATATYPE_NULL} and for a freed datatype. */
  public boolean isNull() {
    return layout == null;
  }

  /**
   * Elements of the base type from one item to the next (MPI-4.1 §5.1.7); 1 for {@link MPI#INT}.
   */
  public int getExtent() throws MPIException {
    return extent("getExtent");
  }

  /** Elements of the base type before the first one of an item (MPI-4.1 §5.1.7). */
  public int getLb() throws MPIException {
    return lowerBound("getLb");
  }

  /** Elements of the base type in one item, gaps left out (MPI-4.1 §5.1.7). */
  public int getSize() throws MPIException {
    return size("getSize");
  }

  /**
   * Elements of the base type from the first to the last one that an item holds (MPI-4.1 §5.1.8).
   */
  public int getTrueExtent() throws MPIException {
    requireUsable("getTrueExtent");
    return (int) ((trueEndBytes() - trueLbBytes()) / kind().bytes());
  }

  /** Elements of the base type before the first one that an item holds (MPI-4.1 §5.1.8). */
  public int getTrueLb() throws MPIException {
    requireUsable("getTrueLb");
    return (int) (trueLbBytes() / kind().bytes());
  }

  /**
   * Says that the datatype will be used in communication (MPI-4.1 §5.1.9); nothing needs to be
   * prepared for it.
   */
  public void commit() throws MPIException {
    requireUsable("commit");
  }

  /**
   * Makes the datatype null; operations under way go on (MPI-4.1 §5.1.9). ERR_TYPE for predefined
   * ones.
   */
  @Override
  public void free() throws MPIException {
    requireUsable("free");
    if (predefined) {
      throw Errors.onSelf(
          "free", Errors.error(ErrorClass.TYPE, name + " is predefined and cannot be freed"));
    }
    layout = null;
    baseType = NULL;
  }

  /** As {@link #dup}. */
  @Override
  public Datatype clone() {
    return dup();
  }

  /** A datatype of the same layout that is freed by itself (MPI-4.1 §5.1.10). */
  public Datatype dup() throws MPIException {
    requireUsable("dup");
    return new Datatype(name, layout, runs, baseType, false);
  }

  /** The name (MPI-4.1 §7.8), for example {@code MPI_INT}. */
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

  /** The name. */
  @Override
  public String toString() {
    return name;
  }

  int extent(String call) {
    requireUsable(call);
    return (int) layout.extentElements();
  }

  int lowerBound(String call) {
    requireUsable(call);
    return 0;
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

  /**
   * Basic elements in the first {@code bytes} packed bytes of an item; −1 when the last one is cut.
   */
  long elementsIn(long bytes) {
    long left = bytes;
    long elements = 0;
    for (Layout.Run run : runs) {
      long part = Math.min(left, run.lengthBytes());
      if (part % run.kind().bytes() != 0) {
        return -1;
      }
      elements += part / run.kind().bytes();
      left -= part;
    }
    return elements;
  }

  /** Packed bytes of the first {@code elements} basic elements of an item. */
  long bytesOf(long elements) {
    long left = elements;
    long bytes = 0;
    for (Layout.Run run : runs) {
      long part = Math.min(left, run.lengthBytes() / run.kind().bytes());
      bytes += part * run.kind().bytes();
      left -= part;
    }
    return bytes;
  }

  private long trueLbBytes() {
    long first = runs.isEmpty() ? 0 : Long.MAX_VALUE;
    for (Layout.Run run : runs) {
      first = Math.min(first, run.displacementBytes());
    }
    return first;
  }

  private long trueEndBytes() {
    long end = 0;
    for (Layout.Run run : runs) {
      end = Math.max(end, run.displacementBytes() + run.lengthBytes());
    }
    return end;
  }
}
