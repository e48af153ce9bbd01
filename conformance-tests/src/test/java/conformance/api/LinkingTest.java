package conformance.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import mpi.Group;
import mpi.MPI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Class files that were compiled against either original link with package mpi. */
class LinkingTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Comm\tmethod\tpublic int getRank() throws MPIException",
        // Only the superclass of MPI has it with this type.
        "MPI\tfield\tpublic static Comm COMM_SELF",
        "MPI\tfield\tpublic static final Intracomm COMM_SELF",
        // The compiler's bridge.
        "Comm\tmethod\tpublic Object clone() throws MPIException",
        "Struct$Data\tctor\tpublic Struct$Data(Struct this$0)"
      })
  void shouldFindWhatTheVirtualMachineFinds(String line) {
    assertNull(new Linking(Signature.parse(line)).whyNot());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Comm\tmethod\tpublic long getRank() throws MPIException",
        "Comm\tmethod\tpublic static int getRank() throws MPIException",
        "MPI\tfield\tpublic static Object COMM_SELF",
        "MPI\tfield\tpublic int ANY_SOURCE",
        "Freeable\tclass\tpublic class",
        "Nobody\tclass\tpublic class",
        "Op\tctor\tpublic Op(User_function function)"
      })
  void shouldNotFindWhatOnlyLooksAlike(String line) {
    assertNotNull(new Linking(Signature.parse(line)).whyNot(), line);
  }

  /** The compiler copies constants: a class file compares with the number that it saw. */
  @Test
  void shouldHaveTheNumbersThatClassFilesOfMpjExpressContain() {
    int[] here = {MPI.IDENT, MPI.SIMILAR, MPI.UNEQUAL, MPI.CONGRUENT, Group.EMPTY};
    assertArrayEquals(new int[] {0, 1, 2, 3, 3}, here);
  }

  @Test
  void shouldLinkWithAllOfOpenMpisDialect() {
    assertEquals(List.of(), ApiCoverage.compare("openmpi-java").notLinking());
  }

  /** With Buffer_detach of either result too: the build adds the one that returns nothing. */
  @Test
  void shouldLinkWithAllOfMpijavasDialect() {
    assertEquals(List.of(), ApiCoverage.compare("mpijava").notLinking());
  }
}
