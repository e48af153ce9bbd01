package conformance.inprocess;

import conformance.support.Cases;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The recovery helpers, package {@code org.jmpi.resilient}. */
class ResilientTest {
  @TestFactory
  Stream<DynamicTest> shouldGoOnWhoeverDies() {
    return Cases.withDeaths(ResilientCases.class);
  }

  @TestFactory
  Stream<DynamicTest> shouldKeepWhatWasCommitted() {
    return Cases.withDeaths(CheckpointCases.class);
  }

  @TestFactory
  Stream<DynamicTest> shouldDoWhatItSaysWhereNobodyDies() {
    return Cases.of(ResilientWithoutDeathsCases.class, Map.of("ft", "true"), "");
  }
}
