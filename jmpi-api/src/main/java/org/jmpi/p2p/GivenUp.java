package org.jmpi.p2p;

import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/**
 * Why a side gave a message up, as CANCEL and DROPPED carry it: the other side may hear of it
 * before it hears of the failure or revocation itself, and its operation shall end with the same
 * class.
 */
final class GivenUp {
  /** For a reason of that side's own. */
  static final long PLAIN = 1;

  private GivenUp() {}

  /** What to send for an operation that ended with {@code reason}. */
  static long code(EngineException reason) {
    return switch (reason.errorClass()) {
      case PROC_FAILED, REVOKED -> reason.errorClass().code();
      default -> PLAIN;
    };
  }

  /** What to send for a message of a context, or of its instance, that has ended. */
  static long code(MatchContext context) {
    if (context.revoked) {
      return ErrorClass.REVOKED.code();
    }
    return context.hasFailedMember()
        ? Math.max(context.endCode, ErrorClass.PROC_FAILED.code())
        : context.endCode;
  }

  /**
   * The error that the code stands for.
   *
   * @param usual the class of {@link #PLAIN} and of all that is unknown
   */
  static EngineException error(long code, ErrorClass usual, String what) {
    if (code == ErrorClass.PROC_FAILED.code()) {
      return new EngineException(
          ErrorClass.PROC_FAILED, what + ", since a member of the communicator has failed");
    }
    if (code == ErrorClass.REVOKED.code()) {
      return new EngineException(
          ErrorClass.REVOKED, what + ", since the communicator was revoked there");
    }
    return new EngineException(usual, what);
  }

  /** Ends a send or a receive with an error, unless it is done. */
  static void abort(Operation operation, EngineException reason) {
    if (operation.isDone()) {
      return;
    }
    if (operation instanceof RecvOp) {
      ((RecvOp) operation).abort(reason);
    } else {
      ((SendOp) operation).abort(reason);
    }
  }
}
