package org.jmpi.runtime;

import java.util.Map;
import org.jmpi.comm.Communicator;
import org.jmpi.data.ObjectCodec;

/**
 * A job beside the real one, whose ranks are in this JVM and which nobody else sees: what a process
 * will have to do when another one dies can be gone through on it. The first time takes a virtual
 * machine ten times as long as the second, since it loads and links what it needs.
 */
public final class Rehearsal implements AutoCloseable {
  private final InProcessJob job;
  private final Engine[] engines;

  /**
   * A job with fault tolerance on, whose ranks have all passed Init.
   *
   * @param codec how objects are serialised
   */
  public Rehearsal(int ranks, ObjectCodec codec) {
    job = new InProcessJob(ranks, Map.of(Engine.FAULT_TOLERANCE, "true"));
    engines = new Engine[ranks];
    for (int rank = 0; rank < ranks; rank++) {
      engines[rank] = Engine.rehearse(job.member(rank), job.hub(), codec);
    }
  }

  /** MPI_COMM_WORLD as a rank sees it. */
  public Communicator world(int rank) {
    return engines[rank].world();
  }

  /** The other ranks are told that this one is dead, as an agent would. */
  public void die(int rank) {
    job.failed(rank, "was killed by signal 9 (SIGKILL)");
  }

  /** Calls that still wait end with an error. From any thread, also more than once. */
  @Override
  public void close() {
    for (Engine engine : engines) {
      engine.abandon();
    }
  }
}
