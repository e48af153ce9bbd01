package org.jmpi.launcher.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * The command of a rank, still without what differs from rank to rank and host to host.
 *
 * @param words the command
 * @param agentsJava the first word stands for the agent's own Java
 * @param classPathWord place of the class path's word, which the runtime is put in front of, or −1
 * @param checkClassPath a missing entry is an error
 * @param optionsAt where JVM options can be inserted, or −1 when this is no Java command
 * @param argumentsAt where the program's own arguments begin
 */
record ProgramCommand(
    List<String> words,
    boolean agentsJava,
    int classPathWord,
    boolean checkClassPath,
    int optionsAt,
    int argumentsAt) {

  /** Options of {@code java} whose value is the next word. */
  private static final Set<String> VALUE_NEXT =
      Set.of(
          "-cp",
          "-classpath",
          "--class-path",
          "-p",
          "--module-path",
          "--upgrade-module-path",
          "--add-modules",
          "--limit-modules",
          "--add-reads",
          "--add-exports",
          "--add-opens",
          "--patch-module",
          "--enable-native-access",
          "--source");

  /** {@code jmpirun -cp … Main args}. */
  static ProgramCommand ofClass(String classPath, List<String> classAndArguments) {
    List<String> words = new ArrayList<>(List.of("java", "-cp", classPath));
    words.addAll(classAndArguments);
    return new ProgramCommand(words, true, 2, true, 1, 4);
  }

  /**
   * {@code jmpirun -jar X args}: the jar goes on the class path, so that the runtime can stand
   * before it.
   */
  static ProgramCommand ofJar(Path directory, String jar, List<String> arguments) {
    List<String> words = new ArrayList<>(List.of("java", "-cp", jar));
    words.addAll(manifestWords(directory, jar));
    int argumentsAt = words.size();
    words.addAll(arguments);
    return new ProgramCommand(words, true, 2, true, 1, argumentsAt);
  }

  /** {@code jmpirun java … Main args}, or any other program. */
  static ProgramCommand ofProgram(Path directory, String inheritedClassPath, List<String> words) {
    String program = words.get(0);
    if (!program.equals("java") && !program.endsWith("/java") && !program.endsWith("java.exe")) {
      return new ProgramCommand(List.copyOf(words), false, -1, false, -1, 1);
    }
    return ofJava(directory, inheritedClassPath, words);
  }

  private static ProgramCommand ofJava(Path directory, String inherited, List<String> words) {
    List<String> options = new ArrayList<>(List.of(words.get(0)));
    String classPath = inherited == null || inherited.isEmpty() ? "." : inherited;
    int at = 1;
    List<String> main = null;
    while (at < words.size() && main == null) {
      String word = words.get(at++);
      if (word.startsWith("@")) {
        throw new UsageException(
            "'" + word + "': write the options of java out, jmpirun must see the class path");
      } else if (word.equals("-jar")) {
        classPath = next(words, at++, word);
        main = manifestWords(directory, classPath);
      } else if (word.equals("-m") || word.equals("--module")) {
        main = List.of(word, next(words, at++, word));
      } else if (word.startsWith("--class-path=")) {
        classPath = word.substring("--class-path=".length());
      } else if (word.equals("-cp") || word.equals("-classpath") || word.equals("--class-path")) {
        classPath = next(words, at++, word);
      } else if (VALUE_NEXT.contains(word)) {
        options.add(word);
        options.add(next(words, at++, word));
      } else if (word.startsWith("-")) {
        options.add(word);
      } else {
        main = List.of(word);
      }
    }
    if (main == null) {
      throw new UsageException("this java command names no main class and no jar");
    }
    options.add("-cp");
    int classPathWord = options.size();
    options.add(classPath);
    options.addAll(main);
    int argumentsAt = options.size();
    options.addAll(words.subList(at, words.size()));
    return new ProgramCommand(options, false, classPathWord, false, 1, argumentsAt);
  }

  /** With more JVM options in front of the others. */
  ProgramCommand withOptions(List<String> more) {
    if (more.isEmpty()) {
      return this;
    }
    List<String> longer = new ArrayList<>(words);
    longer.addAll(optionsAt, more);
    return new ProgramCommand(
        longer,
        agentsJava,
        classPathWord + more.size(),
        checkClassPath,
        optionsAt,
        argumentsAt + more.size());
  }

  /** With more arguments in front of the program's own. */
  ProgramCommand withArguments(List<String> more) {
    List<String> longer = new ArrayList<>(words);
    longer.addAll(argumentsAt, more);
    return new ProgramCommand(
        longer, agentsJava, classPathWord, checkClassPath, optionsAt, argumentsAt);
  }

  /** What {@code java -jar} would take from the manifest: opened packages, then the main class. */
  private static List<String> manifestWords(Path directory, String jar) {
    Path file = directory.resolve(jar);
    if (!Files.isRegularFile(file)) {
      throw new UsageException("there is no jar " + file);
    }
    try (JarFile open = new JarFile(new File(file.toString()))) {
      Manifest manifest = open.getManifest();
      Attributes main = manifest == null ? new Attributes() : manifest.getMainAttributes();
      String name = main.getValue(Attributes.Name.MAIN_CLASS);
      if (name == null) {
        throw new UsageException(
            jar + " names no Main-Class in its manifest; use -cp " + jar + " Main");
      }
      List<String> words = new ArrayList<>();
      addPackages(words, "--add-opens", main.getValue("Add-Opens"));
      addPackages(words, "--add-exports", main.getValue("Add-Exports"));
      words.add(name.strip());
      return words;
    } catch (IOException e) {
      throw new UsageException("cannot read the jar " + file + ": " + e.getMessage());
    }
  }

  private static void addPackages(List<String> words, String option, String packages) {
    if (packages != null && !packages.isBlank()) {
      for (String each : packages.strip().split("\\s+")) {
        words.add(option);
        words.add(each + "=ALL-UNNAMED");
      }
    }
  }

  private static String next(List<String> words, int at, String option) {
    if (at >= words.size()) {
      throw new UsageException("java's option " + option + " needs a value");
    }
    return words.get(at);
  }
}
