package org.jmpi.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jmpi.launcher.control.JobRunner;
import org.jmpi.launcher.core.JobPlan;
import org.jmpi.launcher.wire.RankStart;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ParameterException;

class PlanBuilderTest {
  private final List<String> warnings = new ArrayList<>();

  @Test
  void shouldPlanOneProgram() {
    JobRunner.Request request = plan("-n", "3", "-cp", "x.jar", "Main", "-n", "9");
    assertEquals(3, request.plan().ranks().size());
    RankStart last = start(request, 2);
    assertEquals(List.of("Main", "-n", "9"), afterClassPath(last));
    assertEquals("2", last.environment().get("JMPI_RANK"));
    assertEquals("3", last.environment().get("JMPI_SIZE"));
    assertEquals("/srv", last.directory());
    assertTrue(start(request, 0).wantsInput());
    assertEquals(List.of(List.of()), request.agentCommands());
    assertEquals(List.of(""), request.plan().agents());
  }

  @Test
  void shouldJoinSeveralProgramsToOneJob() {
    JobRunner.Request request =
        plan(
            "--stdin", "none", "-np", "2", "-x", "A=1", "-cp", "a", "One", ":", "-n", "1", "--wdir",
            "sub", "-cp", "b", "Two");
    assertEquals(3, request.plan().ranks().size());
    assertEquals("1", start(request, 1).environment().get("A"));
    assertEquals(null, start(request, 2).environment().get("A"));
    assertEquals("/srv/sub", start(request, 2).directory());
    assertEquals("Two", afterClassPath(start(request, 2)).get(0));
    assertEquals(-1, request.inputRank());
  }

  @Test
  void shouldTakeTheSlotsWhenNoNumberIsGiven() {
    JobRunner.Request request = plan("--host", "a:2,localhost:1", "-cp", "x", "Main");
    assertEquals(3, request.plan().ranks().size());
    assertEquals(List.of("a", ""), request.plan().agents());
    assertEquals(
        List.of(List.of("ssh", "a", "/dist/bin/jmpirun", "--agent"), List.of()),
        request.agentCommands());
    assertEquals(1, request.plan().ranks().get(2).agentId());
  }

  @Test
  void shouldStartTheDistributionThatPrefixNames() {
    JobRunner.Request request =
        plan("--host", "a", "--rsh", "run {host} --", "--prefix", "/there", "-cp", "x", "Main");
    assertEquals(
        List.of(List.of("run", "a", "--", "/there/bin/jmpirun", "--agent")),
        request.agentCommands());
  }

  @Test
  void shouldGiveSettingsToAll() {
    JobRunner.Request request =
        plan("--setting", "a=b=c", "--udp-ports", "40000-40010", "-n", "1", "-cp", "x", "Main");
    assertEquals(Map.of("a", "b=c", "udp-ports", "40000-40010"), request.plan().settings());
    request = plan("--transport", "shm", "--report-state", "-n", "1", "-cp", "x", "Main");
    assertEquals(Map.of("transport", "shm", "report-state", "true"), request.plan().settings());
  }

  @Test
  void shouldSayWhereTheHostsAre() {
    JobRunner.Request request =
        plan("--host", "a,b:2,c", "--site", "a,c=paris", "--report-topology", "-cp", "x", "Main");
    assertEquals(List.of("paris", "", "paris"), request.plan().sites());
    assertEquals(Map.of("report-topology", "true"), request.plan().settings());
    request = plan("--host", "a,b", "--site", "measure", "-cp", "x", "Main");
    assertEquals(Map.of("sites", "measure"), request.plan().settings());
    request = plan("--map", "p:1+2,r:1", "-n", "4", "-cp", "x", "Main");
    assertEquals(Map.of("topology", "p:1+2,r:1"), request.plan().settings());
    UsageException e =
        assertThrows(
            UsageException.class, () -> plan("--map", "p:1+2", "-n", "4", "-cp", "x", "Main"));
    assertTrue(e.getMessage().contains("it places 3 ranks, but there are 4"), e.getMessage());
  }

