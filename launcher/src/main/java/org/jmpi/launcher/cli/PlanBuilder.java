package org.jmpi.launcher.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jmpi.error.EngineException;
import org.jmpi.job.Program;
import org.jmpi.launcher.agent.KernelRandom;
import org.jmpi.launcher.control.JobRunner;
import org.jmpi.launcher.core.AgentCore;
import org.jmpi.launcher.core.JobPlan;
import org.jmpi.launcher.output.Output;
import org.jmpi.launcher.wire.RankStart;
import org.jmpi.topology.NetworkMap;
import org.jmpi.topology.PretendedMap;

/** Makes a plan from a parsed command line. */
final class PlanBuilder {
  /** The name of this host in host lists. */
  static final String HERE = "localhost";

  private static final String MPJ = "mpj";

  /** A device that programs written for MPJ Express know. */
  private static final String MPJ_DEVICE = "niodev";

  private static final Set<String> TRANSPORTS = Set.of("auto", "shm", "quic", "self");
  private static final int MAX_RANKS = 1 << 16;
  private static final long AGENT_BOUND_NS = TimeUnit.SECONDS.toNanos(30);
  private static final String DEBUG_OPTION =
      "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:0";

  /**
   * What the plan depends on besides the command line.
   *
   * @param directory jmpirun's own
   * @param environment jmpirun's own
   * @param isProgram whether a word is a program on the PATH
   * @param runtime class path of the runtime
   * @param agentCommand how an agent is started on another host
   * @param outputTerminal standard output is a terminal
   * @param inputTerminal standard input is a terminal
   */
  record Surroundings(
      Path directory,
      Map<String, String> environment,
      Predicate<String> isProgram,
      String runtime,
      List<String> agentCommand,
      boolean outputTerminal,
      boolean inputTerminal) {}

  private final JmpirunCommand job;
  private final List<ProgramOptions> programs;
  private final Surroundings around;
  private final RecoveryOptions recovery;
  private final List<String> warnings = new ArrayList<>();

  PlanBuilder(JmpirunCommand job, List<ProgramOptions> programs, Surroundings around) {
    this.job = job;
    this.programs = programs;
    this.around = around;
    recovery = new RecoveryOptions(job);
  }

  /** What is odd but no error. */
  List<String> warnings() {
    return warnings;
  }

  /** How many ranks all programs have together. */
  int ranks(List<Host> hosts) {
    int sum = 0;
    for (ProgramOptions program : programs) {
      sum += count(program, hosts);
    }
    if (sum > MAX_RANKS) {
      throw new UsageException(sum + " ranks are too many; at most " + MAX_RANKS);
    }
    return sum;
  }

  /** The plan. */
  JobRunner.Request build() {
    List<Host> hosts = hosts();
    int size = ranks(hosts);
    int[] places = Hosts.place(size, hosts);
    int inputRank = inputRank(size);
    List<JobPlan.Placed> ranks = new ArrayList<>();
    for (ProgramOptions program : programs) {
      ProgramCommand command = command(program);
      List<String> missing = new ArrayList<>();
      Map<String, String> environment = program.environment(around.environment(), missing);
      for (String name : missing) {
        warnings.add("-x " + name + ": there is no such variable; left out");
      }
      for (int i = count(program, hosts); i > 0; i--) {
        int rank = ranks.size();
        ranks.add(
            new JobPlan.Placed(
                places[rank], start(rank, size, program, command, environment, rank == inputRank)));
      }
    }
    checkDebugRank(size);
    checkPretence(size);
    List<String> names = new ArrayList<>();
    List<String> sites = new ArrayList<>();
    List<List<String>> agentCommands = new ArrayList<>();
    for (Host host : hosts) {
      names.add(host.name().equals(HERE) ? "" : host.name());
      sites.add(host.site());
      agentCommands.add(agentCommand(host));
    }
    JobPlan plan =
        new JobPlan(
            KernelRandom.number(),
            names,
            sites,
            ranks,
            settings(),
            policy(),
            recovery.recovery(hosts),
            spawning(hosts));
    return new JobRunner.Request(
        plan,
        agentCommands,
        around.runtime(),
        style(size),
        inputRank,
        around.inputTerminal(),
        job.looking.verbose);
  }

  private JobPlan.Spawning spawning(List<Host> hosts) {
    int most = job.recovery.spawn;
    if (most < 0 || most > MAX_RANKS) {
      throw new UsageException("--spawn " + most + ": give 0 to " + MAX_RANKS + " processes");
    }
    return most == 0
        ? JobPlan.Spawning.NONE
        : new JobPlan.Spawning(most, hosts.stream().map(Host::slots).toList(), this::spawned);
  }

