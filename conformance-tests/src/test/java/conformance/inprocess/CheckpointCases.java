package conformance.inprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.inprocess.Remembering.Fate;
import conformance.inprocess.Remembering.Moment;
import conformance.support.Conforms;
import mpi.Intracomm;
import mpi.MPI;
import org.jmpi.resilient.HalfCommit;
import org.jmpi.resilient.Resilient;
import org.jmpi.resilient.ResilientException;
import org.jmpi.resilient.StateLostException;

/** Checkpoints in memory ({@link org.jmpi.resilient.BuddyCheckpoint}), while ranks die. */
public final class CheckpointCases {
  private CheckpointCases() {}

  @Conforms(
      to = "BuddyCheckpoint: a spare gets the state of the dead rank, whatever the moment",
      ranks = {9})
  public static void sparesGetTheState(Intracomm world) {
    Resilient resilient = Resilient.of(world).spares(5).start();
    // On one host the copy of a rank is with the next.
    Remembering task =
        new Remembering(
            world,
            resilient,
            new Fate(0, 1, Moment.STEPPING),
            new Fate(3, 4, Moment.STEPPING),
            new Fate(2, 8, Moment.COMMITTED),
            new Fate(1, 10, Moment.STEPPING),
            new Fate(4, 13, Moment.STEPPING));
    assertTrue(resilient.run(17, task));
    task.check(17, 0, 1, 2, 3);
    assertEquals(0, resilient.spares());
  }

  @Conforms(
      to =
          "BuddyCheckpoint.commit: at all ranks or at none; a death in it leaves the one before"
              + " whole",
      ranks = {10})
  public static void commitsAtAllOrNone(Intracomm world) {
    Resilient resilient = Resilient.of(world).spares(5).start();
    Fate[] fates = new Fate[HalfCommit.PARTS + 1];
    for (int parts = 0; parts <= HalfCommit.PARTS; parts++) {
      // Ranks 4, 3, 2, 1 and 0, each in another commit, having done more of it.
      fates[parts] = new Fate(4 - parts, 3 * parts + 5, Moment.COMMITTING, parts);
    }
    Remembering task = new Remembering(world, resilient, fates);
    assertTrue(resilient.run(25, task));
    task.check(25, 0, 1, 2, 3, 4);
  }

  @Conforms(
      to = "BuddyCheckpoint.restore: a death in it is repaired from the same checkpoint",
      ranks = {6})
  public static void restoresAgain(Intracomm world) {
    Resilient resilient = Resilient.of(world).spares(2).start();
    Remembering task =
        new Remembering(
            world,
            resilient,
            new Fate(1, 7, Moment.STEPPING),
            new Fate(4, 6, Moment.RESTORED),
            new Fate(3, 6, Moment.RESTORING));
    assertTrue(resilient.run(11, task));
    // One spare was left for ranks 1 and 3: it has the lower one.
    task.check(11, 0, 1, 2);
    int[] heirs = {task.inherited.containsKey(3) ? 1 : 0};
    resilient.comm().allReduce(heirs, 1, MPI.INT, MPI.SUM);
    assertEquals(1, heirs[0]);
  }

  @Conforms(
      to =
          "BuddyCheckpoint: without spares the states of the dead are handed to one survivor each;"
              + " down to one rank",
      ranks = {4})
  public static void handsOverOrphans(Intracomm world) {
    Resilient resilient = Resilient.of(world).start();
    Remembering task =
        new Remembering(
            world,
            resilient,
            new Fate(1, 4, Moment.STEPPING),
            new Fate(2, 7, Moment.STEPPING),
            new Fate(0, 9, Moment.STEPPING));
    assertTrue(resilient.run(14, task));
    task.check(14, 3);
    assertTrue(task.inherited.containsKey(0));
    assertTrue(task.inherited.containsKey(2));
  }

  @Conforms(
      to =
          "BuddyCheckpoint: copies are made anew at once, so a rank and its keeper may die one after"
              + " the other",
      ranks = {5})
  public static void makesCopiesAnewAtOnce(Intracomm world) {
    Resilient resilient = Resilient.of(world).spares(2).start();
    // After the first death step 3 is done again: both die between the same two commits.
    Remembering task =
        new Remembering(
            world, resilient, new Fate(1, 4, Moment.STEPPING), new Fate(2, 5, Moment.STEPPING));
    assertTrue(resilient.run(8, task));
    task.check(8, 0, 1, 2);
  }

  @Conforms(
      to =
          "BuddyCheckpoint: when a rank and its keeper die together, all ranks are told whose state"
              + " is lost",
      ranks = {6})
  public static void saysWhoseStateIsLost(Intracomm world) {
    Resilient resilient = Resilient.of(world).spares(3).start();
    Remembering task =
        new Remembering(
            world, resilient, new Fate(1, 4, Moment.STEPPING), new Fate(2, 4, Moment.STEPPING));
    ResilientException e = null;
    try {
      resilient.run(8, task);
    } catch (ResilientException thrown) {
      e = thrown;
    }
    assertTrue(e != null, "the state of rank 1 came from somewhere");
    if (world.getRank() < 5) {
      assertTrue(e instanceof StateLostException, e.toString());
      assertArrayEquals(new int[] {1}, ((StateLostException) e).ranks());
      assertTrue(e.getMessage().contains("checkpoint 3"), e.getMessage());
    } else {
      assertFalse(e instanceof StateLostException, e.toString());
    }
    assertThrows(IllegalStateException.class, () -> resilient.run(8, task));
  }
}
