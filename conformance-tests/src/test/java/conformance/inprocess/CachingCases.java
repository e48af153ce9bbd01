package conformance.inprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.support.Conforms;
import conformance.support.Expect;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import mpi.AttributeCallbacks;
import mpi.Comm;
import mpi.Errhandler;
import mpi.File;
import mpi.Info;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;
import mpi.Win;

/** MPI-4.1 §7.7, §9, §10: attributes, error handlers, info; and what is not there. */
public final class CachingCases {
  private CachingCases() {}

  private static final class Log implements AttributeCallbacks {
    final List<String> lines = new ArrayList<>();
    boolean refuses;

    @Override
    public Object copy(Object owner, int keyval, Object value) {
      lines.add("copy " + value);
      return value.equals("stays") ? NOT_COPIED : value + "'";
    }

    @Override
    public void delete(Object owner, int keyval, Object value) {
      if (refuses) {
        throw new IllegalStateException("not now");
      }
      lines.add("delete " + value);
    }
  }

  @Conforms(
      to =
          "MPI-4.1 §7.7.2: MPI_Comm_dup calls the copy callbacks, MPI_Comm_free,"
              + " MPI_Comm_delete_attr and a new value the delete callback; a callback that fails"
              + " fails the call",
      ranks = {1, 2})
  public static void attributes(Intracomm world) {
    MPI.COMM_SELF.setErrhandler(MPI.ERRORS_RETURN);
    Log log = new Log();
    int key = Comm.createKeyval(log);
    int other = Comm.createKeyval(log);
    int shared = Comm.createKeyval();
    Intracomm base = world.dup();
    base.setErrhandler(MPI.ERRORS_RETURN);
    assertNull(base.getAttr(key));
    base.setAttr(key, "a");
    base.setAttr(other, "stays");
    Object object = new Object();
    base.setAttr(shared, object);
    Intracomm copy = base.dup();
    assertEquals("a'", copy.getAttr(key));
    assertNull(copy.Attr_get(other));
    assertSame(object, copy.getAttr(shared));
    copy.setAttr(key, "b");
    copy.free();
    base.Attr_delete(other);
    assertEquals(
        List.of("copy a", "copy stays", "delete a'", "delete b", "delete stays"), log.lines);
    log.refuses = true;
    Expect.error(MPI.ERR_OTHER, () -> base.deleteAttr(key));
    assertEquals("a", base.getAttr(key));
    log.refuses = false;
    // Freed keys are no keys any more, but their attributes are still copied and deleted.
    Comm.freeKeyval(key);
    Expect.error(MPI.ERR_KEYVAL, () -> base.getAttr(key));
    log.lines.clear();
    base.free();
    assertEquals(List.of("delete a"), log.lines);
    Expect.error(MPI.ERR_KEYVAL, () -> Comm.freeKeyval(key));
    world.setErrhandler(MPI.ERRORS_RETURN);
    Expect.error(MPI.ERR_KEYVAL, () -> world.getAttr(MPI.KEYVAL_INVALID));
    Expect.error(MPI.ERR_KEYVAL, () -> world.setAttr(MPI.TAG_UB, 1));
    Expect.error(MPI.ERR_KEYVAL, () -> world.deleteAttr(other));
  }

  @Conforms(
      to = "MPI-4.1 §9.1.2: predefined attributes; §7.7.2 iDup copies attributes too",
      ranks = 2)
  public static void predefinedAttributes(Intracomm world) {
    assertTrue((Integer) world.getAttr(MPI.TAG_UB) >= 32767);
    assertEquals(2, world.Attr_get(MPI.UNIVERSE_SIZE));
    assertEquals(MPI.PROC_NULL, world.getAttr(MPI.HOST));
    int key = Comm.createKeyval();
    world.setAttr(key, 5);
    Intracomm copy = world.iDup();
    assertTrue(copy.isNull() || copy.getSize() == 2);
    copy.getRequest().waitFor();
    assertEquals(5, copy.getAttr(key));
    int[] sum = {1};
    copy.allReduce(sum, 1, MPI.INT, MPI.SUM);
    assertEquals(2, sum[0]);
    assertEquals(MPI.CONGRUENT, Comm.compare(world, copy));
    assertTrue(world.getRequest().isNull());
    world.deleteAttr(key);
  }

  @Conforms(
      to =
          "MPI-4.1 §7.4.2 MPI_Comm_split_type with MPI_COMM_TYPE_SHARED: a communicator of those"
              + " that can share memory; in one JVM that is all of them",
      ranks = 3)
  public static void splitType(Intracomm world) {
    Intracomm host = world.splitType(Comm.TYPE_SHARED, -world.getRank(), MPI.INFO_NULL);
    assertEquals(3, host.getSize());
    assertEquals(2 - world.getRank(), host.getRank());
    assertTrue(world.splitType(MPI.UNDEFINED, 0, null).isNull());
    world.setErrhandler(MPI.ERRORS_RETURN);
    Expect.error(MPI.ERR_ARG, () -> world.splitType(99, 0, null));
  }

