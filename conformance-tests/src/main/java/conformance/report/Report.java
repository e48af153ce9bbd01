package conformance.report;

import conformance.api.ApiCoverage;
import conformance.api.Usage;
import conformance.suite.Chapter;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Sums the jobs up and writes the tables. */
final class Report {
  private static final String TEXT = "/report/conformance.md";

  /** Present and used members of one dialect. */
  private record Coverage(ApiCoverage.Result present, Usage.Result used) {}

  private final List<Outcome> outcomes = new ArrayList<>();
  private final List<Coverage> coverages = new ArrayList<>();

  void add(Outcome outcome) {
    outcomes.add(outcome);
  }

  void add(ApiCoverage.Result present, Usage.Result used) {
    coverages.add(new Coverage(present, used));
  }

  /** Nothing failed and nothing is missing. */
  boolean isGood() {
    return !outcomes.isEmpty()
        && outcomes.stream().allMatch(o -> o.isComplete() && o.all().failed == 0)
        && coverages.stream().allMatch(c -> c.present.missing().isEmpty());
  }

  /** A line for a job that has just ended, and what failed in it. */
  void progress(PrintStream out, Outcome outcome) {
    Outcome.Sum all = outcome.all();
    out.printf(
        Locale.ROOT,
        "%-14s %d ranks: %5d tests, %7d cells, %d failed, %.1f s%n",
        outcome.transport().title(),
        outcome.ranks(),
        all.tests,
        all.cells,
        all.failed,
        outcome.seconds());
    outcome.failures().forEach(line -> out.println("  FAILED " + line));
  }

  /** For the terminal. */
  String summary() {
    StringBuilder text = new StringBuilder("\n");
    line(text, "%-46s %8s %9s %8s %7s", "chapter", "tests", "cells", "passed", "failed");
    Outcome.Sum all = new Outcome.Sum();
    for (Map.Entry<Chapter, Outcome.Sum> entry : byChapter().entrySet()) {
      row(text, "%-46s %8d %9d %8d %7d", entry.getKey().title(), entry.getValue());
      all.add(entry.getValue());
    }
    row(text, "%-46s %8d %9d %8d %7d", "all", all);
    text.append('\n');
    for (Coverage each : coverages) {
      line(
          text,
          "%-14s wanted %4d  present %4d  missing %d  exercised %4d",
          each.present.file(),
          each.present.wanted(),
          each.present.present(),
          each.present.missing().size(),
          each.used.used());
    }
    return text.toString();
  }

  /** For docs. */
  String document() {
    return resource()
        .replace("@CHAPTERS@", chapterTable())
        .replace("@JOBS@", jobTable())
        .replace("@COVERAGE@", coverageTable())
        .replace("@UNUSED@", unusedList());
  }

  private String chapterTable() {
    StringBuilder text = new StringBuilder();
    line(text, "| chapter of MPI-4.1 | tests | cells | passed | failed |");
    line(text, "|---|---:|---:|---:|---:|");
    Outcome.Sum all = new Outcome.Sum();
    for (Map.Entry<Chapter, Outcome.Sum> entry : byChapter().entrySet()) {
      row(text, "| %s | %d | %d | %d | %d |", entry.getKey().title(), entry.getValue());
      all.add(entry.getValue());
    }
    row(text, "| **%s** | **%d** | **%d** | **%d** | **%d** |", "all", all);
    return text.toString().stripTrailing();
  }

  private String jobTable() {
    StringBuilder text = new StringBuilder();
    line(text, "| transport | ranks | tests | cells | failed |");
    line(text, "|---|---:|---:|---:|---:|");
    for (Outcome outcome : outcomes) {
      Outcome.Sum all = outcome.all();
      line(
          text,
          "| %s | %d | %d | %d | %d |",
          outcome.transport().title(),
          outcome.ranks(),
          all.tests,
          all.cells,
          all.failed);
    }
    return text.toString().stripTrailing();
  }

  private String coverageTable() {
    StringBuilder text = new StringBuilder();
    line(text, "| dialect | wanted | present | missing | exercised |");
    line(text, "|---|---:|---:|---:|---:|");
    for (Coverage each : coverages) {
      line(
          text,
          "| %s | %d | %d | %d | %d |",
          each.present.file(),
          each.present.wanted(),
          each.present.present(),
          each.present.missing().size(),
          each.used.used());
    }
    return text.toString().stripTrailing();
  }

  private String unusedList() {
    StringBuilder text = new StringBuilder();
    for (Coverage each : coverages) {
      for (Map.Entry<String, Set<String>> entry : each.used.unused().entrySet()) {
        line(
            text,
            "- %s, `%s`: %s",
            each.used.file(),
            entry.getKey(),
            String.join(", ", entry.getValue()));
      }
    }
    return text.toString().stripTrailing();
  }

  private Map<Chapter, Outcome.Sum> byChapter() {
    Map<Chapter, Outcome.Sum> sums = new EnumMap<>(Chapter.class);
    for (Chapter chapter : Chapter.values()) {
      Outcome.Sum sum = new Outcome.Sum();
      outcomes.forEach(o -> sum.add(o.of(chapter)));
      if (sum.tests > 0) {
        sums.put(chapter, sum);
      }
    }
    return sums;
  }

  private static void row(StringBuilder text, String format, String title, Outcome.Sum sum) {
    line(text, format, title, sum.tests, sum.cells, sum.tests - sum.failed, sum.failed);
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String resource() {
    try (InputStream in = Report.class.getResourceAsStream(TEXT)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + TEXT);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
