package org.jmpi.examples.openmpi;

import java.nio.DoubleBuffer;
import mpi.CartComm;
import mpi.CartParms;
import mpi.Datatype;
import mpi.MPI;
import mpi.MPIException;
import mpi.Request;
import mpi.ShiftParms;

/**
 * Heat spreads in a square plate whose border is kept cold. The ranks form a grid, each has a block
 * of the plate and exchanges the edges of its block with its four neighbours in every step.
 *
 * <p>At the start the heat is a wave, {@code sin(πx) sin(2πy)}; a step of the difference scheme
 * makes such a wave smaller by a factor that is known, so the result can be checked at every point.
 */
public final class Heat {
  private static final int TAG = 1;

  /** How much of the difference to its neighbours a point takes over in a step; at most 1/4. */
  private static final double RATE = 0.2;

  private final CartComm grid;
  private final int points;
  private final int firstRow;
  private final int firstColumn;
  private final int rows;
  private final int columns;

  /** Of a row of the block with the halo of one point at either end. */
  private final int width;

  /** One point of each row: a column of the block. */
  private final Datatype column;

  private DoubleBuffer now;
  private DoubleBuffer next;

  private Heat(CartComm grid, int points) throws MPIException {
    this.grid = grid;
    this.points = points;
    CartParms place = grid.getTopo();
    if (points < place.getDim(0)) {
      throw new IllegalArgumentException(points + " points a side are too few for so many ranks");
    }
    firstRow = begin(place.getCoord(0), place.getDim(0));
    firstColumn = begin(place.getCoord(1), place.getDim(1));
    rows = begin(place.getCoord(0) + 1, place.getDim(0)) - firstRow;
    columns = begin(place.getCoord(1) + 1, place.getDim(1)) - firstColumn;
    width = columns + 2;
    column = Datatype.createVector(rows, 1, width, MPI.DOUBLE);
    column.commit();
    now = MPI.newDoubleBuffer((rows + 2) * width);
    next = MPI.newDoubleBuffer((rows + 2) * width);
    for (int row = 1; row <= rows; row++) {
      for (int col = 1; col <= columns; col++) {
        now.put(row * width + col, wave(row, col));
      }
    }
  }

  /** Arguments: how many points a side (120), how many steps (200). */
  public static void main(String[] args) throws MPIException {
    String[] own = MPI.Init(args);
    int points = own.length > 0 ? Integer.parseInt(own[0]) : 120;
    int steps = own.length > 1 ? Integer.parseInt(own[1]) : 200;

    // The dimensions that are 0 are filled in: 6 ranks make 3 rows of 2.
    int[] dims = new int[2];
    CartComm.createDims(MPI.COMM_WORLD.getSize(), dims);
    CartComm grid = MPI.COMM_WORLD.createCart(dims, new boolean[2], true);

    Heat heat = new Heat(grid, points);
    for (int step = 0; step < steps; step++) {
      heat.exchangeEdges();
      heat.step();
    }
    double error = heat.largestError(steps);
    if (!(error < 1e-12)) {
      throw new IllegalStateException("the largest error is " + error);
    }
    if (grid.getRank() == 0) {
      System.out.printf(
          "heat after %d steps at %d x %d points on %d x %d ranks: right, largest error %.1e%n",
          steps, points, points, dims[0], dims[1], error);
    }
    heat.column.free();
    grid.free();
    MPI.Finalize();
  }

  /** The halo becomes what the neighbours have at their edges. */
  private void exchangeEdges() throws MPIException {
    // At the border of the plate the neighbour is MPI.PROC_NULL: nothing is sent, the halo stays 0.
    ShiftParms down = grid.shift(0, 1);
    ShiftParms right = grid.shift(1, 1);
    Request.waitAll(
        new Request[] {
          grid.iRecv(at(0, 1), columns, MPI.DOUBLE, down.getRankSource(), TAG),
          grid.iRecv(at(rows + 1, 1), columns, MPI.DOUBLE, down.getRankDest(), TAG),
          grid.iRecv(at(1, 0), 1, column, right.getRankSource(), TAG),
          grid.iRecv(at(1, columns + 1), 1, column, right.getRankDest(), TAG),
          grid.iSend(at(1, 1), columns, MPI.DOUBLE, down.getRankSource(), TAG),
          grid.iSend(at(rows, 1), columns, MPI.DOUBLE, down.getRankDest(), TAG),
          grid.iSend(at(1, 1), 1, column, right.getRankSource(), TAG),
          grid.iSend(at(1, columns), 1, column, right.getRankDest(), TAG)
        });
  }

  private void step() {
    for (int row = 1; row <= rows; row++) {
      for (int i = row * width + 1; i <= row * width + columns; i++) {
        double around = now.get(i - width) + now.get(i + width) + now.get(i - 1) + now.get(i + 1);
        next.put(i, now.get(i) + RATE * (around - 4 * now.get(i)));
      }
    }
    DoubleBuffer old = now;
    now = next;
    next = old;
  }

  /** Over the whole plate, the same at all ranks. */
  private double largestError(int steps) throws MPIException {
    double half = Math.PI / (2 * (points + 1));
    double kept = 1 - 4 * RATE * (square(Math.sin(half)) + square(Math.sin(2 * half)));
    double factor = Math.pow(kept, steps);
    double[] error = new double[1];
    for (int row = 1; row <= rows; row++) {
      for (int col = 1; col <= columns; col++) {
        double difference = Math.abs(now.get(row * width + col) - factor * wave(row, col));
        error[0] = Math.max(error[0], difference);
      }
    }
    // First along each row of the grid of ranks, then along the columns.
    for (boolean[] remain : new boolean[][] {{false, true}, {true, false}}) {
      CartComm line = grid.sub(remain);
      line.allReduce(error, 1, MPI.DOUBLE, MPI.MAX);
      line.free();
    }
    return error[0];
  }

  /** The heat at the start; row and column count in this block, from 1. */
  private double wave(int row, int col) {
    double step = Math.PI / (points + 1);
    return Math.sin(step * (firstRow + row)) * Math.sin(2 * step * (firstColumn + col));
  }

  private int begin(int coordinate, int ranks) {
    return (int) ((long) points * coordinate / ranks);
  }

  /** A buffer that begins at this point of the block. */
  private DoubleBuffer at(int row, int col) {
    return MPI.slice(now, row * width + col);
  }

  private static double square(double x) {
    return x * x;
  }
}
