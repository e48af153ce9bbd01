package conformance.suite.cases;

import conformance.suite.Case;
import conformance.suite.Chapter;
import conformance.suite.CommKind;
import conformance.suite.Place;
import conformance.suite.Table;
import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mpi.MPI;

/**
 * The integer constants of class MPI, read by reflection, since the compiler copies them: those of
 * one group differ from each other, and each is what the standard says of it.
 */
public final class Constants implements Table {
  /** Groups whose members must differ. */
  private static final Map<String, List<String>> DISTINCT =
      Map.of(
          "error classes (§9.4)",
          List.of(
              "SUCCESS",
              "ERR_BUFFER",
              "ERR_COUNT",
              "ERR_TYPE",
              "ERR_TAG",
              "ERR_COMM",
              "ERR_RANK",
              "ERR_REQUEST",
              "ERR_ROOT",
              "ERR_GROUP",
              "ERR_OP",
              "ERR_TOPOLOGY",
              "ERR_DIMS",
              "ERR_ARG",
              "ERR_UNKNOWN",
              "ERR_TRUNCATE",
              "ERR_OTHER",
              "ERR_INTERN",
              "ERR_PENDING",
              "ERR_IN_STATUS",
              "ERR_ACCESS",
              "ERR_AMODE",
              "ERR_ASSERT",
              "ERR_BAD_FILE",
              "ERR_BASE",
              "ERR_CONVERSION",
              "ERR_DISP",
              "ERR_DUP_DATAREP",
              "ERR_FILE_EXISTS",
              "ERR_FILE_IN_USE",
              "ERR_FILE",
              "ERR_INFO_KEY",
              "ERR_INFO_NOKEY",
              "ERR_INFO_VALUE",
              "ERR_INFO",
              "ERR_IO",
              "ERR_KEYVAL",
              "ERR_LOCKTYPE",
              "ERR_NAME",
              "ERR_NO_MEM",
              "ERR_NOT_SAME",
              "ERR_NO_SPACE",
              "ERR_NO_SUCH_FILE",
              "ERR_PORT",
              "ERR_PROC_ABORTED",
              "ERR_QUOTA",
              "ERR_READ_ONLY",
              "ERR_RMA_CONFLICT",
              "ERR_RMA_SYNC",
              "ERR_SERVICE",
              "ERR_SIZE",
              "ERR_SPAWN",
              "ERR_SYSRESOURCE",
              "ERR_UNSUPPORTED_DATAREP",
              "ERR_UNSUPPORTED_OPERATION",
              "ERR_WIN"),
          "results of comparisons (§7.4.1)",
          List.of("IDENT", "CONGRUENT", "SIMILAR", "UNEQUAL"),
          "special ranks (§3.2.3, §3.10, §6.2.3)",
          List.of("PROC_NULL", "ROOT", "ANY_SOURCE"),
          "topologies (§8.5.5)",
          List.of("CART", "GRAPH", "DIST_GRAPH", "UNDEFINED"),
          "predefined attributes (§9.1.2, §11.10.1, §12.2.6)",
          List.of(
              "TAG_UB",
              "HOST",
              "IO",
              "WTIME_IS_GLOBAL",
              "APPNUM",
              "LASTUSEDCODE",
              "UNIVERSE_SIZE",
              "WIN_BASE",
              "WIN_SIZE",
              "WIN_DISP_UNIT",
              "KEYVAL_INVALID"),
          "orders of arrays (§5.1.3)",
          List.of("ORDER_C", "ORDER_FORTRAN"),
          "distributions (§5.1.4)",
          List.of("DISTRIBUTE_BLOCK", "DISTRIBUTE_CYCLIC", "DISTRIBUTE_NONE"),
          "seeking (§14.4.3)",
          List.of("SEEK_SET", "SEEK_CUR", "SEEK_END"),
          "locks (§12.5)",
          List.of("LOCK_EXCLUSIVE", "LOCK_SHARED"));

  /** Groups whose members are bits of their own (§14.2.1, §12.5.5). */
  private static final List<List<String>> BITS =
      List.of(
          List.of(
              "MODE_CREATE",
              "MODE_RDONLY",
              "MODE_WRONLY",
              "MODE_RDWR",
              "MODE_DELETE_ON_CLOSE",
              "MODE_UNIQUE_OPEN",
              "MODE_EXCL",
              "MODE_APPEND",
              "MODE_SEQUENTIAL"),
          List.of(
              "MODE_NOCHECK", "MODE_NOPRECEDE", "MODE_NOPUT", "MODE_NOSTORE", "MODE_NOSUCCEED"));

