package conformance.suite;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What rank 0 knows of the tests that have run. With a file, each is written at once, a line each
 * with tabs between, so that a job that hangs leaves what it has found:
 *
 * <pre>
 * test   INDEX  CHAPTER  CELLS  FAILURES  NAME
 * why    MESSAGE                     (after a test that failed)
 * hang   NAME   WHERE
 * end
 * </pre>
 */
public final class Results implements Closeable {
  /** Sums of a chapter. */
  private static final class Sum {
    int tests;
    int failed;
    long cells;
  }

  private final Map<Chapter, Sum> sums = new EnumMap<>(Chapter.class);
  private final List<String> failures = new ArrayList<>();
  private final Writer writer;

  /** {@code file} may be null. */
  Results(Path file) {
    try {
      writer = file == null ? null : Files.newBufferedWriter(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized void add(
      int index, Chapter chapter, String name, int cells, int failed, List<String> messages) {
    Sum sum = sums.computeIfAbsent(chapter, c -> new Sum());
    sum.tests++;
    sum.cells += cells;
    write("test", index, chapter, cells, failed, name);
    if (failed > 0) {
      sum.failed++;
      failures.add(name);
      for (String message : messages) {
        failures.add("    " + message);
        write("why", message);
      }
    }
  }

  synchronized void hang(String name, String where) {
    write("hang", name, where);
  }

  synchronized void end() {
    write("end");
  }

  int failed() {
    return sums.values().stream().mapToInt(s -> s.failed).sum();
  }

  /** A table by chapter, and what failed where. */
  void print(PrintStream out, String title) {
    out.println(title);
    out.printf("%-44s %6s %8s %7s %7s%n", "chapter", "tests", "cells", "passed", "failed");
    Sum all = new Sum();
    for (Map.Entry<Chapter, Sum> entry : sums.entrySet()) {
      Sum sum = entry.getValue();
      line(out, entry.getKey().title(), sum);
      all.tests += sum.tests;
      all.cells += sum.cells;
      all.failed += sum.failed;
    }
    line(out, "all", all);
    failures.forEach(line -> out.println("FAILED " + line));
  }

  private static void line(PrintStream out, String what, Sum sum) {
    out.printf(
        "%-44s %6d %8d %7d %7d%n", what, sum.tests, sum.cells, sum.tests - sum.failed, sum.failed);
  }

  private void write(Object... columns) {
    if (writer == null) {
      return;
    }
    StringBuilder line = new StringBuilder();
    for (Object column : columns) {
      String text = column.toString().replace('\n', ' ').replace('\t', ' ');
      line.append(line.length() == 0 ? "" : "\t").append(text);
    }
    try {
      writer.write(line.append('\n').toString());
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    if (writer != null) {
      writer.close();
    }
  }
}