  @Test
  void shouldSwitchFaultToleranceOn() {
    for (String option : List.of("--with-ft ulfm", "--with-ft mpi", "--enable-recovery")) {
      JobRunner.Request request = plan((option + " --host localhost:2,far -cp x Main").split(" "));
      assertEquals(Map.of("ft", "true"), request.plan().settings());
      assertTrue(request.plan().policy().goOn());
      // The agent here is a part of jmpirun: it cannot be silent while jmpirun listens.
      assertEquals(
          new JobPlan.Recovery(true, 500, List.of(0, 1000)), request.plan().recovery(), option);
    }
    JobRunner.Request request =
        plan(
            "--with-ft ulfm --ft-stop-timeout 0 --ft-host-timeout 15 --host far -cp x Main"
                .split(" "));
    assertEquals(new JobPlan.Recovery(true, 0, List.of(15_000)), request.plan().recovery());
    request =
        plan(
            ("--with-ft ulfm --host localhost,near,far,odd"
                    + " --site localhost,near=here --site far=there -cp x Main")
                .split(" "));
    assertEquals(
        new JobPlan.Recovery(true, 500, List.of(0, 1000, 15_000, 1000)), request.plan().recovery());
    request =
        plan(
            ("--with-ft ulfm --ft-site-timeout 2 --host near,far --site near=here --site far=there"
                    + " -cp x Main")
                .split(" "));
    assertEquals(new JobPlan.Recovery(true, 500, List.of(2000, 2000)), request.plan().recovery());
    request = plan("--with-ft ulfm --host near,far --site near,far=here -cp x Main".split(" "));
    assertEquals(new JobPlan.Recovery(true, 500, List.of(1000, 1000)), request.plan().recovery());
    assertFalse(request.plan().recovery().minorityGoesOn());
    request = plan("--with-ft ulfm --ft-minority continue --host far -cp x Main".split(" "));
    assertTrue(request.plan().recovery().minorityGoesOn());
    request = plan("--with-ft none -n 2 -cp x Main".split(" "));
    assertEquals(JobPlan.Recovery.OFF, request.plan().recovery());
    assertEquals(Map.of(), request.plan().settings());
    request = plan("--on-failure continue -n 2 -cp x Main".split(" "));
    assertTrue(request.plan().policy().goOn());
    assertEquals(JobPlan.Recovery.OFF, request.plan().recovery());
  }

  @Test
  void shouldBoundTheProcessesInThePlaceOfDeadOnes() {
    assertEquals(
        new JobPlan.Respawn(16, List.of(2, 3)),
        plan("--with-ft ulfm --respawn --host localhost:2,far:3 -cp x Main".split(" "))
            .plan()
            .recovery()
            .respawn());
    for (String most : List.of("0", "-1", "65537")) {
      assertEquals(most, respawns("--respawn=" + most + " -cp x Main"));
      JmpirunCommand job = read("--with-ft ulfm --respawn=" + most + " -cp x Main --respawn=2");
      assertThrows(UsageException.class, () -> new RecoveryOptions(job).respawns(), most);
    }
    assertEquals("5", respawns("-n 3 --respawn=5 -cp x Main --respawn=2"));
    assertEquals(
        List.of("Main", "--respawn=2"), read("-n 3 --respawn=5 -cp x Main --respawn=2").program);
    UsageException e = assertThrows(UsageException.class, () -> read("--respawn=many -cp x Main"));
    assertTrue(e.getMessage().contains("--respawn="), e.getMessage());
  }

  private static String respawns(String line) {
    return read(line).recovery.respawnMost.toString();
  }

  private static JmpirunCommand read(String line) {
    return (JmpirunCommand) FullArguments.read(List.of(List.of(line.split(" ")))).get(0);
  }

  @Test
  void shouldPassVariablesOn() {
    JobRunner.Request request =
        plan("-x", "HOME", "-x", "B=x=y", "-x", "NIX", "-n", "1", "-cp", "x", "Main");
    assertEquals("/home/me", start(request, 0).environment().get("HOME"));
    assertEquals("x=y", start(request, 0).environment().get("B"));
    assertEquals(1, warnings.size());
    assertTrue(warnings.get(0).startsWith("-x NIX"), warnings.get(0));
  }

  @Test
  void shouldDebugOneRankOnly() {
    JobRunner.Request request = plan("-n", "2", "--debug", "1", "-cp", "x", "Main");
    assertTrue(start(request, 1).words().get(1).startsWith("-agentlib:jdwp="));
    assertEquals("x", start(request, 1).words().get(start(request, 1).classPathWord()));
    assertEquals(-1, start(request, 0).words().indexOf(start(request, 1).words().get(1)));
  }

  @Test
  void shouldGiveMpjExpressArguments() {
    JobRunner.Request request = plan("-n", "2", "--args", "mpj", "-cp", "x", "Main", "mine");
    assertEquals(Map.of("args", "mpj"), request.plan().settings());
    assertEquals(List.of("Main", "1", "2", "niodev", "mine"), afterClassPath(start(request, 1)));
  }

  @Test
  void shouldTellAProgramFromAClass() {
    assertEquals("hostname", start(plan("-n", "1", "hostname"), 0).words().get(0));
    assertEquals("Hello", afterClassPath(start(plan("-n", "1", "Hello"), 0)).get(0));
  }

