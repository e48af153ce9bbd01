package org.jmpi.coll;

import java.util.List;

/** Which algorithms there are for an operation; the first one can do everything. */
final class Algorithms {
  private Algorithms() {}

  static List<Algorithm> of(CollectiveKind kind) {
    return switch (kind) {
      case BARRIER -> List.of(new DisseminationBarrier(), new LevelledBarrier());
      case BCAST ->
          List.of(
              new BinomialBcast(), new ScatterRingBcast(), new ChainBcast(), new LevelledBcast());
      case GATHER -> List.of(new LinearGather(), new BinomialGather());
      case GATHERV -> List.of(new LinearGather());
      case SCATTER -> List.of(new LinearScatter(), new BinomialScatter());
      case SCATTERV -> List.of(new LinearScatter());
      case ALLGATHER ->
          List.of(
              new RingAllGather(),
              new RecursiveDoublingAllGather(),
              new BruckAllGather(),
              new LevelledAllGather());
      case ALLGATHERV -> List.of(new RingAllGather(), new LevelledAllGather());
      case ALLTOALL -> List.of(new PairwiseAllToAll(), new BruckAllToAll());
      case ALLTOALLV, ALLTOALLW -> List.of(new PairwiseAllToAll());
      case REDUCE -> List.of(new BinomialReduce(), new RabenseifnerReduce(), new LevelledReduce());
      case ALLREDUCE ->
          List.of(
              new RecursiveDoublingAllReduce(),
              new RabenseifnerAllReduce(),
              new RingAllReduce(),
              new LevelledAllReduce(),
              new ShardedAllReduce());
      case SCAN -> List.of(new RecursiveDoublingScan(false), new ChainScan(false));
      case EXSCAN -> List.of(new RecursiveDoublingScan(true), new ChainScan(true));
      case REDUCE_SCATTER, REDUCE_SCATTER_BLOCK ->
          List.of(
              new PairwiseReduceScatter(),
              new RecursiveHalvingReduceScatter(),
              new ReduceThenScatter());
    };
  }
}
