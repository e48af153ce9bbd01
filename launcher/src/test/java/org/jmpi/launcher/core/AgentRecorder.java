package org.jmpi.launcher.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jmpi.launcher.wire.AgentDown;
import org.jmpi.launcher.wire.AgentUp;
import org.jmpi.launcher.wire.RankDown;
import org.jmpi.launcher.wire.RankStart;

/** Notes what an {@link AgentCore} has done; says what it sees of ranks. */
final class AgentRecorder implements AgentActions {
  final List<String> log = new ArrayList<>();
  final Map<Integer, Sight> sights = new HashMap<>();
  final Map<Integer, Map<Long, ThreadSight>> threads = new HashMap<>();
  boolean canLook = true;
  boolean jmpirunExists;

  @Override
  public Sight look(int index, long joinedPid) {
    return sights.getOrDefault(index, new Sight(false, 0));
  }

  @Override
  public Map<Long, ThreadSight> threads(int index, long joinedPid) {
    return threads.getOrDefault(index, Map.of());
  }

  @Override
  public boolean canLook() {
    return canLook;
  }

  @Override
  public String identity() {
    return "agent";
  }

  @Override
  public boolean exists(String identity) {
    return jmpirunExists && identity.equals("jmpirun");
  }

  @Override
  public void cutOff(String reason) {
    log.add("cut off: " + reason);
  }

  @Override
  public void sendUp(AgentUp message) {
    log.add("up " + message);
  }

  @Override
  public void start(RankStart rank) {
    log.add("start " + rank.index());
  }

  @Override
  public void signal(int index, String signal) {
    log.add(signal + " " + index);
  }

  @Override
  public void dumpThreads(int index) {
    log.add("dump " + index);
  }

  @Override
  public void sendToRank(int index, byte[] frame) {
    RankDown message = RankDown.decode(Arrays.copyOfRange(frame, 4, frame.length));
    log.add("to " + index + " " + message);
  }

  @Override
  public void input(int index, byte[] bytes) {
    log.add("input " + index);
  }

  @Override
  public void outputTaken(int index, boolean error, int bytes) {
    log.add("taken " + index);
  }

  @Override
  public void openRelay(AgentDown.OpenRelay relay) {
    log.add("open " + relay.id());
  }

  @Override
  public void closeRelay(int id) {
    log.add("close " + id);
  }

  @Override
  public void leave() {
    log.add("leave");
  }
}
