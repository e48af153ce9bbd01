package conformance.suite.cases;

import java.nio.Buffer;
import java.nio.DoubleBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import mpi.Datatype;
import mpi.MPI;
import mpi.Op;

/**
 * One wrong argument, the error class that MPI-4.1 §9.4 has for it, and words that the message must
 * have so that its reader knows what was wrong.
 */
record Mistake(String what, Consumer<Arguments> change, int errorClass, List<String> words) {
  /** The arguments that a call has, in this suite's own terms. */
  enum Argument {
    /** A send buffer, or the only one. */
    BUF,
    /** One that is received into, too. */
    INTO,
    /** Its items. */
    COUNT,
    /** Its datatype. */
    TYPE,
    /** A receive buffer beside a send buffer. */
    OTHER,
    /** Its items. */
    OTHER_COUNT,
    /** Its datatype. */
    OTHER_TYPE,
    /** A rank to send to. */
    DEST,
    /** A rank to receive from. */
    SOURCE,
    /** A rank to receive from beside one to send to. */
    OTHER_SOURCE,
    /** A tag to send with. */
    TAG,
    /** A tag to receive. */
    RECV_TAG,
    /** A tag to receive beside one to send with. */
    OTHER_TAG,
    /** A root. */
    ROOT,
    /** An operator. */
    OP,
    /** Items for each rank, of the send side. */
    COUNTS,
    /** Places for each rank. */
    PLACES,
    /** Datatypes for each rank. */
    TYPES,
    /** As COUNTS, of the receive side. */
    OTHER_COUNTS,
    /** As PLACES. */
    OTHER_PLACES,
    /** As TYPES. */
    OTHER_TYPES
  }

  private static Mistake of(
      String what, int errorClass, Consumer<Arguments> change, String... words) {
    return new Mistake(what, change, errorClass, List.of(words));
  }

  /** All mistakes that can be made with an argument. */
  static List<Mistake> with(Argument argument) {
    return ALL.get(argument);
  }

  private static final Map<Argument, List<Mistake>> ALL = new EnumMap<>(Argument.class);

  static {
    ALL.put(Argument.BUF, buffers(false));
    List<Mistake> into = new ArrayList<>(buffers(false));
    into.add(
        of(
            "read-only buffer",
            MPI.ERR_BUFFER,
            a -> a.buf = IntBuffer.allocate(a.size).asReadOnlyBuffer(),
            "read-only"));
    ALL.put(Argument.INTO, into);
    ALL.put(Argument.OTHER, buffers(true));
    ALL.put(Argument.COUNT, List.of(count(a -> a.count = -1)));
    ALL.put(Argument.OTHER_COUNT, List.of(count(a -> a.otherCount = -1)));
    ALL.put(Argument.TYPE, types((a, t) -> a.type = t));
    ALL.put(Argument.OTHER_TYPE, types((a, t) -> a.otherType = t));
    ALL.put(Argument.DEST, ranks("destination", (a, r) -> a.rank = r));
    ALL.put(Argument.SOURCE, ranks("source", (a, r) -> a.rank = r));
    ALL.put(Argument.OTHER_SOURCE, ranks("source", (a, r) -> a.otherRank = r));
    ALL.put(
        Argument.TAG, List.of(tag(MPI.ANY_TAG, (a, t) -> a.tag = t), tag(-5, (a, t) -> a.tag = t)));
    ALL.put(Argument.RECV_TAG, List.of(tag(-5, (a, t) -> a.tag = t)));
    ALL.put(Argument.OTHER_TAG, List.of(tag(-5, (a, t) -> a.otherTag = t)));
    ALL.put(
        Argument.ROOT,
        List.of(
            of("root −1", MPI.ERR_ROOT, a -> a.root = -1, "root", "-1"),
            of("root 99", MPI.ERR_ROOT, a -> a.root = 99, "root", "99"),
            of("MPI_ROOT in one group", MPI.ERR_ROOT, a -> a.root = MPI.ROOT, "root")));
    ALL.put(Argument.OP, operators());
    ALL.put(Argument.COUNTS, counts((a, c) -> a.counts = c));
    ALL.put(Argument.OTHER_COUNTS, counts((a, c) -> a.otherCounts = c));
    ALL.put(Argument.PLACES, places((a, c) -> a.places = c));
    ALL.put(Argument.OTHER_PLACES, places((a, c) -> a.otherPlaces = c));
    ALL.put(Argument.TYPES, typeArrays((a, t) -> a.types = t));
    ALL.put(Argument.OTHER_TYPES, typeArrays((a, t) -> a.otherTypes = t));
  }

