package org.jmpi.examples.recovery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;

/**
 * All ranks add up numbers in a loop. The last one is killed in the middle; the others notice,
 * revoke the communicator so that nobody waits in it any longer, shrink it to those that live, and
 * go on. Prints how long each step took. Run it with {@code jmpirun -n 4 --with-ft ulfm}.
 */
public final class RecoveryDemo {
  private static final int DEFAULT_ROUNDS = 20_000;

  /** What is measured, in order. */
  private static final String[] STEPS = {
    "first error at the survivors",
    "revoked at the survivors",
    "communicator shrunken",
    "first right allReduce"
  };

  private final long[] doneNs = new long[STEPS.length];
  private final int kills;
  private final int rounds;
  private final List<String> command;
  private Intracomm comm;
  private int round;

  private RecoveryDemo(Intracomm comm, int kills, int rounds, List<String> command) {
    this.command = command;
    this.comm = comm;
    this.kills = kills;
    this.rounds = rounds;
  }

  /**
   * Arguments: how many ranks are killed, one after the other (1), and rounds before each kill and
   * after the last (20,000, which are seconds where messages take milliseconds); then a command, if
   * not SIGKILL but something else is to happen, such as {@code kill -STOP %p}, where %p stands for
   * the victim's process id. It may take more ranks with it, the last ones.
   */
  public static void main(String[] args) throws MPIException {
    String[] own = MPI.Init(args);
    int kills = own.length > 0 ? Integer.parseInt(own[0]) : 1;
    int rounds = own.length > 1 ? Integer.parseInt(own[1]) : DEFAULT_ROUNDS;
    // Errors come as exceptions instead of ending the job; shrunken communicators inherit it.
    MPI.COMM_WORLD.setErrhandler(MPI.ERRORS_RETURN);
    if (kills < 0 || kills >= MPI.COMM_WORLD.getSize()) {
      throw new IllegalArgumentException("somebody must survive " + kills + " kills");
    }
    List<String> command = own.length > 2 ? Arrays.asList(own).subList(2, own.length) : List.of();
    new RecoveryDemo(MPI.COMM_WORLD, kills, rounds, command).run();
    MPI.Finalize();
  }

  private void run() throws MPIException {
    long[] pids = new long[comm.getSize()];
    pids[comm.getRank()] = ProcessHandle.current().pid();
    comm.allGather(pids, 1, MPI.LONG);
    for (int kill = 0; kill < kills; kill++) {
      int victim = comm.getSize() - 1;
      long killedNs = addUntilSomebodyDies(pids[victim], victim);
      repair();
      report(victim, killedNs);
    }
    int end = round + rounds;
    while (round < end) {
      addUp();
    }
    if (comm.getRank() == 0) {
      System.out.printf(
          "went on with %d ranks: %d rounds in all, every value right%n", comm.getSize(), round);
    }
  }

  /** One round: every rank gives the round's number and 1, and all get the sums. */
  private void addUp() throws MPIException {
    long[] sums = {round, 1};
    comm.allReduce(sums, 2, MPI.LONG, MPI.SUM);
    long size = comm.getSize();
    if (sums[0] != round * size || sums[1] != size) {
      throw new IllegalStateException("round " + round + ": " + sums[0] + ", " + sums[1]);
    }
    round++;
  }

  /** Returns when the first rank has killed the victim, on its clock. */
  private long addUntilSomebodyDies(long pid, int victim) {
    ProcessHandle process = ProcessHandle.of(pid).orElse(null);
    int deadly = round + rounds;
    long killedNs = 0;
    try {
      while (true) {
        if (round == deadly && comm.getRank() == 0) {
          killedNs = System.nanoTime();
          end(process, victim);
        }
        addUp();
      }
    } catch (MPIException e) {
      doneNs[0] = System.nanoTime();
      if (e.getErrorClass() != MPI.ERR_PROC_FAILED && e.getErrorClass() != MPI.ERR_REVOKED) {
        throw e;
      }
    }
    return killedNs;
  }

  private void end(ProcessHandle process, int victim) {
    if (process == null) {
      throw new IllegalStateException("rank " + victim + " is on another host");
    }
    if (command.isEmpty()) {
      process.destroyForcibly();
      return;
    }
    List<String> words = new ArrayList<>();
    for (String word : command) {
      words.add(word.replace("%p", Long.toString(process.pid())));
    }
    try {
      new ProcessBuilder(words).inheritIO().start();
    } catch (IOException e) {
      throw new IllegalStateException("cannot run " + words + ": " + e.getMessage(), e);
    }
  }

  private void repair() throws MPIException {
    // Whoever has not seen the death, or waits for one who has left the loop, is woken by this.
    comm.revoke();
    doneNs[1] = System.nanoTime();
    comm = comm.shrink();
    doneNs[2] = System.nanoTime();
    // Some may have finished the round in which the others failed: all repeat it.
    int[] least = {round};
    comm.allReduce(least, 1, MPI.INT, MPI.MIN);
    round = least[0];
    addUp();
    doneNs[3] = System.nanoTime();
  }

  /** The ranks of this demo are on one host, where all processes have the same clock. */
  private void report(int victim, long killedNs) throws MPIException {
    long[] first = doneNs.clone();
    long[] last = doneNs.clone();
    comm.allReduce(first, first.length, MPI.LONG, MPI.MIN);
    comm.allReduce(last, last.length, MPI.LONG, MPI.MAX);
    if (comm.getRank() == 0) {
      System.out.printf("rank %d was killed; milliseconds since the signal:%n", victim);
      System.out.printf("%-30s %10s %10s%n", "", "first rank", "last rank");
      for (int step = 0; step < STEPS.length; step++) {
        System.out.printf(
            "%-30s %10.2f %10.2f%n",
            STEPS[step], milliseconds(first[step] - killedNs), milliseconds(last[step] - killedNs));
      }
    }
  }

  private static double milliseconds(long ns) {
    return ns / (double) TimeUnit.MILLISECONDS.toNanos(1);
  }
}
