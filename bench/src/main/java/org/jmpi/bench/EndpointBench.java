package org.jmpi.bench;

import io.netty.buffer.ByteBuf;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;
import org.jmpi.job.Credentials;
import org.jmpi.job.ProcessId;
import org.jmpi.transport.quic.CloseReason;
import org.jmpi.transport.quic.ConnectionEvents;
import org.jmpi.transport.quic.EndpointEvents;
import org.jmpi.transport.quic.IncomingStream;
import org.jmpi.transport.quic.OutgoingStream;
import org.jmpi.transport.quic.QuicConnection;
import org.jmpi.transport.quic.QuicEndpoint;
import org.jmpi.transport.quic.QuicSettings;
import org.jmpi.transport.quic.StreamKind;

/**
 * Our QUIC endpoint without session and engine, measured as {@link BareCodec} is: the thread that
 * waits drives the event loop itself. What this and the yardstick differ in is the cost of the
 * lock-driven loop, the demultiplexer and the handlers.
 */
public final class EndpointBench {
  private static final long WAIT_NS = 1_000_000_000L;
  private static final ProcessId FIRST = new ProcessId(7, 0, 0);
  private static final ProcessId SECOND = new ProcessId(7, 1, 0);
  private static final byte FILLING = 'S';

  private final ReentrantLock lock = new ReentrantLock();
  private final BenchOptions options;
  private final QuicEndpoint endpoint;
  private final Side side;

  private EndpointBench(BenchOptions options, Credentials credentials, Side side) {
    this.options = options;
    this.side = side;
    lock.lock();
    endpoint =
        QuicEndpoint.open(
            QuicSettings.from(Map.of("quic-datagram", String.valueOf(options.datagramBytes()))),
            credentials,
            lock::isHeldByCurrentThread,
            side,
            System::nanoTime);
    side.endpoint = endpoint;
  }

