package mpi;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jmpi.comm.CartTopology;
import org.jmpi.comm.Communicator;
import org.jmpi.comm.DistGraphTopology;
import org.jmpi.comm.ErrorRange;
import org.jmpi.comm.GraphTopology;
import org.jmpi.comm.Places;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/** What is kept with a communicator: attributes, hints, a topology. */
abstract class CommCaching extends CommPersistentCollectives {
  private static final String ERROR_RANGE = "mpi_error_range";

  /** The hints of MPI-4.1 §7.4.4: promises of the program, of which nothing depends here. */
  private static final Set<String> HINTS =
      Set.of(
          "mpi_assert_no_any_tag",
          "mpi_assert_no_any_source",
          "mpi_assert_exact_length",
          "mpi_assert_allow_overtaking");

  private static final Map<String, ErrorRange> ERROR_RANGES =
      Map.of("local", ErrorRange.LOCAL, "group", ErrorRange.GROUP, "universe", ErrorRange.UNIVERSE);

  private final Attributes attributes = new Attributes(Keyvals.COMM);
  private final Map<String, String> hints = new LinkedHashMap<>();

  CommCaching(boolean predefined) {
    super(predefined);
  }

  /** As {@link #createKeyval(AttributeCallbacks)}; duplicates share the values. */
  public static int createKeyval() throws MPIException {
    return createKeyval(AttributeCallbacks.SHARED);
  }

  /** A new key for attributes of communicators (MPI-4.1 §7.7.2). */
  public static int createKeyval(AttributeCallbacks callbacks) throws MPIException {
    try {
      return Keyvals.COMM.create(callbacks);
    } catch (EngineException e) {
      throw Errors.onSelf("createKeyval", e);
    }
  }

  /** Gives a key back; attributes that have it stay (MPI-4.1 §7.7.2). ERR_KEYVAL for no key. */
  public static void freeKeyval(int keyval) throws MPIException {
    try {
      Keyvals.COMM.free(keyval);
    } catch (EngineException e) {
      throw Errors.onSelf("freeKeyval", e);
    }
  }

  /** Sets an attribute at this process (MPI-4.1 §7.7.2). ERR_KEYVAL when there is no such key. */
  public void setAttr(int keyval, Object value) throws MPIException {
    try {
      engine();
      attributes.set(this, keyval, value);
    } catch (EngineException e) {
      throw Errors.raise(this, "setAttr", e);
    }
  }

  /**
   * An attribute, or null (MPI-4.1 §7.7.2). {@link MPI#TAG_UB}, {@link MPI#HOST}, {@link MPI#IO},
   * {@link MPI#WTIME_IS_GLOBAL}, {@link MPI#APPNUM}, {@link MPI#UNIVERSE_SIZE} and {@link
   * MPI#LASTUSEDCODE} are there on all communicators, as an {@code Integer}. ERR_KEYVAL when there
   * is no such key.
   */
  public Object getAttr(int keyval) throws MPIException {
    return attribute("getAttr", keyval);
  }

  /** Deletes an attribute (MPI-4.1 §7.7.2). ERR_KEYVAL when there is none. */
  public void deleteAttr(int keyval) throws MPIException {
    deleteAttribute("deleteAttr", keyval);
  }

  /**
   * Gives hints (MPI-4.1 §7.4.4). Collective. Those that are not known are ignored.
   *
   * <p>{@code mpi_error_range} (ULFM) says which failures end the use of the communicator: {@code
   * local}, the default, none; {@code group} that of a member, {@code universe} that of any
   * process: it is then revoked by itself. ERR_INFO_VALUE for another value.
   *
   * @param info null or {@link MPI#INFO_NULL} for none
   */
  public void setInfo(Info info) throws MPIException {
    try {
      engine();
      takeHints(info);
      applyErrorRange();
    } catch (EngineException e) {
      throw Errors.raise(this, "setInfo", e);
    }
  }

