package org.jmpi.runtime;

import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.job.Job;
import org.jmpi.job.ProcessInfo;

/**
 * What carries messages to which process: by what the launcher says about agents, never by host
 * names or addresses, and by the setting {@value #SETTING}, which is the same at all processes; so
 * both sides of a pair choose the same.
 */
final class Routes {
  /** The setting: {@code auto}, {@code shm}, {@code quic} or {@code self}. */
  static final String SETTING = "transport";

  private enum Choice {
    AUTO,
    SHM,
    QUIC,
    SELF
  }

  private final Job job;
  private final int self;
  private final int agent;
  private final boolean inProcess;
  private final boolean sharesFolder;
  private final Choice choice;

  /**
   * The routes of one process.
   *
   * @param inProcess all ranks are in this JVM
   * @throws EngineException when the setting is none of the four
   */
  Routes(Job job, boolean inProcess) {
    this.job = job;
    this.inProcess = inProcess;
    self = job.self().index();
    agent = job.process(self).agentId();
    choice = choice(job.settings().getOrDefault(SETTING, "auto"));
    sharesFolder =
        !inProcess
            && (choice == Choice.AUTO || choice == Choice.SHM)
            && job.sharedFolder().isPresent()
            && (neighbourCount() > 1 || job.newcomers().isPresent());
  }

  private static Choice choice(String setting) {
    for (Choice each : Choice.values()) {
      if (each.name().toLowerCase(java.util.Locale.ROOT).equals(setting)) {
        return each;
      }
    }
    throw new EngineException(
        ErrorClass.ARG, "setting " + SETTING + "=" + setting + ": give auto, shm, quic or self");
  }

  /** True when this process shares memory with others in a folder of its agent. */
  boolean sharesFolder() {
    return sharesFolder;
  }

  /** Processes of the same agent and world, this one among them. */
  int neighbourCount() {
    int count = 0;
    for (ProcessInfo each : job.world()) {
      if (each.agentId() == agent) {
        count++;
      }
    }
    return count;
  }

  /** True when there are processes in this one's world that it shares no memory with. */
  boolean crossesNetwork() {
    for (ProcessInfo each : job.world()) {
      if (!sharesMemory(each.id().index())) {
        return true;
      }
    }
    return false;
  }

  /** True when this process and that one share memory. */
  boolean sharesMemory(int process) {
    if (process == self) {
      return true;
    }
    return inProcess
        ? choice != Choice.SELF
        : sharesFolder && job.process(process).agentId() == agent;
  }

  /**
   * True when messages to a process go through memory, false when over the network.
   *
   * @throws EngineException when the setting allows neither
   */
  boolean isLocal(int process) {
    if (sharesMemory(process)) {
      return true;
    }
    if (choice == Choice.SHM || choice == Choice.SELF) {
      throw new EngineException(
          ErrorClass.OTHER,
          "there is no way from process "
              + self
              + " to process "
              + process
              + ": "
              + (choice == Choice.SELF
                  ? "--transport self carries messages to oneself only"
                  : "they share no memory, and --transport shm allows nothing else")
              + "; use --transport auto");
    }
    return false;
  }
}
