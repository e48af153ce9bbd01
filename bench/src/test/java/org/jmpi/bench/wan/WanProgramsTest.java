package org.jmpi.bench.wan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jmpi.runtime.InProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every program runs, without a lab, finds its data right, and writes a row of its columns. */
class WanProgramsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int FIRST_FIGURE = 6;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"stream,40000,3", "blocking,70000,1", "cold,300000,1"})
  void shouldMeasureGoodput(String mode, String bytes, String window) throws Exception {
    List<String[]> rows =
        run(WanGoodput.class, 2, "--mode", mode, "--bytes", bytes, "--window", window, "--at", "7");
    assertEquals("wan_" + mode, rows.get(0)[0]);
    assertEquals("7", rows.get(0)[FIRST_FIGURE - 1]);
    assertTrue(figure(rows.get(0), 1) > 0, () -> Arrays.toString(rows.get(0)));
  }

  @Test
  void shouldPingOnAllPairs() throws Exception {
    String[] row = run(WanLatency.class, 4, "--bulk", "no").get(0);
    assertTrue(figure(row, 0) > 0, () -> Arrays.toString(row));
    assertTrue(figure(row, 4) > 1, () -> Arrays.toString(row));
  }

  @Test
  void shouldPingBesideBulk() throws Exception {
    String[] row = run(WanLatency.class, 2, "--bulk", "yes", "--bytes", "100000").get(0);
    assertTrue(figure(row, 4) > 0, () -> Arrays.toString(row));
  }

  @ParameterizedTest
  @ValueSource(strings = {"8", "200000"})
  void shouldMeasureCollectives(String bytes) throws Exception {
    List<String[]> rows =
        run(
            WanCollective.class,
            3,
            "--op",
            "allreduce,bcast",
            "--sizes",
            bytes,
            "--rounds",
            "2",
            "--one-way-ms",
            "1",
            "--counters",
            "echo from to in; echo A B 5 600");
    assertEquals(List.of("wan_allreduce", "wan_bcast"), rows.stream().map(row -> row[0]).toList());
    rows.forEach(row -> assertTrue(figure(row, 1) > 0, () -> Arrays.toString(row)));
  }

  @Test
  void shouldRunTheCommandsOfAnOutage() throws Exception {
    Path down = folder.resolve("down");
    Path up = folder.resolve("up");
    run(
        WanOutage.class,
        2,
        "--down",
        "echo {} >>" + down,
        "--up",
        "echo healed >>" + up,
        "--rounds",
        "2",
        "--idle-ms",
        "1");
    assertEquals(List.of("1", "2"), Files.readAllLines(down));
    assertEquals(List.of("healed", "healed"), Files.readAllLines(up));
  }

  @Test
  void shouldChangeALineWithinACall() throws Exception {
    Path changes = folder.resolve("changes");
    List<String[]> rows =
        run(
            WanChange.class,
            3,
            "--sizes",
            "500000",
            "--rounds",
            "2",
            "--change-ms",
            "0",
            "--change",
            "echo halved >>" + changes,
            "--restore",
            "echo restored >>" + changes);
    assertEquals(List.of("halved", "restored", "halved", "restored"), Files.readAllLines(changes));
    rows.forEach(row -> assertTrue(figure(row, 1) > 0, () -> Arrays.toString(row)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"stream", "cold", "ping"})
  void shouldMeasureTcp(String mode) throws Exception {
    int port = freePort();
    Thread peer = new Thread(() -> serve(port), "peer");
    peer.setDaemon(true);
    peer.start();
    Path csv = folder.resolve("tcp.csv");
    TcpBench.main(
        arguments(
            csv, "--port", "" + port, "--mode", mode, "--connections", "2", "--bytes", "500000"));
    String[] row = rows(csv).get(0);
    assertEquals("wan_" + mode, row[0]);
    assertTrue(figure(row, 0) > 0, () -> Arrays.toString(row));
  }

  private static void serve(int port) {
    try {
      TcpPeer.main(new String[] {"" + port});
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private List<String[]> run(Class<?> program, int ranks, String... args) throws Exception {
    Path csv = folder.resolve("rows.csv");
    InProcess.run(ranks, TIMEOUT, Map.of(), program, arguments(csv, args));
    return rows(csv);
  }

  /** What a program takes besides: a tenth of a second for each point, where it has times. */
  private static String[] arguments(Path csv, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--csv", csv.toString(), "--rtt-ms", "0.001"));
    all.addAll(List.of("--seconds", "0.1", "--warm-seconds", "0.02"));
    return all.toArray(String[]::new);
  }

  private static List<String[]> rows(Path csv) throws IOException {
    return Files.readAllLines(csv).stream().skip(1).map(line -> line.split(",")).toList();
  }

  private static double figure(String[] row, int index) {
    return Double.parseDouble(row[FIRST_FIGURE + index]);
  }
}
