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

/** jmpirun with fault tolerance on, in virtual time. */
class JobRecoveryTest {
  private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int BOUND_MS = 1000;

  private final JobRecorder recorder = new JobRecorder();
  private JobCore core;
  private boolean minorityGoesOn;
  private int[] agentOfRank;
  private boolean[] silent;
  private long nowNs;

  @Test
  void shouldTellTheAgentsBeforeTheyStartRanks() {
    gather(2, 0, 1);
    ready();
    assertEquals("0 Recover[stoppedBoundMs=500, silenceBoundMs=1000, identity=jmpirun]", line(0));
    assertEquals("1 Recover[stoppedBoundMs=500, silenceBoundMs=1000, identity=jmpirun]", line(1));
    assertTrue(line(2).startsWith("0 Start["), line(2));
  }

  @Test
  void shouldEndWithZeroWhenAllThatWereNotKilledEndWell() {
    running(2, 0, 0, 1);
    initialize();
    exit(1, 137, "");
    exit(2, 139, "");
    assertEquals(List.of("0 Failed", "1 Failed", "0 Failed", "1 Failed"), failures());
    assertTrue(recorder.lines.get(0).startsWith("rank 1 on host h0 (pid 101) was killed by"));
    assertTrue(recorder.lines.get(1).startsWith("rank 2 on host h1 (pid 102) was killed by"));
    finish(0);
    assertEquals(0, recorder.exitCode);
    assertEquals(0, recorder.count(AgentDown.EndAll.class));
    assertEquals(2, recorder.lines.size(), recorder.lines.toString());
  }

  @Test
  void shouldGoOnAfterARankThatEndsWithACodeOfItsOwnButRememberTheFirst() {
    running(1, 0, 0, 0, 0);
    initialize();
    exit(1, 5, "");
    exit(2, 3, "");
    assertEquals(List.of("0 Failed", "0 Failed"), failures());
    assertTrue(
        recorder.lines.get(0).contains("ended with exit code 5 before MPI.Finalize"),
        recorder.lines.toString());
    finish(0);
    finish(3);
    assertEquals(5, recorder.exitCode);
  }

  @Test
  void shouldCountARankThatLeavesWithoutFinalizeAsFailed() {
    running(1, 0, 0);
    initialize();
    exit(1, 0, "");
    assertEquals(List.of("0 Failed"), failures());
    finish(0);
    assertEquals(1, recorder.exitCode);
  }

  @Test
  void shouldFailWhenNobodyIsLeft() {
    running(1, 0, 0);
    initialize();
    exit(1, 137, "");
    exit(0, 139, "");
    assertEquals(137, recorder.exitCode);
  }

  @Test
  void shouldEndTheJobWhenARankAborts() {
    running(1, 0, 0);
    initialize();
    say(1, new RankUp.Abort(7, "on purpose"));
    assertEquals(1, recorder.count(AgentDown.EndAll.class));
  }

  @Test
  void shouldSayWhyAnAgentKilledARank() {
    running(1, 0, 0);
    initialize();
    exit(1, 137, "was stopped (SIGSTOP) for 0.5 s and has been killed by its agent");
    assertEquals(
        "rank 1 on host h0 (pid 101) was stopped (SIGSTOP) for 0.5 s and has been killed by its"
            + " agent (the job goes on)",
        recorder.lines.get(0));
    assertTrue(recorder.failures().get(0).contains("has been killed by its agent"));
  }

