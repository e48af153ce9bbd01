package org.jmpi.resilient;

import mpi.Agreement;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;
import mpi.Status;

/**
 * What all living members of a communicator have decided, alike at all of them.
 *
 * @param value the bitwise and of their flags
 * @param hasFailures whether a member is dead
 */
record Vote(int value, boolean hasFailures) {

  /** Collective; works on a revoked communicator. */
  static Vote take(Intracomm comm, int flags) throws MPIException {
    try {
      return of(comm.agree(flags));
    } catch (MPIException e) {
      if (e.getAgreement() == null) {
        throw e;
      }
      return of(e.getAgreement());
    }
  }

  static Vote of(Agreement agreement) throws MPIException {
    return new Vote(agreement.getValue(), agreement.getFailed().getSize() > 0);
  }

  boolean has(int flag) {
    return (value & flag) == flag;
  }

  /** Whether an exception of a step, or what caused it, stems from a death somewhere. */
  static boolean isFailure(Throwable thrown) {
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      if (at instanceof MPIException e) {
        if (isFailure(e.getErrorClass())) {
          return true;
        }
        for (Status status : e.getStatuses()) {
          if (status != null && isFailure(status.getError())) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean isFailure(int errorClass) {
    return errorClass == MPI.ERR_PROC_FAILED
        || errorClass == MPI.ERR_PROC_FAILED_PENDING
        || errorClass == MPI.ERR_REVOKED;
  }
}
