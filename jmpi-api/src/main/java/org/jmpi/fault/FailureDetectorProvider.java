package org.jmpi.fault;

import java.util.Map;

/** Found by {@link java.util.ServiceLoader}. */
public interface FailureDetectorProvider {
  /**
   * Makes a detector.
   *
   * @param settings of the job, equal at all processes
   */
  FailureDetector create(Map<String, String> settings, FailureDetector.Listener listener);
}
