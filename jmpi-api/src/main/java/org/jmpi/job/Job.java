package org.jmpi.job;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A process's view of its job: the wire-up. Implemented by the launcher's client, by the in-process
 * runner and by the singleton. All methods may be called from any thread; those that wait have a
 * bound and fail with {@code EngineException} naming what they waited for.
 */
public interface Job extends AutoCloseable {
  /** This process. */
  ProcessId self();

  /** The members of {@code MPI.COMM_WORLD} in rank order, this process among them. */
  List<ProcessInfo> world();

  /**
   * What is known of a process, also of one that joined later.
   *
   * @throws java.util.NoSuchElementException when there is no such process
   */
  ProcessInfo process(int processIndex);

  /**
   * Settings that are equal at all processes of the job (for example overrides of collective
   * algorithms).
   */
  Map<String, String> settings();

  /**
   * Where the processes of this process's agent share memory; empty when they have no such place.
   */
  default Optional<SharedFolder> sharedFolder() {
    return Optional.empty();
  }

  /** Says what to call when something happens; called once, before {@link #initialized()}. */
  void listen(JobListener listener);

  /**
   * This process has reached {@code MPI.Init}: from here on an exit before {@link #finalized()} is
   * a failure.
   */
  void initialized();

  /** This process has left {@code MPI.Finalize} in good order. */
  void finalized();

  /** Some lines for people about this process, for whoever started the job. */
  default void report(String text) {}

  /**
   * Where this process is and what went from it to each site, for whoever started the job.
   *
   * @param host as people call it
   * @param site empty when nobody knows
   */
  default void reportTraffic(String host, String site, List<SiteTraffic> traffic) {}

  /** Makes this process's addresses known to those that ask or have asked for them. */
  void publish(Contact self);

  /** Waits for the addresses of another process, asking it to listen if need be. */
  Contact lookUp(int processIndex, long timeoutNs);

  /**
   * Asks for a way to another process through a third host, when it is not reached directly: waits
   * for addresses at which datagrams for it are passed on. Who asks again has not got through by
   * the way that was told, and another one is tried.
   *
   * @return none when there is no such way
   * @throws org.jmpi.error.EngineException when there was no answer within the bound
   */
  default List<InetSocketAddress> relay(int processIndex, long timeoutNs) {
    return List.of();
  }

  /** This process's certificate; made by the launcher when first asked for. */
  Credentials credentials(long timeoutNs);

  /**
   * Another process cannot be reached over the network. With fault tolerance on the job decides
   * which of the two is to fail, kills it and tells everybody ({@link
   * JobListener#onProcessFailed}): all have the same view then, and who is called failed is dead.
   *
   * @return false when the job does not decide such things
   */
  default boolean suspect(int processIndex, String reason) {
    return false;
  }

  /** Processes that join later; empty when nobody does. */
  default Optional<Newcomers> newcomers() {
    return Optional.empty();
  }

  /**
   * Ends the whole job. Returns at once; the end comes from the launcher.
   *
   * @param exitCode of the job
   * @param reason one line for people
   */
  void abort(int exitCode, String reason);

  @Override
  void close();
}