  @Conforms(
      to =
          "MPI-4.1 §9.3: a handler of the program's own is called with the communicator and the"
              + " error; new communicators inherit it; calls on none go to MPI_COMM_SELF's",
      ranks = 1)
  public static void errorHandlers(Intracomm world) {
    List<String> seen = new ArrayList<>();
    Errhandler own =
        Comm.createErrhandler((comm, error) -> seen.add(comm.getName() + error.getErrorClass()));
    world.setErrhandler(own);
    assertSame(own, world.getErrhandler());
    int[] data = new int[1];
    Expect.error(MPI.ERR_RANK, () -> world.send(data, 1, MPI.INT, 4, 0));
    Intracomm copy = world.dup();
    copy.setName("copy");
    Expect.error(MPI.ERR_TAG, () -> copy.Send(data, 0, 1, MPI.INT, 0, -3));
    MPI.COMM_SELF.setErrhandler(own);
    Expect.error(MPI.ERR_INFO, () -> MPI.INFO_NULL.get("key"));
    assertEquals(
        List.of(
            "MPI_COMM_WORLD" + MPI.ERR_RANK, "copy" + MPI.ERR_TAG, "MPI_COMM_SELF" + MPI.ERR_INFO),
        seen);
    copy.callErrhandler(MPI.ERR_OTHER);
    assertEquals(4, seen.size());
    own.free();
    Expect.error(MPI.ERR_ARG, () -> world.setErrhandler(own));
    Expect.error(MPI.ERR_ARG, () -> MPI.ERRORS_RETURN.free());
  }

  @Conforms(
      to =
          "MPI-4.1 §10: keys are kept in order with their values; MPI_ERR_INFO_KEY,"
              + " MPI_ERR_INFO_VALUE, MPI_ERR_INFO_NOKEY, MPI_ERR_INFO; §11.2.1 MPI_INFO_ENV",
      ranks = 1)
  public static void info(Intracomm world) {
    MPI.COMM_SELF.setErrhandler(MPI.ERRORS_RETURN);
    Info info = new Info();
    info.set("one", "1");
    info.set("two", "2");
    info.set("one", "uno");
    assertEquals(2, info.size());
    assertEquals("uno", info.get("one"));
    assertEquals("two", info.getKey(1));
    assertNull(info.get("three"));
    Info copy = info.dup();
    info.delete("one");
    assertEquals("uno", copy.clone().get("one"));
    Expect.error(MPI.ERR_INFO_NOKEY, () -> info.delete("one"));
    Expect.error(MPI.ERR_INFO_KEY, () -> info.set("", "x"));
    Expect.error(MPI.ERR_INFO_KEY, () -> info.set("k".repeat(MPI.MAX_INFO_KEY + 1), "x"));
    Expect.error(MPI.ERR_INFO_VALUE, () -> info.set("k", "v".repeat(MPI.MAX_INFO_VAL + 1)));
    Expect.error(MPI.ERR_ARG, () -> info.getKey(1));
    info.free();
    assertTrue(info.isNull());
    Expect.error(MPI.ERR_INFO, () -> info.set("k", "v"));
    assertFalse(MPI.INFO_ENV.isNull());
    assertEquals("MPI_THREAD_MULTIPLE", MPI.INFO_ENV.get("thread_level"));

    Info hints = new Info();
    hints.set("mpi_assert_no_any_tag", "true");
    hints.set("unknown_hint", "x");
    Intracomm hinted = world.dupWithInfo(hints);
    assertEquals("true", hinted.getInfo().get("mpi_assert_no_any_tag"));
    assertNull(hinted.getInfo().get("unknown_hint"));
    assertEquals("false", hinted.dup().getInfo().get("mpi_assert_no_any_tag"));
    world.setInfo(hints);
    assertEquals("true", world.getInfo().get("mpi_assert_no_any_tag"));
  }

  @Conforms(
      to =
          "MPI-4.1 §9.4 MPI_ERR_UNSUPPORTED_OPERATION: windows, files and published names say that"
              + " they are not there; MPI_ERR_SPAWN: so do processes where nobody can start them",
      ranks = 1)
  public static void whatIsNotThere(Intracomm world) {
    MPI.COMM_SELF.setErrhandler(MPI.ERRORS_RETURN);
    world.setErrhandler(MPI.ERRORS_RETURN);
    ByteBuffer memory = MPI.newByteBuffer(8);
    MPIException win =
        Expect.error(
            MPI.ERR_UNSUPPORTED_OPERATION, () -> new Win(memory, 8, 1, MPI.INFO_NULL, world));
    assertTrue(win.getMessage().contains("Win"), win.getMessage());
    Expect.error(MPI.ERR_UNSUPPORTED_OPERATION, () -> new File(world, "name", MPI.MODE_RDONLY));
    Expect.error(MPI.ERR_UNSUPPORTED_OPERATION, () -> File.delete("name"));
    MPIException spawn =
        Expect.error(
            MPI.ERR_SPAWN,
            () -> world.spawn("program", new String[0], 1, MPI.INFO_NULL, 0, new int[1]));
    assertTrue(spawn.getMessage().contains("spawn"), spawn.getMessage());
    Expect.error(MPI.ERR_UNSUPPORTED_OPERATION, () -> Intracomm.lookupName("service"));
  }
}
