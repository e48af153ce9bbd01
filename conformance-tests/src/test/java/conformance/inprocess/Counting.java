package conformance.inprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;

import conformance.support.Death;
import java.util.ArrayList;
import java.util.List;
import mpi.Intracomm;
import mpi.MPI;
import org.jmpi.resilient.Change;
import org.jmpi.resilient.Task;

/**
 * A sum that all ranks hold alike: each step adds its number, whatever the number of ranks, so that
 * the result does not depend on who has died. Some ranks have a fate.
 */
class Counting implements Task {
  /** When a rank dies. */
  enum Moment {
    BEFORE,
    HALF_WAY,
    AFTER,
    AGREEING,
    ACCEPTING,
    REPAIRING,
    REPAIRED
  }

  /**
   * The rank of {@code world} dies in that step, or in the first repair that leads to it or later.
   */
  record Fate(int rank, long step, Moment moment) {
    boolean isNow(long now, Moment at) {
      boolean isRepair = at == Moment.REPAIRING || at == Moment.REPAIRED;
      return moment == at && (isRepair ? now >= step : now == step);
    }
  }

  private final int me;
  private final List<Fate> fates;
  private final List<Change> changes = new ArrayList<>();
  private long sum;
  private long candidate;
  private long accepted = -1;

  Counting(Intracomm world, List<Fate> fates) {
    this.me = world.getRank();
    this.fates = fates;
  }

  Counting(Intracomm world, Fate... fates) {
    this(world, List.of(fates));
  }

  @Override
  public void step(Intracomm comm, long step) {
    dieAt(comm, step, Moment.BEFORE);
    long[] values = {1, step, sum};
    comm.allReduce(values, 3, MPI.LONG, MPI.SUM);
    assertEquals(comm.getSize(), values[0]);
    assertEquals(step * comm.getSize(), values[1]);
    assertEquals(sum * comm.getSize(), values[2]);
    dieAt(comm, step, Moment.HALF_WAY);
    comm.barrier();
    candidate = sum + values[1] / values[0];
    dieAt(comm, step, Moment.AFTER);
    dieAt(comm, step, Moment.AGREEING);
  }

  @Override
  public void accepted(long step) {
    assertEquals(accepted < 0 ? step : accepted + 1, step);
    accepted = step;
    sum = candidate;
    dieAt(null, step, Moment.ACCEPTING);
  }

  @Override
  public long repaired(Change change) {
    dieAt(change.comm(), change.step(), Moment.REPAIRING);
    long[] values = {sum};
    change.comm().bcast(values, 1, MPI.LONG, change.survivor());
    sum = values[0];
    changes.add(change);
    dieAt(change.comm(), change.step(), Moment.REPAIRED);
    return change.step();
  }

  /** What this rank was told, repairs that did not last included. */
  List<Change> changes() {
    return changes;
  }

  void check(long steps) {
    assertEquals(steps * (steps - 1) / 2, sum);
  }

  private void dieAt(Intracomm comm, long step, Moment moment) {
    if (fates.stream().anyMatch(fate -> fate.rank() == me && fate.isNow(step, moment))) {
      if (moment == Moment.AGREEING) {
        comm.iAgree(-1);
      }
      throw new Death();
    }
  }
}
