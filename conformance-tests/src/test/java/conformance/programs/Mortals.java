package conformance.programs;

import static conformance.programs.Program.meet;
import static conformance.programs.Program.outcome;
import static conformance.programs.Program.say;

import conformance.inprocess.Remembering;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mpi.Intracomm;
import mpi.MPI;
import org.jmpi.resilient.Resilient;

/** Programs whose ranks die while the others watch. */
final class Mortals {
  private static final int TAG = 11;

  private Mortals() {}

  static void run(Intracomm world, String[] args) {
    world.setErrhandler(MPI.ERRORS_RETURN);
    if (!args[0].equals("await")) {
      meet(world);
    }
    say(world, "ready");
    switch (args[0]) {
      case "kill all" -> killAll(world);
      case "await" -> await(world, Integer.parseInt(args[1]), Long.parseLong(args[2]));
      case "remember" -> remember(world);
      case "compute" -> compute(world, Long.parseLong(args[1]));
      default -> leave(world, Integer.parseInt(args[1]));
    }
  }

  /** Rank 0 kills the others, the last first; all that live wait for each. */
  private static void killAll(Intracomm world) {
    int me = world.getRank();
    int size = world.getSize();
    long[] pids = new long[size];
    pids[me] = ProcessHandle.current().pid();
    world.allGather(pids, 1, MPI.LONG);
    for (int victim = size - 1; victim > 0; victim--) {
      int dying = victim;
      if (me == victim) {
        world.recv(new int[1], 1, MPI.INT, 0, TAG);
      }
      ProcessHandle process = ProcessHandle.of(pids[victim]).orElseThrow();
      process.isAlive();
      long startNs = System.nanoTime();
      if (me == 0) {
        process.destroyForcibly();
      }
      long[] endNs = new long[1];
      String how =
          outcome(
              () -> {
                try {
                  world.recv(new int[1], 1, MPI.INT, dying, TAG);
                } finally {
                  endNs[0] = System.nanoTime();
                }
              });
      double ms = (endNs[0] - startNs) / (double) TimeUnit.MILLISECONDS.toNanos(1);
      say(world, String.format(Locale.ROOT, "%s after %.2f ms", how, ms));
      if (me == 0 && victim > 1) {
        // All who live have seen this death before the next.
        for (int other = 1; other < victim; other++) {
          world.recv(new int[1], 1, MPI.INT, other, TAG + 1);
        }
      } else if (victim > 1) {
        world.send(new int[1], 1, MPI.INT, 0, TAG + 1);
      }
    }
  }

  /** Steps with checkpoints until both spares have been used. */
  private static void remember(Intracomm world) {
    Resilient resilient = Resilient.of(world).spares(2).start();
    Remembering task = new Remembering(world, resilient);
    long steps = 0;
    for (int spares = 2; resilient.spares() > 0; steps += 20) {
      if (resilient.spares() < spares) {
        spares = resilient.spares();
        say(world, "has " + spares + " spare");
      }
      resilient.run(steps, steps + 20, task);
    }
    task.check(steps, 0, 1, 2);
    say(world, "remembers");
  }

  /** All wait for one, which waits for ever, and go on for a time. */
  private static void await(Intracomm world, int dying, long goOnMs) {
    int from = world.getRank() == dying ? (dying + 1) % world.getSize() : dying;
    say(world, outcome(() -> world.recv(new int[1], 1, MPI.INT, from, TAG)));
    long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(goOnMs);
    while (System.nanoTime() < endNs) {
      LockSupport.parkNanos(endNs - System.nanoTime());
    }
  }

  /** The last rank makes no MPI call for a time, while the others wait for it. */
  private static void compute(Intracomm world, long ms) {
    if (world.getRank() == world.getSize() - 1) {
      long startNs = System.nanoTime();
      while (System.nanoTime() - startNs < TimeUnit.MILLISECONDS.toNanos(ms)) {
        Thread.onSpinWait();
      }
    }
    say(world, outcome(world::barrier));
  }

  /** The last rank ends by itself. */
  private static void leave(Intracomm world, int exitCode) {
    int last = world.getSize() - 1;
    if (world.getRank() == last) {
      System.exit(exitCode);
    }
    say(world, outcome(() -> world.recv(new int[1], 1, MPI.INT, last, TAG)));
  }
}
