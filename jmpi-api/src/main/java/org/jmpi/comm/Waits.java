package org.jmpi.comm;

import java.util.Arrays;
import org.jmpi.error.EngineException;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.P2pEngine;
import org.jmpi.p2p.Progress;
import org.jmpi.p2p.RecvOp;

/**
 * Waits for any or all of several operations, of whatever communicators. A wait also ends when a
 * failure holds one of them up ({@link Operation#isStalled}).
 */
public final class Waits {
  private final Process process;

  Waits(Process process) {
    this.process = process;
  }

  /**
   * Why a wait for this operation, which is not done, ends all the same (ULFM: class
   * PROC_FAILED_PENDING, the operation stays as it is); null when it may be waited for.
   */
  public EngineException stall(Operation operation) {
    // What the caller has seen of the engine a moment ago is enough to say no without the lock.
    if (!operation.isStalled() || operation.isDone()) {
      return null;
    }
    process.progress().enter();
    try {
      return P2pEngine.stall(operation);
    } finally {
      process.progress().exit();
    }
  }

  /**
   * Waits until one is done and returns its index, or that of a stalled one when none is; nulls are
   * skipped; −1 when there are only nulls.
   */
  public int awaitAny(Operation[] operations) {
    int done = firstDone(operations);
    if (done >= 0 || Arrays.stream(operations).allMatch(op -> op == null)) {
      return done;
    }
    Progress progress = process.progress();
    progress.enter();
    try {
      progress.awaitUntil(() -> firstSettled(operations) >= 0);
      done = firstDone(operations);
      return done >= 0 ? done : firstSettled(operations);
    } finally {
      progress.exit();
    }
  }

  /** Waits until all are done, or one is stalled; nulls are skipped. */
  public void awaitAll(Operation[] operations) {
    Progress progress = process.progress();
    progress.enter();
    try {
      if (Arrays.stream(operations).anyMatch(Waits::mayStall)) {
        int[] next = {0};
        progress.awaitUntil(
            () -> {
              while (next[0] < operations.length && isNullOrDone(operations[next[0]])) {
                next[0]++;
              }
              return next[0] == operations.length || process.hasFailed() && hasStalled(operations);
            });
      } else {
        for (Operation operation : operations) {
          if (!isNullOrDone(operation)) {
            progress.await(operation);
          }
        }
      }
    } finally {
      progress.exit();
    }
  }

  /** True when one is stalled; nulls are skipped. As of the caller's last look at the engine. */
  public boolean isAnyStalled(Operation[] operations) {
    return hasStalled(operations);
  }

  private static boolean mayStall(Operation operation) {
    return operation instanceof RecvOp && ((RecvOp) operation).isFromAnySource();
  }

  private static boolean isNullOrDone(Operation operation) {
    return operation == null || operation.isDone();
  }

  private static boolean hasStalled(Operation[] operations) {
    for (Operation operation : operations) {
      if (operation != null && operation.isStalled()) {
        return true;
      }
    }
    return false;
  }

  private static int firstSettled(Operation[] operations) {
    for (int i = 0; i < operations.length; i++) {
      if (operations[i] != null && operations[i].isSettled()) {
        return i;
      }
    }
    return -1;
  }

  private static int firstDone(Operation[] operations) {
    for (int i = 0; i < operations.length; i++) {
      if (operations[i] != null && operations[i].isDone()) {
        return i;
      }
    }
    return -1;
  }
}
