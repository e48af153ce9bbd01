import mpi.MPI;

/**
 * osu_barrier in the mpiJava dialect. That no rank leaves before the last one came cannot be seen
 * from the data: there are none.
 */
public final class MpjBarrier implements Measure.Kernel {
  private MpjBarrier() {}

  /** Runs it. */
  public static void main(String[] args) {
    Measure measure = new Measure(MPI.Init(args));
    measure.run("osu_barrier", Measure.Style.COLLECTIVE, bytes -> new MpjBarrier());
    MPI.Finalize();
  }

  @Override
  public void prepare(int seed) {}

  @Override
  public void once(int root) {
    MPI.COMM_WORLD.Barrier();
  }

  @Override
  public boolean isRight(int seed) {
    return true;
  }
}
