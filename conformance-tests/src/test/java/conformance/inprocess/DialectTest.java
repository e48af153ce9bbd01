package conformance.inprocess;

import conformance.support.Cases;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** mpiJava's side of package mpi, and where it meets the other. */
class DialectTest {
  @TestFactory
  Stream<DynamicTest> shouldSpeakMpijava() {
    return Cases.of(MpijavaCases.class);
  }

  @TestFactory
  Stream<DynamicTest> shouldKeepBothMeaningsOfANameThatBothHave() {
    return Cases.of(ClashCases.class);
  }
}