  /** A class is looked for where the first program's are; JVM options are those of that too. */
  private RankStart spawned(Program program, int index, int rank, int size) {
    try {
      ProgramOptions first = programs.get(0);
      ProgramCommand base = command(first);
      String inherited = around.environment().get("CLASSPATH");
      Path directory = directory(first).resolve(program.directory()).normalize();
      List<String> words = new ArrayList<>(List.of(program.command()));
      words.addAll(program.arguments());
      String name = program.command();
      ProgramCommand command;
      if (name.equals("java") || name.indexOf('/') >= 0 || around.isProgram().test(name)) {
        command = ProgramCommand.ofProgram(directory, inherited, words);
      } else {
        command =
            ProgramCommand.ofClass(
                base.classPathWord() < 0 ? "." : base.words().get(base.classPathWord()), words);
      }
      String options = first.what.jvmOptions;
      if (options != null && !options.isBlank() && command.optionsAt() >= 0) {
        command = command.withOptions(List.of(options.strip().split("\\s+")));
      }
      Map<String, String> variables =
          new LinkedHashMap<>(first.environment(around.environment(), new ArrayList<>()));
      variables.put("JMPI_RANK", Integer.toString(rank));
      variables.put("JMPI_SIZE", Integer.toString(size));
      return new RankStart(
          index,
          command.words(),
          command.agentsJava(),
          command.classPathWord(),
          command.checkClassPath(),
          variables,
          directory.toString(),
          false);
    } catch (UsageException | InvalidPathException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** The settings that reach all ranks. */
  Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String each : job.looking.settings) {
      int equals = each.indexOf('=');
      if (equals <= 0) {
        throw new UsageException("--setting " + each + ": write KEY=VALUE");
      }
      settings.put(each.substring(0, equals), each.substring(equals + 1));
    }
    if (!TRANSPORTS.contains(job.where.transport)) {
      throw new UsageException(
          "--transport " + job.where.transport + ": give auto, shm, quic or self");
    }
    if (!job.where.transport.equals("auto")) {
      settings.put("transport", job.where.transport);
    }
    if (recovery.isOn()) {
      settings.put(RecoveryOptions.SETTING, "true");
    }
    if (job.looking.reportState) {
      settings.put("report-state", "true");
    }
    if (job.looking.reportTopology) {
      settings.put(NetworkMap.REPORT_SETTING, "true");
    }
    if (job.where.map != null) {
      settings.put(PretendedMap.SETTING, job.where.map);
    }
    if (Sites.isMeasured(job.where.sites)) {
      settings.put(NetworkMap.SITES_SETTING, NetworkMap.SITES_MEASURED);
    }
    if (job.where.udpPorts != null) {
      settings.put("udp-ports", checkedPorts(job.where.udpPorts));
    }
    for (ProgramOptions program : programs) {
      if (MPJ.equals(program.what.arguments)) {
        settings.put("args", MPJ);
      }
    }
    return settings;
  }

  /** The ranks as threads of this JVM. */
  InProcessRun inProcess() {
    if (programs.size() > 1) {
      throw new UsageException("--in-process runs one program only, without ':'");
    }
    return new InProcessRun(job, command(job), around.directory());
  }

  private List<Host> hosts() {
    return Sites.assign(namedHosts(), job.where.sites);
  }

  private List<Host> namedHosts() {
    if (job.where.hosts != null && job.where.hostFile != null) {
      throw new UsageException("--host and --hostfile exclude each other");
    }
    if (job.where.hosts != null) {
      return Hosts.parseList(job.where.hosts);
    }
    return job.where.hostFile != null
        ? Hosts.readFile(job.where.hostFile)
        : List.of(new Host(HERE, MAX_RANKS));
  }

  private int count(ProgramOptions program, List<Host> hosts) {
    Integer given = program.what.ranks;
    if (given == null) {
      boolean hostsGiven = job.where.hosts != null || job.where.hostFile != null;
      if (hostsGiven && programs.size() == 1) {
        return hosts.stream().mapToInt(Host::slots).sum();
      }
      throw new UsageException("say how many ranks to start: -n N");
    }
    if (given < 1) {
      throw new UsageException("-n " + given + ": at least one rank is needed");
    }
    return Math.min(given, MAX_RANKS + 1);
  }

  private ProgramCommand command(ProgramOptions program) {
    Path directory = directory(program);
    ProgramCommand command = plainCommand(program, directory);
    String options = program.what.jvmOptions;
    if (options != null && !options.isBlank()) {
      if (command.optionsAt() < 0) {
        throw new UsageException("--jvm-opts: '" + command.words().get(0) + "' is no java command");
      }
      command = command.withOptions(List.of(options.strip().split("\\s+")));
    }
    return command;
  }

