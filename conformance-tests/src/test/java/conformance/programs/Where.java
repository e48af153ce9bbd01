package conformance.programs;

import java.util.Arrays;
import mpi.Comm;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;

/** Says where the ranks are, and lets something go between the sites. */
final class Where {
  private static final int COUNT = 1 << 18;

  private Where() {}

  static void run(Intracomm world) throws MPIException {
    Intracomm site = world.splitType(Comm.TYPE_SITE, 0, MPI.INFO_NULL);
    double[] values = new double[COUNT];
    for (int round = 1; round <= 3; round++) {
      Arrays.fill(values, world.getRank());
      world.allReduce(values, COUNT, MPI.DOUBLE, MPI.SUM);
      int sum = world.getSize() * (world.getSize() - 1) / 2;
      if (Arrays.stream(values).anyMatch(value -> value != sum)) {
        throw new IllegalStateException("round " + round + " gave another sum than " + sum);
      }
    }
    Program.say(
        world,
        "at "
            + MPI.INFO_ENV.get("jmpi_site")
            + " with "
            + site.getSize()
            + " of "
            + MPI.INFO_ENV.get("jmpi_topology"));
  }
}
