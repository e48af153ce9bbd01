package org.jmpi.comm;

import org.jmpi.coll.Neighbours;

/** Who is whose neighbour in a communicator (MPI-4.1 §8). Immutable. */
public interface Topology {
  /** The edges of a member, as neighbourhood collectives take them (MPI-4.1 §8.6). */
  Neighbours neighbours(int rank);
}
