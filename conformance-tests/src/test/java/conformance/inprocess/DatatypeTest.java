package conformance.inprocess;

import conformance.support.Cases;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** MPI-4.1 §5. */
class DatatypeTest {
  @TestFactory
  Stream<DynamicTest> shouldConformInDatatypes() {
    return Cases.of(DatatypeCases.class);
  }
}
