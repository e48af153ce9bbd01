package org.jmpi.bench.osu;

import mpi.MPI;
import mpi.MPIException;

/**
 * osu_iallreduce, osu_ibcast, …: how much of a non-blocking collective happens while the program
 * computes; {@code --op} says which. Three times are measured: the collective alone, work of about
 * the same length alone, and both together.
 */
public final class OsuNonblocking {
  private OsuNonblocking() {}

  /** Runs it; for the arguments see docs/benchmarks.md. */
  public static void main(String[] args) throws MPIException {
    Bench bench = Bench.start(args, "op");
    CollectiveOp op = CollectiveOp.of(bench.options().text("op", "allreduce"));
    bench.require(bench.isDirect(), "give --buffer direct: non-blocking calls take buffers");
    Table table =
        bench.table(
            "osu_i" + op.text(),
            "Size",
            "Overall(us)",
            "Compute(us)",
            "Pure Comm.(us)",
            "Overlap(%)",
            "Iterations");
    for (int bytes : op.sizesBytes(bench)) {
      Collective collective = new Collective(bench, op, op.count(bytes, bench.ranks()));
      Figures pure = bench.measure(new Overlapped(collective, null));
      double[] pureUs = {pure == null ? 0 : pure.singleMedianUs()};
      bench.world().bcast(pureUs, 1, MPI.DOUBLE, 0);
      Computation work = Computation.lasting(pureUs[0]);
      Figures compute = bench.measure(work);
      Figures overall = bench.measure(new Overlapped(collective, work));
      if (table != null) {
        double overallUs = overall.singleMedianUs();
        double computeUs = compute.singleMedianUs();
        double hiddenUs = pureUs[0] + computeUs - overallUs;
        double share = hiddenUs / Math.min(pureUs[0], computeUs);
        table.row(
            bytes,
            overallUs,
            computeUs,
            pureUs[0],
            100 * Math.max(0, Math.min(1, share)),
            overall.singles());
      }
    }
    bench.finish();
  }
}
