package org.jmpi.launcher.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jmpi.launcher.wire.AgentDown;
import org.jmpi.launcher.wire.AgentUp;
import org.jmpi.launcher.wire.RankStart;
import org.jmpi.launcher.wire.RankUp;
import org.junit.jupiter.api.Test;

/** jmpirun with processes in the place of dead ones, in virtual time. */
class JobRespawnTest {
  private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long CONTEXT = 77;

  private final JobRecorder recorder = new JobRecorder();
  private final List<Integer> agentOf = new ArrayList<>();
  private JobCore core;
  private long nowNs;
  private int lastRequest;

  @Test
  void shouldStartAProcessOnTheHostOfTheDeadAndInviteIt() {
    running(4, List.of(2, 2), 0, 0, 1, 1);
    kill(2);
    recorder.clear();
    ask(0, List.of(2), 0, 1, 3);
    assertEquals(List.of("1 Start 4"), starts());
    assertEquals(
        List.of("0 ProcessJoined", "1 ProcessJoined", "3 ProcessJoined"),
        told().stream().map(l -> l.replaceFirst("\\[.*", "")).toList());
    assertTrue(
        recorder.lines.contains(
            "process 4 (for rank 2) is started in the place of rank 2 (1 of 4)"),
        recorder.lines.toString());
    recorder.clear();
    start(4, 1);
    assertTrue(
        told()
            .get(0)
            .startsWith("4 Welcome[jobId=5, index=4, worldFirst=4, worldSize=1, isSpawned"),
        told().toString());
    recorder.clear();
    say(4, new RankUp.Initialized());
    assertEquals(
        List.of(
            "4 Invited[contextId=77, members=[0, 1, 3, 4]]",
            "0 Respawned[request=1, newcomers=[4], reason=]"),
        told());
  }

  @Test
  void shouldGiveAHostThatIsLostAnotherWithAFreeSlot() {
    running(4, List.of(1, 1, 2), 0, 1, 2);
    core.onAgentLost(nowNs, 1, "gone");
    ask(0, List.of(1), 0, 2);
    assertEquals(List.of("2 Start 3"), starts());
    recorder.clear();
    start(3, 2);
    say(3, new RankUp.Initialized());
    core.onAgentLost(nowNs, 2, "gone");
    recorder.clear();
    ask(0, List.of(2), 0);
    assertEquals(List.of(), starts());
    assertEquals(
        List.of(
            "0 Respawned[request=2, newcomers=[], reason=its host is lost, and no other one has a"
                + " free slot]"),
        told());
  }

  @Test
  void shouldWaitForTheWordOfTheAgentWhenRanksKnowOfADeathEarlier() {
    running(4, List.of(9), 0, 0, 0);
    ask(0, List.of(2), 0, 1);
    assertEquals(List.of(), starts());
    kill(2);
    assertEquals(List.of("0 Start 3"), starts());
  }

  @Test
  void shouldGiveWhatWasStartedToWhoeverAsksNext() {
    running(4, List.of(9), 0, 0, 0, 0);
    kill(3);
    ask(0, List.of(3), 0, 1, 2);
    start(4, 0);
    kill(0);
    say(4, new RankUp.Initialized());
    assertTrue(told().stream().noneMatch(l -> l.contains("Invited")), told().toString());
    recorder.clear();
    ask(1, List.of(0, 3), 1, 2);
    assertEquals(List.of("0 Start 5"), starts(), "process 4 is there");
    start(5, 0);
    recorder.clear();
    say(5, new RankUp.Initialized());
    assertTrue(
        told().contains("1 Respawned[request=2, newcomers=[4, 5], reason=]")
            || told().contains("1 Respawned[request=2, newcomers=[5, 4], reason=]"),
        told().toString());
    assertEquals(2, told().stream().filter(l -> l.contains("Invited")).count());
  }

