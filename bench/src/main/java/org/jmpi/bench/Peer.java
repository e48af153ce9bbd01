package org.jmpi.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The second process of a benchmark: the same program, told so by its first argument; ends with its
 * standard input.
 */
final class Peer implements AutoCloseable {
  /** The first argument of the second process. */
  static final String ROLE = "peer";

  private static final int EXIT_SECONDS = 5;

  private final Process process;
  private final BufferedReader output;

  /** Starts it with the class path and the options of this JVM. */
  Peer(Class<?> main, String[] arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName(), ROLE));
    command.addAll(List.of(arguments));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  void tell(String line) {
    PrintStream input = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    input.println(line);
  }

  String readLine() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new IOException("the benchmark's second process ended early");
    }
    return line;
  }

  /** CPU time that the process has used, or -1 where the system does not say. */
  long cpuNs() {
    return process.info().totalCpuDuration().map(used -> used.toNanos()).orElse(-1L);
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
