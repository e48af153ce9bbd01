package org.jmpi.launcher.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jmpi.launcher.wire.AgentDown;
import org.jmpi.launcher.wire.RankDown;
import org.jmpi.launcher.wire.RankStart;
import org.jmpi.launcher.wire.RankUp;
import org.junit.jupiter.api.Test;

/** An agent with fault tolerance on, in virtual time. */
class AgentRecoveryTest {
  private static final int STOP_MS = 500;
  private static final int SILENCE_MS = 1000;
  private static final String KILLED = "was killed by signal 9 (SIGKILL)";

  private final AgentRecorder recorder = new AgentRecorder();
  private final List<String> log = recorder.log;
  private final AgentCore core = new AgentCore(recorder);
  private long nowNs;

  @Test
  void shouldTellItsRanksOfADeathAndThenJmpirun() {
    begin(0, 0, 3);
    join(0, 1, 2);
    log.clear();
    die(1, 137);
    assertEquals(
        List.of(
            "KILL 1", told(0, 1, KILLED), told(2, 1, KILLED), "up Exited[index=1, code=137, why=]"),
        log);
    log.clear();
    // What comes back from jmpirun is nothing new.
    core.onCommand(nowNs, new AgentDown.Failed(1, KILLED));
    assertEquals(List.of(), log);
    core.onCommand(nowNs, new AgentDown.Failed(7, "its host x is lost"));
    assertEquals(List.of(told(0, 7, "its host x is lost"), told(2, 7, "its host x is lost")), log);
  }

  @Test
  void shouldTellALateRankAfterItsWelcome() {
    begin(0, 0, 3);
    join(0, 2);
    core.onConnected(1);
    die(2, 139);
    core.onCommand(nowNs, new AgentDown.Failed(9, KILLED));
    log.clear();
    core.onCommand(nowNs, welcome(1));
    assertEquals(3, log.size(), log.toString());
    assertTrue(log.get(0).startsWith("to 1 Refused"), log.toString());
    assertEquals(told(1, 2, "was killed by signal 11 (SIGSEGV)"), log.get(1));
    assertEquals(told(1, 9, KILLED), log.get(2));
  }

  @Test
  void shouldTellNobodyOfAGoodEndNorOfTheJobsEnd() {
    begin(0, 0, 3);
    join(0, 1, 2);
    core.onRankFrame(1, body(new RankUp.Finalized().encode()));
    log.clear();
    die(1, 0);
    core.onCommand(nowNs, new AgentDown.EndAll(1000));
    die(2, 143);
    assertTrue(log.stream().noneMatch(l -> l.startsWith("to ")), log.toString());
  }

  @Test
  void shouldKillARankThatStaysStopped() {
    begin(STOP_MS, 0, 2);
    join(0, 1);
    pass(1000);
    recorder.sights.put(1, new AgentActions.Sight(true, 40));
    log.clear();
    pass(STOP_MS - 100);
    assertEquals(List.of(), log);
    pass(250);
    assertEquals(List.of("KILL 1"), log);
    die(1, 137);
    String why = "was stopped (SIGSTOP) for 0.5 s and has been killed by its agent";
    assertTrue(log.contains(told(0, 1, why)), log.toString());
    assertEquals("up Exited[index=1, code=137, why=" + why + "]", log.get(log.size() - 1));
  }

  @Test
  void shouldNotMindShortStops() {
    begin(STOP_MS, 0, 1);
    join(0);
    log.clear();
    for (int i = 0; i < 20; i++) {
      recorder.sights.put(0, new AgentActions.Sight(true, i));
      pass(STOP_MS - 100);
      recorder.sights.put(0, new AgentActions.Sight(false, i));
      pass(100);
    }
    assertEquals(List.of(), log);
  }

  /** A tracer stops its program at each system call, and a look may see nothing else. */
  @Test
  void shouldNotMindStopsOfAProcessThatRuns() {
    begin(STOP_MS, 0, 1);
    join(0);
    log.clear();
    for (int ticks = 0; ticks < 60; ticks++) {
      recorder.sights.put(0, new AgentActions.Sight(true, ticks));
      pass(STOP_MS / 4);
    }
    assertEquals(List.of(), log);
  }

