package conformance.programs;

import mpi.MPI;
import mpi.MPIException;

/** Joins its job and leaves it. */
public final class Brief {
  private Brief() {}

  /** Takes no arguments. */
  public static void main(String[] args) throws MPIException {
    MPI.Init(args);
    MPI.Finalize();
  }
}
