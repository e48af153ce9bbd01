package conformance.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.support.Launched;
import java.nio.file.Path;
import mpi.MPI;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that go on after a death. */
@EnabledOnOs(OS.LINUX)
class SurvivalTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"shm", "quic"})
  @DisplayName(
      "ULFM (MPI-5 draft, Process Failure): no operation that involves a failed process blocks for"
          + " ever, it raises MPI_ERR_PROC_FAILED; others are undisturbed")
  void shouldTellOfTheDeadAndGoOn(String transport) throws Exception {
    Launched job =
        Launched.jmpirun(
                directory, "-n 3 --on-failure continue --transport " + transport, "survive")
            .expect(0);
    String failed = " error " + MPI.ERR_PROC_FAILED + " ranks [2]";
    String[] certain = {"iRecv", "isSend", "large iSend", "send", "recv", "probe"};
    for (String operation : certain) {
      assertEquals(2, job.said(operation + failed).size(), () -> operation + "\n" + job);
    }
    // It may have arrived whole; it must have ended.
    assertEquals(2, job.said("torn ").size(), job::toString);
    String[] collective = {"iBarrier", "iAllReduce", "barrier"};
    for (String operation : collective) {
      assertEquals(2, job.said(operation + failed).size(), () -> operation + "\n" + job);
    }
    int any = job.said("ANY_SOURCE error " + MPI.ERR_PROC_FAILED).size();
    int pending = job.said("ANY_SOURCE error " + MPI.ERR_PROC_FAILED_PENDING).size();
    assertTrue(any + pending >= 2, job::toString);
    assertEquals(2, job.said("lives").size(), job::toString);
    assertEquals(1, job.own().size(), job::toString);
    assertTrue(job.own().get(0).contains("rank 2"), job::toString);
  }
}
