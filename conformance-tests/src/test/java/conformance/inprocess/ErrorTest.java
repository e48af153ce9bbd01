package conformance.inprocess;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.support.Cases;
import java.util.stream.Stream;
import org.jmpi.runtime.InProcess;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** MPI-4.1 §9.3 and §9.4. */
class ErrorTest {
  @TestFactory
  Stream<DynamicTest> shouldRaiseTheStandardsClasses() {
    return Cases.of(ErrorCases.class)
        .filter(test -> !test.getDisplayName().startsWith("lowerCaseErrorIsFatal"));
  }

  @Test
  @DisplayName(
      "the dialects' rule 12 and MPI-4.1 §9.3 MPI_ERRORS_ARE_FATAL: an error of a lower-case call"
          + " on a communicator nobody touched ends the job")
  void shouldEndTheJobWithoutAHandler() {
    InProcess.RankFailure failure =
        assertThrows(
            InProcess.RankFailure.class,
            () ->
                InProcess.run(
                    2, Cases.Program.class, ErrorCases.class.getName(), "lowerCaseErrorIsFatal"));
    assertTrue(failure.getMessage().contains("MPI_ERR_RANK"), failure.getMessage());
    assertTrue(failure.getMessage().contains("rank 1"), failure.getMessage());
  }
}
