package org.jmpi.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jmpi.launcher.programs.Probe;

/**
 * A running {@code jmpirun} in a process of its own; everything that it starts carries a mark in
 * its environment.
 */
final class Launched {
  static final long BOUND_S = 120;
  static final String CLASS_PATH =
      System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

  private static final String MARK = "JMPI_TEST_MARK";

  private final Path directory;
  private final String mark = UUID.randomUUID().toString();
  private final long beganNs = System.nanoTime();
  private final Process process;
  private long tookNs;

  private Launched(Path directory, File input, Map<String, String> environment, List<String> args)
      throws IOException {
    this.directory = directory;
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                CLASS_PATH,
                Main.class.getName()));
    words.addAll(args);
    ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
    builder.redirectOutput(directory.resolve("out").toFile());
    builder.redirectError(directory.resolve("err").toFile());
    builder.redirectInput(input);
    builder.environment().put(MARK, mark);
    builder.environment().putAll(environment);
    process = builder.start();
  }

  /** Starts {@code jmpirun args} in {@code directory}. */
  static Launched start(Path directory, String... args) throws IOException {
    return new Launched(directory, new File("/dev/null"), Map.of(), List.of(args));
  }

  static Launched start(Path directory, File input, Map<String, String> environment, String... args)
      throws IOException {
    return new Launched(directory, input, environment, List.of(args));
  }

  /** Starts {@code jmpirun} with options (blank-separated) of {@link Probe} in a mode. */
  static Launched probe(Path directory, String options, String... mode) throws IOException {
    List<String> args = new ArrayList<>(List.of(options.split(" ")));
    if (!options.contains("--in-process") && !options.contains("--jvm-opts")) {
      // Short lives start faster with these.
      args.addAll(List.of("--jvm-opts", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"));
    }
    args.addAll(List.of("-cp", CLASS_PATH, Probe.class.getName()));
    args.addAll(List.of(mode));
    return start(directory, args.toArray(new String[0]));
  }

  /** Waits for the end; asserts the exit code and that no process is left. */
  Launched expect(int exitCode) throws Exception {
    assertTrue(process.waitFor(BOUND_S, TimeUnit.SECONDS), "jmpirun did not end: " + this);
    tookNs = System.nanoTime() - beganNs;
    assertEquals(exitCode, process.exitValue(), toString());
    expectNobody();
    return this;
  }

  /** Waits until no process of the job is left. */
  void expectNobody() throws Exception {
    await("processes were left: " + survivors(), () -> survivors().isEmpty());
  }

  /** Waits until this stands in the output. */
  Launched awaitOutput(String text, int times) throws Exception {
    await("no '" + text + "' came", () -> out().split(text, -1).length > times);
    return this;
  }

  /** Lines that jmpirun itself wrote. */
  List<String> own() {
    return err().lines().filter(l -> l.startsWith("jmpirun: ")).toList();
  }

  String out() {
    return read("out");
  }

  String err() {
    return read("err");
  }

  long tookMs() {
    return TimeUnit.NANOSECONDS.toMillis(tookNs);
  }

  Process process() {
    return process;
  }

  /** Sends a signal to jmpirun alone. */
  void signal(String signal) throws Exception {
    signal(signal, process.pid());
  }

  static void signal(String signal, long pid) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).inheritIO().start().waitFor();
  }

  /** The processes that carry the mark, jmpirun among them, those that wait to be collected not. */
  List<ProcessHandle> survivors() {
    return ProcessHandle.allProcesses().filter(this::isMarked).toList();
  }

  static void await(String what, BooleanSupplier condition) throws Exception {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOUND_S / 2);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadlineNs, what);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  private boolean isMarked(ProcessHandle handle) {
    try {
      Path proc = Path.of("/proc", Long.toString(handle.pid()));
      String environment =
          new String(Files.readAllBytes(proc.resolve("environ")), StandardCharsets.ISO_8859_1);
      return environment.contains(MARK + "=" + mark);
    } catch (IOException e) {
      return false;
    }
  }

  private String read(String name) {
    try {
      Path file = directory.resolve(name);
      return Files.isSymbolicLink(file) ? "" : Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public String toString() {
    return "out:\n" + out() + "\nerr:\n" + err();
  }
}
