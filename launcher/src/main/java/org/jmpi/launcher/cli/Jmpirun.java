package org.jmpi.launcher.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jmpi.launcher.control.JobRunner;

/** Reads the command line, then runs the job. */
public final class Jmpirun {
  /** The exit code when the command line is wrong. */
  public static final int EXIT_USAGE = 2;

  private Jmpirun() {}

  /** Runs {@code jmpirun}; returns its exit code. */
  public static int run(String[] args) {
    try {
      List<ProgramOptions> programs = programs(sections(Arrays.asList(args)));
      if (programs.isEmpty()) {
        return 0;
      }
      JmpirunCommand job = (JmpirunCommand) programs.get(0);
      PlanBuilder builder = new PlanBuilder(job, programs, surroundings());
      if (job.where.inProcess) {
        return builder.inProcess().run(builder.settings());
      }
      JobRunner.Request request = builder.build();
      builder.warnings().forEach(Jmpirun::say);
      return new JobRunner(request).run();
    } catch (UsageException e) {
      say(e.getMessage());
      return EXIT_USAGE;
    }
  }

  /** Splits at the words ':' (Open MPI's way to start several programs as one job). */
  static List<List<String>> sections(List<String> args) {
    List<List<String>> sections = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= args.size(); i++) {
      if (i == args.size() || args.get(i).equals(":")) {
        sections.add(args.subList(from, i));
        from = i + 1;
      }
    }
    return sections;
  }

  private static List<ProgramOptions> programs(List<List<String>> sections) {
    List<ProgramOptions> programs = new ArrayList<>();
    for (List<String> section : sections) {
      ProgramOptions program = programs.isEmpty() ? new JmpirunCommand() : new ProgramOptions();
      if (!PlainArguments.read(section, program)) {
        return FullArguments.read(sections);
      }
      programs.add(program);
    }
    return programs;
  }

  private static PlanBuilder.Surroundings surroundings() {
    String path = System.getenv("PATH");
    String runtime = System.getProperty("jmpi.runtime", System.getProperty("java.class.path"));
    return new PlanBuilder.Surroundings(
        Path.of("").toAbsolutePath(),
        System.getenv(),
        word -> isProgram(word, path),
        absolute(runtime),
        agentCommand(runtime),
        Boolean.getBoolean("jmpi.stdout.terminal"),
        Boolean.getBoolean("jmpi.stdin.terminal"));
  }

  /** The same distribution there as here; without a distribution, the same class path. */
  private static List<String> agentCommand(String runtime) {
    String home = System.getProperty("jmpi.home");
    if (home != null) {
      return List.of(home + "/bin/jmpirun", "--agent");
    }
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return List.of(
        java.toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-cp",
        absolute(runtime),
        "org.jmpi.launcher.agent.AgentMain");
  }

  /** Ranks may start in another directory. */
  private static String absolute(String classPath) {
    List<String> entries = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator)) {
      entries.add(Path.of(entry).toAbsolutePath().toString());
    }
    return String.join(File.pathSeparator, entries);
  }

  private static boolean isProgram(String word, String path) {
    if (path == null) {
      return false;
    }
    for (String directory : path.split(File.pathSeparator)) {
      Path candidate = Path.of(directory.isEmpty() ? "." : directory, word);
      if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
        return true;
      }
    }
    return false;
  }

  private static void say(String line) {
    System.err.println("jmpirun: " + line);
  }
}
