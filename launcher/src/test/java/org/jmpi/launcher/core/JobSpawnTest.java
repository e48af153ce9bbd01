package org.jmpi.launcher.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jmpi.job.Program;
import org.jmpi.launcher.wire.AgentDown;
import org.jmpi.launcher.wire.AgentUp;
import org.jmpi.launcher.wire.RankStart;
import org.jmpi.launcher.wire.RankUp;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** jmpirun with programs that start others: two hosts with two and four slots, a rank on each. */
class JobSpawnTest {
  private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

  private final JobRecorder recorder = new JobRecorder();
  private final List<Integer> agentOf = new ArrayList<>(List.of(0, 1));
  private JobCore core;
  private long nowNs;

  @BeforeEach
  void start() {
    List<JobPlan.Placed> placed = List.of(placed(0, 0), placed(1, 1));
    JobPlan.Spawning spawning =
        new JobPlan.Spawning(
            4,
            List.of(2, 4),
            (program, index, rank, size) -> {
              if (program.command().equals("none")) {
                throw new IllegalArgumentException("there is no such program");
              }
              return new RankStart(
                  index, List.of(program.command()), false, -1, false, Map.of(), "/", false);
            });
    core =
        new JobCore(
            nowNs,
            new JobPlan(
                5,
                List.of("h0", "h1"),
                List.of("", ""),
                placed,
                Map.of(),
                new JobPlan.Policy(1000 * MS, 30_000 * MS, AgentCore.NEVER, false, false),
                JobPlan.Recovery.OFF,
                spawning),
            recorder);
    for (int agentId = 0; agentId < 2; agentId++) {
      core.onAgent(nowNs, agentId, new AgentUp.Ready(RankUp.VERSION, "x", 1));
    }
    begin(0);
    begin(1);
    recorder.clear();
  }

  @Test
  void shouldStartAWorldWhereThereIsRoomAndInviteAllOfItTogether() {
    ask(0, new Program("a", List.of(), 2, "", ""), new Program("b", List.of(), 1, "h0", ""));
    assertEquals(List.of("1 Start 2", "1 Start 3", "0 Start 4"), starts());
    agentOf.addAll(List.of(1, 1, 0));
    assertEquals(
        6,
        told().stream().filter(l -> l.matches("[01] ProcessJoined.*")).count(),
        told()::toString);
    recorder.clear();
    begin(2);
    assertTrue(
        told()
            .get(0)
            .startsWith(
                "2 Welcome[jobId=5, index=2, worldFirst=2, worldSize=3, isSpawned=true, mostProcesses=6"),
        told()::toString);
    begin(3);
    assertTrue(told().stream().noneMatch(l -> l.contains("Invited")), told()::toString);
    begin(4);
    assertEquals(
        List.of(
            "2 Invited[contextId=77, members=[0, 1]]",
            "3 Invited[contextId=77, members=[0, 1]]",
            "4 Invited[contextId=77, members=[0, 1]]",
            "0 Spawned[request=1, first=2, count=3, reason=]"),
        told().stream().filter(l -> l.contains("vited") || l.contains("Spawned[")).toList());
    // They are the job's from now on.
    exit(3, 9);
    assertEquals(2, recorder.count(AgentDown.EndAll.class));
    assertTrue(
        recorder.lines.get(0).startsWith("process 3 (rank 1 of 3 spawned) on host h1"),
        recorder.lines::toString);
  }

  @Test
  void shouldKillTheOthersAndGoOnWhenOneDoesNotCome() {
    ask(1, new Program("a", List.of(), 2, "", ""));
    agentOf.addAll(List.of(1, 1));
    begin(2);
    exit(3, 1);
    assertEquals(
        "1 Spawned[request=1, first=0, count=0, reason=process 3 (rank 1 of 2 spawned) has ended"
            + " before all had come to MPI.Init]",
        last());
    assertTrue(
        recorder.sentTo.contains("1 " + new AgentDown.Kill(2, Spawns.UNWANTED)),
        recorder.sentTo::toString);
    exit(2, 137);
    assertEquals(0, recorder.count(AgentDown.EndAll.class));
    assertEquals(List.of(), recorder.lines);
    finish(0);
    finish(1);
    assertEquals(0, recorder.exitCode);
  }

