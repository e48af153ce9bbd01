package org.jmpi.p2p;

import org.jmpi.error.EngineException;

/**
 * Anything that is started and completes later: a send, a receive, a collective. Fields are written
 * under the engine's lock; {@link #isDone()} may be read without it, and once it is true the rest
 * may be read too.
 */
public abstract class Operation {
  private final StatusRecord status = new StatusRecord();
  private EngineException error;
  private Completion completion;
  private boolean stalled;
  private volatile boolean done = true;

  /** Makes the operation ready to be started (again). */
  protected final void begin(Completion completion) {
    this.completion = completion;
    this.error = null;
    status.setEmpty();
    stalled = false;
    done = false;
  }

  /** Ends the operation well; the status is filled before. */
  protected final void succeed() {
    finish(null);
  }

  /** Ends the operation with an error. */
  protected final void fail(EngineException reason) {
    finish(reason);
  }

  private void finish(EngineException reason) {
    if (done) {
      throw new IllegalStateException("operation completed twice: " + this);
    }
    error = reason;
    Completion listener = completion;
    completion = null;
    stalled = false;
    done = true;
    if (listener != null) {
      listener.completed(this);
    }
  }

  /** True from completion on, also when it failed. Also true before the first start. */
  public final boolean isDone() {
    return done;
  }

  /**
   * True when there is nothing to wait for: it is done, or {@link #isStalled}. Under the engine's
   * lock.
   */
  public final boolean isSettled() {
    return stalled || done;
  }

  /**
   * True for a receive from any source while a member has failed and that is not acknowledged: it
   * stays posted and may still complete, but whoever waits is told (MPI_ERR_PROC_FAILED_PENDING).
   * Without the engine's lock it is what was true when this thread last had it, or later.
   */
  public final boolean isStalled() {
    return stalled;
  }

  final void setStalled(boolean waitsInVain) {
    stalled = waitsInVain;
  }

  /** Why it failed, or null. Valid when done. */
  public final EngineException error() {
    return error;
  }

  /** Who sent how much. Valid when done; empty for sends and collectives. */
  public final StatusRecord status() {
    return status;
  }
}
