import java.util.Arrays;
import mpi.MPI;

/** osu_allreduce in the mpiJava dialect: sum of floats over all ranks. */
public final class MpjAllReduce implements Measure.Kernel {
  private final int rank;
  private final int ranks;
  private final float[] sent;
  private final float[] received;

  private MpjAllReduce(int rank, int ranks, int bytes) {
    this.rank = rank;
    this.ranks = ranks;
    sent = new float[bytes / Float.BYTES];
    received = new float[bytes / Float.BYTES];
  }

  /** Runs it. */
  public static void main(String[] args) {
    Measure measure = new Measure(MPI.Init(args));
    measure.run(
        "osu_allreduce",
        Measure.Style.COLLECTIVE,
        bytes -> new MpjAllReduce(measure.rank(), measure.ranks(), bytes));
    MPI.Finalize();
  }

  @Override
  public void prepare(int seed) {
    for (int i = 0; i < sent.length; i++) {
      sent[i] = (rank + 1) * (1 + Measure.noise(i, seed));
    }
    Arrays.fill(received, -1);
  }

  @Override
  public void once(int root) {
    MPI.COMM_WORLD.Allreduce(sent, 0, received, 0, sent.length, MPI.FLOAT, MPI.SUM);
  }

  /** Small whole numbers: the sum is exact in every order. */
  @Override
  public boolean isRight(int seed) {
    int factor = ranks * (ranks + 1) / 2;
    for (int i = 0; i < received.length; i++) {
      if (received[i] != factor * (1 + Measure.noise(i, seed))) {
        return false;
      }
    }
    return true;
  }
}
