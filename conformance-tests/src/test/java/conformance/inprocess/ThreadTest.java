package conformance.inprocess;

import conformance.support.Cases;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** MPI-4.1 §11.6. */
class ThreadTest {
  @TestFactory
  Stream<DynamicTest> shouldServeManyThreads() {
    return Cases.of(ThreadCases.class);
  }
}
