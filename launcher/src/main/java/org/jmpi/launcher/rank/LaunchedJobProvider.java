package org.jmpi.launcher.rank;

import java.util.Map;
import java.util.Optional;
import org.jmpi.job.Job;
import org.jmpi.job.JobProvider;

/**
 * Joins the job that the variable {@value #VARIABLE} names: the agent's address and the process
 * index.
 */
public final class LaunchedJobProvider implements JobProvider {
  /**
   * {@code <path>#<process index>}; no secret: the path leads into a directory that only this user
   * can enter.
   */
  public static final String VARIABLE = "JMPI_JOB";

  @Override
  public Optional<Job> join(Map<String, String> environment) {
    String value = environment.get(VARIABLE);
    return value == null || value.isEmpty()
        ? Optional.empty()
        : Optional.of(LaunchedJob.join(value));
  }
}
