package conformance.report;

import conformance.suite.Chapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a job's results file says; see {@link conformance.suite.Results}. */
final class Outcome {
  private static final int MAX_SAID = 4000;

  /** Sums of tests. */
  static final class Sum {
    int tests;
    int failed;
    long cells;

    void add(Sum other) {
      tests += other.tests;
      failed += other.failed;
      cells += other.cells;
    }
  }

  private final Transport transport;
  private final int ranks;
  private final Map<Chapter, Sum> sums = new EnumMap<>(Chapter.class);
  private final List<String> failures = new ArrayList<>();
  private boolean complete;
  private boolean hung;
  private long tookNs;

  Outcome(Transport transport, int ranks) {
    this.transport = transport;
    this.ranks = ranks;
  }

  /** Adds a file; returns the index of the last test in it. */
  int read(Path file) throws IOException {
    int last = -1;
    List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
    for (String line : lines) {
      String[] columns = line.split("\t");
      switch (columns[0]) {
        case "test" -> {
          last = Integer.parseInt(columns[1]);
          Sum sum = of(Chapter.valueOf(columns[2]));
          sum.tests++;
          sum.cells += Integer.parseInt(columns[3]);
          if (!columns[4].equals("0")) {
            sum.failed++;
            failures.add(columns[5]);
          }
        }
        case "why" -> failures.add("    " + columns[1]);
        case "hang" -> {
          hung = true;
          failures.add(columns[1] + " hung");
          failures.add("    " + columns[2]);
        }
        case "end" -> complete = true;
        default -> throw new IOException("not a line of results: " + line);
      }
    }
    return last;
  }

  /** The job ended before its last test. */
  void lost(String how) {
    Sum sum = of(Chapter.ENVIRONMENT);
    sum.tests++;
    sum.failed++;
    if (!hung) {
      failures.add(how.substring(0, Math.min(MAX_SAID, how.length())));
    }
    hung = false;
  }

  void took(long ns) {
    tookNs = ns;
  }

  boolean isComplete() {
    return complete;
  }

  Transport transport() {
    return transport;
  }

  int ranks() {
    return ranks;
  }

  double seconds() {
    return tookNs / 1e9;
  }

  Sum of(Chapter chapter) {
    return sums.computeIfAbsent(chapter, c -> new Sum());
  }

  Sum all() {
    Sum all = new Sum();
    sums.values().forEach(all::add);
    return all;
  }

  List<String> failures() {
    return failures;
  }
}