  @Test
  void shouldRefuseWhatCannotBeRun() {
    for (String line :
        List.of(
            "-n 0 -cp x Main",
            "-n -3 -cp x Main",
            "-n 1000000 -cp x Main",
            "-cp x Main",
            "-n 2",
            "-n 2 -cp x",
            "-n 2 --stdin 2 -cp x Main",
            "-n 2 --stdin all -cp x Main",
            "-n 2 --debug 2 -cp x Main",
            "-n 2 --debug 1 hostname",
            "-n 2 --jvm-opts -Xmx1g hostname",
            "-n 2 --args ompi -cp x Main",
            "-n 2 --timeout 0 -cp x Main",
            "-n 2 --grace -1 -cp x Main",
            "-n 2 --grace NaN -cp x Main",
            "-n 2 --on-failure panic -cp x Main",
            "-n 2 --with-ft raid -cp x Main",
            "-n 2 --with-ft none --enable-recovery -cp x Main",
            "-n 2 --with-ft ulfm --on-failure end -cp x Main",
            "-n 2 --ft-stop-timeout 1 -cp x Main",
            "-n 2 --ft-host-timeout 1 -cp x Main",
            "-n 2 --ft-site-timeout 1 -cp x Main",
            "-n 2 --ft-minority continue -cp x Main",
            "-n 2 --with-ft ulfm --ft-minority perhaps -cp x Main",
            "-n 2 --respawn -cp x Main",
            "-n 2 --with-ft none --respawn -cp x Main",
            "-n 2 --with-ft ulfm --ft-stop-timeout 0.01 -cp x Main",
            "-n 2 --with-ft ulfm --ft-host-timeout 100000 -cp x Main",
            "-n 2 --udp-ports 9-8 -cp x Main",
            "-n 2 --transport tcp -cp x Main",
            "-n 2 --udp-ports 1-70000 -cp x Main",
            "-n 2 --setting =x -cp x Main",
            "-n 2 -x =x -cp x Main",
            "-n 2 --host a --hostfile f -cp x Main",
            "-n 2 --hostfile /nowhere/f -cp x Main",
            "-n 2 --output-dir /proc/no -cp x Main",
            "-n 2 -jar /nowhere.jar")) {
      UsageException e = assertThrows(UsageException.class, () -> plan(line.split(" ")), line);
      assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }
  }

  @Test
  void shouldExplainAWrongOptionInOneLine() {
    ParameterException e =
        assertThrows(ParameterException.class, () -> plan("-n", "2", "--tag-ouput", "Main"));
    assertTrue(
        FullArguments.explain(e)
            .startsWith("unknown option '--tag-ouput'; did you mean --tag-output"));
    ParameterException missing = assertThrows(ParameterException.class, () -> plan("-n"));
    assertEquals(1, FullArguments.explain(missing).lines().count());
    ParameterException number = assertThrows(ParameterException.class, () -> plan("-n", "four"));
    assertTrue(FullArguments.explain(number).contains("four"), FullArguments.explain(number));
  }

  @Test
  void shouldLeaveAllAfterAJarToTheProgram() {
    JmpirunCommand job = new JmpirunCommand();
    FullArguments.parser(job).parseArgs("-n", "2", "-jar", "x.jar", "--tag-output", "-n", "7");
    assertEquals(List.of("x.jar", "--tag-output", "-n", "7"), job.what.jar);
    assertEquals(2, job.what.ranks);
  }

  private JobRunner.Request plan(String... args) {
    List<List<String>> sections = Jmpirun.sections(Arrays.asList(args));
    JmpirunCommand job = new JmpirunCommand();
    List<ProgramOptions> programs = new ArrayList<>(List.of(job));
    FullArguments.parser(job).parseArgs(sections.get(0).toArray(new String[0]));
    for (List<String> section : sections.subList(1, sections.size())) {
      ProgramOptions program = new ProgramOptions();
      FullArguments.parser(program).parseArgs(section.toArray(new String[0]));
      programs.add(program);
    }
    PlanBuilder builder =
        new PlanBuilder(
            job,
            programs,
            new PlanBuilder.Surroundings(
                Path.of("/srv"),
                Map.of("HOME", "/home/me"),
                "hostname"::equals,
                "/dist/lib/jmpi.jar",
                List.of("/dist/bin/jmpirun", "--agent"),
                false,
                false));
    JobRunner.Request request = builder.build();
    warnings.addAll(builder.warnings());
    return request;
  }

  /** The main class and its arguments. */
  private static List<String> afterClassPath(RankStart start) {
    return start.words().subList(start.classPathWord() + 1, start.words().size());
  }

  private static RankStart start(JobRunner.Request request, int rank) {
    return request.plan().ranks().get(rank).start();
  }
}