  /**
   * A new info with the hints in use (MPI-4.1 §7.4.4), and where the members are: {@code
   * jmpi_host}, {@code jmpi_site}, {@code jmpi_hosts}, {@code jmpi_sites}, {@code jmpi_topology} as
   * in {@link MPI#INFO_ENV}, of the members of this communicator.
   */
  public Info getInfo() throws MPIException {
    try {
      Communicator c = engine();
      Info info = new Info();
      synchronized (hints) {
        for (String hint : HINTS.stream().sorted().toList()) {
          info.set(hint, hints.getOrDefault(hint, "false"));
        }
        info.set(ERROR_RANGE, hints.getOrDefault(ERROR_RANGE, "local"));
      }
      info.putAll(Places.describe(c));
      return info;
    } catch (EngineException e) {
      throw Errors.raise(this, "getInfo", e);
    }
  }

  /**
   * {@link MPI#CART}, {@link MPI#GRAPH}, {@link MPI#DIST_GRAPH}, or {@link MPI#UNDEFINED} for none
   * (MPI-4.1 §8.5.5).
   */
  public int getTopology() throws MPIException {
    return topologyKind("getTopology");
  }

  /**
   * An error handler of the program's own (MPI-4.1 §9.3.1): the function is called, then the call
   * throws. ERR_ARG for null.
   */
  public static Errhandler createErrhandler(Errhandler.Function function) throws MPIException {
    if (function == null) {
      throw Errors.onSelf("createErrhandler", Errors.error(ErrorClass.ARG, "the function is null"));
    }
    return Errhandler.of(function);
  }

  final int topologyKind(String call) {
    try {
      Communicator c = engine();
      if (c.topology() instanceof CartTopology) {
        return MPI.CART;
      }
      if (c.topology() instanceof GraphTopology) {
        return MPI.GRAPH;
      }
      return c.topology() instanceof DistGraphTopology ? MPI.DIST_GRAPH : MPI.UNDEFINED;
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  final Object attribute(String call, int keyval) {
    try {
      Communicator c = engine();
      return switch (keyval) {
        case MPI.TAG_UB -> Integer.MAX_VALUE;
        case MPI.HOST -> MPI.PROC_NULL;
        case MPI.IO -> MPI.ANY_SOURCE;
        case MPI.WTIME_IS_GLOBAL, MPI.APPNUM -> 0;
        case MPI.UNIVERSE_SIZE -> MpiState.world().size();
        case MPI.LASTUSEDCODE -> MPI.ERR_LASTCODE;
        default -> attributes.get(keyval);
      };
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  final void deleteAttribute(String call, int keyval) {
    try {
      engine();
      attributes.delete(this, keyval);
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  final void takeHints(Info info) {
    synchronized (hints) {
      Info.entries(info)
          .forEach(
              (key, value) -> {
                if (HINTS.contains(key)) {
                  hints.put(key, value);
                } else if (key.equals(ERROR_RANGE)) {
                  hints.put(key, requireErrorRange(value));
                }
              });
    }
  }

  private static String requireErrorRange(String value) {
    if (!ERROR_RANGES.containsKey(value)) {
      throw Errors.error(
          ErrorClass.INFO_VALUE, ERROR_RANGE + "=" + value + ": use local, group or universe");
    }
    return value;
  }

  /** Gives the communicator the hint that means something to it, unless nobody has set it. */
  final void applyErrorRange() {
    String value;
    synchronized (hints) {
      value = hints.get(ERROR_RANGE);
    }
    if (value != null) {
      engine().repair().setErrorRange(ERROR_RANGES.get(value));
    }
  }

  /** What a duplicate of {@code old} has of its attributes. */
  final void copyAttributes(CommCaching old) {
    attributes.copyFrom(old, old.attributes);
  }

  final void deleteAttributes() {
    attributes.deleteAll(this);
  }
}
