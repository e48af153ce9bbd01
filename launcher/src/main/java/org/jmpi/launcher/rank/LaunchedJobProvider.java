package org.jmpi.launcher.rank;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jmpi.job.Job;
import org.jmpi.job.JobProvider;
import org.jmpi.job.SharedFolder;

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

  /** {@code <nonce>:<path>} of the folder in which the ranks of this agent share memory. */
  public static final String FOLDER = "JMPI_FOLDER";

  @Override
  public Optional<Job> join(Map<String, String> environment) {
    String value = environment.get(VARIABLE);
    return value == null || value.isEmpty()
        ? Optional.empty()
        : Optional.of(LaunchedJob.join(value, folder(environment.get(FOLDER))));
  }

  private static SharedFolder folder(String value) {
    int mark = value == null ? -1 : value.indexOf(':');
    return mark < 0
        ? null
        : new SharedFolder(Path.of(value.substring(mark + 1)), value.substring(0, mark));
  }
}
