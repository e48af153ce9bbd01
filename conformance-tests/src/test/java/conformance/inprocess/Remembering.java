package conformance.inprocess;

import conformance.support.Death;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mpi.Intracomm;
import mpi.MPI;
import org.jmpi.resilient.BuddyCheckpoint;
import org.jmpi.resilient.Change;
import org.jmpi.resilient.HalfCommit;
import org.jmpi.resilient.Resilient;
import org.jmpi.resilient.Task;

/**
 * Each rank has a state of its own, which depends on all steps so far and on the number that the
 * rank had at the beginning; every few steps it is committed. Some ranks have a fate.
 */
public final class Remembering implements Task {
  private static final int INTERVAL = 3;

  /** When a rank dies; for COMMITTING it takes that many parts in the commit first. */
  public enum Moment {
    STEPPING,
    COMMITTING,
    COMMITTED,
    RESTORING,
    RESTORED
  }

  /**
   * The rank of {@code world} dies in that step, or in the first repair that leads to it or later.
   */
  public record Fate(int rank, long step, Moment moment, int parts) {
    /** A fate that has nothing to do with commits. */
    public Fate(int rank, long step, Moment moment) {
      this(rank, step, moment, 0);
    }
  }

  final Map<Integer, long[]> inherited = new TreeMap<>();
  private final Resilient resilient;
  private final BuddyCheckpoint checkpoint;
  private final List<Fate> fates;
  private final int me;
  private long slot;
  private long[] state;
  private long[] candidate;

  /** A task that begins anew. Local. */
  public Remembering(Intracomm world, Resilient resilient, Fate... fates) {
    this.me = world.getRank();
    this.resilient = resilient;
    this.checkpoint = new BuddyCheckpoint(resilient);
    this.fates = List.of(fates);
    if (!resilient.isSpare()) {
      begin(resilient.comm().getRank());
    }
  }

  private void begin(long newSlot) {
    slot = newSlot;
    state = state(slot, 0);
  }

  /** What the state must be after so many steps. */
  static long[] state(long slot, long steps) {
    long[] state = new long[1000];
    Arrays.setAll(state, i -> i + (slot + 1) * steps * (steps + 1) / 2);
    return state;
  }

  @Override
  public void step(Intracomm comm, long step) {
    dieAt(step, Moment.STEPPING);
    candidate = new long[state.length];
    Arrays.setAll(candidate, i -> state[i] + (slot + 1) * (step + 1));
    comm.barrier();
    if ((step + 1) % INTERVAL == 0) {
      checkpoint.store("state", candidate);
      checkpoint.store("slot", Long.valueOf(slot));
      dieAt(step, Moment.COMMITTING);
      checkpoint.commit(step + 1);
      dieAt(step, Moment.COMMITTED);
    }
  }

  @Override
  public void accepted(long step) {
    state = candidate;
  }

  @Override
  public long repaired(Change change) {
    dieAt(change.step(), Moment.RESTORING);
    long version = checkpoint.restore(change);
    requireEqual(version, checkpoint.version());
    dieAt(change.step(), Moment.RESTORED);
    if (version == BuddyCheckpoint.NONE) {
      // Nobody has lost anything but time, where places have been taken and not given up.
      requireEqual(0, change.step() / INTERVAL);
      begin(change.oldRank(change.comm().getRank()));
      return 0;
    }
    state = checkpoint.get("state", long[].class);
    slot = checkpoint.get("slot", Long.class);
    requireEqual(state(slot, version), state);
    requireEqual(0, version % INTERVAL);
    for (int orphan : checkpoint.orphans()) {
      requireEqual(orphan, checkpoint.getOfOrphan(orphan, "slot", Long.class));
      inherited.put(orphan, checkpoint.getOfOrphan(orphan, "state", long[].class));
      requireEqual(state(orphan, version), inherited.get(orphan));
    }
    return version;
  }

  /** The ranks must have been {@code slots} at the beginning, and have their state now. */
  public void check(long steps, int... slots) {
    Intracomm comm = resilient.comm();
    long[] all = new long[comm.getSize()];
    comm.allGather(new long[] {slot}, 1, MPI.LONG, all, 1, MPI.LONG);
    requireEqual(Arrays.stream(slots).asLongStream().toArray(), all);
    requireEqual(state(slot, steps), state);
  }

  // Launched ranks have no test library.

  private static void requireEqual(long expected, long actual) {
    requireEqual(new long[] {expected}, new long[] {actual});
  }

  private static void requireEqual(long[] expected, long[] actual) {
    int at = Arrays.mismatch(expected, actual);
    if (at >= 0) {
      throw new AssertionError(
          "element " + at + " is " + actual[at] + " and should be " + expected[at]);
    }
  }

  private void dieAt(long step, Moment moment) {
    for (Fate fate : fates) {
      boolean isRepair = moment == Moment.RESTORING || moment == Moment.RESTORED;
      if (fate.rank == me
          && fate.moment == moment
          && (isRepair ? step >= fate.step : step == fate.step)) {
        if (moment == Moment.COMMITTING) {
          HalfCommit.run(resilient, checkpoint, step + 1, fate.parts);
        }
        throw new Death();
      }
    }
  }
}
