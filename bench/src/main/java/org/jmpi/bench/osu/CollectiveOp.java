package org.jmpi.bench.osu;

import java.util.Arrays;
import java.util.Locale;
import mpi.MPI;
import mpi.MPIException;
import mpi.Request;

/**
 * The collective operations by the names that OSU gives them: how to call them, and what data they
 * are given and must give. Size means what it means to OSU: the bytes of one rank's block for
 * gather, scatter, allgather and alltoall; of the whole vector for the others.
 */
public enum CollectiveOp {
  BARRIER(
      false,
      Blocks.NONE,
      Blocks.NONE,
      (k, root) -> k.comm.barrier(),
      (k, root) -> k.comm.iBarrier()),
  BCAST(
      false,
      Blocks.NONE,
      Blocks.ONE,
      (k, root) -> k.comm.bcast(k.in, k.count, k.type, root),
      (k, root) -> k.comm.iBcast(k.inBuffer(), k.count, k.type, root)),
  GATHER(
      false,
      Blocks.ONE,
      Blocks.EACH,
      (k, root) -> k.comm.gather(k.out, k.count, k.type, k.in, k.count, k.type, root),
      (k, root) ->
          k.comm.iGather(k.outBuffer(), k.count, k.type, k.inBuffer(), k.count, k.type, root)),
  SCATTER(
      false,
      Blocks.EACH,
      Blocks.ONE,
      (k, root) -> k.comm.scatter(k.out, k.count, k.type, k.in, k.count, k.type, root),
      (k, root) ->
          k.comm.iScatter(k.outBuffer(), k.count, k.type, k.inBuffer(), k.count, k.type, root)),
  ALLGATHER(
      false,
      Blocks.ONE,
      Blocks.EACH,
      (k, root) -> k.comm.allGather(k.out, k.count, k.type, k.in, k.count, k.type),
      (k, root) ->
          k.comm.iAllGather(k.outBuffer(), k.count, k.type, k.inBuffer(), k.count, k.type)),
  ALLTOALL(
      false,
      Blocks.EACH,
      Blocks.EACH,
      (k, root) -> k.comm.allToAll(k.out, k.count, k.type, k.in, k.count, k.type),
      (k, root) -> k.comm.iAllToAll(k.outBuffer(), k.count, k.type, k.inBuffer(), k.count, k.type)),
  REDUCE(
      true,
      Blocks.ONE,
      Blocks.ONE,
      (k, root) -> k.comm.reduce(k.out, k.in, k.count, k.type, MPI.SUM, root),
      (k, root) -> k.comm.iReduce(k.outBuffer(), k.inBuffer(), k.count, k.type, MPI.SUM, root)),
  ALLREDUCE(
      true,
      Blocks.ONE,
      Blocks.ONE,
      (k, root) -> k.comm.allReduce(k.out, k.in, k.count, k.type, MPI.SUM),
      (k, root) -> k.comm.iAllReduce(k.outBuffer(), k.inBuffer(), k.count, k.type, MPI.SUM)),
  SCAN(
      true,
      Blocks.ONE,
      Blocks.ONE,
      (k, root) -> k.comm.scan(k.out, k.in, k.count, k.type, MPI.SUM),
      (k, root) -> k.comm.iScan(k.outBuffer(), k.inBuffer(), k.count, k.type, MPI.SUM)),
  EXSCAN(
      true,
      Blocks.ONE,
      Blocks.ONE,
      (k, root) -> k.comm.exScan(k.out, k.in, k.count, k.type, MPI.SUM),
      (k, root) -> k.comm.iExScan(k.outBuffer(), k.inBuffer(), k.count, k.type, MPI.SUM)),
  REDUCE_SCATTER(
      true,
      Blocks.EACH,
      Blocks.ONE,
      (k, root) -> k.comm.reduceScatter(k.out, k.in, k.counts, k.type, MPI.SUM),
      (k, root) -> k.comm.iReduceScatter(k.outBuffer(), k.inBuffer(), k.counts, k.type, MPI.SUM));

  /** How many blocks of memory there are. */
  private enum Blocks {
    NONE,
    ONE,
    EACH;

    int of(int ranks) {
      return this == EACH ? ranks : ordinal();
    }
  }

  /** The call. */
  private interface Call {
    void run(Collective kernel, int root) throws MPIException;
  }

  /** The same without waiting. */
  private interface Start {
    Request run(Collective kernel, int root) throws MPIException;
  }

  private static final int MAX_BYTES = 1 << 20;

  private final boolean isFloats;
  private final Blocks sent;
  private final Blocks received;
  private final Call call;
  private final Start start;

  CollectiveOp(boolean isFloats, Blocks sent, Blocks received, Call call, Start start) {
    this.isFloats = isFloats;
    this.sent = sent;
    this.received = received;
    this.call = call;
    this.start = start;
  }

  /** The operation of this name. */
  public static CollectiveOp of(String text) {
    return Arrays.stream(values())
        .filter(op -> op.text().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("--op is one of " + names()));
  }

  private static String names() {
    return String.join(", ", Arrays.stream(values()).map(CollectiveOp::text).toList());
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reductions are of floats, all else of bytes. */
  boolean isFloats() {
    return isFloats;
  }

  int sentBlocks(int ranks) {
    return sent.of(ranks);
  }

  int receivedBlocks(int ranks) {
    return received.of(ranks);
  }

  /** The sizes that the options say, in bytes; 0 for a barrier. */
  public int[] sizesBytes(Bench bench) {
    return this == BARRIER
        ? new int[] {0}
        : bench.options().sizesBytes(leastBytes(bench.ranks()), MAX_BYTES);
  }

  /** The smallest size with an element in each block. */
  private int leastBytes(int ranks) {
    return isFloats ? Float.BYTES * sentBlocks(ranks) : 1;
  }

  /** Elements of a block for this size. */
  public int count(int bytes, int ranks) {
    return isFloats ? bytes / leastBytes(ranks) : bytes;
  }

  void call(Collective kernel, int root) throws MPIException {
    call.run(kernel, root);
  }

  Request start(Collective kernel, int root) throws MPIException {
    return start.run(kernel, root);
  }

  /** The pattern's factor in this block of what this rank sends. */
  int sentFactor(int rank, int block) {
    return switch (this) {
      case SCATTER -> 1 + block;
      case ALLTOALL -> 1 + rank + 3 * block;
      case REDUCE_SCATTER -> (1 + rank) * (1 + block);
      default -> 1 + rank;
    };
  }

  /** The factor in this block of what this rank receives when rank 0 is the root; 0: nothing. */
  int expectedFactor(int rank, int block, int ranks) {
    return switch (this) {
      case BARRIER -> 0;
      case BCAST -> 1;
      case GATHER -> rank == 0 ? 1 + block : 0;
      case SCATTER -> 1 + rank;
      case ALLGATHER -> 1 + block;
      case ALLTOALL -> 1 + block + 3 * rank;
      case REDUCE -> rank == 0 ? sumOfFactors(ranks) : 0;
      case ALLREDUCE -> sumOfFactors(ranks);
      case SCAN -> sumOfFactors(rank + 1);
      case EXSCAN -> sumOfFactors(rank);
      case REDUCE_SCATTER -> sumOfFactors(ranks) * (1 + rank);
    };
  }

  private static int sumOfFactors(int ranks) {
    return ranks * (ranks + 1) / 2;
  }
}
