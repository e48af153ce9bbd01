package conformance.programs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;
import org.jmpi.resilient.BuddyCheckpoint;
import org.jmpi.resilient.Change;
import org.jmpi.resilient.Resilient;
import org.jmpi.resilient.Task;

/**
 * Steps whose results are known, on ranks that are killed and replaced. Each rank has a state of
 * its own, which only a checkpoint keeps; all have a sum in common.
 *
 * <pre>refill STEPS PAUSE_MS FATE…</pre>
 *
 * <p>A fate is {@code RANK@STEP}: the first process that works as this rank is killed in this step;
 * {@code RANK@STEP!}: in the repair that leads to it or a later one; with {@code +RANK@…} it is one
 * that was started in the place of another. Each is for one process. {@code +start} kills each of
 * these before it is taken in, {@code +exit} lets it end by itself.
 */
final class Refilled implements Task {
  private static final int CELLS = 1000;

  private final int pauseMs;
  private final List<String> fates;
  private final Resilient resilient;
  private final BuddyCheckpoint checkpoint;
  private long[] cells;
  private long sum;
  private int repairs;

  private Refilled(int pauseMs, List<String> fates, Resilient resilient) {
    this.pauseMs = pauseMs;
    this.fates = fates;
    this.resilient = resilient;
    checkpoint = new BuddyCheckpoint(resilient);
  }

  static void run(Intracomm world, String[] args) {
    List<String> fates = Arrays.asList(args).subList(3, args.length);
    if (Intracomm.isRespawned()) {
      if (world.getSize() != 1 || world.getRank() != 0) {
        throw new IllegalStateException("a replacement in a world of " + world.getSize());
      }
      if (fates.contains("+start")) {
        die();
      }
      if (fates.contains("+exit")) {
        System.exit(0);
      }
    }
    int steps = Integer.parseInt(args[1]);
    Resilient resilient = Resilient.of(world).start();
    Refilled task = new Refilled(Integer.parseInt(args[2]), fates, resilient);
    // What is over when a replacement comes concerns it no more.
    resilient.run(0, steps / 2, task);
    resilient.run(steps / 2, steps, task);
    task.check(steps);
    Intracomm comm = resilient.comm();
    String who = resilient.isReplacement() ? "replacement" : "original";
    Program.say(comm, who + " ends with " + comm.getSize() + " after " + task.repairs + " repairs");
    resilient.free();
  }

  @Override
  public void step(Intracomm comm, long step) throws MPIException {
    int rank = comm.getRank();
    if (step == 0) {
      cells = new long[CELLS];
      sum = 0;
    }
    meet(name(rank, step));
    long[] together = {1, step, sum};
    comm.allReduce(together, 3, MPI.LONG, MPI.SUM);
    int size = comm.getSize();
    require(together[0] == size && together[1] == step * size, "step " + step);
    require(together[2] == sum * size, "sums differ before step " + step);
    for (int i = 0; i < CELLS; i++) {
      require(cells[i] == rank * step, "cell " + i + " is " + cells[i] + " in step " + step);
    }
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMs));
    long[] next = Arrays.stream(cells).map(cell -> cell + rank).toArray();
    checkpoint.store("cells", next);
    checkpoint.store("common", new long[] {sum + step});
    checkpoint.commit(step + 1);
  }

  @Override
  public void accepted(long step) {
    load();
  }

  @Override
  public long repaired(Change change) throws MPIException {
    int rank = change.comm().getRank();
    for (long step = 0; step <= change.step(); step++) {
      meet(name(rank, step) + "!");
    }
    long step = checkpoint.restore(change);
    repairs++;
    if (step == BuddyCheckpoint.NONE) {
      return 0;
    }
    load();
    return step;
  }

  private void load() {
    cells = checkpoint.get("cells", long[].class);
    sum = checkpoint.get("common", long[].class)[0];
  }

  private void check(long steps) {
    require(sum == steps * (steps - 1) / 2, "the sum is " + sum);
    int rank = resilient.comm().getRank();
    require(Arrays.stream(cells).allMatch(cell -> cell == rank * steps), "cells of the last step");
  }

  /** Ranks move when others die: an original keeps its name. */
  private String name(int rank, long step) {
    return (resilient.isReplacement() ? "+" + rank : MPI.COMM_WORLD.getRank()) + "@" + step;
  }

  /** Each fate is for one process only: it leaves a file. */
  private void meet(String fate) {
    if (fates.contains(fate)) {
      try {
        Files.createFile(Path.of("fate " + fate));
        die();
      } catch (FileAlreadyExistsException e) {
        return;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalStateException("WRONG: " + what);
    }
  }

  private static void die() {
    try {
      String pid = Long.toString(ProcessHandle.current().pid());
      new ProcessBuilder("kill", "-KILL", pid).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
