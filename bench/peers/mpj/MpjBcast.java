import java.util.Arrays;
import mpi.MPI;

/** osu_bcast in the mpiJava dialect: from the root to all. */
public final class MpjBcast implements Measure.Kernel {
  private final int rank;
  private final byte[] memory;

  private MpjBcast(int rank, int bytes) {
    this.rank = rank;
    memory = new byte[bytes];
  }

  /** Runs it. */
  public static void main(String[] args) {
    Measure measure = new Measure(MPI.Init(args));
    measure.run(
        "osu_bcast", Measure.Style.COLLECTIVE, bytes -> new MpjBcast(measure.rank(), bytes));
    MPI.Finalize();
  }

  @Override
  public void prepare(int seed) {
    if (rank == 0) {
      Measure.fill(memory, 1, seed);
    } else {
      Arrays.fill(memory, (byte) -1);
    }
  }

  @Override
  public void once(int root) {
    MPI.COMM_WORLD.Bcast(memory, 0, memory.length, MPI.BYTE, root);
  }

  @Override
  public boolean isRight(int seed) {
    return Measure.isFilled(memory, 1, seed);
  }
}