  @Test
  void shouldNotMissOneThatHasDoneItsWorkBeforeTheOthersCame() {
    ask(0, new Program("a", List.of(), 2, "", ""));
    agentOf.addAll(List.of(1, 1));
    begin(2);
    finish(2);
    assertNull(recorder.exitCode);
    begin(3);
    assertEquals("0 Spawned[request=1, first=2, count=2, reason=]", last());
  }

  @Test
  void shouldRefuseWhatCannotBe() {
    for (Program program :
        List.of(
            new Program("a", List.of(), 5, "", ""),
            new Program("a", List.of(), 1, "elsewhere", ""),
            new Program("none", List.of(), 1, "", ""))) {
      recorder.clear();
      ask(0, program);
      assertTrue(last().startsWith("0 Spawned[request=1, first=0, count=0, reason="), last());
      assertEquals(List.of(), starts());
    }
    ask(0, new Program("a", List.of(), 1, "", ""));
    ask(0, new Program("a", List.of(), 1, "", ""));
    assertTrue(last().contains("has asked for others already"), last());
  }

  @Test
  void shouldWaitNoLongerThanTheBound() {
    ask(0, new Program("a", List.of(), 1, "", ""));
    agentOf.add(1);
    recorder.clear();
    nowNs += Spawns.START_BOUND_NS - 1;
    assertEquals(nowNs + 1, core.tick(nowNs));
    assertEquals(List.of(), told());
    nowNs++;
    core.tick(nowNs);
    assertTrue(last().contains("not all have come to MPI.Init within 60 s"), last());
  }

  @Test
  void shouldKillWhatNobodyWaitsFor() {
    ask(0, new Program("a", List.of(), 1, "", ""));
    agentOf.add(1);
    say(0, new RankUp.Finalized());
    core.onAgent(nowNs, 0, new AgentUp.Exited(0, 0, ""));
    assertTrue(
        recorder.sentTo.contains("1 " + new AgentDown.Kill(2, Spawns.UNWANTED)),
        recorder.sentTo::toString);
  }

  private static JobPlan.Placed placed(int index, int agentId) {
    return new JobPlan.Placed(
        agentId, new RankStart(index, List.of("x"), false, -1, false, Map.of(), "/", false));
  }

  private void ask(int index, Program... programs) {
    say(index, new RankUp.Spawn(1, 77, List.of(programs), List.of(0, 1)));
  }

  private void begin(int index) {
    core.onAgent(nowNs, agentOf.get(index), new AgentUp.Started(index, 100 + index));
    say(index, new RankUp.Hello(RankUp.VERSION, index, 100 + index, new byte[0]));
    say(index, new RankUp.Initialized());
  }

  private void finish(int index) {
    say(index, new RankUp.Finalized());
    exit(index, 0);
  }

  private void exit(int index, int code) {
    core.onAgent(nowNs, agentOf.get(index), new AgentUp.Exited(index, code, ""));
  }

  private void say(int index, RankUp message) {
    byte[] frame = message.encode();
    byte[] body = java.util.Arrays.copyOfRange(frame, Integer.BYTES, frame.length);
    core.onAgent(nowNs, agentOf.get(index), new AgentUp.FromRank(index, body));
  }

  private List<String> starts() {
    return recorder.sentTo.stream()
        .filter(l -> l.contains(" Start["))
        .map(l -> l.replaceFirst("Start\\[rank=RankStart\\[index=(\\d+).*", "Start $1"))
        .toList();
  }

  private List<String> told() {
    return recorder.told();
  }

  private String last() {
    List<String> all = told();
    return all.isEmpty() ? "" : all.get(all.size() - 1);
  }
}
