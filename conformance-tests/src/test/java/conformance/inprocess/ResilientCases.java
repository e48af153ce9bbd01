package conformance.inprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.inprocess.Counting.Fate;
import conformance.inprocess.Counting.Moment;
import conformance.support.Conforms;
import conformance.support.Death;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import mpi.Intracomm;
import mpi.MPI;
import org.jmpi.resilient.Change;
import org.jmpi.resilient.Resilient;
import org.jmpi.resilient.TooFewRanksException;

/** Steps that are repeated and spares that take over ({@link Resilient}), while ranks die. */
public final class ResilientCases {
  private ResilientCases() {}

  private static Change last(Counting task) {
    return task.changes().get(task.changes().size() - 1);
  }

  /** Unlike an assertion of the test library it lets a death through as it is. */
  private static TooFewRanksException tooFew(Runnable run) {
    try {
      run.run();
    } catch (TooFewRanksException e) {
      return e;
    }
    throw new AssertionError("no " + TooFewRanksException.class);
  }

  @Conforms(
      to =
          "Resilient: a step in which a rank dies is repeated by the others and counts once; a death"
              + " in the repair is repaired too",
      ranks = {9})
  public static void repeatsTheStep(Intracomm world) {
    Counting task =
        new Counting(
            world,
            new Fate(0, 2, Moment.BEFORE),
            new Fate(8, 4, Moment.HALF_WAY),
            new Fate(4, 6, Moment.AFTER),
            new Fate(7, 8, Moment.AGREEING),
            new Fate(1, 10, Moment.ACCEPTING),
            new Fate(6, 12, Moment.BEFORE),
            new Fate(2, 12, Moment.REPAIRING));
    Resilient resilient = Resilient.of(world).start();
    assertTrue(resilient.run(20, task));
    task.check(20);
    assertEquals(2, resilient.comm().getSize());
    Change first = task.changes().get(0);
    assertEquals(2, first.step());
    assertArrayEquals(new int[] {0}, first.failed());
    assertArrayEquals(new int[] {0}, first.lost());
    assertEquals(-1, first.newRank(0));
    assertEquals(7, first.newRank(8));
    assertEquals(8, first.oldRank(7));
    assertEquals(0, first.survivor());
    // Ranks 2, 3, 5 and 6 were left: the first and the last of them died in one repair.
    assertArrayEquals(new int[] {0, 3}, last(task).failed());
    assertEquals(0, last(task).newRank(1));
    resilient.free();
  }

  @Conforms(
      to =
          "Resilient: spares take the ranks of the dead, also where one dies as it joins; when they"
              + " are used up the ranks move up",
      ranks = {7})
  public static void sparesTakeOver(Intracomm world) {
    // Ranks 4, 5 and 6 are spares; 4 dies as it takes the place of 1, so 5 gets it.
    Counting task =
        new Counting(
            world,
            new Fate(1, 3, Moment.HALF_WAY),
            new Fate(4, 3, Moment.REPAIRED),
            new Fate(0, 6, Moment.BEFORE),
            new Fate(5, 9, Moment.BEFORE));
    Resilient resilient = Resilient.of(world).spares(3).start();
    int me = world.getRank();
    assertEquals(me >= 4, resilient.isSpare());
    assertEquals(me >= 4, resilient.comm() == null);
    assertTrue(resilient.run(15, task));
    task.check(15);
    assertEquals(0, resilient.spares());
    assertEquals(3, resilient.comm().getSize());
    int[] now = new int[3];
    resilient.comm().allGather(new int[] {me}, 1, MPI.INT, now, 1, MPI.INT);
    assertArrayEquals(new int[] {6, 2, 3}, now);
    // The place of 1 was taken by 5, which died.
    assertArrayEquals(new int[] {1}, last(task).lost());
    int changes = task.changes().size();
    if (me == 6) {
      assertEquals(2, changes);
      assertTrue(task.changes().get(0).isNew());
      assertFalse(last(task).isNew());
    }
    Change taking = task.changes().get(changes - 2);
    assertArrayEquals(new int[] {0}, taking.failed());
    assertEquals(0, taking.lost().length);
    assertTrue(taking.isNew(0));
    assertFalse(taking.isNew(1));
    assertEquals(0, taking.newRank(0));
    assertEquals(1, taking.survivor());
  }