  @Test
  void shouldExcludeASilentHost() {
    running(3, 0, 1, 2);
    initialize();
    pass(5000);
    silent[2] = true;
    recorder.clear();
    pass(BOUND_MS - 50);
    assertTrue(recorder.lines.isEmpty(), recorder.lines.toString());
    pass(300);
    assertEquals(
        "lost host h2 with rank 2: jmpirun has heard nothing of it for 1 s"
            + " (--ft-host-timeout, --ft-site-timeout) (the job goes on)",
        recorder.lines.get(0));
    assertEquals(List.of("0 Failed", "1 Failed"), failures());
    assertTrue(recorder.sentTo.stream().anyMatch(l -> l.startsWith("2 Excluded[")));
    assertTrue(recorder.sentTo.contains("kill agent 2"), recorder.sentTo.toString());
    // It comes back, and nobody listens.
    silent[2] = false;
    recorder.clear();
    exit(2, 5, "");
    pass(5000);
    assertTrue(recorder.lines.isEmpty(), recorder.lines.toString());
    assertTrue(recorder.sentTo.stream().noneMatch(l -> l.startsWith("2 ")));
    finish(0);
    finish(1);
    assertEquals(0, recorder.exitCode);
  }

  @Test
  void shouldBearSilenceBelowTheBound() {
    running(2, 0, 1);
    initialize();
    recorder.clear();
    for (int i = 0; i < 20; i++) {
      silent[1] = true;
      pass(BOUND_MS - 150);
      silent[1] = false;
      pass(150);
    }
    assertTrue(recorder.lines.isEmpty(), recorder.lines.toString());
  }

  /** jmpirun was stopped, collected garbage, or got no processor. */
  @Test
  void shouldNotTakeItsOwnPauseForSilence() {
    running(2, 0, 1);
    initialize();
    recorder.clear();
    silent[1] = true;
    for (int i = 0; i < 20; i++) {
      pass(BOUND_MS - 250);
      nowNs += (BOUND_MS / 2 + 200) * MS;
    }
    assertTrue(recorder.lines.isEmpty(), recorder.lines.toString());
  }

  @Test
  void shouldGiveTimeToAnAgentThatIsSeenToRun() {
    running(2, 0, 1);
    initialize();
    recorder.clear();
    recorder.running.add("agent 1");
    silent[1] = true;
    pass(AgentJudge.PATIENCE * BOUND_MS - 500);
    assertTrue(recorder.lines.isEmpty(), recorder.lines.toString());
    pass(1000);
    assertEquals(1, recorder.lines.size(), recorder.lines.toString());
  }

  @Test
  void shouldGiveTimeToAnAgentThatStartsRanks() {
    gather(2, 0, 1);
    ready();
    core.onAgent(nowNs, 0, new AgentUp.Started(0, 100));
    silent[1] = true;
    recorder.clear();
    pass(29_000);
    assertTrue(recorder.lines.isEmpty(), recorder.lines.toString());
    pass(2000);
    assertEquals(1, recorder.lines.size(), recorder.lines.toString());
  }

  @Test
  void shouldEndTheJobWithoutAMajority() {
    running(3, 0, 0, 1, 1, 2, 2);
    initialize();
    recorder.clear();
    // The second falls silent a little later, behind the same cut.
    silent[1] = true;
    pass(300);
    silent[2] = true;
    pass(BOUND_MS);
    assertTrue(recorder.lines.get(0).startsWith("nothing is heard of host h1"), lines());
    assertTrue(recorder.lines.get(0).contains("no majority of the ranks"), lines());
    assertEquals(List.of(), failures());
    for (int rank = 0; rank < agentOfRank.length; rank++) {
      exit(rank, 137, "");
    }
    assertEquals(JobCore.EXIT_LOST, recorder.exitCode);
  }

  @Test
  void shouldGoOnWithoutAMajorityWhereThatIsThePolicy() {
    minorityGoesOn = true;
    running(3, 0, 0, 1, 1, 2, 2);
    initialize();
    recorder.clear();
    silent[1] = true;
    silent[2] = true;
    pass(BOUND_MS + 500);
    // Of the first two ranks two agents are told, of the others one.
    assertEquals(6, failures().size(), lines());
    assertTrue(recorder.lines.get(0).startsWith("lost host h1 with rank 2, 3: "), lines());
    assertTrue(recorder.lines.get(1).startsWith("lost host h2 with rank 4, 5: "), lines());
    finish(0);
    finish(1);
    assertEquals(0, recorder.exitCode);
  }