  @Test
  void shouldInviteAgainWhoWasNotTakenIn() {
    running(4, List.of(9), 0, 0, 0, 0);
    kill(3);
    ask(0, List.of(3), 0, 1, 2);
    start(4, 0);
    say(4, new RankUp.Initialized());
    kill(2);
    recorder.clear();
    ask(0, List.of(2, 3), 0, 1);
    assertEquals(List.of("0 Start 5"), starts());
    start(5, 0);
    say(5, new RankUp.Initialized());
    say(4, new RankUp.TakenIn());
    say(5, new RankUp.TakenIn());
    kill(1);
    recorder.clear();
    ask(0, List.of(1), 0, 4, 5);
    assertEquals(List.of("0 Start 6"), starts(), "the others are members already");
  }

  @Test
  void shouldTellANewcomerOfMembersThatDiedBeforeItCame() {
    running(4, List.of(9), 0, 0, 0, 0);
    kill(3);
    ask(0, List.of(3), 0, 1, 2);
    kill(2);
    start(4, 0);
    recorder.clear();
    say(4, new RankUp.Initialized());
    assertTrue(told().get(0).startsWith("4 ProcessJoined["), told().toString());
    assertTrue(told().get(0).contains("id=jmpi:5/2/0"), told().toString());
    assertTrue(told().get(1).startsWith("4 Invited["), told().toString());
  }

  @Test
  void shouldStartAnotherForOneThatIsKilledButNotForOneThatEnds() {
    running(4, List.of(9), 0, 0);
    kill(1);
    ask(0, List.of(1), 0);
    start(2, 0);
    kill(2);
    assertEquals(List.of("0 Start 2", "0 Start 3"), starts());
    start(3, 0);
    recorder.clear();
    exit(3, 1);
    assertEquals(List.of(), starts());
    assertEquals(
        List.of(
            "0 Respawned[request=1, newcomers=[], reason=the process that was started in its place"
                + " has ended]"),
        told());
  }

  @Test
  void shouldGoOnWithoutAProcessThatCannotBeStarted() {
    running(4, List.of(9), 0, 0);
    kill(1);
    ask(0, List.of(1), 0);
    recorder.clear();
    core.onAgent(nowNs, 0, new AgentUp.StartFailed(2, "no memory"));
    assertTrue(told().get(0).contains("newcomers=[], reason=the process"), told().toString());
    assertEquals(0, recorder.count(AgentDown.EndAll.class));
    finish(0);
    assertEquals(0, recorder.exitCode);
  }

  @Test
  void shouldStartNoMoreThanItMay() {
    running(2, List.of(9), 0, 0, 0, 0);
    kill(1);
    kill(2);
    kill(3);
    ask(0, List.of(1, 2, 3), 0);
    assertEquals(List.of("0 Start 4", "0 Start 5"), starts());
    start(4, 0);
    start(5, 0);
    say(4, new RankUp.Initialized());
    recorder.clear();
    say(5, new RankUp.Initialized());
    assertTrue(
        told()
            .contains(
                "0 Respawned[request=1, newcomers=[4, 5], reason=2 processes were started already"
                    + " (--respawn)]"),
        told().toString());
  }

  @Test
  void shouldAnswerWithinTheBoundAndKillWhoIsLate() {
    running(4, List.of(9), 0, 0);
    kill(1);
    ask(0, List.of(1), 0);
    start(2, 0);
    recorder.clear();
    long dueNs = core.tick(nowNs);
    assertEquals(nowNs + Respawns.START_BOUND_NS, dueNs);
    nowNs = dueNs - 1;
    core.tick(nowNs);
    assertEquals(List.of(), told());
    nowNs = dueNs;
    core.tick(nowNs);
    assertEquals(List.of("0 Respawned[request=1, newcomers=[], reason=it took too long]"), told());
    assertTrue(recorder.sentTo.stream().anyMatch(l -> l.startsWith("0 Kill[index=2")));
    kill(2);
    finish(0);
    assertEquals(0, recorder.exitCode);
  }

  @Test
  void shouldEndThoseWhomNobodyIsLeftToTakeIn() {
    running(4, List.of(9), 0, 0);
    kill(1);
    ask(0, List.of(1), 0);
    start(2, 0);
    say(2, new RankUp.Initialized());
    recorder.clear();
    finish(0);
    assertTrue(
        recorder.sentTo.stream().anyMatch(l -> l.startsWith("0 Kill[index=2")),
        recorder.sentTo.toString());
    kill(2);
    assertEquals(0, recorder.exitCode);
  }