  /** What is left. */
  private static final List<String> OTHERS =
      List.of(
          "ANY_TAG",
          "ERR_LASTCODE",
          "BSEND_OVERHEAD",
          "SEND_OVERHEAD",
          "RECV_OVERHEAD",
          "THREAD_SINGLE",
          "THREAD_FUNNELED",
          "THREAD_SERIALIZED",
          "THREAD_MULTIPLE",
          "VERSION",
          "SUBVERSION",
          "MAX_DATAREP_STRING",
          "MAX_INFO_KEY",
          "MAX_INFO_VAL",
          "MAX_OBJECT_NAME",
          "MAX_PORT_NAME",
          "DISPLACEMENT_CURRENT",
          "DISTRIBUTE_DFLT_DARG");

  /** Whether a constant of this name is looked at. */
  public static boolean covers(String name) {
    return OTHERS.contains(name)
        || DISTINCT.values().stream().anyMatch(group -> group.contains(name))
        || BITS.stream().anyMatch(group -> group.contains(name));
  }

  @Override
  public List<Case> cases() {
    return List.of(
        new Case(
            Chapter.ENVIRONMENT,
            "constants",
            "Annex A.1.1: the named constants; error classes satisfy 0 = MPI_SUCCESS < MPI_ERR_… ≤"
                + " MPI_ERR_LASTCODE (§9.4), thread levels are ordered (§11.6.2)",
            CommKind.ALONE,
            Constants::check));
  }

  private static void check(Place p) {
    DISTINCT.forEach((group, names) -> p.cell(() -> group, () -> distinct(p, names)));
    for (List<String> names : BITS) {
      p.cell(
          () -> names.get(0) + "…",
          () -> {
            distinct(p, names);
            names.forEach(n -> p.check(Integer.bitCount(value(n)) == 1, n + " is one bit"));
          });
    }
    p.cell(
        () -> "error classes",
        () -> {
          p.equal(0, value("SUCCESS"), "SUCCESS");
          for (String name : DISTINCT.get("error classes (§9.4)")) {
            int code = value(name);
            // Open MPI's own, which is negative there.
            p.check(
                name.equals("ERR_SYSRESOURCE") || code >= 0 && code <= value("ERR_LASTCODE"),
                name + " ≤ ERR_LASTCODE");
          }
        });
    p.cell(
        () -> "thread levels",
        () ->
            p.check(
                value("THREAD_SINGLE") < value("THREAD_FUNNELED")
                    && value("THREAD_FUNNELED") < value("THREAD_SERIALIZED")
                    && value("THREAD_SERIALIZED") < value("THREAD_MULTIPLE"),
                "SINGLE < FUNNELED < SERIALIZED < MULTIPLE"));
    p.cell(
        () -> "wildcards are no ranks and no tags",
        () -> {
          for (String name : List.of("ANY_SOURCE", "ANY_TAG", "PROC_NULL", "ROOT", "UNDEFINED")) {
            p.check(value(name) < 0, name + " < 0");
          }
        });
    p.cell(() -> "sizes", () -> sizes(p));
  }

  private static void sizes(Place p) {
    p.check(value("MAX_INFO_KEY") >= 32 && value("MAX_INFO_KEY") <= 255, "32 ≤ MAX_INFO_KEY ≤ 255");
    for (String name :
        List.of("MAX_DATAREP_STRING", "MAX_INFO_VAL", "MAX_OBJECT_NAME", "MAX_PORT_NAME")) {
      p.check(value(name) >= 64, name + " ≥ 64");
    }
    p.check(value("BSEND_OVERHEAD") > 0, "BSEND_OVERHEAD > 0");
    p.check(value("SEND_OVERHEAD") >= 0 && value("RECV_OVERHEAD") >= 0, "overheads");
    p.check(value("DISPLACEMENT_CURRENT") < 0, "DISPLACEMENT_CURRENT is no displacement");
    p.check(value("DISTRIBUTE_DFLT_DARG") <= 0, "DISTRIBUTE_DFLT_DARG is no size");
    p.equal(MPI.getVersion().getVersion(), value("VERSION"), "VERSION");
    p.equal(MPI.getVersion().getSubVersion(), value("SUBVERSION"), "SUBVERSION");
  }

  private static void distinct(Place p, List<String> names) {
    Map<Integer, String> seen = new HashMap<>();
    for (String name : names) {
      String other = seen.put(value(name), name);
      p.check(other == null, name + " differs from " + other);
    }
  }

  private static int value(String name) {
    try {
      Field field = MPI.class.getField(name);
      // The class that declares it need not be public.
      field.setAccessible(true);
      return field.getInt(null);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("no constant " + name, e);
    }
  }
}
