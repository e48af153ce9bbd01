package org.jmpi.launcher.cli;

import java.io.File;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jmpi.launcher.control.JobRunner;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reads the command line, then runs the job. */
public final class Jmpirun {
  /** The exit code when the command line is wrong. */
  public static final int EXIT_USAGE = 2;

  private Jmpirun() {}

  /** Runs {@code jmpirun}; returns its exit code. */
  public static int run(String[] args) {
    try {
      JmpirunCommand job = new JmpirunCommand();
      List<List<String>> sections = sections(Arrays.asList(args));
      CommandLine first = parser(job);
      if (parse(first, sections.get(0))) {
        return 0;
      }
      List<ProgramOptions> programs = new ArrayList<>(List.of(job));
      for (List<String> section : sections.subList(1, sections.size())) {
        ProgramOptions program = new ProgramOptions();
        parse(parser(program), section);
        programs.add(program);
      }
      PlanBuilder builder = new PlanBuilder(job, programs, surroundings());
      if (job.where.inProcess) {
        return builder.inProcess().run(builder.settings());
      }
      JobRunner.Request request = builder.build();
      builder.warnings().forEach(Jmpirun::say);
      return new JobRunner(request).run();
    } catch (ParameterException e) {
      say(explain(e));
      return EXIT_USAGE;
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

  static CommandLine parser(Object command) {
    CommandLine parser = new CommandLine(command);
    parser.setStopAtPositional(true);
    parser.setOverwrittenOptionsAllowed(false);
    parser.setExpandAtFiles(false);
    parser.getCommandSpec().versionProvider(() -> new String[] {version()});
    return parser;
  }

  /** True when help or the version was asked for and has been printed. */
  private static boolean parse(CommandLine parser, List<String> section) {
    parser.parseArgs(section.toArray(new String[0]));
    PrintWriter out = new PrintWriter(System.out, true);
    if (parser.isUsageHelpRequested()) {
      parser.usage(out);
    } else if (parser.isVersionHelpRequested()) {
      parser.printVersionHelp(out);
    }
    return parser.isUsageHelpRequested() || parser.isVersionHelpRequested();
  }

  /** One line: what is wrong, and what was perhaps meant. */
  static String explain(ParameterException e) {
    String message = e.getMessage().lines().findFirst().orElse("wrong command line");
    if (e instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().get(0);
      List<String> suggestions = unmatched.getSuggestions();
      message =
          "unknown option '"
              + first
              + "'"
              + (suggestions.isEmpty()
                  ? ""
                  : "; did you mean " + String.join(" or ", suggestions) + "?");
    }
    return message + " (see jmpirun --help)";
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

  private static String version() {
    String version = Jmpirun.class.getPackage().getImplementationVersion();
    return "jmpirun (JMPI) " + (version == null ? "development" : version);
  }

  private static void say(String line) {
    System.err.println("jmpirun: " + line);
  }
}
