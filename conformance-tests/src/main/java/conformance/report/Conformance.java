package conformance.report;

import conformance.api.ApiCoverage;
import conformance.api.Usage;
import conformance.suite.cases.Constants;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Runs the suite as the whole of {@code make conformance}:
 *
 * <pre>
 * java -cp … conformance.report.Conformance [--ranks 1,2,3] [--transports IN_PROCESS,SHM,QUIC]
 *      [--only REGEX] [--jmpirun build/jmpi/bin/jmpirun] [--write docs/conformance.md]
 * </pre>
 *
 * <p>Ends with exit code 1 when a test failed, a job did not end, or a member is missing.
 */
public final class Conformance {
  private static final String CASES = "conformance.";

  private List<Integer> ranks = List.of(1, 2, 3, 4, 5, 6, 7, 8);
  private Set<Transport> transports = EnumSet.allOf(Transport.class);
  private final List<String> options = new ArrayList<>();
  private Path jmpirun = Path.of("build/jmpi/bin/jmpirun");
  private Path written;

  private Conformance() {}

  /** See {@link Conformance}. */
  public static void main(String[] args) throws Exception {
    Conformance run = new Conformance();
    run.parse(List.of(args).iterator());
    System.exit(run.run() ? 0 : 1);
  }

  private void parse(Iterator<String> words) {
    while (words.hasNext()) {
      String word = words.next();
      if (!words.hasNext()) {
        throw new IllegalArgumentException(word + " needs a value");
      }
      String value = words.next();
      switch (word) {
        case "--ranks" -> ranks = Arrays.stream(value.split(",")).map(Integer::valueOf).toList();
        case "--transports" ->
            transports =
                EnumSet.copyOf(Arrays.stream(value.split(",")).map(Transport::valueOf).toList());
        case "--only" -> options.addAll(List.of(word, value));
        case "--jmpirun" -> jmpirun = Path.of(value);
        case "--write" -> written = Path.of(value);
        default -> throw new IllegalArgumentException("unknown option " + word);
      }
    }
  }

  private boolean run() throws IOException, InterruptedException, URISyntaxException {
    Path classes = classes();
    Path folder = Files.createTempDirectory("conformance");
    Report report = new Report();
    try {
      for (Transport transport : transports) {
        for (int n : ranks) {
          List<String> words = new ArrayList<>(options);
          if (transport == Transport.IN_PROCESS) {
            words.add("--full");
          }
          Outcome outcome =
              new Job(transport, n, words, folder, classes.toString(), jmpirun.toAbsolutePath())
                  .run();
          report.add(outcome);
          report.progress(System.out, outcome);
        }
      }
    } finally {
      delete(folder);
    }
    Usage usage = new Usage(classes, CASES, Constants::covers);
    for (String file : ApiCoverage.FILES) {
      report.add(ApiCoverage.compare(file), usage.of(file));
    }
    System.out.print(report.summary());
    if (written != null) {
      Files.writeString(written, report.document());
    }
    return report.isGood();
  }

  private static Path classes() throws URISyntaxException {
    return Path.of(Conformance.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
