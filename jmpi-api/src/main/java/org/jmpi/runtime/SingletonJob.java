package org.jmpi.runtime;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.job.Contact;
import org.jmpi.job.Credentials;
import org.jmpi.job.Job;
import org.jmpi.job.JobListener;
import org.jmpi.job.ProcessId;
import org.jmpi.job.ProcessInfo;

/**
 * The job of a program that was started alone: one process, nobody to reach (MPI-4.1 §11.2,
 * singleton initialization).
 */
final class SingletonJob implements Job {
  private final ProcessInfo info;

  SingletonJob() {
    info = new ProcessInfo(new ProcessId(new SecureRandom().nextLong(), 0, 0), 0, localHostName());
  }

  static String localHostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  @Override
  public ProcessId self() {
    return info.id();
  }

  @Override
  public List<ProcessInfo> world() {
    return List.of(info);
  }

  @Override
  public ProcessInfo process(int processIndex) {
    if (processIndex != 0) {
      throw new NoSuchElementException("this job has one process");
    }
    return info;
  }

  @Override
  public Map<String, String> settings() {
    return Map.of();
  }

  @Override
  public void listen(JobListener listener) {}

  @Override
  public void initialized() {}

  @Override
  public void finalized() {}

  @Override
  public void publish(Contact self) {}

  @Override
  public Contact lookUp(int processIndex, long timeoutNs) {
    throw alone();
  }

  @Override
  public Credentials credentials(long timeoutNs) {
    throw alone();
  }

  private static EngineException alone() {
    return new EngineException(
        ErrorClass.OTHER, "this process was started alone; start the program with jmpirun");
  }

  @Override
  public void abort(int exitCode, String reason) {
    System.err.println(reason);
    Runtime.getRuntime().halt(exitCode);
  }

  @Override
  public void close() {}
}
