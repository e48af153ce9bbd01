package org.jmpi.launcher.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What can be said of each program of a job: one section of the command line between colons. */
class ProgramOptions {
  /** How many and which. */
  static class What {
    @Option(
        names = {"-n", "-np", "--np"},
        paramLabel = "N",
        description = "Start N ranks.")
    Integer ranks;

    @Option(
        names = {"-cp", "--class-path"},
        paramLabel = "PATH",
        description = "Class path of the program; the runtime is put in front of it.")
    String classPath;

    @Option(
        names = "-jar",
        paramLabel = "JAR",
        parameterConsumer = JarAndRest.class,
        description = "Run the main class of this jar; all that follows are its arguments.")
    List<String> jar;

    @Option(
        names = "--jvm-opts",
        paramLabel = "OPTS",
        description = "Options for the ranks' JVMs, separated by blanks.")
    String jvmOptions;

    @Option(
        names = "--args",
        paramLabel = "STYLE",
        description =
            "mpj: put 'rank size device' in front of the program's arguments, as MPJ Express does.")
    String arguments;

    @Option(
        names = "-x",
        paramLabel = "VAR[=VALUE]",
        description = "Give the ranks this environment variable; without a value, jmpirun's own.")
    List<String> variables = new ArrayList<>();

    @Option(
        names = {"--wdir", "-wdir"},
        paramLabel = "DIR",
        description = "Start the ranks in DIR.")
    String directory;
  }

  @ArgGroup(
      validate = false,
      heading = "%nWhat to run (again for each program after a ':'):%n",
      order = 1)
  What what = new What();

  @Parameters(
      paramLabel = "PROGRAM",
      arity = "0..*",
      description = "A main class and its arguments, 'java …', or any other program.")
  List<String> program = new ArrayList<>();

  /**
   * The variables of -x; those without a value are taken from {@code own} or, if missing, added to
   * {@code missing}.
   */
  Map<String, String> environment(Map<String, String> own, List<String> missing) {
    Map<String, String> result = new LinkedHashMap<>();
    for (String each : what.variables) {
      int equals = each.indexOf('=');
      String name = equals < 0 ? each : each.substring(0, equals);
      if (name.isEmpty()) {
        throw new UsageException("-x " + each + ": the name is empty");
      }
      String value = equals < 0 ? own.get(name) : each.substring(equals + 1);
      if (value == null) {
        missing.add(name);
      } else {
        result.put(name, value);
      }
    }
    return result;
  }

  /** After {@code -jar X} everything belongs to the program, as with {@code java -jar}. */
  static final class JarAndRest implements CommandLine.IParameterConsumer {
    @Override
    public void consumeParameters(Stack<String> args, ArgSpec argSpec, CommandSpec commandSpec) {
      if (args.isEmpty()) {
        throw new CommandLine.ParameterException(
            commandSpec.commandLine(), "Missing required parameter for option '-jar' (JAR)");
      }
      List<String> all = new ArrayList<>();
      while (!args.isEmpty()) {
        all.add(args.pop());
      }
      argSpec.setValue(all);
    }
  }
}
