package org.jmpi.bench.jmh;

import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jmpi.job.Contact;
import org.jmpi.job.Credentials;
import org.jmpi.job.Job;
import org.jmpi.job.JobListener;
import org.jmpi.job.ProcessId;
import org.jmpi.job.ProcessInfo;
import org.jmpi.net.LinkEvents;
import org.jmpi.net.TransportContext;

/** Just enough of a job to put two cores together in one thread. */
record CoreJob(int index, LinkEvents events) implements Job, TransportContext {
  @Override
  public ProcessId self() {
    return new ProcessId(1, index, 0);
  }

  @Override
  public List<ProcessInfo> world() {
    return List.of(process(0), process(1));
  }

  @Override
  public ProcessInfo process(int processIndex) {
    return new ProcessInfo(new ProcessId(1, processIndex, 0), 0, "bench");
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
    throw new UnsupportedOperationException("no network in this benchmark");
  }

  @Override
  public Credentials credentials(long timeoutNs) {
    throw new UnsupportedOperationException("no network in this benchmark");
  }

  @Override
  public void abort(int exitCode, String reason) {
    throw new IllegalStateException(reason);
  }

  @Override
  public void close() {}

  @Override
  public Job job() {
    return this;
  }

  @Override
  public LongSupplier clockNs() {
    return System::nanoTime;
  }

  @Override
  public boolean isLockHeld() {
    return true;
  }

  @Override
  public void runBlocking(Runnable work) {
    work.run();
  }

  @Override
  public void runLocked(Runnable work) {
    work.run();
  }
}
