package conformance.programs;

import static conformance.programs.Program.say;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;

/**
 * Steps in which every rank hears of every other, with values that are checked, until somebody puts
 * a file there. After a failure those that are left repair the communicator and go on.
 */
final class Cuttable {
  private static final int INTS = 500;
  private static final int STEPS_BEFORE_READY = 20;
  private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long CUT_NS = TimeUnit.MILLISECONDS.toNanos(400);
  private static final int CORRUPT = 3;

  private Intracomm comm;
  private long step;
  private long longestNs;

  private Cuttable(Intracomm world) {
    comm = world;
  }

  static void run(Intracomm world, String stopFile) {
    world.setErrhandler(MPI.ERRORS_RETURN);
    Cuttable program = new Cuttable(world);
    program.runUntil(Path.of(stopFile));
    long longestMs = TimeUnit.NANOSECONDS.toMillis(program.longestNs);
    say(world, "done with " + program.comm.getSize() + ", longest step " + longestMs + " ms");
  }

  private void runUntil(Path stop) {
    Intracomm world = comm;
    boolean isRepaired = false;
    boolean isOver = false;
    while (!isOver) {
      long startNs = System.nanoTime();
      try {
        if (isRepaired) {
          long[] least = {step};
          comm.allReduce(least, 1, MPI.LONG, MPI.MIN);
          step = least[0];
          isRepaired = false;
          say(world, "goes on with " + comm.getSize());
        }
        isOver = step(Files.exists(stop));
      } catch (MPIException e) {
        if (e.getErrorClass() != MPI.ERR_PROC_FAILED && e.getErrorClass() != MPI.ERR_REVOKED) {
          throw e;
        }
        comm.revoke();
        comm = comm.shrink();
        isRepaired = true;
      }
      if (step == STEPS_BEFORE_READY) {
        say(world, "ready");
        longestNs = 0;
      } else if (step > STEPS_BEFORE_READY) {
        note(world, System.nanoTime() - startNs);
      }
      LockSupport.parkNanos(PAUSE_NS);
    }
  }

  /** A step that takes long says that a cut was really one. */
  private void note(Intracomm world, long tookNs) {
    if (tookNs >= CUT_NS && longestNs < CUT_NS) {
      say(world, "felt a cut");
    }
    longestNs = Math.max(longestNs, tookNs);
  }

  /** Every pair exchanges; returns whether all are to stop. */
  private boolean step(boolean wantsStop) {
    int me = comm.getRank();
    int size = comm.getSize();
    int[] out = new int[size * INTS];
    for (int i = 0; i < out.length; i++) {
      out[i] = value(me, i / INTS, i % INTS);
    }
    int[] in = new int[size * INTS];
    comm.allToAll(out, INTS, MPI.INT, in, INTS, MPI.INT);
    for (int i = 0; i < in.length; i++) {
      check(in[i] == value(i / INTS, me, i % INTS));
    }
    long[] sum = {me + step, wantsStop ? 1 : 0};
    comm.allReduce(sum, 2, MPI.LONG, MPI.SUM);
    check(sum[0] == size * (size - 1) / 2 + size * step);
    step++;
    return sum[1] > 0;
  }

  private int value(int from, int to, int at) {
    return (int) (step * 31 + from * 7 + to * 3 + at);
  }

  private void check(boolean isRight) {
    if (!isRight) {
      say(comm, "CORRUPT: step " + step);
      Runtime.getRuntime().halt(CORRUPT);
    }
  }
}
