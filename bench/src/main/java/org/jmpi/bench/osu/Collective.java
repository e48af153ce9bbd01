package org.jmpi.bench.osu;

import java.nio.Buffer;
import java.util.Arrays;
import mpi.Datatype;
import mpi.Intracomm;
import mpi.MPIException;
import mpi.Request;

/**
 * One collective operation of one message size. Operations with a root: in batches the root goes
 * round, so that no rank can run ahead of the others.
 */
public final class Collective implements Kernel {
  final Intracomm comm;
  final int ranks;

  /** Elements of a block. */
  final int count;

  final Datatype type;

  /** The memory that is sent, as calls take it. */
  final Object out;

  /** The memory that is received. */
  final Object in;

  /** The count of a block for each rank. */
  final int[] counts;

  private final CollectiveOp op;
  private final int rank;
  private final Data sent;
  private final Data received;
  private boolean isRotating;
  private int nextRoot;

  public Collective(Bench bench, CollectiveOp op, int count) {
    this.op = op;
    this.count = count;
    comm = bench.world();
    rank = bench.rank();
    ranks = bench.ranks();
    sent = memory(bench, op.sentBlocks(ranks));
    received = memory(bench, op.receivedBlocks(ranks));
    out = sent.memory();
    in = received.memory();
    type = sent.type();
    counts = new int[ranks];
    Arrays.fill(counts, count);
  }

  private Data memory(Bench bench, int blocks) {
    int elements = Math.multiplyExact(count, blocks);
    return op.isFloats() ? bench.floats(elements) : bench.bytes(elements);
  }

  @Override
  public void timedSingly(boolean singly) {
    isRotating = !singly;
  }

  @Override
  public void prepare(int seed) {
    nextRoot = 0;
    received.clear();
    for (int block = 0; block < op.sentBlocks(ranks); block++) {
      sent.fill(block * count, count, op.sentFactor(rank, block), seed);
    }
    if (op.sentBlocks(ranks) == 0 && rank == 0) {
      received.fill(1, seed);
    }
  }

  @Override
  public void once() throws MPIException {
    op.call(this, takeRoot());
  }

  /** One iteration begins, without blocking; needs direct buffers. */
  Request start() throws MPIException {
    return op.start(this, takeRoot());
  }

  private int takeRoot() {
    int root = nextRoot;
    if (isRotating) {
      nextRoot = root + 1 == ranks ? 0 : root + 1;
    }
    return root;
  }

  /** What is sent, as non-blocking calls take it. */
  Buffer outBuffer() {
    return (Buffer) out;
  }

  /** What is received. */
  Buffer inBuffer() {
    return (Buffer) in;
  }

  @Override
  public void between() throws MPIException {
    comm.barrier();
  }

  /** Rank 0 has been root of the first iteration. */
  @Override
  public void check(int seed) {
    for (int block = 0; block < op.receivedBlocks(ranks); block++) {
      int factor = op.expectedFactor(rank, block, ranks);
      if (factor != 0) {
        received.check(block * count, count, factor, seed, op.text() + ", block " + block);
      }
    }
  }
}
