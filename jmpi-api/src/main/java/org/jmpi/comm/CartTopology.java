package org.jmpi.comm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jmpi.coll.Neighbours;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/** A grid (MPI-4.1 §8.5.1): ranks in row-major order of the coordinates. */
public final class CartTopology implements Topology {
  private final int[] dims;
  private final boolean[] periods;

  /**
   * A grid.
   *
   * @throws EngineException DIMS when a dimension is not positive or the grid has more than {@code
   *     available} places, ARG when there are not as many periods as dimensions
   */
  public CartTopology(int[] dims, boolean[] periods, int available) {
    if (dims == null || periods == null || dims.length != periods.length) {
      throw new EngineException(
          ErrorClass.ARG, "a grid needs one period for each dimension, and neither may be null");
    }
    long places = 1;
    for (int dim : dims) {
      if (dim < 1) {
        throw new EngineException(
            ErrorClass.DIMS, "dimensions " + Arrays.toString(dims) + ": each must be 1 or more");
      }
      places *= dim;
      if (places > available) {
        throw new EngineException(
            ErrorClass.DIMS,
            "a grid of "
                + Arrays.toString(dims)
                + " has more places than the communicator's "
                + available
                + " ranks");
      }
    }
    this.dims = dims.clone();
    this.periods = periods.clone();
  }

  /** Places in the grid; 1 without dimensions. */
  public int places() {
    return Arrays.stream(dims).reduce(1, (a, b) -> a * b);
  }

  /** Places along each dimension; a copy. */
  public int[] dims() {
    return dims.clone();
  }

  /** Which dimensions are rings; a copy. */
  public boolean[] periods() {
    return periods.clone();
  }

  /**
   * The rank at {@code coords}; in a ring any coordinate is good (MPI-4.1 §8.5.4).
   *
   * @throws EngineException ARG when there are not as many as dimensions or one is off the grid
   */
  public int rank(int[] coords) {
    if (coords == null || coords.length < dims.length) {
      throw new EngineException(
          ErrorClass.ARG, "coordinates are needed for each of the " + dims.length + " dimensions");
    }
    int rank = 0;
    for (int i = 0; i < dims.length; i++) {
      int coord = coords[i];
      if (periods[i]) {
        coord = Math.floorMod(coord, dims[i]);
      } else if (coord < 0 || coord >= dims[i]) {
        throw new EngineException(
            ErrorClass.ARG,
            "coordinate "
                + coord
                + " of dimension "
                + i
                + " is off the grid: it goes from 0 to "
                + (dims[i] - 1));
      }
      rank = rank * dims[i] + coord;
    }
    return rank;
  }

  /**
   * Where a rank is.
   *
   * @throws EngineException RANK when it is not on the grid
   */
  public int[] coords(int rank) {
    if (rank < 0 || rank >= places()) {
      throw new EngineException(
          ErrorClass.RANK, "rank " + rank + " is not one of the grid's 0 to " + (places() - 1));
    }
    int[] coords = new int[dims.length];
    int rest = rank;
    for (int i = dims.length - 1; i >= 0; i--) {
      coords[i] = rest % dims[i];
      rest /= dims[i];
    }
    return coords;
  }

  /**
   * The rank {@code displacement} places from {@code rank} along a dimension; PROC_NULL off the
   * grid (MPI-4.1 §8.5.6).
   *
   * @throws EngineException DIMS when there is no such dimension
   */
  public int shifted(int rank, int dimension, int displacement) {
    if (dimension < 0 || dimension >= dims.length) {
      throw new EngineException(
          ErrorClass.DIMS,
          "direction " + dimension + ": the grid has the dimensions 0 to " + (dims.length - 1));
    }
    int[] coords = coords(rank);
    long moved = (long) coords[dimension] + displacement;
    if (!periods[dimension] && (moved < 0 || moved >= dims[dimension])) {
      return Communicator.PROC_NULL;
    }
    coords[dimension] = (int) Math.floorMod(moved, (long) dims[dimension]);
    return rank(coords);
  }

