package org.jmpi.bench.plot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * Draws a PNG for each benchmark in CSV files, beside them: a curve for each series, the size along
 * the horizontal axis. Figures of repeated runs are drawn as their median.
 */
public final class Plots {
  private static final int WIDTH_PIXELS = 900;
  private static final int HEIGHT_PIXELS = 600;

  /** What is drawn where it is there; percentages not on a logarithmic axis. */
  private static final List<String> FIGURES =
      List.of(
          "Batch P50(us)",
          "MB/s",
          "Batch P50 (MB/s)",
          "Messages/s",
          "Back to back(us)",
          "Overlap(%)",
          "avg(ms)",
          "Mbit/s",
          "P99 (RTT)",
          "P50 (one-way)",
          "Of bound",
          "Time(ms)",
          "WAN(MB)");

  private Plots() {}

  /**
   * Draws.
   *
   * @param args the CSV files
   */
  public static void main(String[] args) throws IOException {
    System.setProperty("java.awt.headless", "true");
    for (String file : args) {
      for (Path picture : draw(Path.of(file))) {
        System.out.println(picture);
      }
    }
  }

  /** Draws what is in this file; returns the pictures. */
  static List<Path> draw(Path csv) throws IOException {
    List<Path> pictures = new ArrayList<>();
    for (Map.Entry<String, Rows> benchmark : Rows.read(csv).entrySet()) {
      Rows rows = benchmark.getValue();
      for (String figure : FIGURES) {
        if (rows.isNumeric() && rows.columns().contains(figure)) {
          Path picture = csv.resolveSibling(name(csv, benchmark.getKey(), figure) + ".png");
          draw(benchmark.getKey(), rows, figure, picture);
          pictures.add(picture);
        }
      }
    }
    return pictures;
  }

  private static String name(Path csv, String benchmark, String figure) {
    String file = csv.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    String of = file.equals(benchmark) ? file : file + "-" + benchmark;
    return (of + "-" + figure).replaceAll("[^A-Za-z0-9_]+", "-").replaceAll("-$", "");
  }

  private static void draw(String title, Rows rows, String figure, Path picture)
      throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH_PIXELS)
            .height(HEIGHT_PIXELS)
            .title(title)
            .xAxisTitle(rows.axis().equals("Size") ? "Size (bytes)" : rows.axis())
            .yAxisTitle(figure)
            .build();
    boolean isShare = figure.endsWith("(%)");
    Map<String, TreeMap<Double, Double>> curves = rows.curves(figure);
    // A logarithmic axis has no zero.
    boolean isPositive =
        curves.values().stream()
            .allMatch(
                curve -> curve.firstKey() > 0 && curve.values().stream().allMatch(y -> y > 0));
    chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
    chart.getStyler().setXAxisLogarithmic(isPositive);
    chart.getStyler().setYAxisLogarithmic(isPositive && !isShare);
    curves.forEach(
        (name, curve) ->
            chart.addSeries(name, List.copyOf(curve.keySet()), List.copyOf(curve.values())));
    Files.write(picture, ChartEncoder.getBytes(chart, "png"));
  }
}
