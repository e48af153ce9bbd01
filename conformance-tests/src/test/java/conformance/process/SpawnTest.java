package conformance.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.support.Launched;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mpi.MPI;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that start others. */
@EnabledOnOs(OS.LINUX)
class SpawnTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"shm", "quic"})
  @DisplayName(
      "MPI-4.1 §11.8.2: the intercommunicator has the children in the remote group, and they get"
          + " it by MPI_Comm_get_parent; arguments are significant only at root; §11.8.3: programs"
          + " spawned together are one MPI_COMM_WORLD")
  void shouldTalkWithWhatItHasStarted(String transport) throws Exception {
    Files.createDirectory(directory.resolve("sub"));
    // Seven virtual machines that load a codec take their time where others want the processor.
    String options = "-n 2 --spawn 5 --setting quic-unreachable-ms=170000 --transport " + transport;
    Launched job =
        Launched.jmpirun(
                directory, options + " -x CLASSPATH=" + Launched.CLASS_PATH, "spawn", "sum")
            .expect(0);
    assertEquals(2, job.said("spawned 3 and 2").size(), job::toString);
    String here = directory.getFileName().toString();
    assertEquals(3, job.said("child of 3 in " + here + " with [sum, a b]").size(), job::toString);
    assertEquals(1, job.said("child of 2 in sub with [sum]").size(), job::toString);
    assertEquals(1, job.said("child of 2 in " + here + " with [sum, java]").size(), job::toString);
    assertEquals("", job.err());
  }

  @Test
  @DisplayName(
      "MPI-4.1 §11.8.2: a spawn that cannot start its processes raises MPI_ERR_SPAWN; the user"
          + " guide: at all members, nothing of it stays, and the job goes on")
  void shouldRaiseAnErrorWhenNothingCanBeStarted() throws Exception {
    Launched job = Launched.jmpirun(directory, "-n 2 --spawn 4", "spawn", "fail").expect(0);
    for (String what : List.of("early", "class", "many", "host", "none")) {
      int spawn = job.said(what + " error " + MPI.ERR_SPAWN + " ").size();
      int argument = job.said(what + " error " + MPI.ERR_ARG + " ").size();
      // The root alone has looked at its arguments.
      assertEquals(what.equals("none") ? 1 : 2, spawn, () -> what + "\n" + job);
      assertEquals(2, spawn + argument, () -> what + "\n" + job);
    }
    assertEquals(2, job.said("lives").size(), job::toString);
    assertEquals(List.of(), job.own(), job::toString);
  }

  @Test
  @DisplayName("the user guide: without --spawn no processes can be started")
  void shouldStartNothingThatIsNotAllowed() throws Exception {
    Launched job = Launched.jmpirun(directory, "-n 1", "spawn", "fail").expect(0);
    assertEquals(1, job.said("many error " + MPI.ERR_SPAWN).size(), job::toString);
    assertEquals(1, job.said("lives").size(), job::toString);
  }

  @Test
  @DisplayName(
      "ULFM: a death in a spawned job is that of a member of the remote group: operations with it"
          + " raise MPI_ERR_PROC_FAILED, the intercommunicator can be shrunk")
  void shouldHearOfADeathAmongTheChildren() throws Exception {
    Launched job =
        Launched.jmpirun(directory, "-n 2 --spawn 2 --with-ft ulfm", "spawn", "killed").expect(0);
    assertEquals(2, job.said("error " + MPI.ERR_PROC_FAILED).size(), job::toString);
    assertEquals(2, job.said("goes on with 1").size(), job::toString);
    assertEquals(1, job.said("child was heard").size(), job::toString);
    assertEquals(1, job.own().size(), job::toString);
    assertTrue(
        job.own().get(0).startsWith("jmpirun: process 3 (rank 1 of 2 spawned) on host "),
        job::toString);
  }

  @Test
  @DisplayName("the user guide: without fault tolerance a death among the children ends the job")
  void shouldEndWithItsChildren() throws Exception {
    Launched job = Launched.jmpirun(directory, "-n 2 --spawn 2", "spawn", "killed").expect(137);
    assertTrue(
        job.own().get(0).startsWith("jmpirun: process 3 (rank 1 of 2 spawned) on host "),
        job::toString);
  }
}
