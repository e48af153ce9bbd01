package org.jmpi.runtime;

import java.security.SecureRandom;
import java.util.ArrayList;
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
import org.jmpi.net.local.LocalHub;
import org.jmpi.topology.PretendedMap;

/** A job whose ranks are threads of this JVM. Thread-safe. */
final class InProcessJob {
  private final List<ProcessInfo> world = new ArrayList<>();
  private final Map<String, String> settings;
  private final LocalHub hub = new LocalHub();
  private final Member[] members;
  private String abortReason;
  private int abortCode;
  private boolean failedBeforeAbort;

  InProcessJob(int ranks, Map<String, String> settings) {
    this.settings = Map.copyOf(settings);
    if (settings.containsKey(PretendedMap.SETTING)) {
      PretendedMap.parse(settings.get(PretendedMap.SETTING)).requireRanks(ranks);
    }
    long jobId = new SecureRandom().nextLong();
    String host = SingletonJob.localHostName();
    members = new Member[ranks];
    for (int rank = 0; rank < ranks; rank++) {
      ProcessInfo info = new ProcessInfo(new ProcessId(jobId, rank, 0), 0, host);
      world.add(info);
      members[rank] = new Member(info);
    }
  }

  LocalHub hub() {
    return hub;
  }

  Member member(int rank) {
    return members[rank];
  }

  /** The rank has ended without finalizing: the others must not wait for it. */
  void failed(int rank, String cause) {
    List<JobListener> told = new ArrayList<>();
    synchronized (this) {
      if (abortReason == null) {
        failedBeforeAbort = true;
      }
      members[rank].failure = cause;
      for (Member member : members) {
        if (member != members[rank] && member.listener != null) {
          told.add(member.listener);
        }
      }
    }
    told.forEach(listener -> listener.onProcessFailed(rank, cause));
  }

  /**
   * Why the job was aborted; null when it was not, or only because of a rank that had failed before
   * and is the cause to tell.
   */
  synchronized String abortReason() {
    return failedBeforeAbort ? null : abortReason;
  }

  synchronized int abortCode() {
    return abortCode;
  }

  private void abort(int rank, int exitCode, String reason) {
    synchronized (this) {
      if (abortReason != null) {
        return;
      }
      abortReason = reason;
      abortCode = exitCode;
    }
    for (int other = 0; other < members.length; other++) {
      failed(other, "the job was aborted by rank " + rank);
    }
  }

  /** One rank's view. */
  final class Member implements Job {
    private final ProcessInfo info;
    private JobListener listener;
    private String failure;
    private volatile boolean initialized;
    private volatile boolean finalized;

    Member(ProcessInfo info) {
      this.info = info;
    }

    boolean isUnfinished() {
      return initialized && !finalized;
    }

    @Override
    public ProcessId self() {
      return info.id();
    }

    @Override
    public List<ProcessInfo> world() {
      return List.copyOf(world);
    }

    @Override
    public ProcessInfo process(int processIndex) {
      if (processIndex < 0 || processIndex >= world.size()) {
        throw new NoSuchElementException("no process " + processIndex + " in this job");
      }
      return world.get(processIndex);
    }

    @Override
    public Map<String, String> settings() {
      return settings;
    }

    @Override
    public void listen(JobListener newListener) {
      List<Integer> dead = new ArrayList<>();
      synchronized (InProcessJob.this) {
        listener = newListener;
        for (int rank = 0; rank < members.length; rank++) {
          if (members[rank].failure != null) {
            dead.add(rank);
          }
        }
      }
      dead.forEach(rank -> newListener.onProcessFailed(rank, members[rank].failure));
    }

    @Override
    public void initialized() {
      initialized = true;
    }

    @Override
    public void finalized() {
      finalized = true;
    }

    @Override
    public void publish(Contact self) {}

    @Override
    public Contact lookUp(int processIndex, long timeoutNs) {
      throw noNetwork();
    }

    @Override
    public Credentials credentials(long timeoutNs) {
      throw noNetwork();
    }

    @Override
    public void abort(int exitCode, String reason) {
      InProcessJob.this.abort(info.id().index(), exitCode, reason);
    }

    @Override
    public void close() {
      synchronized (InProcessJob.this) {
        listener = null;
      }
    }

    private EngineException noNetwork() {
      return new EngineException(
          ErrorClass.INTERN, "the ranks of an in-process job have no network between them");
    }
  }
}
