package conformance.report;

import conformance.suite.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jmpi.runtime.InProcess;

/** One run of the suite on some ranks over one transport. */
final class Job {
  private static final long BOUND_S = 600;
  private static final int MAX_RESTARTS = 3;

  /** Ranks that live for seconds are faster without the second compiler. */
  private static final String JVM_OPTIONS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx256m";

  private final Transport transport;
  private final int ranks;
  private final List<String> options;
  private final Path folder;
  private final String classPath;
  private final Path jmpirun;

  Job(
      Transport transport,
      int ranks,
      List<String> options,
      Path folder,
      String classPath,
      Path jmpirun) {
    this.transport = transport;
    this.ranks = ranks;
    this.options = options;
    this.folder = folder;
    this.classPath = classPath;
    this.jmpirun = jmpirun;
  }

  /** Runs it; after a test that hung once more from the next one on. */
  Outcome run() throws IOException, InterruptedException {
    long startNs = System.nanoTime();
    Outcome outcome = new Outcome(transport, ranks);
    int from = 0;
    for (int attempt = 0; attempt <= MAX_RESTARTS; attempt++) {
      Path results = folder.resolve(transport + "-" + ranks + "-" + attempt + ".tsv");
      List<String> words = new ArrayList<>(options);
      words.addAll(List.of("--results", results.toString(), "--from", Integer.toString(from)));
      String said = transport == Transport.IN_PROCESS ? inProcess(words) : processes(words);
      int last = outcome.read(results);
      if (outcome.isComplete()) {
        break;
      }
      outcome.lost("the job ended after test " + last + ": " + said);
      from = last + 2;
    }
    outcome.took(System.nanoTime() - startNs);
    return outcome;
  }

  private String inProcess(List<String> words) {
    try {
      InProcess.run(
          ranks, Duration.ofSeconds(BOUND_S), Map.of(), Suite.class, words.toArray(String[]::new));
      return "";
    } catch (InProcess.RankFailure e) {
      return e.getMessage();
    }
  }

  private String processes(List<String> words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(jmpirun.toString()));
    command.addAll(List.of("-n", Integer.toString(ranks)));
    command.addAll(List.of("--transport", transport.option()));
    command.addAll(List.of("--jvm-opts", JVM_OPTIONS));
    command.addAll(List.of("-cp", classPath, Suite.class.getName()));
    command.addAll(words);
    Path output = folder.resolve(transport + "-" + ranks + ".out");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(BOUND_S, TimeUnit.SECONDS)) {
      process.destroy();
      process.waitFor();
      return "it did not end within " + BOUND_S + " s: " + Files.readString(output);
    }
    return "exit code " + process.exitValue() + ": " + Files.readString(output);
  }
}