  /** Sets one argument. */
  private interface Setter<T> {
    void set(Arguments a, T value);
  }

  private static List<Mistake> buffers(boolean other) {
    Setter<Object> set = other ? (a, b) -> a.other = b : (a, b) -> a.buf = b;
    return List.of(
        of("null buffer", MPI.ERR_BUFFER, a -> set.set(a, null), "null"),
        of(
            "buffer that is too small",
            MPI.ERR_BUFFER,
            a -> set.set(a, a.buf instanceof Buffer ? IntBuffer.allocate(0) : new int[0])),
        of(
            "buffer of another type",
            MPI.ERR_TYPE,
            a -> set.set(a, a.buf instanceof Buffer ? DoubleBuffer.allocate(9) : new double[9]),
            "ouble"));
  }

  private static Mistake count(Consumer<Arguments> change) {
    return of("negative count", MPI.ERR_COUNT, change, "-1", "negative");
  }

  private static List<Mistake> types(Setter<Datatype> set) {
    return List.of(
        of("null datatype", MPI.ERR_TYPE, a -> set.set(a, null), "null"),
        of("MPI_DATATYPE_NULL", MPI.ERR_TYPE, a -> set.set(a, MPI.DATATYPE_NULL), "null"),
        of("freed datatype", MPI.ERR_TYPE, a -> set.set(a, freedType()), "freed"),
        of(
            "datatype that is not committed",
            MPI.ERR_TYPE,
            a -> set.set(a, Datatype.createContiguous(1, MPI.INT)),
            "commit"));
  }

  private static Datatype freedType() {
    Datatype type = Datatype.createContiguous(1, MPI.INT);
    type.commit();
    type.free();
    return type;
  }

  private static List<Mistake> ranks(String what, Setter<Integer> set) {
    return List.of(
        of(what + " 99", MPI.ERR_RANK, a -> set.set(a, 99), what, "99"),
        of(what + " −7", MPI.ERR_RANK, a -> set.set(a, -7), what, "-7"),
        of(what + " = size", MPI.ERR_RANK, a -> set.set(a, a.size), what));
  }

  private static Mistake tag(int tag, Setter<Integer> set) {
    return of("tag " + tag, MPI.ERR_TAG, a -> set.set(a, tag), "tag", Integer.toString(tag));
  }

  private static List<Mistake> operators() {
    return List.of(
        of("null operator", MPI.ERR_OP, a -> a.op = null, "operator"),
        of("freed operator", MPI.ERR_OP, a -> a.op = freedOp(), "operator"),
        of("operator that is not for the type", MPI.ERR_OP, a -> a.op = MPI.MAXLOC, "MAXLOC"));
  }

  private static Op freedOp() {
    Op op = Operator.own().get(0).op();
    op.free();
    return op;
  }

  private static List<Mistake> counts(Setter<int[]> set) {
    return List.of(
        of("null counts", MPI.ERR_ARG, a -> set.set(a, null), "count"),
        of("too few counts", MPI.ERR_ARG, a -> set.set(a, new int[a.size - 1]), "count"),
        of(
            "negative count",
            MPI.ERR_COUNT,
            a -> {
              int[] counts = new int[a.size];
              counts[a.size - 1] = -1;
              set.set(a, counts);
            },
            "-1"));
  }

  private static List<Mistake> places(Setter<int[]> set) {
    return List.of(
        of("null displacements", MPI.ERR_ARG, a -> set.set(a, null), "displacement"),
        of(
            "too few displacements",
            MPI.ERR_ARG,
            a -> set.set(a, new int[a.size - 1]),
            "displacement"),
        of(
            "displacement out of the buffer",
            MPI.ERR_BUFFER,
            a -> {
              int[] places = new int[a.size];
              places[a.size - 1] = a.size;
              set.set(a, places);
            }));
  }

  private static List<Mistake> typeArrays(Setter<Datatype[]> set) {
    return List.of(
        of("null datatypes", MPI.ERR_ARG, a -> set.set(a, null), "datatype"),
        of("null datatype", MPI.ERR_TYPE, a -> set.set(a, new Datatype[a.size]), "null"));
  }
}
