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
              new BinomialBcast(),
              new ScatterRingBcast(),
              new ChainBcast(),
              new LevelledBcast(),
              new ShardedBcast());
      case GATHER -> List.of(new LinearGather(), new BinomialGather(), new LevelledGather());
      case GATHERV -> List.of(new LinearGather(), new LevelledGatherv());
      case SCATTER -> List.of(new LinearScatter(), new BinomialScatter(), new LevelledScatter());
      case SCATTERV -> List.of(new LinearScatter(), new LevelledScatterv());
      case ALLGATHER ->
          List.of(
              new RingAllGather(),
              new RecursiveDoublingAllGather(),
              new BruckAllGather(),
              new LevelledAllGather(),
              new ShardedAllGather(false),
              new ShardedAllGather(true));
      case ALLGATHERV ->
          List.of(
              new RingAllGather(),
              new LevelledAllGather(),
              new ShardedAllGather(false),
              new ShardedAllGather(true));
      case ALLTOALL ->
          List.of(
              new PairwiseAllToAll(),
              new BruckAllToAll(),
              new DirectAllToAll(),
              new LevelledAllToAll());
      case ALLTOALLV, ALLTOALLW -> List.of(new PairwiseAllToAll(), new DirectAllToAll());
      case REDUCE ->
          List.of(
              new BinomialReduce(),
              new RabenseifnerReduce(),
              new LevelledReduce(),
              new ShardedReduce());
      case ALLREDUCE ->
          List.of(
              new RecursiveDoublingAllReduce(),
              new RabenseifnerAllReduce(),
              new RingAllReduce(),
              new LevelledAllReduce(),
              new ShardedAllReduce(false),
              new ShardedAllReduce(true));
      case SCAN ->
          List.of(new RecursiveDoublingScan(false), new ChainScan(false), new LevelledScan(false));
      case EXSCAN ->
          List.of(new RecursiveDoublingScan(true), new ChainScan(true), new LevelledScan(true));
      case REDUCE_SCATTER, REDUCE_SCATTER_BLOCK ->
          List.of(
              new PairwiseReduceScatter(),
              new RecursiveHalvingReduceScatter(),
              new ReduceThenScatter(),
              new LevelledReduceScatter(),
              new ShardedReduceScatter(false),
              new ShardedReduceScatter(true));
    };
  }
}