  /** Ctrl-Z, or a batch system that suspends the whole job. */
  @Test
  void shouldCountAnewWhenItWasItselfStopped() {
    begin(STOP_MS, 0, 1);
    join(0);
    recorder.sights.put(0, new AgentActions.Sight(true, 1));
    pass(STOP_MS - 150);
    nowNs += TimeUnit.HOURS.toNanos(1);
    log.clear();
    pass(STOP_MS - 150);
    assertEquals(List.of(), log);
    pass(400);
    assertEquals(List.of("KILL 0"), log);
  }

  @Test
  void shouldSayThatItCannotLook() {
    recorder.canLook = false;
    begin(STOP_MS, 0, 1);
    assertTrue(log.stream().anyMatch(l -> l.contains("no /proc")), log.toString());
    recorder.sights.put(0, new AgentActions.Sight(true, 1));
    log.clear();
    pass(10_000);
    assertEquals(List.of(), log);
    assertEquals(AgentCore.NEVER, core.tick(nowNs));
  }

  @Test
  void shouldBeatWhileItHearsJmpirun() {
    begin(0, SILENCE_MS, 1);
    log.clear();
    for (int i = 0; i < 100; i++) {
      pass(SILENCE_MS / 4);
      core.onCommand(nowNs, new AgentDown.Beat());
    }
    long beats = log.stream().filter("up Beat[]"::equals).count();
    assertEquals(log.size(), beats, log.toString());
    assertTrue(beats >= 100 && beats <= 250, "beats " + beats);
  }

  @Test
  void shouldKillAllWhenItIsCutOff() {
    begin(0, SILENCE_MS, 2);
    pass(AgentWatch.PATIENCE * SILENCE_MS - 200);
    assertFalse(log.contains("KILL 0"), log.toString());
    pass(500);
    assertTrue(log.containsAll(List.of("KILL 0", "KILL 1")), log.toString());
    String reason = log.stream().filter(l -> l.startsWith("cut off")).findFirst().orElse("");
    assertTrue(reason.contains("nothing was heard of jmpirun for 3 s"), log.toString());
    die(0, 137);
    die(1, 137);
    assertEquals(1, log.stream().filter("leave"::equals).count(), log.toString());
  }

  @Test
  void shouldWaitForAJmpirunThatItSees() {
    recorder.jmpirunExists = true;
    begin(0, SILENCE_MS, 1);
    pass(100 * SILENCE_MS);
    assertFalse(log.contains("KILL 0"), log.toString());
    recorder.jmpirunExists = false;
    pass(200);
    assertTrue(log.contains("KILL 0"), log.toString());
  }

  @Test
  void shouldNotTakeItsOwnPauseForSilence() {
    begin(0, SILENCE_MS, 1);
    for (int i = 0; i < 20; i++) {
      pass(AgentWatch.PATIENCE * SILENCE_MS - 500);
      nowNs += TimeUnit.SECONDS.toNanos(60);
    }
    assertFalse(log.contains("KILL 0"), log.toString());
  }

  @Test
  void shouldKillWhomJmpirunNames() {
    begin(0, 0, 2);
    join(0, 1);
    log.clear();
    core.onCommand(nowNs, new AgentDown.Kill(1, "could not be reached"));
    core.onCommand(nowNs, new AgentDown.Kill(7, "is nobody"));
    assertEquals(List.of("KILL 1"), log);
    die(1, 137);
    assertTrue(log.contains(told(0, 1, "could not be reached")), log.toString());
    assertEquals("up Exited[index=1, code=137, why=could not be reached]", log.get(log.size() - 1));
  }

