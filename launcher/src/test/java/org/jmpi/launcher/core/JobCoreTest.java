package org.jmpi.launcher.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jmpi.job.ProcessId;
import org.jmpi.launcher.wire.AgentDown;
import org.jmpi.launcher.wire.AgentUp;
import org.jmpi.launcher.wire.RankDown;
import org.jmpi.launcher.wire.RankStart;
import org.jmpi.launcher.wire.RankUp;
import org.junit.jupiter.api.Test;

class JobCoreTest {
  private static final long S = TimeUnit.SECONDS.toNanos(1);
  private static final long JOB = 77;

  private final JobRecorder recorder = new JobRecorder();
  private boolean goOn;
  private long limitNs = AgentCore.NEVER;
  private JobCore core;

  @Test
  void shouldStartRanksOnlyWhenAllAgentsHaveAnswered() {
    begin(2, 4);
    core.onAgent(1, 0, new AgentUp.Ready(RankUp.VERSION, "a", 1));
    assertTrue(recorder.sent.isEmpty());
    core.onAgent(2, 1, new AgentUp.Ready(RankUp.VERSION, "b", 1));
    assertEquals(4, recorder.count(AgentDown.Start.class));
  }

  @Test
  void shouldEndWithZeroWhenAllEndWell() {
    running(1, 3);
    initialize(0, 1, 2);
    for (int i = 0; i < 3; i++) {
      say(i, new RankUp.Finalized());
      exit(5, i, 0);
    }
    assertEquals(0, recorder.exitCode);
    assertTrue(recorder.lines.isEmpty(), recorder.lines.toString());
    assertEquals(1, recorder.count(AgentDown.Leave.class));
  }

  @Test
  void shouldTakeTheCodeOfTheFirstThatFailed() {
    running(1, 3);
    initialize(0, 1, 2);
    exit(5, 1, 3);
    assertEquals(1, recorder.count(AgentDown.EndAll.class));
    exit(6, 0, 143);
    exit(6, 2, 9);
    assertEquals(3, recorder.exitCode);
    assertEquals(1, recorder.lines.size(), recorder.lines.toString());
    String line = recorder.lines.get(0);
    assertTrue(line.startsWith("rank 1 on host h0 (pid 101) ended with exit code 3"), line);
  }

  @Test
  void shouldNameTheSignal() {
    running(1, 2);
    exit(5, 0, 137);
    exit(5, 1, 143);
    assertEquals(137, recorder.exitCode);
    assertTrue(
        recorder.lines.get(0).contains("killed by signal 9 (SIGKILL)"), recorder.lines.get(0));
  }

  @Test
  void shouldCallAnEndWithoutFinalizeAFailure() {
    running(1, 2);
    initialize(0, 1);
    exit(5, 0, 0);
    assertTrue(recorder.lines.get(0).contains("without MPI.Finalize"), recorder.lines.get(0));
    exit(5, 1, 143);
    assertEquals(1, recorder.exitCode);
  }

  @Test
  void shouldLetARankThatNeverInitializedEndWithZero() {
    running(1, 1);
    exit(5, 0, 0);
    assertEquals(0, recorder.exitCode);
  }

  @Test
  void shouldTakeTheLowByteOfAnAbortCodeAndNeverZero() {
    int[][] cases = {{42, 42}, {256, 1}, {0, 1}, {-1, 255}, {257, 1}};
    for (int[] each : cases) {
      recorder.clear();
      running(1, 2);
      initialize(0, 1);
      say(1, new RankUp.Abort(each[0], "because"));
      exit(5, 1, 143);
      exit(5, 0, 143);
      assertEquals(each[1], recorder.exitCode, "abort " + each[0]);
      assertEquals(1, recorder.lines.size());
    }
  }

  @Test
  void shouldNotWaitForRanksThatCannotBeKilled() {
    running(1, 2);
    exit(5, 0, 1);
    long dueNs = core.tick(6);
    assertEquals(5 + S + JobCore.KILL_BOUND_NS, dueNs);
    core.tick(dueNs - 1);
    assertEquals(null, recorder.exitCode);
    core.tick(dueNs);
    assertEquals(1, recorder.exitCode);
    assertTrue(recorder.lines.get(1).startsWith("rank 1"), recorder.lines.toString());
  }