  @Test
  void shouldLetTheLowestRankDecideBetweenHalves() {
    running(2, 0, 1);
    initialize();
    recorder.clear();
    silent[1] = true;
    pass(BOUND_MS + 500);
    assertEquals(List.of("0 Failed"), failures());
    recorder.clear();
    running(2, 0, 1);
    initialize();
    recorder.clear();
    silent[0] = true;
    pass(BOUND_MS + 500);
    assertEquals(List.of(), failures());
    assertTrue(recorder.lines.get(0).contains("no majority of the ranks"), lines());
  }

  /** Each exclusion makes the next majority one of those who are left. */
  @Test
  void shouldExcludeOneAfterTheOther() {
    running(4, 0, 1, 2, 3);
    initialize();
    for (int agentId = 3; agentId > 0; agentId--) {
      silent[agentId] = true;
      pass(BOUND_MS + 500);
      assertEquals(4 - agentId, recorder.lines.size(), lines());
    }
    finish(0);
    assertEquals(0, recorder.exitCode);
  }

  @Test
  void shouldNotCountTheDead() {
    running(3, 0, 1, 1, 1, 2);
    initialize();
    exit(1, 137, "");
    exit(2, 137, "");
    exit(3, 137, "");
    recorder.clear();
    silent[2] = true;
    pass(BOUND_MS + 500);
    assertEquals(List.of("0 Failed", "1 Failed"), failures());
  }

  @Test
  void shouldNotMissAHostWhoseRanksHaveEnded() {
    running(2, 0, 1);
    initialize();
    finish(1);
    recorder.clear();
    silent[1] = true;
    pass(20 * BOUND_MS);
    assertTrue(recorder.lines.isEmpty(), lines());
  }

  @Test
  void shouldBeatWhileRanksMayStillEnd() {
    running(2, 0, 1);
    initialize();
    say(1, new RankUp.Abort(7, "on purpose"));
    silent[1] = true;
    recorder.clear();
    pass(2 * BOUND_MS);
    assertTrue(recorder.sentTo.stream().filter("1 Beat[]"::equals).count() > 4);
    assertTrue(recorder.lines.isEmpty(), lines());
  }

  @Test
  void shouldKillTheSmallerSideOfRanksThatCannotReachEachOther() {
    running(3, 0, 0, 1, 1, 2);
    initialize();
    // Both sides of the cut complain; word of the smaller comes first.
    for (int rank = 0; rank < 4; rank++) {
      say(4, new RankUp.Suspect(rank, "silent"));
      say(rank, new RankUp.Suspect(4, "silent"));
    }
    pass(900);
    assertEquals(List.of(), doubts());
    pass(200);
    assertEquals(List.of("2 Doubt[index=4"), doubts());
  }

  @Test
  void shouldKeepTheLowestRankOfHalvesThatCannotReachEachOther() {
    running(2, 0, 1, 0, 1);
    initialize();
    say(1, new RankUp.Suspect(0, "silent"));
    say(1, new RankUp.Suspect(2, "silent"));
    say(3, new RankUp.Suspect(0, "silent"));
    say(2, new RankUp.Suspect(3, "silent"));
    pass(1100);
    assertEquals(List.of("1 Doubt[index=1", "1 Doubt[index=3"), doubts());
  }

  @Test
  void shouldKillNobodyForOneWhoIsDead() {
    running(2, 0, 1, 1);
    initialize();
    say(0, new RankUp.Suspect(1, "silent"));
    exit(1, 137, "");
    say(2, new RankUp.Suspect(1, "silent"));
    say(2, new RankUp.Suspect(2, "itself"));
    say(2, new RankUp.Suspect(99, "nobody"));
    pass(3000);
    assertEquals(List.of(), doubts());
  }

