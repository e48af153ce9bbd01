package org.jmpi.launcher.core;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jmpi.job.ProcessId;
import org.jmpi.launcher.wire.AgentDown;
import org.jmpi.launcher.wire.RankDown;

/** Notes what a {@link JobCore} has done. */
final class JobRecorder implements JobActions {
  final List<AgentDown> sent = new ArrayList<>();
  final List<String> sentTo = new ArrayList<>();
  final Set<String> running = new HashSet<>();
  final List<String> lines = new ArrayList<>();
  final List<String> output = new ArrayList<>();
  final List<ProcessId> credentials = new ArrayList<>();
  Integer exitCode;
  int agents;

  void clear() {
    sent.clear();
    sentTo.clear();
    lines.clear();
    output.clear();
    credentials.clear();
    exitCode = null;
  }

  long count(Class<? extends AgentDown> type) {
    return sent.stream().filter(type::isInstance).count();
  }

  /** What agents were told of failures. */
  List<String> failures() {
    return sentTo.stream().filter(l -> l.contains(" Failed[")).toList();
  }

  List<String> told() {
    return sent.stream()
        .filter(AgentDown.ToRank.class::isInstance)
        .map(
            m -> {
              AgentDown.ToRank to = assertInstanceOf(AgentDown.ToRank.class, m);
              byte[] body = Arrays.copyOfRange(to.frame(), 4, to.frame().length);
              return to.index() + " " + RankDown.decode(body);
            })
        .toList();
  }

  @Override
  public void send(int agentId, AgentDown message) {
    sent.add(message);
    sentTo.add(agentId + " " + message);
  }

  @Override
  public String identity() {
    return "jmpirun";
  }

  @Override
  public boolean runs(String identity) {
    return running.contains(identity);
  }

  @Override
  public void kill(String identity) {
    sentTo.add("kill " + identity);
  }

  @Override
  public void say(String line) {
    lines.add(line);
  }

  @Override
  public void makeCredentials(ProcessId id) {
    credentials.add(id);
  }

  @Override
  public void groupOutput() {
    output.add("group");
  }

  @Override
  public void releaseOutput() {
    output.add("release");
  }

  @Override
  public void finished(int code) {
    exitCode = code;
  }
}