  @Test
  void shouldNameTheAgentThatDoesNotAnswer() {
    begin(2, 2);
    core.onAgent(1, 0, new AgentUp.Ready(RankUp.VERSION, "a", 1));
    assertEquals(30 * S, core.tick(29 * S));
    core.tick(30 * S);
    assertEquals(1, recorder.exitCode);
    assertTrue(recorder.lines.get(0).contains("30 s for the agent on h1"), recorder.lines.get(0));
    assertEquals(0, recorder.count(AgentDown.Start.class));
  }

  @Test
  void shouldEndTheJobWhenAnAgentIsLost() {
    running(2, 4);
    core.onAgentLost(7, 1, "ssh ended with 255");
    String line = recorder.lines.get(0);
    assertTrue(line.contains("lost host h1 with rank 1, 3: ssh ended with 255"), line);
    exit(8, 0, 143);
    exit(8, 2, 143);
    assertEquals(JobCore.EXIT_LOST, recorder.exitCode);
  }

  @Test
  void shouldReportAStartThatFailed() {
    begin(1, 2);
    core.onAgent(1, 0, new AgentUp.Ready(RankUp.VERSION, "a", 1));
    core.onAgent(2, 0, new AgentUp.StartFailed(0, "there is no program 'x'"));
    core.onAgent(2, 0, new AgentUp.StartFailed(1, "there is no program 'x'"));
    assertEquals(127, recorder.exitCode);
    assertEquals(1, recorder.lines.size());
  }

  @Test
  void shouldDumpThreadsAtTheTimeLimitThenEnd() {
    limitNs = 10 * S;
    running(1, 2);
    initialize(0, 1);
    assertEquals(10 * S, core.tick(9 * S));
    long dueNs = core.tick(10 * S);
    assertEquals(1, recorder.count(AgentDown.DumpThreads.class));
    assertEquals(List.of("group"), recorder.output);
    say(0, new RankUp.State("in a receive from rank 1"));
    assertEquals(0, recorder.count(AgentDown.EndAll.class));
    core.tick(dueNs);
    assertEquals(List.of("group", "release"), recorder.output);
    assertEquals(1, recorder.count(AgentDown.EndAll.class));
    assertTrue(
        recorder.lines.stream().anyMatch(l -> l.endsWith("in a receive from rank 1")),
        recorder.lines.toString());
    exit(12 * S, 0, 143);
    exit(12 * S, 1, 143);
    assertEquals(JobCore.EXIT_TIME_LIMIT, recorder.exitCode);
  }

  @Test
  void shouldAnswerALookUpWhenTheOtherPublishes() {
    running(2, 4);
    initialize(0, 1, 2, 3);
    recorder.clear();
    say(0, new RankUp.LookUp(2));
    say(1, new RankUp.LookUp(2));
    assertEquals(List.of("2 ContactWanted[]"), recorder.told());
    recorder.clear();
    List<InetSocketAddress> addresses =
        List.of(new InetSocketAddress("10.0.0.9", 5), new InetSocketAddress("127.0.0.1", 5));
    say(2, new RankUp.Publish(addresses));
    assertEquals(
        List.of(
            "0 ContactFound[index=2, addresses=[/127.0.0.1:5, /10.0.0.9:5]]",
            "1 ContactFound[index=2, addresses=[/10.0.0.9:5, /127.0.0.1:5]]"),
        recorder.told());
  }

  @Test
  void shouldAskALateRankForItsContactWhenItInitializes() {
    running(1, 2);
    initialize(0);
    say(0, new RankUp.LookUp(1));
    recorder.clear();
    initialize(1);
    assertTrue(recorder.told().contains("1 ContactWanted[]"), recorder.told().toString());
  }

  @Test
  void shouldAnswerALookUpOfARankThatHasEnded() {
    running(1, 3);
    initialize(0, 1, 2);
    say(0, new RankUp.LookUp(1));
    recorder.clear();
    say(1, new RankUp.Finalized());
    exit(5, 1, 0);
    say(2, new RankUp.LookUp(1));
    assertEquals(
        List.of(
            "0 ContactMissing[index=1, reason=it has ended]",
            "2 ProcessLeft[index=1]",
            "2 ContactMissing[index=1, reason=it has ended]"),
        recorder.told());
    recorder.clear();
    say(0, new RankUp.LookUp(1000));
    assertTrue(recorder.told().get(0).contains("no such process"), recorder.told().toString());
  }

