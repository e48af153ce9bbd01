package org.jmpi.runtime;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jmpi.comm.AgreeOperation;
import org.jmpi.comm.Communicator;
import org.jmpi.comm.Repair;

/**
 * Goes through agreements, a revocation and a shrink with the other processes of the job while the
 * program begins, in a communicator that the program does not see. On several hosts the first
 * repair would otherwise have to load the network's library in ranks whose messages other ranks of
 * their host carry, and to shake hands with partners that no collective has: one to three seconds.
 * Inside a host it would have to make the rings to these partners, megabytes that are written once:
 * about a millisecond each.
 *
 * <p>Waits for nobody: whoever is late, or gone, takes part when it comes, or never. Ended by
 * Finalize.
 */
final class RepairRehearsal implements Runnable {
  /** Some methods are only compiled when they have been called often enough. */
  private static final int AGREEMENTS = 8;

  private static final long PAUSE_MS = 20;

  private final ScheduledThreadPoolExecutor timer;
  private final Communicator communicator;
  private final boolean revokes;
  private AgreeOperation agreement;
  private Repair.Shrinking shrinking;
  private int agreements;
  private boolean ended;
  private volatile boolean done;

  /**
   * One of this process's part.
   *
   * @param communicator of the rehearsal alone, the same at all
   */
  RepairRehearsal(ScheduledThreadPoolExecutor timer, Communicator communicator) {
    this.timer = timer;
    this.communicator = communicator;
    this.revokes = communicator.rank() == 0;
  }

  /** True when all of it has been gone through here. */
  boolean isDone() {
    return done;
  }

  /** When this returns nothing more is begun. Not under the engine's lock. */
  synchronized void end() {
    ended = true;
  }

  /** One step, where one is due, and the next look. */
  @Override
  public synchronized void run() {
    if (ended) {
      return;
    }
    advance();
    if (!done) {
      timer.schedule(this, PAUSE_MS, TimeUnit.MILLISECONDS);
    }
  }

  private void advance() {
    if (shrinking != null) {
      if (shrinking.operation().isDone()) {
        finish();
      }
    } else if (agreement == null || agreement.isDone()) {
      if (agreements < AGREEMENTS) {
        agreement = communicator.repair().startAgreeFailed();
        agreements++;
      } else {
        if (revokes) {
          communicator.repair().revoke();
        }
        shrinking = communicator.repair().startShrink();
      }
    }
  }

  private void finish() {
    if (shrinking.operation().error() == null) {
      shrinking.finish().free();
    }
    done = true;
  }
}
