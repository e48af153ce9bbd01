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
   * The variable that names the class of the provider to ask first. Whoever starts a process knows
   * it, and to read the lists of all providers takes the process longer than to join its job.
   */
  String FIRST = "JMPI_JOB_PROVIDER";

  /**
   * Asks all providers that the class loader of this interface sees; the first that knows a job
   * wins.
   */
  static Optional<Job> find(Map<String, String> environment) {
    ClassLoader loader = JobProvider.class.getClassLoader();
    Optional<Job> first = first(environment.get(FIRST), environment, loader);
    if (first.isPresent()) {
      return first;
    }
    Iterator<JobProvider> providers = ServiceLoader.load(JobProvider.class, loader).iterator();
    while (providers.hasNext()) {
      Optional<Job> job = providers.next().join(environment);
      if (job.isPresent()) {
        return job;
      }
    }
    return Optional.empty();
  }

  private static Optional<Job> first(
      String className, Map<String, String> environment, ClassLoader loader) {
    if (className == null) {
      return Optional.empty();
    }
    JobProvider provider;
    try {
      provider =
          Class.forName(className, true, loader)
              .asSubclass(JobProvider.class)
              .getDeclaredConstructor()
              .newInstance();
    } catch (ReflectiveOperationException | ClassCastException e) {
      // Another version's name: the lists tell.
      return Optional.empty();
    }
    return provider.join(environment);
  }
}