  @Test
  void shouldSayThatARankHasFinalizedToThoseWhoLookForIt() {
    running(2, 4);
    initialize(0, 1, 2, 3);
    recorder.clear();
    say(3, new RankUp.Finalized());
    say(0, new RankUp.RelayWanted(3));
    say(1, new RankUp.LookUp(3));
    say(2, new RankUp.RelayWanted(1000));
    assertEquals(
        List.of("0 ProcessLeft[index=3]", "1 ProcessLeft[index=3]"),
        recorder.told().stream().filter(l -> l.contains("Left")).toList());
  }

  @Test
  void shouldTellTheOthersOfADeathAndGoOnWhenAskedTo() {
    goOn = true;
    running(1, 3);
    initialize(0, 1, 2);
    recorder.clear();
    exit(5, 1, 137);
    assertEquals(
        List.of("0 Failed[index=1, cause=was killed by signal 9 (SIGKILL)]"), recorder.failures());
    for (int i : new int[] {0, 2}) {
      say(i, new RankUp.Finalized());
      exit(9, i, 0);
    }
    assertEquals(0, recorder.exitCode);
  }

  @Test
  void shouldFailWhenNobodySurvives() {
    goOn = true;
    running(1, 2);
    exit(5, 0, 137);
    exit(5, 1, 139);
    assertEquals(137, recorder.exitCode);
  }

  @Test
  void shouldEndOnAnExitCodeOfARanksOwnThoughAskedToGoOn() {
    goOn = true;
    running(1, 3);
    initialize(0, 1, 2);
    exit(5, 1, 3);
    assertEquals(1, recorder.count(AgentDown.EndAll.class));
  }

  @Test
  void shouldMakeCredentialsOncePerQuestion() {
    running(1, 2);
    initialize(0, 1);
    say(0, new RankUp.CredentialsWanted());
    say(0, new RankUp.CredentialsWanted());
    assertEquals(List.of(new ProcessId(JOB, 0, 0)), recorder.credentials);
    recorder.clear();
    core.onCredentials(0, new RankDown.CredentialsMissing("x"));
    assertEquals(List.of("0 CredentialsMissing[reason=x]"), recorder.told());
  }

  @Test
  void shouldEndTheJobOnAFrameThatIsNone() {
    running(1, 2);
    core.onAgent(3, 0, new AgentUp.FromRank(1, new byte[] {99}));
    assertTrue(recorder.lines.get(0).contains("rank 1"), recorder.lines.toString());
    exit(4, 0, 143);
    exit(4, 1, 143);
    assertEquals(1, recorder.exitCode);
  }

  private void begin(int agents, int ranks) {
    List<JobPlan.Placed> placed = new ArrayList<>();
    for (int i = 0; i < ranks; i++) {
      placed.add(
          new JobPlan.Placed(
              i % agents, new RankStart(i, List.of("x"), false, -1, false, Map.of(), "/", false)));
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < agents; i++) {
      names.add("h" + i);
    }
    JobPlan.Policy policy = new JobPlan.Policy(S, 30 * S, limitNs, goOn, false);
    core =
        new JobCore(
            0, new JobPlan(JOB, names, placed, Map.of(), policy, JobPlan.Recovery.OFF), recorder);
    recorder.agents = agents;
  }

  private void running(int agents, int ranks) {
    begin(agents, ranks);
    for (int i = 0; i < agents; i++) {
      core.onAgent(1, i, new AgentUp.Ready(RankUp.VERSION, "x", 1));
    }
    for (int i = 0; i < ranks; i++) {
      core.onAgent(2, i % agents, new AgentUp.Started(i, 100 + i));
    }
  }

  private void initialize(int... ranks) {
    for (int rank : ranks) {
      say(rank, new RankUp.Hello(RankUp.VERSION, rank, 100 + rank, new byte[0]));
      say(rank, new RankUp.Initialized());
    }
  }

  private void say(int rank, RankUp message) {
    byte[] frame = message.encode();
    core.onAgent(
        3,
        rank % recorder.agents,
        new AgentUp.FromRank(rank, Arrays.copyOfRange(frame, 4, frame.length)));
  }

  private void exit(long nowNs, int rank, int code) {
    core.onAgent(nowNs, rank % recorder.agents, new AgentUp.Exited(rank, code, ""));
  }
}