  private ProgramCommand plainCommand(ProgramOptions program, Path directory) {
    String inherited = around.environment().get("CLASSPATH");
    List<String> words = program.program;
    if (program.what.jar != null) {
      if (program.what.classPath != null) {
        throw new UsageException("-jar and -cp exclude each other, as with java");
      }
      List<String> jar = program.what.jar;
      return ProgramCommand.ofJar(directory, jar.get(0), jar.subList(1, jar.size()));
    }
    if (words.isEmpty()) {
      throw new UsageException("say what to run: a main class, -jar X.jar, or a command");
    }
    if (program.what.classPath != null) {
      return ProgramCommand.ofClass(program.what.classPath, words);
    }
    String first = words.get(0);
    if (first.equals("java") || first.indexOf('/') >= 0 || around.isProgram().test(first)) {
      return ProgramCommand.ofProgram(directory, inherited, words);
    }
    return ProgramCommand.ofClass(
        inherited == null || inherited.isEmpty() ? "." : inherited, words);
  }

  private RankStart start(
      int rank,
      int size,
      ProgramOptions program,
      ProgramCommand base,
      Map<String, String> environment,
      boolean wantsInput) {
    ProgramCommand command = base;
    if (job.looking.debugRank != null && job.looking.debugRank == rank) {
      if (command.optionsAt() < 0) {
        throw new UsageException("--debug " + rank + ": this rank is no java command");
      }
      command = command.withOptions(List.of(DEBUG_OPTION));
    }
    if (program.what.arguments != null) {
      if (!program.what.arguments.equals(MPJ)) {
        throw new UsageException("--args " + program.what.arguments + ": only mpj is known");
      }
      command =
          command.withArguments(
              List.of(Integer.toString(rank), Integer.toString(size), MPJ_DEVICE));
    }
    Map<String, String> variables = new LinkedHashMap<>(environment);
    variables.put("JMPI_RANK", Integer.toString(rank));
    variables.put("JMPI_SIZE", Integer.toString(size));
    if (around.outputTerminal()) {
      variables.put("JMPI_TERMINAL", "1");
    }
    return new RankStart(
        rank,
        command.words(),
        command.agentsJava(),
        command.classPathWord(),
        command.checkClassPath(),
        variables,
        directory(program).toString(),
        wantsInput);
  }

  private Path directory(ProgramOptions program) {
    return program.what.directory == null
        ? around.directory()
        : around.directory().resolve(program.what.directory).normalize();
  }

  private int inputRank(int size) {
    if (job.io.input.equals("none")) {
      return -1;
    }
    try {
      int rank = Integer.parseInt(job.io.input);
      if (rank >= 0 && rank < size) {
        return rank;
      }
    } catch (NumberFormatException e) {
      throw new UsageException("--stdin " + job.io.input + ": give a rank or 'none'");
    }
    throw new UsageException("--stdin " + job.io.input + ": there are only ranks 0.." + (size - 1));
  }

  private void checkDebugRank(int size) {
    Integer rank = job.looking.debugRank;
    if (rank != null && (rank < 0 || rank >= size)) {
      throw new UsageException("--debug " + rank + ": there are only ranks 0.." + (size - 1));
    }
  }

  private void checkPretence(int size) {
    if (job.where.map != null) {
      try {
        PretendedMap.parse(job.where.map).requireRanks(size);
      } catch (EngineException e) {
        throw new UsageException("--map: " + e.getMessage());
      }
    }
  }

  private JobPlan.Policy policy() {
    Double timeoutS = job.ends.timeoutS;
    if (timeoutS != null && timeoutS <= 0) {
      throw new UsageException("--timeout " + timeoutS + ": give more than 0 seconds");
    }
    return new JobPlan.Policy(
        JmpirunCommand.toNanos(job.ends.graceS, "--grace"),
        AGENT_BOUND_NS,
        timeoutS == null ? AgentCore.NEVER : JmpirunCommand.toNanos(timeoutS, "--timeout"),
        recovery.goesOn(),
        job.looking.reportState);
  }

  private Output.Style style(int size) {
    Path directory = job.io.directory;
    if (directory != null) {
      try {
        directory = Files.createDirectories(around.directory().resolve(directory));
      } catch (IOException e) {
        throw new UsageException(
            "--output-dir " + directory + ": cannot make it: " + e.getMessage());
      }
      if (!Files.isWritable(directory)) {
        throw new UsageException("--output-dir " + directory + ": cannot write there");
      }
    }
    return new Output.Style(job.io.tag, job.io.timestamp, around.outputTerminal(), directory, size);
  }

  private List<String> agentCommand(Host host) {
    if (host.name().equals(HERE)) {
      return List.of();
    }
    List<String> agent = around.agentCommand();
    if (job.where.prefix != null) {
      agent = Jmpirun.agentOf(job.where.prefix, job);
    }
    return RemoteShell.command(job.where.rsh, host.name(), agent);
  }

  private static String checkedPorts(String ports) {
    if (Pattern.matches("\\d{1,5}-\\d{1,5}", ports)) {
      int dash = ports.indexOf('-');
      int from = Integer.parseInt(ports.substring(0, dash));
      int to = Integer.parseInt(ports.substring(dash + 1));
      if (from >= 1 && from <= to && to <= 0xffff) {
        return ports;
      }
    }
    throw new UsageException(
        "--udp-ports " + ports + ": write FIRST-LAST, for example 40000-40099");
  }
}
