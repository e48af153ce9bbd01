package org.jmpi.examples.mpijava;

import java.util.Arrays;
import mpi.Datatype;
import mpi.Intracomm;
import mpi.MPI;

/**
 * Multiplies two matrices that rank 0 has, row by row in arrays. Each rank gets some columns of the
 * second and gives back the same columns of the product: a datatype describes a column, nobody
 * copies one.
 */
public final class MatrixMultiply {
  private MatrixMultiply() {}

  /** Arguments: how many rows and columns (120). */
  public static void main(String[] args) {
    String[] own = MPI.Init(args);
    int n = own.length > 0 ? Integer.parseInt(own[0]) : 120;
    Intracomm world = MPI.COMM_WORLD;
    int rank = world.Rank();
    int size = world.Size();

    // All know how many columns each rank has, and which is its first.
    int[] counts = new int[size];
    int[] firsts = new int[size];
    for (int r = 0; r < size; r++) {
      firsts[r] = (int) ((long) n * r / size);
      counts[r] = (int) ((long) n * (r + 1) / size) - firsts[r];
    }

    // n elements, n apart; by the marker the next column begins one element later.
    Datatype scattered = Datatype.Vector(n, 1, n, MPI.DOUBLE);
    Datatype column =
        Datatype.Struct(new int[] {1, 1}, new int[] {0, 1}, new Datatype[] {scattered, MPI.UB});
    column.Commit();

    double[] a = new double[n * n];
    double[] mine = new double[counts[rank] * n];
    double[] b = new double[rank == 0 ? n * n : 0];
    if (rank == 0) {
      Arrays.setAll(a, i -> i % 17 - 8);
      Arrays.setAll(b, i -> i % 23 - 11);
    }
    world.Bcast(a, 0, n * n, MPI.DOUBLE, 0);
    // What is sent as columns arrives as elements: the columns of this rank, one after the other.
    world.Scatterv(b, 0, counts, firsts, column, mine, 0, mine.length, MPI.DOUBLE, 0);

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

    double[] c = new double[rank == 0 ? n * n : 0];
    world.Gatherv(product, 0, product.length, MPI.DOUBLE, c, 0, counts, firsts, column, 0);
    if (rank == 0) {
      check(a, b, c, n);
      System.out.println(
          "product of two matrices of " + n + " x " + n + " by " + size + " ranks: right");
    }
    MPI.Finalize();
  }

  /** The elements are small whole numbers, so that there is no rounding. */
  private static void check(double[] a, double[] b, double[] c, int n) {
    for (int row = 0; row < n; row++) {
      for (int col = 0; col < n; col++) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
          sum += a[row * n + k] * b[k * n + col];
        }
        if (c[row * n + col] != sum) {
          throw new IllegalStateException(
              "row " + row + ", column " + col + ": " + c[row * n + col] + ", not " + sum);
        }
      }
    }
  }
}
