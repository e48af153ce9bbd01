import mpi.MPI;
import mpi.MPIException;

/**
 * The smallest program in the dialect of Open MPI's Java bindings: what it takes from start to end
 * is the price of a job.
 */
public final class Hello {
  private Hello() {}

  /** Runs it. */
  public static void main(String[] args) throws MPIException {
    MPI.Init(args);
    System.out.println(
        "hello from rank " + MPI.COMM_WORLD.getRank() + " of " + MPI.COMM_WORLD.getSize());
    MPI.Finalize();
  }
}