  @Test
  void shouldSpareWhoGetsNoProcessorWhenOthersCannotReachIt() {
    begin(0, 0, 2);
    join(0, 1);
    log.clear();
    for (int time = 1; time <= AgentCore.MOST_SPARED; time++) {
      seeThreads(1, 7, 25);
      assertEquals(1, log.size(), log.toString());
      assertTrue(log.get(0).contains("gets no processor"), log.toString());
      log.clear();
    }
    // Others have waited for minutes now.
    seeThreads(1, 7, 25);
    assertEquals(List.of("KILL 1"), log);
  }

  @Test
  void shouldKillWhoWaitsOrComputesWhenOthersCannotReachIt() {
    begin(0, 0, 2);
    join(0, 1);
    log.clear();
    seeThreads(0, 6, 0);
    assertEquals(List.of("KILL 0"), log);
    log.clear();
    seeThreads(1, Doubt.LOOKS, 60);
    assertEquals(List.of("KILL 1"), log);
    die(1, 137);
    assertTrue(log.contains("up Exited[index=1, code=137, why=could not be reached]"), "" + log);
  }

  /** A rank is doubted, and so often looked at as it takes. */
  private void seeThreads(int index, int readyLooks, int ticks) {
    recorder.threads.put(index, sight(true, 1000));
    core.onCommand(nowNs, new AgentDown.Doubt(index, "could not be reached"));
    for (int look = 1; look < Doubt.LOOKS; look++) {
      nowNs += Doubt.GAP_NS;
      recorder.threads.put(index, sight(look < readyLooks, 1000 + ticks * look / Doubt.LOOKS));
      if (look == Doubt.LOOKS - 1) {
        recorder.threads.put(index, sight(look < readyLooks, 1000 + ticks));
        assertEquals(List.of(), log);
      }
      core.tick(nowNs);
    }
  }

  private static Map<Long, AgentActions.ThreadSight> sight(boolean ready, long ticks) {
    return Map.of(
        11L, new AgentActions.ThreadSight(false, 0),
        12L, new AgentActions.ThreadSight(ready, ticks));
  }

  @Test
  void shouldEndWhenItIsExcluded() {
    begin(0, SILENCE_MS, 1);
    log.clear();
    core.onCommand(nowNs, new AgentDown.Excluded("it was silent"));
    assertEquals(
        List.of("KILL 0", "cut off: the job goes on without this host: it was silent"), log);
    die(0, 137);
    assertEquals("leave", log.get(log.size() - 1));
  }

  private void begin(int stoppedBoundMs, int silenceBoundMs, int ranks) {
    core.onCommand(nowNs, new AgentDown.Recover(stoppedBoundMs, silenceBoundMs, "jmpirun"));
    for (int index = 0; index < ranks; index++) {
      core.onCommand(
          nowNs,
          new AgentDown.Start(
              new RankStart(index, List.of("x"), false, -1, false, Map.of(), "/", false)));
      core.onStarted(index, 100 + index);
    }
  }

  private void join(int... indices) {
    for (int index : indices) {
      core.onConnected(index);
      core.onRankFrame(
          index, body(new RankUp.Hello(RankUp.VERSION, index, 100 + index, new byte[0]).encode()));
      core.onRankFrame(index, body(new RankUp.Initialized().encode()));
      core.onCommand(nowNs, welcome(index));
    }
  }

  private void die(int index, int code) {
    core.onDisconnected(nowNs, index);
    core.onExited(nowNs, index, code);
  }

  /** Time goes by; the core gets its ticks when it wants them. */
  private void pass(long ms) {
    long endNs = nowNs + TimeUnit.MILLISECONDS.toNanos(ms);
    for (long dueNs = core.tick(nowNs); dueNs <= endNs; dueNs = core.tick(nowNs)) {
      nowNs = Math.max(nowNs, dueNs);
    }
    nowNs = endNs;
  }

  private static AgentDown welcome(int index) {
    return new AgentDown.ToRank(index, new RankDown.Refused("stands for a welcome").encode());
  }

  private static String told(int rank, int failed, String cause) {
    return "to " + rank + " " + new RankDown.ProcessFailed(failed, cause);
  }

  private static byte[] body(byte[] frame) {
    return Arrays.copyOfRange(frame, 4, frame.length);
  }
}
