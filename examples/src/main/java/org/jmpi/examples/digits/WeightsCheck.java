package org.jmpi.examples.digits;

import java.util.ArrayList;
import java.util.List;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;

/**
 * Whether all ranks hold the same weights, to the last bit.
 *
 * @param hash 64 bits that stand for rank 0's weights
 * @param differing the ranks whose weights are not those of rank 0, in order
 */
record WeightsCheck(long hash, List<Integer> differing) {

  /** Compares each rank's weights with rank 0's. Collective; the same result at all ranks. */
  static WeightsCheck of(Intracomm comm, double[] weights) throws MPIException {
    double[] reference = weights.clone();
    comm.bcast(reference, reference.length, MPI.DOUBLE, 0);
    long different = 0;
    for (int i = 0; i < weights.length; i++) {
      if (Double.doubleToRawLongBits(weights[i]) != Double.doubleToRawLongBits(reference[i])) {
        different++;
      }
    }
    // The hash is of this rank's own weights: a broadcast that went wrong would not hide anything.
    long[] mine = {hash(weights), different};
    long[] all = new long[mine.length * comm.getSize()];
    comm.allGather(mine, mine.length, MPI.LONG, all, mine.length, MPI.LONG);
    List<Integer> differing = new ArrayList<>();
    for (int rank = 0; rank < comm.getSize(); rank++) {
      if (all[2 * rank] != all[0] || all[2 * rank + 1] != 0) {
        differing.add(rank);
      }
    }
    return new WeightsCheck(all[0], List.copyOf(differing));
  }

  boolean identical() {
    return differing.isEmpty();
  }

  /** FNV-1a over 64-bit words, with a last mix so that high bits count as well. */
  static long hash(double[] weights) {
    long hash = 0xcbf29ce484222325L;
    for (double weight : weights) {
      hash = (hash ^ Double.doubleToRawLongBits(weight)) * 0x100000001b3L;
      hash ^= hash >>> 32;
    }
    return hash;
  }
}
