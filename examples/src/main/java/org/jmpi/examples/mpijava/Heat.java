package org.jmpi.examples.mpijava;

import mpi.CartParms;
import mpi.Cartcomm;
import mpi.Datatype;
import mpi.MPI;
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

  private final Cartcomm grid;
  private final int points;
  private final int firstRow;
  private final int firstColumn;
  private final int rows;
  private final int columns;

  /** Of a row of the block with the halo of one point at either end. */
  private final int width;

  /** One point of each row: a column of the block. */
  private final Datatype column;

  private double[] now;
  private double[] next;

  private Heat(Cartcomm grid, int points) {
    this.grid = grid;
    this.points = points;
    CartParms place = grid.Get();
    if (points < place.dims[0]) {
      throw new IllegalArgumentException(points + " points a side are too few for so many ranks");
    }
    firstRow = begin(place.coords[0], place.dims[0]);
    firstColumn = begin(place.coords[1], place.dims[1]);
    rows = begin(place.coords[0] + 1, place.dims[0]) - firstRow;
    columns = begin(place.coords[1] + 1, place.dims[1]) - firstColumn;
    width = columns + 2;
    column = Datatype.Vector(rows, 1, width, MPI.DOUBLE);
    column.Commit();
    now = new double[(rows + 2) * width];
    next = new double[(rows + 2) * width];
    for (int row = 1; row <= rows; row++) {
      for (int col = 1; col <= columns; col++) {
        now[row * width + col] = wave(row, col);
      }
    }
  }

  /** Arguments: how many points a side (120), how many steps (200). */
  public static void main(String[] args) {
    String[] own = MPI.Init(args);
    int points = own.length > 0 ? Integer.parseInt(own[0]) : 120;
    int steps = own.length > 1 ? Integer.parseInt(own[1]) : 200;

    // The dimensions that are 0 are filled in: 6 ranks make 3 rows of 2.
    int[] dims = new int[2];
    Cartcomm.Dims_create(MPI.COMM_WORLD.Size(), dims);
    Cartcomm grid = MPI.COMM_WORLD.Create_cart(dims, new boolean[2], true);

    Heat heat = new Heat(grid, points);
    for (int step = 0; step < steps; step++) {
      heat.exchangeEdges();
      heat.step();
    }
    double error = heat.largestError(steps);
    if (!(error < 1e-12)) {
      throw new IllegalStateException("the largest error is " + error);
    }
    if (grid.Rank() == 0) {
      System.out.printf(
          "heat after %d steps at %d x %d points on %d x %d ranks: right, largest error %.1e%n",
          steps, points, points, dims[0], dims[1], error);
    }
    MPI.Finalize();
  }

  /** The halo becomes what the neighbours have at their edges. */
  private void exchangeEdges() {
    // At the border of the plate the neighbour is MPI.PROC_NULL: nothing is sent, the halo stays 0.
    ShiftParms down = grid.Shift(0, 1);
    pass(at(rows, 1), at(0, 1), columns, MPI.DOUBLE, down.rank_dest, down.rank_source);
    pass(at(1, 1), at(rows + 1, 1), columns, MPI.DOUBLE, down.rank_source, down.rank_dest);
    ShiftParms right = grid.Shift(1, 1);
    pass(at(1, columns), at(1, 0), 1, column, right.rank_dest, right.rank_source);
    pass(at(1, 1), at(1, columns + 1), 1, column, right.rank_source, right.rank_dest);
  }

  private void pass(int edge, int halo, int count, Datatype type, int dest, int source) {
    grid.Sendrecv(now, edge, count, type, dest, TAG, now, halo, count, type, source, TAG);
  }

  private void step() {
    for (int row = 1; row <= rows; row++) {
      for (int i = row * width + 1; i <= row * width + columns; i++) {
        double around = now[i - width] + now[i + width] + now[i - 1] + now[i + 1];
        next[i] = now[i] + RATE * (around - 4 * now[i]);
      }
    }
    double[] old = now;
    now = next;
    next = old;
  }

  /** Over the whole plate, the same at all ranks. */
  private double largestError(int steps) {
    double half = Math.PI / (2 * (points + 1));
    double kept = 1 - 4 * RATE * (square(Math.sin(half)) + square(Math.sin(2 * half)));
    double factor = Math.pow(kept, steps);
    double[] mine = new double[1];
    for (int row = 1; row <= rows; row++) {
      for (int col = 1; col <= columns; col++) {
        double difference = Math.abs(now[row * width + col] - factor * wave(row, col));
        mine[0] = Math.max(mine[0], difference);
      }
    }
    // First along each row of the grid of ranks, then along the columns.
    double[] ofRow = new double[1];
    grid.Sub(new boolean[] {false, true}).Allreduce(mine, 0, ofRow, 0, 1, MPI.DOUBLE, MPI.MAX);
    double[] ofAll = new double[1];
    grid.Sub(new boolean[] {true, false}).Allreduce(ofRow, 0, ofAll, 0, 1, MPI.DOUBLE, MPI.MAX);
    return ofAll[0];
  }

  /** The heat at the start; row and column count in this block, from 1. */
  private double wave(int row, int col) {
    double step = Math.PI / (points + 1);
    return Math.sin(step * (firstRow + row)) * Math.sin(2 * step * (firstColumn + col));
  }

  private int begin(int coordinate, int ranks) {
    return (int) ((long) points * coordinate / ranks);
  }

  /** Where this point of the block is in the array. */
  private int at(int row, int col) {
    return row * width + col;
  }

  private static double square(double x) {
    return x * x;
  }
}
