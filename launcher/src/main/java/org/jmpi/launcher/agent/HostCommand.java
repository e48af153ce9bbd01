package org.jmpi.launcher.agent;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jmpi.launcher.archive.ClassArchives;
import org.jmpi.launcher.wire.RankStart;

/**
 * Fills in what only the host knows: where Java and the runtime are, and whether everything is
 * there.
 */
final class HostCommand {
  private static final String NATIVE_ACCESS = "--enable-native-access";

  /** The first Java that warns of native code that was not allowed; for others it costs 10 ms. */
  private static final int NATIVE_ACCESS_SINCE = 22;

  private final Path javaHome;
  private final String runtime;
  private final Optional<ClassArchives> archives;

  /**
   * For this host.
   *
   * @param javaHome of the agent
   * @param runtime class path of the runtime: the distribution's jar
   * @param archives for the agent's own Java, if any
   */
  HostCommand(Path javaHome, String runtime, Optional<ClassArchives> archives) {
    this.javaHome = javaHome;
    this.runtime = runtime;
    this.archives = archives;
  }

  /**
   * The command to execute.
   *
   * @throws IllegalArgumentException saying what is missing
   */
  List<String> resolve(RankStart start, Map<String, String> environment) {
    Path directory = Path.of(start.directory());
    if (!Files.isDirectory(directory)) {
      throw new IllegalArgumentException(
          "there is no directory " + directory + " on that host (see --wdir)");
    }
    List<String> words = new ArrayList<>(start.words());
    int classPathWord = start.classPathWord();
    if (classPathWord >= 0) {
      if (start.checkClassPath()) {
        checkClassPath(directory, words.get(classPathWord));
      }
      String own = words.get(classPathWord);
      words.set(classPathWord, own.equals(runtime) ? runtime : runtime + File.pathSeparator + own);
    }
    words.set(0, program(start, directory, environment));
    if (classPathWord >= 0) {
      words.addAll(1, javaOptions(words.subList(0, classPathWord)));
    }
    return words;
  }

  /** What comes in front of the options that a java command has already. */
  private List<String> javaOptions(List<String> command) {
    boolean own = isOwnJava(command.get(0));
    List<String> options = new ArrayList<>();
    if (own && archives.isPresent()) {
      options.addAll(archives.get().rankOptions(command));
    }
    if (!own || Runtime.version().feature() >= NATIVE_ACCESS_SINCE) {
      boolean given = false;
      for (String word : command) {
        given |= word.startsWith(NATIVE_ACCESS);
      }
      if (!given) {
        options.add(NATIVE_ACCESS + "=ALL-UNNAMED");
      }
    }
    return options;
  }

  private boolean isOwnJava(String program) {
    Path own = javaHome.resolve("bin").resolve("java");
    try {
      return own.toString().equals(program)
          || Path.of(program).toRealPath().equals(own.toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  private String program(RankStart start, Path directory, Map<String, String> environment) {
    String word = start.words().get(0);
    if (start.agentsJava()) {
      return javaHome.resolve("bin").resolve("java").toString();
    }
    if (word.indexOf('/') >= 0 || word.indexOf(File.separatorChar) >= 0) {
      Path path = directory.resolve(word);
      if (!Files.isRegularFile(path)) {
        throw new IllegalArgumentException("there is no program " + path);
      }
      if (!Files.isExecutable(path)) {
        throw new IllegalArgumentException(path + " is not executable (chmod +x)");
      }
      return path.toString();
    }
    Optional<Path> found = onPath(word, environment.get("PATH"));
    if (found.isEmpty() && word.equals("java")) {
      return javaHome.resolve("bin").resolve("java").toString();
    }
    return found
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no program '"
                        + word
                        + "' on the PATH of that host; for a Java class give its class path with -cp"))
        .toString();
  }

  /** Finds a program as a shell would. */
  static Optional<Path> onPath(String name, String path) {
    if (path == null || name.isEmpty()) {
      return Optional.empty();
    }
    for (String directory : path.split(File.pathSeparator)) {
      Path candidate = Path.of(directory.isEmpty() ? "." : directory, name);
      if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
        return Optional.of(candidate.toAbsolutePath());
      }
    }
    return Optional.empty();
  }

  private static void checkClassPath(Path directory, String classPath) {
    for (String entry : classPath.split(File.pathSeparator)) {
      String path = entry.endsWith("*") ? entry.substring(0, entry.length() - 1) : entry;
      if (!path.isEmpty() && !Files.exists(directory.resolve(path))) {
        throw new IllegalArgumentException(
            "the class path names '" + entry + "', which does not exist below " + directory);
      }
    }
  }
}
