package org.jmpi.recovery;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.fault.FailureDetector;
import org.jmpi.fault.FailureDetectorProvider;

/**
 * Makes the detector; the setting {@code failure-grace-ms} says how long a suspicion waits for
 * certain word.
 */
public final class ConfirmingDetectorProvider implements FailureDetectorProvider {
  private static final String GRACE = "failure-grace-ms";
  private static final String DEFAULT_GRACE_MS = "1000";

  /** For the service loader. */
  public ConfirmingDetectorProvider() {}

  @Override
  public FailureDetector create(Map<String, String> settings, FailureDetector.Listener listener) {
    String text = settings.getOrDefault(GRACE, DEFAULT_GRACE_MS);
    try {
      long graceMs = Long.parseLong(text.trim());
      if (graceMs >= 0) {
        return new ConfirmingDetector(TimeUnit.MILLISECONDS.toNanos(graceMs), listener);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new EngineException(
        ErrorClass.ARG, "setting " + GRACE + " must be a number of milliseconds, not " + text);
  }
}