  @Test
  void shouldTellOfAllRanksOfALostAgent() {
    running(2, 0, 1, 1);
    initialize();
    core.onAgentLost(nowNs, 1, "ssh ended with 255");
    assertEquals(2, recorder.failures().size());
    assertTrue(recorder.lines.get(0).contains("lost host h1 with rank 1, 2"), lines());
    finish(0);
    assertEquals(0, recorder.exitCode);
  }

  private void gather(int agents, int... agentOfRanks) {
    agentOfRank = agentOfRanks;
    silent = new boolean[agents];
    List<JobPlan.Placed> placed = new ArrayList<>();
    for (int i = 0; i < agentOfRanks.length; i++) {
      placed.add(
          new JobPlan.Placed(
              agentOfRanks[i],
              new RankStart(i, List.of("x"), false, -1, false, Map.of(), "/", false)));
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < agents; i++) {
      names.add("h" + i);
    }
    JobPlan.Policy policy =
        new JobPlan.Policy(1000 * MS, 30_000 * MS, AgentCore.NEVER, true, false);
    JobPlan.Recovery recovery =
        new JobPlan.Recovery(
            true, 500, Collections.nCopies(agents, BOUND_MS), JobPlan.Respawn.NONE, minorityGoesOn);
    JobPlan plan = new JobPlan(77, names, placed, Map.of(), policy, recovery);
    core = new JobCore(nowNs, plan, recorder);
    recorder.agents = agents;
  }

  private void ready() {
    for (int agentId = 0; agentId < silent.length; agentId++) {
      core.onAgent(nowNs, agentId, new AgentUp.Ready(RankUp.VERSION, "x", 1));
    }
    for (int agentId = 0; agentId < silent.length; agentId++) {
      core.onAgent(nowNs, agentId, new AgentUp.Identity("agent " + agentId));
    }
  }

  private void running(int agents, int... agentOfRanks) {
    gather(agents, agentOfRanks);
    ready();
    for (int rank = 0; rank < agentOfRanks.length; rank++) {
      core.onAgent(nowNs, agentOfRanks[rank], new AgentUp.Started(rank, 100 + rank));
    }
  }

  private void initialize() {
    for (int rank = 0; rank < agentOfRank.length; rank++) {
      say(rank, new RankUp.Hello(RankUp.VERSION, rank, 100 + rank, new byte[0]));
      say(rank, new RankUp.Initialized());
    }
    recorder.clear();
  }

  private void finish(int rank) {
    say(rank, new RankUp.Finalized());
    exit(rank, 0, "");
  }

  private void say(int rank, RankUp message) {
    byte[] frame = message.encode();
    core.onAgent(
        nowNs,
        agentOfRank[rank],
        new AgentUp.FromRank(rank, Arrays.copyOfRange(frame, 4, frame.length)));
  }

  private void exit(int rank, int code, String why) {
    core.onAgent(nowNs, agentOfRank[rank], new AgentUp.Exited(rank, code, why));
  }

  /** Time goes by, in which the agents beat that are not silent. */
  private void pass(long ms) {
    for (long leftMs = ms; leftMs > 0; leftMs -= 50) {
      nowNs += Math.min(50, leftMs) * MS;
      for (int agentId = 0; agentId < silent.length; agentId++) {
        if (!silent[agentId]) {
          core.onAgent(nowNs, agentId, new AgentUp.Beat());
        }
      }
      core.tick(nowNs);
    }
    assertNull(recorder.exitCode, "the job has ended");
  }

  private String line(int index) {
    return recorder.sentTo.get(index);
  }

  private String lines() {
    return recorder.lines.toString();
  }

  private List<String> doubts() {
    return recorder.sentTo.stream()
        .filter(l -> l.contains(" Doubt["))
        .map(l -> l.replaceFirst(",.*", ""))
        .toList();
  }

  private List<String> failures() {
    return recorder.failures().stream().map(l -> l.replaceFirst("\\[.*", "")).toList();
  }
}
