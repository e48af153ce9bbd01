package org.jmpi.examples.openmpi;

import java.nio.DoubleBuffer;
import mpi.Comm;
import mpi.Datatype;
import mpi.MPI;
import mpi.MPIException;

/**
 * Multiplies two matrices that rank 0 has, row by row. Each rank gets some columns of the second
 * and gives back the same columns of the product: a datatype describes a column, nobody copies one.
 */
public final class MatrixMultiply {
  private MatrixMultiply() {}

  /** Arguments: how many rows and columns (120). */
  public static void main(String[] args) throws MPIException {
    String[] own = MPI.Init(args);
    int n = own.length > 0 ? Integer.parseInt(own[0]) : 120;
    Comm world = MPI.COMM_WORLD;
    int rank = world.getRank();
    int size = world.getSize();

    // All know how many columns each rank has, and which is its first.
    int[] counts = new int[size];
    int[] firsts = new int[size];
    for (int r = 0; r < size; r++) {
      firsts[r] = (int) ((long) n * r / size);
      counts[r] = (int) ((long) n * (r + 1) / size) - firsts[r];
    }

    // n elements, n apart; the next column begins one element later, not after the last row.
    Datatype scattered = Datatype.createVector(n, 1, n, MPI.DOUBLE);
    Datatype column = Datatype.createResized(scattered, 0, Double.BYTES);
    column.commit();
    scattered.free();

    double[] a = new double[n * n];
    double[] mine = new double[counts[rank] * n];
    DoubleBuffer b = null;
    if (rank == 0) {
      b = MPI.newDoubleBuffer(n * n);
      for (int i = 0; i < n * n; i++) {
        a[i] = i % 17 - 8;
        b.put(i, i % 23 - 11);
      }
    }
    world.bcast(a, n * n, MPI.DOUBLE, 0);
    // What is sent as columns arrives as elements: the columns of this rank, one after the other.
    if (rank == 0) {
      world.scatterv(b, counts, firsts, column, mine, mine.length, MPI.DOUBLE, 0);
    } else {
      world.scatterv(mine, mine.length, MPI.DOUBLE, 0);
    }

    double[] product = new double[counts[rank] * n];
    for (int c = 0; c < counts[rank]; c++) {
      for (int row = 0; row < n; row++) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
          sum += a[row * n + k] * mine[c * n + k];
        }
        product[c * n + row] = sum;
      }
    }

    if (rank == 0) {
      DoubleBuffer c = MPI.newDoubleBuffer(n * n);
      world.gatherv(product, product.length, MPI.DOUBLE, c, counts, firsts, column, 0);
      check(a, b, c, n);
      System.out.println(
          "product of two matrices of " + n + " x " + n + " by " + size + " ranks: right");
    } else {
      world.gatherv(product, product.length, MPI.DOUBLE, 0);
    }
    column.free();
    MPI.Finalize();
  }

  /** The elements are small whole numbers, so that there is no rounding. */
  private static void check(double[] a, DoubleBuffer b, DoubleBuffer c, int n) {
    for (int row = 0; row < n; row++) {
      for (int col = 0; col < n; col++) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
          sum += a[row * n + k] * b.get(k * n + col);
        }
        if (c.get(row * n + col) != sum) {
          throw new IllegalStateException(
              "row " + row + ", column " + col + ": " + c.get(row * n + col) + ", not " + sum);
        }
      }
    }
  }
}
