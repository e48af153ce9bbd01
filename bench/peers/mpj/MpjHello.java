import mpi.MPI;

/**
 * The smallest program in the mpiJava dialect: what it takes from start to end is the price of a
 * job.
 */
public final class MpjHello {
  private MpjHello() {}

  /** Runs it. */
  public static void main(String[] args) {
    MPI.Init(args);
    System.out.println("hello from rank " + MPI.COMM_WORLD.Rank() + " of " + MPI.COMM_WORLD.Size());
    MPI.Finalize();
  }
}
