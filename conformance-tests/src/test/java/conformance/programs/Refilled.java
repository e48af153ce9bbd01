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
 * <p>With 0 steps it goes on until there is a file {@code stop}.
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

  /** The first rank of whose place it has: ranks move up where nobody takes a place. */
  private int place;

  private long sum;
  private boolean isStopped;
  private boolean hasSpoken;
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
    long done = 0;
    // What is over when a replacement comes concerns it no more.
    while (steps > 0 ? done < steps : !task.isStopped) {
      long next = done + (steps > 0 ? steps / 2 : 50);
      resilient.run(done, next, task);
      done = next;
    }
    task.check(done);
    Intracomm comm = resilient.comm();
    String who = resilient.isReplacement() ? "replacement" : "original";
    Program.say(comm, who + " ends with " + comm.getSize() + " after " + task.repairs + " repairs");
    resilient.free();
  }

  @Override
  public void step(Intracomm comm, long step) throws MPIException {
    int rank = comm.getRank();
    if (step == 0) {
      place = rank;
      cells = new long[CELLS];
      sum = 0;
    }
    meet(name(rank, step));
    if (resilient.isReplacement() && !hasSpoken) {
      Program.say(comm, "works");
      hasSpoken = true;
    }
    long[] together = {1, step, sum, rank == 0 && Files.exists(Path.of("stop")) ? 1 : 0};
    comm.allReduce(together, 4, MPI.LONG, MPI.SUM);
    int size = comm.getSize();
    require(together[0] == size && together[1] == step * size, "step " + step);
    require(together[2] == sum * size, "sums differ before step " + step);
    for (int i = 0; i < CELLS; i++) {
      require(cells[i] == place * step, "cell " + i + " is " + cells[i] + " in step " + step);
    }
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMs));
    long[] next = Arrays.stream(cells).map(cell -> cell + place).toArray();
    checkpoint.store("cells", next);
    checkpoint.store("common", new long[] {sum + step, together[3], place});
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
    long[] common = checkpoint.get("common", long[].class);
    sum = common[0];
    isStopped = common[1] > 0;
    place = (int) common[2];
  }

  private void check(long steps) {
    require(sum == steps * (steps - 1) / 2, "the sum is " + sum);
    require(Arrays.stream(cells).allMatch(cell -> cell == place * steps), "cells of the last step");
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
