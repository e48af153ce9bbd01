package org.jmpi.bench.osu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jmpi.runtime.InProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every program runs, finds its data right, and prints what its columns say. */
class OsuProgramsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int KEYS = 5;

  @TempDir private Path folder;

  static Stream<Arguments> pairs() {
    return Stream.of("array", "direct")
        .flatMap(
            buffer ->
                Stream.of(
                    Arguments.of(OsuLatency.class, 2, buffer),
                    Arguments.of(OsuMultiLat.class, 4, buffer),
                    Arguments.of(OsuBw.class, 2, buffer),
                    Arguments.of(OsuBibw.class, 2, buffer),
                    Arguments.of(OsuMbwMr.class, 4, buffer)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void shouldMeasurePairs(Class<?> program, int ranks, String buffer) throws Exception {
    List<String[]> rows =
        run(program, ranks, "--buffer", buffer, "--sizes", "1,4096,40000", "--iterations", "6");
    assertEquals(List.of("1", "4096", "40000"), rows.stream().map(row -> row[0]).toList());
    rows.forEach(OsuProgramsTest::requirePositive);
  }

  @ParameterizedTest
  @EnumSource(CollectiveOp.class)
  void shouldMeasureCollectives(CollectiveOp op) throws Exception {
    List<String[]> rows = run(OsuCollective.class, 3, collective(op, "array"));
    assertEquals(op == CollectiveOp.BARRIER ? 1 : 2, rows.size());
    rows.stream().map(row -> tail(row, 1)).forEach(OsuProgramsTest::requirePositive);
  }

  @ParameterizedTest
  @EnumSource(CollectiveOp.class)
  void shouldMeasureOverlap(CollectiveOp op) throws Exception {
    List<String[]> rows = run(OsuNonblocking.class, 2, collective(op, "direct"));
    assertEquals(op == CollectiveOp.BARRIER ? 1 : 2, rows.size());
    for (String[] row : rows) {
      double overlap = Double.parseDouble(row[4]);
      assertTrue(overlap >= 0 && overlap <= 100, () -> String.join(" ", row));
    }
  }

  @Test
  void shouldMeasureMemory() throws Exception {
    List<String[]> rows = run(OsuMemory.class, 2);
    assertEquals(List.of("idle", "alltoall"), rows.stream().map(row -> row[0]).toList());
    rows.forEach(row -> requirePositive(tail(row, row.length - 1)));
  }

  @Test
  void shouldMeasureInit() throws Exception {
    List<String[]> rows = run(OsuInit.class, 3);
    assertEquals("3", rows.get(0)[0]);
    requirePositive(rows.get(0));
  }

  @Test
  void shouldMeasureByTime() throws Exception {
    List<String[]> rows =
        run(OsuLatency.class, 2, "--sizes", "8", "--time-ms", "20", "--warmup-ms", "2");
    requirePositive(rows.get(0));
  }

  @Test
  void shouldRefuseAnUnknownOption() {
    RuntimeException refusal =
        assertThrows(RuntimeException.class, () -> run(OsuInit.class, 1, "--buffers", "direct"));
    assertTrue(refusal.getMessage().contains("--buffers"), refusal.getMessage());
  }

  private static String[] collective(CollectiveOp op, String buffer) {
    return new String[] {
      "--op", op.text(), "--buffer", buffer, "--sizes", "12,24000", "--iterations", "2"
    };
  }

  /** Runs it in this process; the rows that it prints are in its CSV file, and returned. */
  private List<String[]> run(Class<?> program, int ranks, String... options) throws Exception {
    Path csv = folder.resolve("figures.csv");
    List<String> args = new ArrayList<>(List.of(options));
    args.addAll(List.of("--csv", csv.toString(), "--label", "a test, this"));
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      InProcess.run(ranks, TIMEOUT, Map.of(), program, args.toArray(String[]::new));
    } finally {
      System.setOut(before);
    }
    List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
    List<String> header = lines.stream().filter(line -> line.startsWith("# ")).toList();
    assertTrue(header.get(0).contains(ranks + " ranks"), header.get(0));
    assertTrue(header.get(0).contains("seed 1"), header.get(0));
    assertTrue(header.get(1).contains(Runtime.version().toString()), header.get(1));
    String[] columns = header.get(header.size() - 1).substring(2).trim().split(" {2,}");
    List<String[]> rows =
        lines.stream().filter(line -> !line.startsWith("#")).map(line -> line.split(" +")).toList();
    List<String> written = Files.readAllLines(csv);
    String names = written.get(0);
    assertEquals(List.of(columns), List.of(tail(names.split(","), KEYS)));
    assertEquals(rows.size() + 1, written.size());
    assertFalse(rows.isEmpty());
    List<String[]> values = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      assertEquals(columns.length, rows.get(i).length, lines::toString);
      String[] row = written.get(i + 1).split(",");
      assertEquals("a test; this", row[1]);
      assertEquals(columns.length + KEYS, row.length);
      values.add(tail(row, KEYS));
    }
    return values;
  }

  private static String[] tail(String[] values, int from) {
    return Arrays.copyOfRange(values, from, values.length);
  }

  private static void requirePositive(String[] row) {
    for (String value : row) {
      assertTrue(Double.parseDouble(value) > 0, () -> String.join(" ", row));
    }
  }
}
