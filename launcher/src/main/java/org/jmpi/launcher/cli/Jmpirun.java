package org.jmpi.launcher.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jmpi.launcher.archive.ArchiveMaker;
import org.jmpi.launcher.archive.ClassArchives;
import org.jmpi.launcher.control.JobRunner;

/** Reads the command line, then runs the job. */
public final class Jmpirun {
  /** The word that makes an agent of it. */
  public static final String AGENT = "--agent";

  /** The exit code when the command line is wrong. */
  public static final int EXIT_USAGE = 2;

  private static final String NO_CLASS_ARCHIVE = "--no-class-archive";

  private Jmpirun() {}

  /** Runs {@code jmpirun}; returns its exit code. */
  public static int run(String[] args) {
    try {
      List<ProgramOptions> programs = programs(sections(Arrays.asList(args)));
      if (programs.isEmpty()) {
        return 0;
      }
      JmpirunCommand job = (JmpirunCommand) programs.get(0);
      if (job.looking.makeClassArchive) {
        return makeClassArchive();
      }
      PlanBuilder builder = new PlanBuilder(job, programs, surroundings(job));
      if (job.where.inProcess) {
        return builder.inProcess().run(builder.settings());
      }
      JobRunner.Request request = builder.build();
      for (String warning : builder.warnings()) {
        say(warning);
      }
      int code = new JobRunner(request).run();
      if (code == 0) {
        // Not after an interrupt: this virtual machine is ending then.
        makeMissingArchive(job);
      }
      return code;
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

  private static PlanBuilder.Surroundings surroundings(JmpirunCommand job) {
    String path = System.getenv("PATH");
    String runtime = runtime();
    return new PlanBuilder.Surroundings(
        Path.of("").toAbsolutePath(),
        System.getenv(),
        word -> isProgram(word, path),
        runtime,
        agentCommand(job, runtime),
        Boolean.getBoolean("jmpi.stdout.terminal"),
        Boolean.getBoolean("jmpi.stdin.terminal"));
  }

  /** When the job has ended: nobody waits for it then but the next command line, and only once. */
  private static void makeMissingArchive(JmpirunCommand job) {
    Optional<ClassArchives> archives = ClassArchives.named(runtime());
    if (job.looking.noClassArchive || archives.isEmpty() || !archives.get().areMissing()) {
      return;
    }
    String trouble = maker(archives.get()).make();
    if (trouble != null && job.looking.verbose) {
      say("made no class archive: " + trouble);
    }
  }

  private static int makeClassArchive() {
    Optional<ClassArchives> archives = ClassArchives.named(runtime());
    if (archives.isEmpty()) {
      throw new UsageException(
          "--make-class-archive: there is no place for one; the distribution's folder lib or the folder for"
              + " caches ($XDG_CACHE_HOME or $HOME/.cache) must be writable, and no path have a ':'");
    }
    String trouble = maker(archives.get()).make();
    if (trouble != null) {
      say("made no class archive: " + trouble);
    }
    return trouble == null ? 0 : 1;
  }

  private static ArchiveMaker maker(ClassArchives archives) {
    return new ArchiveMaker(
        archives, System.getProperty("java.class.path"), "org.jmpi.launcher.Main");
  }

  private static String runtime() {
    return absolute(System.getProperty("jmpi.runtime", System.getProperty("java.class.path")));
  }

  /** An agent of the distribution that is at {@code home} on its host. */
  static List<String> agentOf(String home, JmpirunCommand job) {
    String jmpirun = home + "/bin/jmpirun";
    return job.looking.noClassArchive
        ? List.of(jmpirun, AGENT, NO_CLASS_ARCHIVE)
        : List.of(jmpirun, AGENT);
  }

  /** The same distribution there as here; without a distribution, the same class path. */
  private static List<String> agentCommand(JmpirunCommand job, String runtime) {
    String home = System.getProperty("jmpi.home");
    if (home != null) {
      return agentOf(home, job);
    }
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return List.of(
        java.toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-cp",
        runtime,
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
