package org.jmpi.launcher.cli;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the usual command lines without the option library, whose reflection takes longer than all
 * else that jmpirun does before it starts a rank. It knows options and values that stand apart, and
 * nothing that could be wrong: whatever it does not understand is left to {@link FullArguments},
 * which reads the same into the same fields, explains mistakes and prints help.
 */
final class PlainArguments {
  private final List<String> words;
  private final ProgramOptions program;
  private final JmpirunCommand job;
  private final Set<Object> given = new HashSet<>();
  private int at;

  private PlainArguments(List<String> words, ProgramOptions program) {
    this.words = words;
    this.program = program;
    job = program instanceof JmpirunCommand first ? first : null;
  }

  /**
   * Reads one section of the command line.
   *
   * @return false when it is not plain; {@code into} may be half filled then
   */
  static boolean read(List<String> section, ProgramOptions into) {
    return new PlainArguments(section, into).read();
  }

  private boolean read() {
    while (at < words.size()) {
      String word = words.get(at);
      if (word.isEmpty() || word.equals("--")) {
        return false;
      }
      if (word.charAt(0) != '-') {
        program.program = List.copyOf(words.subList(at, words.size()));
        return true;
      }
      at++;
      if (!ofProgram(word) && (job == null || !ofJob(word))) {
        return false;
      }
    }
    return true;
  }

  private boolean ofProgram(String option) {
    ProgramOptions.What what = program.what;
    return switch (option) {
      case "-n", "-np", "--np" -> once("n") && number() && (what.ranks = lastNumber()) != null;
      case "-cp", "--class-path" -> once("cp") && value() && (what.classPath = last()) != null;
      case "--jvm-opts" -> once(option) && value() && (what.jvmOptions = last()) != null;
      case "--args" -> once(option) && value() && (what.arguments = last()) != null;
      case "-x" -> value() && what.variables.add(last());
      case "--wdir", "-wdir" -> once("wdir") && value() && (what.directory = last()) != null;
      case "-jar" -> jar(what);
      default -> false;
    };
  }

  private boolean ofJob(String option) {
    return switch (option) {
      case "--host", "-host", "-H" -> once("host") && value() && (job.where.hosts = last()) != null;
      case "--hostfile", "-hostfile", "--machinefile", "-machinefile" ->
          once("hostfile") && value() && (job.where.hostFile = Path.of(last())) != null;
      case "--site" -> value() && job.where.sites.add(last());
      case "--map" -> once(option) && value() && (job.where.map = last()) != null;
      case "--rsh" -> once(option) && value() && (job.where.rsh = last()) != null;
      case "--transport" -> once(option) && value() && (job.where.transport = last()) != null;
      case "--no-class-archive" -> once(option) && (job.looking.noClassArchive = true);
      case "--in-process" -> once(option) && (job.where.inProcess = true);
      case "--tag-output", "-tag-output" -> once("tag") && (job.io.tag = true);
      case "--output-dir", "--output-filename" ->
          once("output") && value() && (job.io.directory = Path.of(last())) != null;
      case "--stdin", "-stdin" -> once("stdin") && value() && (job.io.input = last()) != null;
      case "--timeout", "-timeout" ->
          once("timeout") && number() && (job.ends.timeoutS = (double) lastNumber()) != null;
      case "--on-failure" -> once(option) && value() && (job.ends.onFailure = last()) != null;
      case "--with-ft", "-with-ft" -> once("ft") && value() && (job.recovery.kind = last()) != null;
      case "--enable-recovery", "-enable-recovery" ->
          once("recovery") && (job.recovery.enabled = true);
      case "--respawn" -> once("respawn") && (job.recovery.respawn = true);
      case "--report-state" -> once(option) && (job.looking.reportState = true);
      case "--report-topology" -> once(option) && (job.looking.reportTopology = true);
      case "--setting" -> value() && job.looking.settings.add(last());
      case "-v", "--verbose" -> once("v") && (job.looking.verbose = true);
      default -> false;
    };
  }

  private boolean jar(ProgramOptions.What what) {
    if (!value()) {
      return false;
    }
    what.jar = List.copyOf(words.subList(at - 1, words.size()));
    at = words.size();
    return true;
  }

  /** An option may be given once only. */
  private boolean once(Object option) {
    return given.add(option);
  }

  /** Moves over a word that can be nothing but a value. */
  private boolean value() {
    return at < words.size() && !words.get(at).isEmpty() && words.get(at++).charAt(0) != '-';
  }

  private boolean number() {
    return value() && last().length() <= 9 && last().matches("[1-9][0-9]*");
  }

  private String last() {
    return words.get(at - 1);
  }

  private Integer lastNumber() {
    return Integer.valueOf(last());
  }
}
