package org.jmpi.launcher.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reads any command line with the option library: explains mistakes, prints help and version. */
final class FullArguments {
  private FullArguments() {}

  /**
   * Reads all sections.
   *
   * @return the programs, the first of them a {@link JmpirunCommand}; empty when help or the
   *     version was asked for and has been printed
   * @throws UsageException saying what is wrong
   */
  static List<ProgramOptions> read(List<List<String>> sections) {
    List<ProgramOptions> programs = new ArrayList<>();
    try {
      for (List<String> section : sections) {
        boolean isFirst = programs.isEmpty();
        ProgramOptions program = isFirst ? new JmpirunCommand() : new ProgramOptions();
        if (parse(parser(program), section) && isFirst) {
          return List.of();
        }
        programs.add(program);
      }
      return programs;
    } catch (ParameterException e) {
      throw new UsageException(explain(e));
    }
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
    parser.parseArgs(apart(parser, section).toArray(new String[0]));
    PrintWriter out = new PrintWriter(System.out, true);
    if (parser.isUsageHelpRequested()) {
      parser.usage(out);
    } else if (parser.isVersionHelpRequested()) {
      parser.printVersionHelp(out);
    }
    return parser.isUsageHelpRequested() || parser.isVersionHelpRequested();
  }

  /** The words with the one value that follows its option without a blank as a word of its own. */
  private static List<String> apart(CommandLine parser, List<String> section) {
    List<String> words = new ArrayList<>(section);
    Map<String, OptionSpec> options = parser.getCommandSpec().optionsMap();
    String most = JmpirunCommand.Recovery.RESPAWN_MOST;
    for (int at = 0; at < words.size() && words.get(at).startsWith("-"); at++) {
      String word = words.get(at);
      if (word.startsWith(most) && options.containsKey(most)) {
        words.set(at, most);
        words.add(at + 1, word.substring(most.length()));
      }
      OptionSpec option = options.get(words.get(at));
      at += option == null ? 0 : option.arity().min();
    }
    return words;
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

  private static String version() {
    String version = Jmpirun.class.getPackage().getImplementationVersion();
    return "jmpirun (JMPI) " + (version == null ? "development" : version);
  }
}
