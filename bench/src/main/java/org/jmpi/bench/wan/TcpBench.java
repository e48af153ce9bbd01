package org.jmpi.bench.wan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jmpi.bench.osu.Options;
import org.jmpi.bench.osu.Table;

/**
 * What {@link WanGoodput}, {@link WanLatency} and {@link WanOutage} measure, over plain TCP sockets
 * to a {@link TcpPeer}: {@code --mode stream}, {@code cold}, {@code ping}, {@code outage}. The rows
 * have the same columns. Congestion control is the operating system's setting.
 */
public final class TcpBench {
  private static final List<String> PREFIX =
      List.of("benchmark", "label", "library", "ranks", "buffer");
  private static final int COLD_BYTES = 64_000_000;
  private static final long IDLE_NS = 2_000_000_000;
  private static final int WARM_PINGS = 20;

  private final Options options;
  private final String host;
  private final int port;
  private final int connections;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private TcpBench(Options options) {
    this.options = options;
    host = options.text("host", "127.0.0.1");
    port = options.number("port", 7100);
    connections = options.number("connections", 1);
  }

  /** Runs it; for the arguments see docs/benchmarks.md. */
  public static void main(String[] args) throws Exception {
    Options options =
        new Options(
            args,
            Wan.options(
                "host",
                "port",
                "mode",
                "connections",
                "bulk",
                "pairs",
                "down",
                "up",
                "outage-ms",
                "rounds",
                "bytes"));
    TcpBench bench = new TcpBench(options);
    try {
      switch (options.text("mode", "stream")) {
        case "stream" -> bench.stream();
        case "cold" -> bench.cold();
        case "ping" -> bench.ping();
        case "outage" -> bench.outage();
        default -> throw new IllegalArgumentException("--mode is stream, cold, ping or outage");
      }
    } finally {
      bench.threads.shutdownNow();
    }
  }

  private Table table(String name, String... columns) {
    String label = options.text("label", "-");
    System.out.printf("# %s; TCP, %s, %d connections%n", name, label, connections);
    List<String> all = new ArrayList<>(List.of(Wan.axis(options)));
    all.addAll(List.of(columns));
    return new Table(
        System.out, options.csv(), PREFIX, List.of(name, label, "TCP", "2", "array"), all);
  }

  /** All connections at once; the time is that until the last one's answer. */
  private void stream() throws Exception {
    List<TcpConnection> open = open();
    together(open, c -> c.send(Wan.secondsNs(options, "warm-seconds", "5"), Long.MAX_VALUE));
    long startNs = System.nanoTime();
    long bytes =
        together(open, c -> c.send(Wan.secondsNs(options, "seconds", "10"), Long.MAX_VALUE));
    goodput("wan_stream", bytes, System.nanoTime() - startNs);
  }

  private void cold() throws Exception {
    List<TcpConnection> open = open();
    long each = options.number("bytes", COLD_BYTES) / connections;
    long startNs = System.nanoTime();
    long bytes = together(open, c -> c.send(Long.MAX_VALUE, each));
    goodput("wan_cold", bytes, System.nanoTime() - startNs);
  }

  private void goodput(String name, long bytes, long elapsedNs) {
    double netNs = elapsedNs - Wan.rttNs(options) / 2;
    table(name, "Mbit/s", "MB", "Seconds", "Message MB")
        .row(
            Wan.at(options),
            Wan.megabits(bytes, netNs),
            bytes / 1e6,
            netNs / Wan.NS_PER_SECOND,
            TcpPeer.BLOCK_BYTES / 1e6);
  }

  private List<TcpConnection> open() throws IOException {
    List<TcpConnection> open = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      open.add(new TcpConnection(host, port, TcpPeer.SINK));
    }
    return open;
  }

  /** What a thread does with its connection; the bytes that it sent. */
  private interface Work {
    long run(TcpConnection connection) throws IOException;
  }

  private long together(List<TcpConnection> open, Work work) throws Exception {
    List<Callable<Long>> calls = new ArrayList<>();
    open.forEach(connection -> calls.add(() -> work.run(connection)));
    long bytes = 0;
    for (Future<Long> future : threads.invokeAll(calls)) {
      bytes += future.get();
    }
    return bytes;
  }

  /** Pings over {@code --pairs} connections; beside them, with {@code --bulk yes}, all others. */
  private void ping() throws Exception {
    boolean isLoaded = options.text("bulk", "no").equals("yes");
    AtomicBoolean isOver = new AtomicBoolean();
    AtomicLong bulkBytes = new AtomicLong();
    if (isLoaded) {
      for (TcpConnection connection : open()) {
        threads.submit(() -> connection.sendUntil(isOver, bulkBytes));
      }
    }
    long warmNs = Wan.secondsNs(options, "warm-seconds", "5");
    long limitNs = Wan.secondsNs(options, "seconds", "10");
    List<Callable<Histogram>> calls = new ArrayList<>();
    for (int i = 0; i < options.number("pairs", 1); i++) {
      TcpConnection connection = new TcpConnection(host, port, TcpPeer.ECHO);
      calls.add(
          () -> {
            connection.ping(warmNs);
            return connection.ping(limitNs);
          });
    }
    CompletableFuture<Long> bulkBefore =
        CompletableFuture.supplyAsync(
            bulkBytes::get,
            CompletableFuture.delayedExecutor(warmNs, TimeUnit.NANOSECONDS, threads));
    Histogram all = Wan.newHistogram();
    for (Future<Histogram> future : threads.invokeAll(calls)) {
      all.add(result(future));
    }
    double bulk = Wan.megabits(bulkBytes.get() - bulkBefore.join(), limitNs);
    isOver.set(true);
    Number[] quantiles = Wan.quantiles(all, Wan.rttNs(options));
    table(
            isLoaded ? "wan_ping_loaded" : "wan_ping",
            "P50 (RTT)",
            "P99 (RTT)",
            "P99.9 (RTT)",
            "Max (RTT)",
            "Pings",
            "Bulk Mbit/s")
        .row(
            Wan.at(options),
            quantiles[0],
            quantiles[1],
            quantiles[2],
            quantiles[3],
            all.getTotalCount(),
            bulk);
  }

  private static <T> T result(Future<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a connection failed", e.getCause());
    }
  }

  private void outage() throws IOException {
    int rounds = options.number("rounds", 1);
    String up = options.text("up", "");
    Histogram durationsNs = Wan.newHistogram();
    for (int round = 0; round < rounds; round++) {
      TcpConnection connection = new TcpConnection(host, port, TcpPeer.ECHO);
      for (int i = 0; i < WARM_PINGS; i++) {
        connection.ping(i);
      }
      LockSupport.parkNanos(IDLE_NS);
      LabCounters.shell(options.text("down", "true"));
      CompletableFuture<String> healed =
          CompletableFuture.supplyAsync(
              () -> up.isEmpty() ? "" : LabCounters.shell(up),
              CompletableFuture.delayedExecutor(
                  options.number("outage-ms", 0), TimeUnit.MILLISECONDS));
      durationsNs.recordValue(connection.ping(round));
      healed.join();
      connection.close();
    }
    table("wan_outage", "P50 (s)", "Max (s)", "Max (RTT)", "Rounds")
        .row(
            Wan.at(options),
            durationsNs.getValueAtPercentile(50) / Wan.NS_PER_SECOND,
            durationsNs.getMaxValue() / Wan.NS_PER_SECOND,
            durationsNs.getMaxValue() / Wan.rttNs(options),
            rounds);
  }
}