  /** The grid of the dimensions that remain (MPI-4.1 §8.5.7). */
  CartTopology sub(boolean[] remain) {
    List<Integer> kept = kept(remain, true);
    int[] newDims = kept.stream().mapToInt(i -> dims[i]).toArray();
    boolean[] newPeriods = new boolean[newDims.length];
    for (int i = 0; i < newPeriods.length; i++) {
      newPeriods[i] = periods[kept.get(i)];
    }
    return new CartTopology(newDims, newPeriods, Integer.MAX_VALUE);
  }

  /** A number for the place of {@code rank} in the dimensions that remain, or in the others. */
  int place(int rank, boolean[] remain, boolean ofRemaining) {
    int[] coords = coords(rank);
    int place = 0;
    for (int i : kept(remain, ofRemaining)) {
      place = place * dims[i] + coords[i];
    }
    return place;
  }

  private List<Integer> kept(boolean[] remain, boolean which) {
    if (remain == null || remain.length < dims.length) {
      throw new EngineException(
          ErrorClass.ARG, "what remains must be said of each of " + dims.length + " dimensions");
    }
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < dims.length; i++) {
      if (remain[i] == which) {
        kept.add(i);
      }
    }
    return kept;
  }

  /**
   * For each dimension the neighbour at its lower, then the one at its upper side. What is sent
   * down is received from above, also where both are one rank (MPI-4.1 §8.6).
   */
  @Override
  public Neighbours neighbours(int rank) {
    int[] around = new int[2 * dims.length];
    int[] order = new int[around.length];
    for (int i = 0; i < dims.length; i++) {
      around[2 * i] = shifted(rank, i, -1);
      around[2 * i + 1] = shifted(rank, i, 1);
      order[2 * i] = 2 * i + 1;
      order[2 * i + 1] = 2 * i;
    }
    return new Neighbours(around, around, order);
  }

  /**
   * Fills in the dimensions that are 0 so that the grid has {@code nodes} places, as equal as can
   * be, in descending order (MPI-4.1 §8.5.2).
   *
   * @throws EngineException DIMS when a dimension is negative or the given ones do not divide
   *     {@code nodes}, ARG when {@code dims} is null or {@code nodes} is not positive
   */
  public static void fillDims(int nodes, int[] dims) {
    if (dims == null || nodes < 1) {
      throw new EngineException(
          ErrorClass.ARG, dims == null ? "the dimensions are null" : nodes + " nodes");
    }
    int rest = nodes;
    int open = 0;
    for (int dim : dims) {
      if (dim < 0 || (dim > 0 && rest % dim != 0)) {
        throw new EngineException(
            ErrorClass.DIMS,
            "dimensions "
                + Arrays.toString(dims)
                + " do not divide "
                + nodes
                + "; use 0 for those that are free");
      }
      rest = dim > 0 ? rest / dim : rest;
      open += dim == 0 ? 1 : 0;
    }
    if (open == 0) {
      if (rest != 1) {
        throw new EngineException(
            ErrorClass.DIMS,
            "dimensions " + Arrays.toString(dims) + " are fixed, but no grid of " + nodes);
      }
      return;
    }
    int[] best = new int[open];
    search(rest, rest, new int[open], 0, best);
    int next = 0;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == 0) {
        dims[i] = best[next++];
      }
    }
  }

  /** All ways to write {@code rest} as descending factors; keeps the one of the least spread. */
  private static void search(int rest, int most, int[] factors, int at, int[] best) {
    if (at == factors.length - 1) {
      if (rest <= most) {
        factors[at] = rest;
        boolean better = best[0] == 0 || factors[0] - factors[at] < best[0] - best[best.length - 1];
        if (better) {
          System.arraycopy(factors, 0, best, 0, best.length);
        }
      }
      return;
    }
    for (int factor = Math.min(rest, most); factor >= 1; factor--) {
      boolean enough = Math.pow(factor, factors.length - at) >= rest;
      if (!enough) {
        return;
      }
      if (rest % factor == 0) {
        factors[at] = factor;
        search(rest / factor, factor, factors, at + 1, best);
      }
    }
  }
}
