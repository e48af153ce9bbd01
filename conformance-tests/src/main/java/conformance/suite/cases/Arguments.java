package conformance.suite.cases;

import java.nio.Buffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import mpi.Datatype;
import mpi.Intracomm;
import mpi.MPI;
import mpi.Op;

/**
 * The arguments of any call of communication, good until one is changed. Buffers hold one item for
 * each rank.
 */
final class Arguments {
  final Intracomm comm;
  final int size;
  Object buf;
  Object other;
  int count = 1;
  int otherCount = 1;
  Datatype type = MPI.INT;
  Datatype otherType = MPI.INT;
  int rank;
  int otherRank;
  int tag = 7;
  int otherTag = 7;
  int root;
  Op op = MPI.SUM;
  int[] counts;
  int[] places;
  int[] otherCounts;
  int[] otherPlaces;
  Datatype[] types;
  Datatype[] otherTypes;

  Arguments(Intracomm comm, int rank, int size, boolean started) {
    this.comm = comm;
    this.size = size;
    this.rank = rank;
    this.otherRank = rank;
    this.buf = started ? IntBuffer.allocate(size) : new int[size];
    this.other = started ? IntBuffer.allocate(size) : new int[size];
    this.counts = ones();
    this.places = steps(1);
    this.otherCounts = ones();
    this.otherPlaces = steps(1);
    this.types = types();
    this.otherTypes = types();
  }

  /** What a non-blocking call takes. */
  Buffer buffer() {
    return (Buffer) buf;
  }

  /** As {@link #buffer} for the receive side. */
  Buffer otherBuffer() {
    return (Buffer) other;
  }

  /** Places in bytes. */
  int[] bytes(int[] inItems) {
    if (inItems == null) {
      return null;
    }
    int[] bytes = inItems.clone();
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] *= Integer.BYTES;
    }
    return bytes;
  }

  private int[] ones() {
    int[] ones = new int[size];
    Arrays.fill(ones, 1);
    return ones;
  }

  private int[] steps(int step) {
    int[] steps = new int[size];
    for (int i = 0; i < size; i++) {
      steps[i] = i * step;
    }
    return steps;
  }

  private Datatype[] types() {
    Datatype[] all = new Datatype[size];
    Arrays.fill(all, MPI.INT);
    return all;
  }
}
