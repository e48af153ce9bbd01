package mpi;

/** Whom to exchange with to shift data along a grid (MPI-4.1 §8.5.6, MPI_Cart_shift). */
public final class ShiftParms {
  /** To receive from; {@link MPI#PROC_NULL} for nobody. */
  public int rank_source;

  /** To send to; {@link MPI#PROC_NULL} for nobody. */
  public int rank_dest;

  /** Two ranks. */
  protected ShiftParms(int rankSource, int rankDest) {
    rank_source = rankSource;
    rank_dest = rankDest;
  }

  /** To receive from; {@link MPI#PROC_NULL} for nobody. */
  public int getRankSource() {
    return rank_source;
  }

  /** To send to; {@link MPI#PROC_NULL} for nobody. */
  public int getRankDest() {
    return rank_dest;
  }
}
