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
  private volatile boolean done = true;

  /** Makes the operation ready to be started (again). */
  protected final void begin(Completion completion) {
    this.completion = completion;
    this.error = null;
    status.setEmpty();
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
    done = true;
    if (listener != null) {
      listener.completed(this);
    }
  }

  /** True from completion on, also when it failed. Also true before the first start. */
  public final boolean isDone() {
    return done;
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
