package conformance.inprocess;

import conformance.support.Cases;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** ULFM, the fault tolerance chapter that is proposed for MPI. */
class FaultTest {
  @TestFactory
  Stream<DynamicTest> shouldTellOfFailuresAndGoOn() {
    return Cases.withDeaths(FailureCases.class);
  }

  @TestFactory
  Stream<DynamicTest> shouldRepairAfterFailures() {
    return Cases.withDeaths(RepairCases.class);
  }

  @TestFactory
  Stream<DynamicTest> shouldRevokeAndAgreeWithoutFailures() {
    return Cases.of(RevokeCases.class, java.util.Map.of("ft", "true"), "");
  }
}
