package mpi;

import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/** The error of calls that this version has the signatures of, and no more. */
final class Unsupported {
  private Unsupported() {}

  /** Of a call on a communicator: ERR_UNSUPPORTED_OPERATION, as its error handler says. */
  static MPIException on(Comm comm, String call) {
    return Errors.raise(comm, call, error(call));
  }

  /** Of a call on no communicator. */
  static MPIException call(String call) {
    return Errors.onSelf(call, error(call));
  }

  private static EngineException error(String call) {
    return Errors.error(
        ErrorClass.UNSUPPORTED_OPERATION,
        call
            + " is not in this version: it has no one-sided communication, files or dynamic"
            + " processes");
  }
}
