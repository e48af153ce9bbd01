package conformance.inprocess;

import conformance.support.Cases;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** MPI-4.1 §7.6. */
class IntercommTest {
  @TestFactory
  Stream<DynamicTest> shouldConformInIntercommunicators() {
    return Cases.of(IntercommCases.class);
  }
}
