package conformance.inprocess;

import conformance.support.Cases;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** MPI-4.1 chapter 7. */
class CommunicatorTest {
  @TestFactory
  Stream<DynamicTest> shouldMakeAndCompareCommunicators() {
    return Cases.of(CommunicatorCases.class);
  }
}
