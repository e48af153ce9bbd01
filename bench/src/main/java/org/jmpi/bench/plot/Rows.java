package org.jmpi.bench.plot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The rows of one benchmark: what tells the series of a chart apart comes first, then the column
 * that goes along the horizontal axis, then the figures.
 *
 * @param columns names
 * @param values of each row, as many as there are columns
 */
record Rows(List<String> columns, List<String[]> values) {
  /** Columns before the horizontal axis: benchmark, label, library, ranks, buffer. */
  private static final int KEYS = 5;

  /**
   * Reads a file, which may hold several benchmarks with the same columns.
   *
   * @return the rows by the name of the benchmark
   * @throws IllegalArgumentException for a row with another number of values than columns
   */
  static Map<String, Rows> read(Path csv) throws IOException {
    List<String> lines = Files.readAllLines(csv);
    if (lines.isEmpty()) {
      return Map.of();
    }
    List<String> columns = List.of(lines.get(0).split(","));
    Map<String, List<String[]>> byBenchmark = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] row = line.split(",", -1);
      if (row.length != columns.size()) {
        throw new IllegalArgumentException(csv + ": '" + line + "' does not fit " + columns);
      }
      byBenchmark.computeIfAbsent(row[0], name -> new ArrayList<>()).add(row);
    }
    return byBenchmark.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry -> new Rows(columns, entry.getValue()),
                (a, b) -> a,
                LinkedHashMap::new));
  }

  /** The name of the horizontal axis. */
  String axis() {
    return columns.get(KEYS);
  }

  /** Whether there is something to draw along the horizontal axis. */
  boolean isNumeric() {
    return values.stream().allMatch(row -> row[KEYS].matches("\\d+(\\.\\d+)?"));
  }

  /**
   * One curve for each series: its name, made of what differs between series, and the median figure
   * for each value of the horizontal axis.
   */
  Map<String, TreeMap<Double, Double>> curves(String column) {
    int figure = columns.indexOf(column);
    Map<String, Map<Double, List<Double>>> points = new LinkedHashMap<>();
    for (String[] row : values) {
      points
          .computeIfAbsent(series(row), name -> new LinkedHashMap<>())
          .computeIfAbsent(Double.valueOf(row[KEYS]), x -> new ArrayList<>())
          .add(Double.valueOf(row[figure]));
    }
    Map<String, TreeMap<Double, Double>> curves = new LinkedHashMap<>();
    points.forEach(
        (name, at) -> {
          TreeMap<Double, Double> curve = new TreeMap<>();
          at.forEach((x, ys) -> curve.put(x, ys.stream().sorted().toList().get(ys.size() / 2)));
          curves.put(name, curve);
        });
    return curves;
  }

  private String series(String[] row) {
    StringBuilder name = new StringBuilder();
    for (int key = 1; key < KEYS; key++) {
      int column = key;
      if (values.stream().map(other -> other[column]).distinct().count() > 1) {
        String unit = columns.get(key).equals("ranks") ? " ranks" : "";
        name.append(name.isEmpty() ? "" : ", ").append(row[key]).append(unit);
      }
    }
    return name.isEmpty() ? row[2] : name.toString();
  }
}
