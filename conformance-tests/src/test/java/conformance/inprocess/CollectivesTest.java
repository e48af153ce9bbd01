package conformance.inprocess;

import conformance.support.Cases;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** MPI-4.1 chapter 6, on many numbers of ranks. */
@Tag("sweep")
class CollectivesTest {
  @TestFactory
  Stream<DynamicTest> shouldMoveData() {
    return Cases.of(MovementCases.class);
  }

  @TestFactory
  Stream<DynamicTest> shouldReduce() {
    return Cases.of(ReductionCases.class);
  }
}
