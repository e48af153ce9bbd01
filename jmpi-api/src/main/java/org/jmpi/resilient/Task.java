package org.jmpi.resilient;

import mpi.Intracomm;
import mpi.MPIException;

/** What a {@link Resilient} run does, step by step; each process has one of its own. */
@FunctionalInterface
public interface Task {
  /**
   * One step; all working ranks do it together. It may be repeated: when a rank dies in it, all
   * that live do it again on a repaired communicator. So it must not change what it starts from;
   * such changes belong into {@link #accepted}.
   *
   * <p>Errors because of a death (ERR_PROC_FAILED, ERR_PROC_FAILED_PENDING, ERR_REVOKED) are to be
   * let through. Any other exception ends the run at all processes: here with that exception, at
   * the others with a {@link ResilientException}.
   *
   * @param comm the working ranks, of which errors return; not to be kept, the next step may have
   *     another. Who makes further communicators of it should give them the info {@code
   *     mpi_error_range} = {@code group}, since only {@code comm} is revoked when a step fails
   * @param step its number
   */
  void step(Intracomm comm, long step) throws MPIException;

  /**
   * All ranks that live have done the step, and none will repeat it. Local: without messages.
   *
   * @param step its number
   */
  default void accepted(long step) {}

  /**
   * Ranks have died, and the communicator has been repaired. Collective over the new communicator:
   * here the survivors give a former spare what it needs, or all go back to a checkpoint. It may be
   * called again with another change from the same state of things, when ranks die in it.
   *
   * @return the step to go on with, equal at all ranks: {@link Change#step}, or an earlier one
   *     after going back to a checkpoint
   */
  default long repaired(Change change) throws MPIException {
    return change.step();
  }
}
