package org.jmpi.runtime;

import java.util.HashSet;
import java.util.Set;
import org.jmpi.fault.Failure;
import org.jmpi.fault.Failure.Certainty;
import org.jmpi.fault.FailureDetector;

/**
 * Takes every observation for a failure: what the engine uses where {@code ulfm-recovery} is not on
 * the class path.
 */
final class ImmediateDetector implements FailureDetector {
  private final Listener listener;
  private final Set<Integer> failed = new HashSet<>();

  ImmediateDetector(Listener listener) {
    this.listener = listener;
  }

  @Override
  public void onConfirmed(long nowNs, int process, String cause) {
    declare(new Failure(process, cause, Certainty.CONFIRMED));
  }

  @Override
  public void onUnreachable(long nowNs, int process, String reason) {
    declare(new Failure(process, reason, Certainty.SUSPECTED));
  }

  @Override
  public void onTime(long nowNs) {
    // Nothing waits.
  }

  @Override
  public long nextTimeNs() {
    return Long.MAX_VALUE;
  }

  private void declare(Failure failure) {
    if (failed.add(failure.process())) {
      listener.onFailure(failure);
    }
  }
}
