package org.jmpi.examples.openmpi;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import mpi.Comm;
import mpi.MPI;
import mpi.MPIException;
import mpi.Status;

/**
 * All boards of n queens that do not attack each other, found by a farm: rank 0 hands out where the
 * first two queens stand, a worker completes the boards and asks for more by its answer. How long
 * an answer is only the worker knows: rank 0 looks at it with probe before it receives.
 *
 * <p>A board is the columns of the queens, row by row.
 */
public final class Queens {
  private static final int TASK = 1;
  private static final int STOP = 2;
  private static final int BOARDS = 3;

  /** Numbers of boards of 0, 1, … queens (OEIS A000170). */
  private static final int[] KNOWN = {1, 1, 0, 0, 2, 10, 4, 40, 92, 352, 724, 2680, 14200};

  private Queens() {}

  /** Arguments: how many queens (8), from 2 to 12. */
  public static void main(String[] args) throws MPIException {
    String[] own = MPI.Init(args);
    int queens = own.length > 0 ? Integer.parseInt(own[0]) : 8;
    if (queens < 2 || queens >= KNOWN.length) {
      throw new IllegalArgumentException("from 2 to " + (KNOWN.length - 1) + " queens");
    }

    Comm world = MPI.COMM_WORLD;
    if (world.getRank() != 0) {
      work(world, queens);
    } else {
      Set<String> boards = new HashSet<>();
      int[] answers = world.getSize() == 1 ? alone(queens, boards) : farm(world, queens, boards);
      if (boards.size() != KNOWN[queens]) {
        throw new IllegalStateException(boards.size() + " boards, not " + KNOWN[queens]);
      }
      System.out.println(
          queens
              + " queens: "
              + boards.size()
              + " different boards, as known; answers by rank "
              + Arrays.toString(answers));
    }
    MPI.Finalize();
  }

  /** Returns how many tasks each rank has done. */
  private static int[] farm(Comm world, int queens, Set<String> boards) throws MPIException {
    int tasks = queens * queens;
    int[] answers = new int[world.getSize()];
    int handedOut = 0;
    int outstanding = 0;
    for (int worker = 1; worker < world.getSize(); worker++) {
      if (handedOut < tasks) {
        world.send(new int[] {handedOut++}, 1, MPI.INT, worker, TASK);
        outstanding++;
      } else {
        world.send(new int[0], 0, MPI.INT, worker, STOP);
      }
    }
    while (outstanding > 0) {
      Status ready = world.probe(MPI.ANY_SOURCE, BOARDS);
      int worker = ready.getSource();
      int[] found = new int[ready.getCount(MPI.INT)];
      world.recv(found, found.length, MPI.INT, worker, BOARDS);
      take(found, queens, boards);
      answers[worker]++;
      if (handedOut < tasks) {
        world.send(new int[] {handedOut++}, 1, MPI.INT, worker, TASK);
      } else {
        world.send(new int[0], 0, MPI.INT, worker, STOP);
        outstanding--;
      }
    }
    return answers;
  }

  private static void work(Comm world, int queens) throws MPIException {
    int[] task = new int[1];
    while (world.recv(task, 1, MPI.INT, 0, MPI.ANY_TAG).getTag() == TASK) {
      int[] found = solve(task[0], queens);
      world.send(found, found.length, MPI.INT, 0, BOARDS);
    }
  }

  private static int[] alone(int queens, Set<String> boards) {
    int tasks = queens * queens;
    for (int task = 0; task < tasks; task++) {
      take(solve(task, queens), queens, boards);
    }
    return new int[] {tasks};
  }

  /** Checks boards that lie one after the other, and keeps them. */
  private static void take(int[] found, int queens, Set<String> boards) {
    for (int begin = 0; begin < found.length; begin += queens) {
      int[] board = Arrays.copyOfRange(found, begin, begin + queens);
      boolean legal = IntStream.range(0, queens).allMatch(row -> fits(board, row, board[row]));
      if (!legal || !boards.add(Arrays.toString(board))) {
        throw new IllegalStateException("wrong, or twice: " + Arrays.toString(board));
      }
    }
  }

  /** All boards with the first two queens in columns {@code task / queens, task % queens}. */
  private static int[] solve(int task, int queens) {
    int[] board = new int[queens];
    board[0] = task / queens;
    board[1] = task % queens;
    IntStream.Builder found = IntStream.builder();
    if (fits(board, 1, board[1])) {
      place(board, 2, found);
    }
    return found.build().toArray();
  }

  private static void place(int[] board, int row, IntStream.Builder found) {
    if (row == board.length) {
      for (int column : board) {
        found.add(column);
      }
      return;
    }
    for (int column = 0; column < board.length; column++) {
      if (fits(board, row, column)) {
        board[row] = column;
        place(board, row + 1, found);
      }
    }
  }

  private static boolean fits(int[] board, int row, int column) {
    for (int before = 0; before < row; before++) {
      int apart = Math.abs(board[before] - column);
      if (apart == 0 || apart == row - before) {
        return false;
      }
    }
    return true;
  }
}
