package org.jmpi.launcher.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Builds the command that starts an agent on another host. */
final class RemoteShell {
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  private RemoteShell() {}

  /**
   * Fills a template such as {@code ssh -p 22 {host}}; blanks separate words, quotes keep them
   * together.
   *
   * @param agent the command to run there; quoted for the shell that {@code ssh} and its kin run,
   *     and only for these
   */
  static List<String> command(String template, String host, List<String> agent) {
    List<String> words = split(template);
    if (words.isEmpty()) {
      throw new UsageException("--rsh is empty");
    }
    if (host.startsWith("-")) {
      throw new UsageException("'" + host + "' is not the name of a host");
    }
    List<String> command = new ArrayList<>();
    boolean named = false;
    for (String word : words) {
      named |= word.contains("{host}");
      command.add(word.replace("{host}", host));
    }
    if (!named) {
      command.add(host);
    }
    boolean shell = words.get(0).matches("(.*/)?(ssh|rsh|oarsh|mosh)");
    agent.forEach(word -> command.add(shell ? quote(word) : word));
    return command;
  }

  /** Splits as a shell would, quotes but no expansions. */
  static List<String> split(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = null;
    char quote = 0;
    for (char c : text.toCharArray()) {
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (Character.isWhitespace(c)) {
        if (word != null) {
          words.add(word.toString());
          word = null;
        }
      } else {
        word = word == null ? new StringBuilder() : word;
        if (c == '\'' || c == '"') {
          quote = c;
        } else {
          word.append(c);
        }
      }
    }
    if (quote != 0) {
      throw new UsageException("a quote is not closed in: " + text);
    }
    if (word != null) {
      words.add(word.toString());
    }
    return words;
  }

  private static String quote(String word) {
    return SAFE.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