  @Conforms(
      to = "Resilient: down to one rank, which goes on alone",
      ranks = {5})
  public static void goesOnDownToOne(Intracomm world) {
    Fate[] fates = new Fate[4];
    for (int i = 0; i < 4; i++) {
      fates[i] = new Fate((i + 3) % 5, 2 * i + 1, Moment.values()[i]);
    }
    Counting task = new Counting(world, fates);
    Resilient resilient = Resilient.of(world).start();
    assertTrue(resilient.run(12, task));
    task.check(12);
    assertEquals(2, world.getRank());
    assertEquals(1, resilient.comm().getSize());
  }

  @Conforms(
      to = "Resilient: when fewer ranks are left than wanted, all that live are told, spares too",
      ranks = {5})
  public static void endsWhenTooFewAreLeft(Intracomm world) {
    Counting task =
        new Counting(
            world,
            new Fate(0, 2, Moment.BEFORE),
            new Fate(3, 2, Moment.BEFORE),
            new Fate(2, 2, Moment.HALF_WAY));
    Resilient resilient = Resilient.of(world).spares(1).minimum(3).start();
    TooFewRanksException e = tooFew(() -> resilient.run(9, task));
    assertEquals(2, e.left(), e.getMessage());
    assertThrows(IllegalStateException.class, () -> resilient.run(9, task));
  }

  @Conforms(
      to = "Resilient: when all that worked die, the spares are told",
      ranks = {4})
  public static void endsWhenNobodyKnowsAnything(Intracomm world) {
    Counting task = new Counting(world, new Fate(0, 2, Moment.AFTER), new Fate(1, 2, Moment.AFTER));
    Resilient resilient = Resilient.of(world).spares(2).start();
    TooFewRanksException e = tooFew(() -> resilient.run(9, task));
    assertEquals(0, e.left(), e.getMessage());
  }

  @Conforms(
      to = "Resilient: ranks that are dead when it starts are left out or replaced; so are spares",
      ranks = {6})
  public static void startsAfterDeaths(Intracomm world) {
    int me = world.getRank();
    if (me == 1 || me == 4) {
      throw new Death();
    }
    world.setErrhandler(MPI.ERRORS_RETURN);
    FailureCases.awaitFailed(world, 2);
    Resilient resilient = Resilient.of(world).spares(2).start();
    assertFalse(resilient.isSpare());
    assertEquals(0, resilient.spares());
    assertEquals(me == 5 ? 1 : me, resilient.comm().getRank());
    Counting task = new Counting(world);
    assertTrue(resilient.run(3, task));
    task.check(3);
  }

  @Conforms(
      to = "Resilient: further runs go on with the ranks and spares that are left",
      ranks = {5})
  public static void runsAgain(Intracomm world) {
    Resilient resilient = Resilient.of(world).spares(2).start();
    int me = world.getRank();
    Counting first = new Counting(world);
    assertEquals(me < 3, resilient.run(4, first));
    Counting second = new Counting(world, new Fate(1, 2, Moment.BEFORE));
    assertEquals(me < 4, resilient.run(4, second));
    if (resilient.isSpare()) {
      assertEquals(4, me);
      assertNull(resilient.comm());
    } else {
      second.check(4);
    }
    Counting third = new Counting(world, new Fate(3, 3, Moment.BEFORE));
    assertTrue(resilient.run(2, 7, third));
    assertEquals(3, resilient.comm().getSize());
    assertEquals(me == 4 ? 1 : me, resilient.comm().getRank());
  }

  @Conforms(
      to = "Resilient: whoever dies when, all that live do each step once and hold the same",
      ranks = {8})
  public static void survivesAnyDeaths(Intracomm world) {
    long seed = Long.getLong("jmpi.test.seed", 20_261_122L);
    Random random = new Random(seed);
    List<Integer> ranks = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5, 6, 7));
    Collections.shuffle(ranks, random);
    List<Fate> fates = new ArrayList<>();
    for (int rank : ranks.subList(0, 6)) {
      Moment moment = Moment.values()[random.nextInt(Moment.values().length)];
      fates.add(new Fate(rank, random.nextInt(30), moment));
    }
    Counting task = new Counting(world, fates);
    Resilient resilient = Resilient.of(world).spares(3).start();
    try {
      if (resilient.run(40, task)) {
        task.check(40);
      }
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("seed " + seed + ", " + fates, e);
    }
  }
}