  @Test
  void shouldWaitForThoseThatWereTakenIn() {
    running(4, List.of(9), 0, 0);
    kill(1);
    ask(0, List.of(1), 0);
    start(2, 0);
    say(2, new RankUp.Initialized());
    say(2, new RankUp.TakenIn());
    recorder.clear();
    finish(0);
    assertTrue(recorder.sentTo.stream().noneMatch(l -> l.contains("Kill[")));
    assertNull(recorder.exitCode);
    exit(2, 3);
    assertEquals(3, recorder.exitCode);
  }

  @Test
  void shouldStartNobodyInAJobThatEnds() {
    running(4, List.of(9), 0, 0, 0);
    kill(1);
    say(2, new RankUp.Abort(7, "on purpose"));
    recorder.clear();
    ask(0, List.of(1), 0, 2);
    assertEquals(List.of(), starts());
    assertEquals(List.of("0 Respawned[request=1, newcomers=[], reason=the job is ending]"), told());
  }

  @Test
  void shouldStartNobodyWithoutTheOption() {
    running(0, List.of(), 0, 0);
    kill(1);
    recorder.clear();
    ask(0, List.of(1), 0);
    assertEquals(List.of(), starts());
    assertTrue(told().get(0).contains("without --respawn"), told().toString());
  }

  private void running(int respawns, List<Integer> slots, Integer... agentOfRanks) {
    agentOf.addAll(List.of(agentOfRanks));
    List<JobPlan.Placed> placed = new ArrayList<>();
    for (int i = 0; i < agentOfRanks.length; i++) {
      placed.add(
          new JobPlan.Placed(
              agentOfRanks[i],
              new RankStart(i, List.of("x"), false, -1, false, Map.of(), "/", i == 0)));
    }
    int agents = Collections.max(agentOf) + 1;
    List<String> names = new ArrayList<>();
    for (int i = 0; i < agents; i++) {
      names.add("h" + i);
    }
    JobPlan.Recovery recovery =
        new JobPlan.Recovery(
            true, 0, Collections.nCopies(agents, 0), new JobPlan.Respawn(respawns, slots));
    JobPlan.Policy policy =
        new JobPlan.Policy(1000 * MS, 30_000 * MS, AgentCore.NEVER, true, false);
    core = new JobCore(nowNs, new JobPlan(5, names, placed, Map.of(), policy, recovery), recorder);
    for (int agentId = 0; agentId < agents; agentId++) {
      core.onAgent(nowNs, agentId, new AgentUp.Ready(RankUp.VERSION, "x", 1));
    }
    for (int rank = 0; rank < agentOfRanks.length; rank++) {
      start(rank, agentOfRanks[rank]);
      say(rank, new RankUp.Initialized());
    }
    recorder.clear();
  }

  private void start(int index, int agentId) {
    if (index == agentOf.size()) {
      agentOf.add(agentId);
    }
    core.onAgent(nowNs, agentId, new AgentUp.Started(index, 100 + index));
    say(index, new RankUp.Hello(RankUp.VERSION, index, 100 + index, new byte[0]));
  }

  private void ask(int asker, List<Integer> dead, Integer... members) {
    say(asker, new RankUp.Respawn(++lastRequest, CONTEXT, dead, List.of(members)));
  }

  private void kill(int index) {
    exit(index, 137);
  }

  private void exit(int index, int code) {
    core.onAgent(nowNs, agentOf.get(index), new AgentUp.Exited(index, code, ""));
  }

  private void finish(int index) {
    say(index, new RankUp.Finalized());
    exit(index, 0);
  }

  private void say(int index, RankUp message) {
    byte[] frame = message.encode();
    core.onAgent(
        nowNs,
        agentOf.get(index),
        new AgentUp.FromRank(index, Arrays.copyOfRange(frame, 4, frame.length)));
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
}
