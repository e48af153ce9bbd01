package conformance.suite;

import java.util.List;
import mpi.MPI;

/** A case in which rank 0 waits for what never comes. */
public final class HangingTable implements Table {
  @Override
  public List<Case> cases() {
    return List.of(
        new Case(Chapter.MESSAGES, "good", "it holds", CommKind.ONE, p -> p.comm().barrier()),
        new Case(
            Chapter.MESSAGES,
            "waits for ever",
            "nobody sends",
            CommKind.ONE,
            p -> {
              if (p.rank() == 0) {
                p.comm().recv(new int[1], 1, MPI.INT, 1, 1);
              }
            }));
  }
}
