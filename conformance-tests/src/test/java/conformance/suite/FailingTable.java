package conformance.suite;

import java.util.List;
import java.util.Set;
import mpi.MPI;

/** Cases that fail in all the ways there are, and good ones between. */
public final class FailingTable implements Table {
  @Override
  public List<Case> cases() {
    Set<CommKind> comms = CommKind.ONE;
    return List.of(
        new Case(Chapter.MESSAGES, "good", "it holds", comms, p -> p.comm().barrier()),
        new Case(
            Chapter.MESSAGES,
            "wrong item",
            "an item is not what was sent",
            comms,
            p ->
                p.matrix(
                    List.of(Kind.INT),
                    Store.ANY,
                    (kind, store, root, n) -> {
                      Data data = new Data(kind, store, 5, i -> i);
                      data.verify(p, "data", i -> i == 3 && p.rank() == 1 ? 77 : i);
                    })),
        new Case(
            Chapter.DATATYPES,
            "wrong error",
            "an error of another class",
            comms,
            p -> p.error(MPI.ERR_TAG, () -> p.comm().send(new int[1], 1, MPI.INT, 99, 0))),
        new Case(
            Chapter.INFO,
            "throws",
            "an exception leaves messages behind at the other rank",
            comms,
            p -> {
              p.comm().send(new int[1], 1, MPI.INT, p.right(), 5);
              throw new IllegalStateException("on purpose");
            }),
        new Case(
            Chapter.COLLECTIVES,
            "good after all",
            "what failed before does not matter",
            Set.of(CommKind.DUP, CommKind.WORLD),
            p -> {
              int[] sum = {p.rank() + 1};
              p.comm().allReduce(sum, 1, MPI.INT, MPI.SUM);
              p.equal(3, sum[0], "the sum");
            }));
  }
}
