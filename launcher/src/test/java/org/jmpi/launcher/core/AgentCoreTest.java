package org.jmpi.launcher.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jmpi.launcher.wire.AgentDown;
import org.jmpi.launcher.wire.RankStart;
import org.junit.jupiter.api.Test;

class AgentCoreTest {
  private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

  private final AgentRecorder recorder = new AgentRecorder();
  private final List<String> log = recorder.log;
  private final AgentCore core = new AgentCore(recorder);

  @Test
  void shouldAskThenWaitThenKill() {
    run(0, 1);
    core.onCommand(100 * MS, new AgentDown.EndAll(1000));
    assertEquals(List.of("TERM 0", "TERM 1"), signals());
    assertEquals(1100 * MS, core.tick(1099 * MS));
    assertEquals(2, signals().size());
    core.tick(1100 * MS);
    assertEquals(List.of("TERM 0", "TERM 1", "KILL 0", "KILL 1"), signals());
  }

  @Test
  void shouldNotStartAfterTheEndHasBegun() {
    core.onCommand(0, new AgentDown.EndAll(1000));
    core.onCommand(1, start(3));
    assertEquals(List.of("up Exited[index=3, code=137, why=]"), log);
  }

  @Test
  void shouldReportAnExitAfterTheLastWordOnTheLifeLine() {
    run(0);
    assertNull(core.onConnected(0));
    core.onExited(10 * MS, 0, 0);
    core.onRankFrame(0, new byte[] {3});
    core.onDisconnected(11 * MS, 0);
    List<String> ups = log.stream().filter(l -> l.startsWith("up")).toList();
    assertTrue(ups.get(1).startsWith("up FromRank"), ups.toString());
    assertEquals("up Exited[index=0, code=0, why=]", ups.get(2));
  }

  @Test
  void shouldNotWaitForEverForALifeLineThatStaysOpen() {
    run(0);
    core.onConnected(0);
    core.onExited(0, 0, 5);
    assertEquals(AgentCore.DRAIN_NS, core.tick(AgentCore.DRAIN_NS - 1));
    assertTrue(log.stream().noneMatch(l -> l.contains("Exited")), log.toString());
    core.tick(AgentCore.DRAIN_NS);
    assertEquals("up Exited[index=0, code=5, why=]", log.get(log.size() - 1));
  }

  @Test
  void shouldReportAnExitAfterTheLastOfTheOutput() {
    run(0);
    core.onOutputsOpened(0, 2);
    core.onExited(10 * MS, 0, 0);
    core.onOutputEnded(11 * MS, 0);
    assertTrue(log.stream().noneMatch(l -> l.contains("Exited")), log.toString());
    core.onOutputEnded(12 * MS, 0);
    assertEquals("up Exited[index=0, code=0, why=]", log.get(log.size() - 1));
  }

  @Test
  void shouldNotWaitForEverForOutputThatStaysOpen() {
    run(0);
    core.onOutputsOpened(0, 2);
    core.onExited(0, 0, 0);
    core.tick(AgentCore.DRAIN_NS);
    assertEquals("up Exited[index=0, code=0, why=]", log.get(log.size() - 1));
    core.onCommand(AgentCore.DRAIN_NS, new AgentDown.Leave());
    assertTrue(log.stream().noneMatch("leave"::equals), log.toString());
    core.tick(AgentCore.DRAIN_NS + AgentCore.OUTPUT_NS);
    assertEquals("leave", log.get(log.size() - 1));
  }

  @Test
  void shouldKillWhatARankLeavesBehind() {
    run(0);
    core.onExited(0, 0, 0);
    assertEquals(List.of("KILL 0"), signals());
  }

  @Test
  void shouldLetEachRankInOnce() {
    run(0);
    assertNotNull(core.onConnected(1));
    assertNull(core.onConnected(0));
    assertNotNull(core.onConnected(0));
    core.onDisconnected(0, 0);
    assertNotNull(core.onConnected(0));
  }

  @Test
  void shouldKillAllAndLeaveWhenJmpirunIsGone() {
    run(0, 1);
    core.onChannelLost(5);
    assertEquals(List.of("KILL 0", "KILL 1"), signals());
    assertTrue(log.stream().noneMatch("leave"::equals));
    core.onExited(6, 0, 137);
    core.onExited(7, 1, 137);
    assertEquals("leave", log.get(log.size() - 1));
    core.tick(8);
    assertEquals(1, log.stream().filter("leave"::equals).count());
  }

  @Test
  void shouldReportAStartThatFailed() {
    core.onCommand(0, start(0));
    core.onStartFailed(0, 0, "no such file");
    assertEquals("up StartFailed[index=0, reason=no such file]", log.get(1));
    core.onCommand(1, new AgentDown.Leave());
    assertEquals("leave", log.get(2));
  }

  private void run(int... indices) {
    for (int index : indices) {
      core.onCommand(0, start(index));
      core.onStarted(index, 100 + index);
    }
  }

  private List<String> signals() {
    return log.stream().filter(l -> l.startsWith("TERM") || l.startsWith("KILL")).toList();
  }

  private static AgentDown start(int index) {
    return new AgentDown.Start(
        new RankStart(index, List.of("x"), false, -1, false, Map.of(), "/", false));
  }
}
