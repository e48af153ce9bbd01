package org.jmpi.coll;

import java.util.Locale;

/** The collectives of MPI-4.1 §6, with those forms kept apart that have algorithms of their own. */
public enum CollectiveKind {
  BARRIER("MPI_Barrier"),
  BCAST("MPI_Bcast"),
  GATHER("MPI_Gather"),
  GATHERV("MPI_Gatherv"),
  SCATTER("MPI_Scatter"),
  SCATTERV("MPI_Scatterv"),
  ALLGATHER("MPI_Allgather"),
  ALLGATHERV("MPI_Allgatherv"),
  ALLTOALL("MPI_Alltoall"),
  ALLTOALLV("MPI_Alltoallv"),
  ALLTOALLW("MPI_Alltoallw"),
  REDUCE("MPI_Reduce"),
  ALLREDUCE("MPI_Allreduce"),
  SCAN("MPI_Scan"),
  EXSCAN("MPI_Exscan"),
  REDUCE_SCATTER("MPI_Reduce_scatter"),
  REDUCE_SCATTER_BLOCK("MPI_Reduce_scatter_block");

  private final String mpiName;
  private final String settingKey;

  CollectiveKind(String mpiName) {
    this.mpiName = mpiName;
    this.settingKey = "coll." + name().toLowerCase(Locale.ROOT);
  }

  /** The standard's name, for messages. */
  public String mpiName() {
    return mpiName;
  }

  /** The setting that chooses an algorithm, for example {@code coll.allreduce}. */
  public String settingKey() {
    return settingKey;
  }
}
