package conformance.inprocess;

import conformance.support.Cases;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** MPI-4.1 chapter 3. */
class PointToPointTest {
  @TestFactory
  Stream<DynamicTest> shouldPassMessages() {
    return Cases.of(PointToPointCases.class);
  }

  @TestFactory
  Stream<DynamicTest> shouldProbe() {
    return Cases.of(ProbeCases.class);
  }

  @TestFactory
  Stream<DynamicTest> shouldCompleteRequests() {
    return Cases.of(RequestCases.class);
  }

  @TestFactory
  Stream<DynamicTest> shouldBuffer() {
    return Cases.of(BufferedCases.class);
  }
}
