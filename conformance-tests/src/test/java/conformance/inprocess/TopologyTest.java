package conformance.inprocess;

import conformance.support.Cases;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** MPI-4.1 §8. */
class TopologyTest {
  @TestFactory
  Stream<DynamicTest> shouldConformInTopologies() {
    return Cases.of(TopologyCases.class);
  }
}