  /** Runs the benchmark; see {@link BenchOptions}. */
  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals(Peer.ROLE)) {
      BenchOptions options = BenchOptions.parse(Arrays.copyOfRange(args, 1, args.length));
      Credentials own =
          BenchCertificates.parse(
              new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                  .readLine());
      EndpointBench bench = new EndpointBench(options, own, new Side());
      System.out.println(bench.endpoint.localAddress().getPort());
      Thread life = new Thread(bench::endWithParent, "life-line");
      life.setDaemon(true);
      life.start();
      bench.until(() -> false);
    } else {
      measure(BenchOptions.parse(args));
    }
  }

  private static void measure(BenchOptions options) throws Exception {
    Figures figures = new Figures(System.out, "endpoint");
    figures.environment("two processes, loopback, datagrams of " + options.datagramBytes());
    BenchCertificates authority = new BenchCertificates();
    try (Peer peer = new Peer(EndpointBench.class, options.format())) {
      peer.tell(BenchCertificates.format(authority.issue(SECOND)));
      int port = Integer.parseInt(peer.readLine());
      Side side = new Side();
      EndpointBench bench = new EndpointBench(options, authority.issue(FIRST), side);
      bench.endpoint.dial(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), SECOND, side);
      bench.until(() -> side.connected);
      figures.latency("ping-pong 8 B", bench.ping());
      long startNs = System.nanoTime();
      long sent = bench.stream(startNs);
      figures.throughput("stream", sent, System.nanoTime() - startNs);
      long beforeNs = peer.cpuNs();
      TimeUnit.SECONDS.sleep(options.idleSeconds());
      figures.share("idle", (peer.cpuNs() - beforeNs) / 1e7 / options.idleSeconds());
      bench.endpoint.close();
    }
  }

  private Histogram ping() {
    Histogram roundTripsNs = Figures.newHistogram();
    OutgoingStream stream = side.connection.openStream(StreamKind.EAGER);
    for (int i = 0; i < options.pings() + options.pings() / 2; i++) {
      long before = side.received;
      long startNs = System.nanoTime();
      stream.write(endpoint.allocator().directBuffer(BenchOptions.PING_BYTES).writeLong(i));
      until(() -> side.received == before + BenchOptions.PING_BYTES);
      if (side.last != i) {
        throw new IllegalStateException("wrong data");
      }
      if (i >= options.pings() / 2) {
        roundTripsNs.recordValue(System.nanoTime() - startNs);
      }
    }
    return roundTripsNs;
  }

  private long stream(long startNs) {
    OutgoingStream stream = side.connection.openStream(StreamKind.BULK);
    ByteBuf chunk = endpoint.allocator().directBuffer(options.chunkBytes());
    for (int i = 0; i < options.chunkBytes(); i++) {
      chunk.writeByte(FILLING);
    }
    long sent = 0;
    while (System.nanoTime() - startNs < TimeUnit.SECONDS.toNanos(options.seconds())) {
      until(() -> stream.writableBytes() > 0);
      stream.write(chunk.retainedDuplicate());
      sent += options.chunkBytes();
    }
    chunk.release();
    long before = side.received;
    stream.finish();
    until(() -> side.received == before + Long.BYTES);
    if (side.last != sent) {
      throw new IllegalStateException(side.last + " of " + sent);
    }
    return sent;
  }

  /** What a blocking call does: poll for a while, then sleep in the endpoint. */
  private void until(BooleanSupplier done) {
    while (!done.getAsBoolean()) {
      if (side.closed != null) {
        throw new IllegalStateException("the connection was lost: " + side.closed);
      }
      long spinEndNs = System.nanoTime() + options.spinNs();
      while (!endpoint.poll()) {
        if (System.nanoTime() - spinEndNs >= 0) {
          endpoint.awaitInput(WAIT_NS);
          break;
        }
      }
    }
  }

  private void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        // Nothing more is told.
      }
    } catch (IOException e) {
      // The same as the end.
    }
    Runtime.getRuntime().halt(0);
  }

  /** What either process does with what comes in. */
  private static final class Side implements EndpointEvents, ConnectionEvents {
    private QuicEndpoint endpoint;
    private QuicConnection connection;
    private OutgoingStream answers;
    private boolean isFirst;
    private boolean connected;
    private CloseReason closed;
    private long received;
    private long last;
    private long bulkBytes;

    @Override
    public boolean isFenced(ProcessId process) {
      return false;
    }

    @Override
    public ConnectionEvents onAccepted(QuicConnection accepted) {
      return this;
    }

    @Override
    public void onConnected(QuicConnection made) {
      connection = made;
      isFirst = made.isDialled();
      if (!isFirst) {
        answers = made.openStream(StreamKind.EAGER);
      }
      connected = true;
    }

    @Override
    public void onData(QuicConnection source, IncomingStream stream, ByteBuf data) {
      if (isFirst) {
        received += data.readableBytes();
        last = data.getLong(data.writerIndex() - Long.BYTES);
      } else if (stream.kind() == StreamKind.EAGER) {
        answers.write(data.retain());
      } else {
        if (data.getByte(data.readerIndex()) != FILLING) {
          throw new IllegalStateException("wrong data");
        }
        bulkBytes += data.readableBytes();
      }
    }

    @Override
    public void onStreamEnd(QuicConnection source, IncomingStream stream) {
      if (!isFirst && stream.kind() == StreamKind.BULK) {
        answers.write(endpoint.allocator().directBuffer(Long.BYTES).writeLong(bulkBytes));
      }
    }

    @Override
    public void onWritable(QuicConnection source, OutgoingStream stream) {
      // The sender asks.
    }

    @Override
    public void onDatagram(QuicConnection source, ByteBuf data) {
      throw new IllegalStateException("neither side sends datagrams");
    }

    @Override
    public void onPeerMoved(QuicConnection source, InetSocketAddress address) {
      // Neither does.
    }

    @Override
    public void onClosed(QuicConnection source, CloseReason reason) {
      closed = reason;
    }
  }
}
