package mpi;

/** What a grid is (MPI-4.1 §8.5.5, MPI_Cart_get). */
public final class CartParms {
  /** Places along each dimension. */
  public int[] dims;

  /** Which dimensions are rings. */
  public boolean[] periods;

  /** Where this process is. */
  public int[] coords;

  /** A grid, and a place in it. */
  protected CartParms(int[] dims, boolean[] periods, int[] coords) {
    this.dims = dims;
    this.periods = periods;
    this.coords = coords;
  }

  /** Number of dimensions. */
  public int getDimCount() {
    return dims.length;
  }

  /** Places along dimension {@code i}. */
  public int getDim(int i) {
    return dims[i];
  }

  /** Whether dimension {@code i} is a ring. */
  public boolean getPeriod(int i) {
    return periods[i];
  }

  /** This process's coordinate in dimension {@code i}. */
  public int getCoord(int i) {
    return coords[i];
  }
}
