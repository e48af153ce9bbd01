package org.jmpi.job;

import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * How a process finds the job that it was started for. Implementations are services: the launcher
 * has one. A process for which none answers was started alone.
 */
public interface JobProvider {
  /**
   * Joins the job that {@code environment} names; empty when it names none that this provider
   * knows.
   *
   * @param environment the process's environment variables
   * @throws org.jmpi.error.EngineException when a job is named but cannot be joined
   */
  Optional<Job> join(Map<String, String> environment);

  /**
   * Asks all providers that the class loader of this interface sees; the first that knows a job
   * wins.
   */
  static Optional<Job> find(Map<String, String> environment) {
    Iterator<JobProvider> providers =
        ServiceLoader.load(JobProvider.class, JobProvider.class.getClassLoader()).iterator();
    while (providers.hasNext()) {
      Optional<Job> job = providers.next().join(environment);
      if (job.isPresent()) {
        return job;
      }
    }
    return Optional.empty();
  }
}
