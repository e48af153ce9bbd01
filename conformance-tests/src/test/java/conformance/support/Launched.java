package conformance.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.programs.Program;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command of the built distribution that runs; all its processes carry a mark. */
public final class Launched {
  /** The distribution, from the folder of this module. */
  public static final Path HOME = Path.of("..", "build", "jmpi").toAbsolutePath().normalize();

  /** The launcher. */
  public static final String JMPIRUN = HOME.resolve("bin/jmpirun").toString();

  /** Where {@link Program} is. */
  public static final String CLASS_PATH = classPath();

  static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";
  private static final long BOUND_S = 180;
  static final String MARK = "JMPI_CONFORMANCE_MARK";
  private static final Pattern LINE = Pattern.compile("rank (\\d+) pid (\\d+): (.*)");

  private final Path directory;
  private final String mark = UUID.randomUUID().toString();
  private final Process process;

  private Launched(Path directory, Map<String, String> environment, List<String> words)
      throws IOException {
    this.directory = directory;
    ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
    builder.redirectOutput(directory.resolve("out").toFile());
    builder.redirectError(directory.resolve("err").toFile());
    builder.redirectInput(new File("/dev/null"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put(MARK, mark);
    builder.environment().putAll(environment);
    process = builder.start();
  }

  /**
   * Runs {@code jmpirun OPTIONS -cp … Program ARGS}; the options are separated by blanks. Unless
   * they say otherwise, the ranks' JVMs have options for short lives, which start twice as many in
   * a second.
   */
  public static Launched jmpirun(Path directory, String options, String... args)
      throws IOException {
    List<String> words = new ArrayList<>(List.of(JMPIRUN));
    words.addAll(List.of(options.split(" ")));
    if (!options.contains("--jvm-opts") && !options.contains("--in-process")) {
      words.addAll(List.of("--jvm-opts", SHORT_LIVED));
    }
    words.addAll(List.of("-cp", CLASS_PATH, Program.class.getName()));
    words.addAll(List.of(args));
    return command(directory, Map.of(), words);
  }

  /** Runs any command. */
  public static Launched command(
      Path directory, Map<String, String> environment, List<String> words) throws IOException {
    return new Launched(directory, environment, words);
  }

  /** Waits for the end, asserts the exit code and that no process is left. */
  public Launched expect(int exitCode) throws Exception {
    return expectWithin(BOUND_S, exitCode);
  }

  /** As {@link #expect}, with a bound of one's own. */
  public Launched expectWithin(long boundS, int exitCode) throws Exception {
    if (!process.waitFor(boundS, TimeUnit.SECONDS)) {
      survivors().forEach(ProcessHandle::destroyForcibly);
      throw new AssertionError("it did not end within " + boundS + " s: " + this);
    }
    assertEquals(exitCode, process.exitValue(), this::toString);
    return expectNobody();
  }

  /** Waits until no process of the job is left. */
  public Launched expectNobody() throws Exception {
    await("a process is left", () -> survivors().isEmpty());
    return this;
  }

  /** Waits until so many ranks have said {@code text}; returns their process ids by rank. */
  public Map<Integer, Long> awaitRanks(int ranks, String text) throws Exception {
    await(ranks + " times '" + text + "'", () -> said(text).size() == ranks || !process.isAlive());
    assertEquals(ranks, said(text).size(), this::toString);
    return said(text);
  }

  /** Waits until a process of the job has ended. */
  public void awaitEnd(long pid) {
    await(
        "process " + pid + " has not ended",
        () -> survivors().stream().noneMatch(process -> process.pid() == pid));
  }

  /** The process ids by rank of those that said {@code text}. */
  public Map<Integer, Long> said(String text) {
    Map<Integer, Long> pids = new TreeMap<>();
    for (String line : out().lines().toList()) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches() && matcher.group(3).startsWith(text)) {
        pids.put(Integer.valueOf(matcher.group(1)), Long.valueOf(matcher.group(2)));
      }
    }
    return pids;
  }

  /** The lines that jmpirun itself wrote on standard error. */
  public List<String> own() {
    return err().lines().filter(l -> l.startsWith("jmpirun: ")).toList();
  }

  /** What came on standard output. */
  public String out() {
    return read("out");
  }

  /** What came on standard error. */
  public String err() {
    return read("err");
  }

  /** The process of the command itself. */
  public Process process() {
    return process;
  }

  /** Sends a signal to one process. */
  public static void signal(String signal, long pid) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
  }

  /** The processes of the job that run. */
  public List<ProcessHandle> survivors() {
    return ProcessHandle.allProcesses().filter(this::isMarked).toList();
  }

  private void await(String what, BooleanSupplier condition) {
    long startNs = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - startNs > TimeUnit.SECONDS.toNanos(BOUND_S)) {
        List<ProcessHandle> left = survivors();
        left.forEach(ProcessHandle::destroyForcibly);
        throw new AssertionError(what + ": " + left + "\n" + this);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private boolean isMarked(ProcessHandle handle) {
    try {
      Path environment = Path.of("/proc", Long.toString(handle.pid()), "environ");
      String text = new String(Files.readAllBytes(environment), StandardCharsets.ISO_8859_1);
      return text.contains(MARK + "=" + mark);
    } catch (IOException e) {
      // It has ended, or is another user's.
      return false;
    }
  }

  private String read(String name) {
    try {
      return Files.readString(directory.resolve(name));
    } catch (IOException e) {
      return "";
    }
  }

  private static String classPath() {
    try {
      Path path =
          Path.of(Program.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      assertTrue(Files.exists(path), path.toString());
      return path.toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return "standard output:\n" + out() + "\nstandard error:\n" + err();
  }
}
