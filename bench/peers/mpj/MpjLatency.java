import java.util.Arrays;
import mpi.MPI;

/** osu_latency in the mpiJava dialect: ping-pong between two ranks, blocking; half a round trip. */
public final class MpjLatency implements Measure.Kernel {
  private static final int TAG = 1;

  private final int rank;
  private final byte[] sent;
  private final byte[] received;

  private MpjLatency(int rank, int bytes) {
    this.rank = rank;
    sent = new byte[bytes];
    received = new byte[bytes];
  }

  /** Runs it. */
  public static void main(String[] args) {
    Measure measure = new Measure(MPI.Init(args));
    measure.run(
        "osu_latency", Measure.Style.PING_PONG, bytes -> new MpjLatency(measure.rank(), bytes));
    MPI.Finalize();
  }

  @Override
  public void prepare(int seed) {
    Measure.fill(sent, rank + 1, seed);
    Arrays.fill(received, (byte) -1);
  }

  @Override
  public void once(int root) {
    int partner = 1 - rank;
    if (rank == 0) {
      MPI.COMM_WORLD.Send(sent, 0, sent.length, MPI.BYTE, partner, TAG);
      MPI.COMM_WORLD.Recv(received, 0, received.length, MPI.BYTE, partner, TAG);
    } else {
      MPI.COMM_WORLD.Recv(received, 0, received.length, MPI.BYTE, partner, TAG);
      MPI.COMM_WORLD.Send(sent, 0, sent.length, MPI.BYTE, partner, TAG);
    }
  }

  @Override
  public boolean isRight(int seed) {
    return Measure.isFilled(received, 2 - rank, seed);
  }
}
