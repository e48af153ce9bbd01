package org.jmpi.transport.quic;

import static org.jmpi.transport.quic.EndpointPair.process;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jmpi.error.EngineException;
import org.jmpi.net.ProtocolException;
import org.jmpi.net.session.RepeatQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Streams, back-pressure, ends of connections; each test also finds buffers that were not released.
 */
class ConnectionTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "quic-gso=3", "quic-receive-batch=8", "quic-datagram=1350"})
  void shouldKeepEveryByteUnderBackPressure(String setting) {
    Map<String, String> map =
        setting.isEmpty() ? Map.of() : Map.of(setting.split("=")[0], setting.split("=")[1]);
    QuicSettings settings = QuicSettings.from(map);
    try (EndpointPair job = new EndpointPair()) {
      EndpointPair.Node one = job.add(1, settings);
      EndpointPair.Node two = job.add(2, settings);
      EndpointPair.Log log = connect(job, one, two);
      Transfer transfer = new Transfer(log.open(StreamKind.BULK), one.endpoint, 12 << 20);
      EndpointPair.Log target = two.accepted.get(0);
      job.until(
          "all bytes",
          () -> {
            transfer.pump();
            return target.bytes == transfer.lengthBytes;
          });
      assertTrue(transfer.heldBack > 0, "the stream never held back");
      assertTrue(log.writable > 0, "no event that it may go on");
      job.until("the end", () -> target.streamsEnded == 1);
    }
  }

  @Test
  void shouldCarryDatagrams() {
    try (EndpointPair job = new EndpointPair()) {
      EndpointPair.Node one = job.add(1, QuicSettings.DEFAULTS);
      EndpointPair.Node two = job.add(2, QuicSettings.DEFAULTS);
      EndpointPair.Log log = connect(job, one, two);
      EndpointPair.Log target = two.accepted.get(0);
      assertTrue(log.connection.takesDatagrams() && target.connection.takesDatagrams());
      int bytes = RepeatQueue.DATAGRAM_BYTES;
      log.connection.sendDatagram(one.endpoint.allocator().directBuffer(bytes).writeZero(bytes));
      target.connection.sendDatagram(two.endpoint.allocator().directBuffer(7).writeZero(7));
      job.until("the datagrams", () -> target.datagrams == 1 && log.datagrams == 1);
      assertEquals(bytes, target.bytes);
      log.connection.close(CloseReason.CODE_GOODBYE, "enough");
      log.connection.sendDatagram(one.endpoint.allocator().directBuffer(7).writeZero(7));
      job.until("the end", () -> log.closed != null);
    }
  }

  @Test
  void shouldLetSmallMessagesPassBulk() {
    try (EndpointPair job = new EndpointPair()) {
      EndpointPair.Node one = job.add(1, QuicSettings.DEFAULTS);
      EndpointPair.Node two = job.add(2, QuicSettings.DEFAULTS);
      EndpointPair.Log log = connect(job, one, two);
      Transfer transfer = new Transfer(log.open(StreamKind.BULK), one.endpoint, 32 << 20);
      OutgoingStream eager = log.open(StreamKind.EAGER);
      EndpointPair.Log target = two.accepted.get(0);
      job.until(
          "a first part",
          () -> {
            transfer.pump();
            return target.bytes > 8 << 20;
          });
      log.send(eager, one.endpoint, "small");
      job.until(
          "the small message",
          () -> {
            transfer.pump();
            return target.text.indexOf("EAGER:small") >= 0;
          });
      assertTrue(target.bytes < transfer.lengthBytes, "it came after all the bulk");
    }
  }

  @Test
  void shouldPaceALongPath() throws IOException {
    for (String congestion : new String[] {"cubic", "bbr"}) {
      QuicSettings settings =
          QuicSettings.from(Map.of("quic-path", "far", "quic-congestion-control", congestion));
      try (EndpointPair job = new EndpointPair()) {
        EndpointPair.Node one = job.add(1, settings);
        EndpointPair.Node two = job.add(2, settings);
        try (ImpairedRelay relay =
            new ImpairedRelay(
                two.address(InetAddress.getLoopbackAddress()),
                5 * 1_000_000L,
                10_000_000,
                50_000)) {
          job.relay = relay;
          EndpointPair.Log log = one.dial(relay.address(), process(2));
          job.until("a connection", () -> log.connected && two.accepted.size() == 1);
          Transfer transfer = new Transfer(log.open(StreamKind.BULK), one.endpoint, 4 << 20);
          EndpointPair.Log target = two.accepted.get(0);
          job.until(
              "all bytes",
              () -> {
                transfer.pump();
                return target.bytes == transfer.lengthBytes;
              });
          assertTrue(log.connection.delayedPackets() > 0, congestion + ": nothing was paced");
          PathStatistics measured = log.connection.statistics();
          assertTrue(measured.rttNs() >= 10 * 1_000_000L, measured.toString());
          assertTrue(measured.rttNs() < 5_000_000_000L, measured.toString());
          assertTrue(measured.payloadBytes() <= 1472, measured.toString());
        }
      }
    }
  }

  @Test
  void shouldNotPaceLoopback() {
    try (EndpointPair job = new EndpointPair()) {
      EndpointPair.Node one = job.add(1, QuicSettings.DEFAULTS);
      EndpointPair.Log log = connect(job, one, job.add(2, QuicSettings.DEFAULTS));
      assertEquals(0, log.connection.delayedPackets());
      assertEquals(QuicSettings.MAX_DATAGRAM_BYTES, log.connection.statistics().payloadBytes());
    }
  }

  @Test
  void shouldCloseOnlyTheConnectionWhoseHandlerFails() {
    try (EndpointPair job = new EndpointPair()) {
      EndpointPair.Node hub = job.add(0, QuicSettings.DEFAULTS);
      EndpointPair.Node bad = job.add(1, QuicSettings.DEFAULTS);
      EndpointPair.Node good = job.add(2, QuicSettings.DEFAULTS);
      EndpointPair.Log fromBad = connect(job, bad, hub);
      EndpointPair.Log fromGood = connect(job, good, hub);
      hub.accepted.get(0).onData = new IllegalStateException("boom");
      fromBad.send(fromBad.open(StreamKind.EAGER), bad.endpoint, "x");
      job.until("the end", () -> fromBad.closed != null && hub.accepted.get(0).closed != null);
      assertEquals(CloseReason.Cause.PEER, fromBad.closed.cause());
      assertEquals(CloseReason.CODE_INTERNAL, fromBad.closed.code());
      fromGood.send(fromGood.open(StreamKind.EAGER), good.endpoint, "still here");
      job.until("the other", () -> hub.accepted.get(1).text.indexOf("still here") >= 0);
    }
  }

  @Test
  void shouldTellThePeerWhatItDidWrong() {
    try (EndpointPair job = new EndpointPair()) {
      EndpointPair.Node one = job.add(1, QuicSettings.DEFAULTS);
      EndpointPair.Node two = job.add(2, QuicSettings.DEFAULTS);
      EndpointPair.Log log = connect(job, one, two);
      two.accepted.get(0).onData = new ProtocolException("frame of 5 GB");
      log.send(log.open(StreamKind.EAGER), one.endpoint, "x");
      job.until("the end", () -> log.closed != null && two.accepted.get(0).closed != null);
      assertEquals(CloseReason.CODE_PROTOCOL, log.closed.code());
      assertEquals("frame of 5 GB", log.closed.text());
      assertEquals(CloseReason.Cause.LOCAL, two.accepted.get(0).closed.cause());
      assertThrows(EngineException.class, () -> log.open(StreamKind.EAGER));
    }
  }

  @Test
  void shouldRefuseAStreamOfUnknownKind() throws InterruptedException {
    try (EndpointPair job = new EndpointPair()) {
      EndpointPair.Node one = job.add(1, QuicSettings.DEFAULTS);
      try (RawClient client =
          new RawClient(
              one.address(InetAddress.getLoopbackAddress()),
              job.authority.issue(process(2)),
              CodecSet.ALPN,
              new byte[] {'B', 1})) {
        job.until("the end", client.ended::get);
        assertEquals(0, one.accepted.get(0).bytes);
        assertEquals(CloseReason.CODE_PROTOCOL, one.accepted.get(0).closed.code());
      }
    }
  }

  @Test
  void shouldNoticeAPeerThatFallsSilent() {
    try (EndpointPair job = new EndpointPair();
        EndpointPair elsewhere = new EndpointPair()) {
      // Long enough for a handshake on a busy machine.
      QuicSettings impatient =
          QuicSettings.DEFAULTS.withTimeouts(
              TimeUnit.SECONDS.toNanos(2), TimeUnit.SECONDS.toNanos(20));
      EndpointPair.Node one = job.add(1, impatient);
      EndpointPair.Node two = job.add(2, impatient);
      EndpointPair.Log log = connect(job, one, two);
      job.nodes.remove(two);
      elsewhere.nodes.add(two);
      job.until("the time-out", () -> log.closed != null);
      assertEquals(CloseReason.Cause.TIMED_OUT, log.closed.cause());
    }
  }

  @Test
  void shouldGiveUpADialThatNobodyAnswers() throws IOException {
    try (EndpointPair job = new EndpointPair();
        DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      QuicSettings impatient =
          QuicSettings.DEFAULTS.withTimeouts(
              TimeUnit.SECONDS.toNanos(20), TimeUnit.MILLISECONDS.toNanos(300));
      EndpointPair.Node one = job.add(1, impatient);
      EndpointPair.Log log =
          one.dial(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), silent.getLocalPort()),
              process(2));
      job.until("the end of the dial", () -> log.closed != null);
      assertEquals(CloseReason.Cause.DIAL_FAILED, log.closed.cause());
      assertFalse(log.connected);
      assertEquals(1, log.closings);
    }
  }

  @Test
  void shouldCancelADialAtAnyTime() {
    for (int polls = 0; polls < 4; polls++) {
      try (EndpointPair job = new EndpointPair()) {
        EndpointPair.Node one = job.add(1, QuicSettings.DEFAULTS);
        EndpointPair.Node two = job.add(2, QuicSettings.DEFAULTS);
        EndpointPair.Log log = one.dial(two, process(2));
        for (int i = 0; i < polls; i++) {
          one.endpoint.poll();
          two.endpoint.poll();
        }
        log.connection.close(CloseReason.CODE_GOODBYE, "changed my mind");
        job.until("the end", () -> log.closed != null);
        assertEquals("changed my mind", log.closed.text());
        assertEquals(1, log.closings);
      }
    }
  }

  @Test
  void shouldSayGoodbye() {
    try (EndpointPair job = new EndpointPair()) {
      EndpointPair.Node one = job.add(1, QuicSettings.DEFAULTS);
      EndpointPair.Node two = job.add(2, QuicSettings.DEFAULTS);
      EndpointPair.Log log = connect(job, one, two);
      two.endpoint.close();
      two.endpoint.close();
      job.nodes.remove(two);
      job.until("the goodbye", () -> log.closed != null);
      assertEquals(CloseReason.Cause.PEER, log.closed.cause());
      assertEquals("goodbye", log.closed.text());
      assertEquals(1, two.accepted.get(0).closings);
    }
  }

  @Test
  void shouldStayWithinTheRangeOfPorts() throws IOException {
    int first;
    try (DatagramSocket free = new DatagramSocket()) {
      first = free.getLocalPort();
    }
    QuicSettings settings = QuicSettings.from(Map.of("udp-ports", first + "-" + (first + 1)));
    try (EndpointPair job = new EndpointPair()) {
      int lowest = job.add(1, settings).endpoint.localAddress().getPort();
      int highest = job.add(2, settings).endpoint.localAddress().getPort();
      assertEquals(first, lowest);
      assertEquals(first + 1, highest);
      EngineException none = assertThrows(EngineException.class, () -> job.add(3, settings));
      assertTrue(none.getMessage().contains("--udp-ports"), none.getMessage());
    }
  }

  @Test
  void shouldReadTheSocketBuffersBack() {
    try (EndpointPair job = new EndpointPair()) {
      EndpointPair.Node one = job.add(1, QuicSettings.DEFAULTS);
      assertTrue(one.endpoint.receiveBufferBytes() > 0);
      assertTrue(one.endpoint.sendBufferBytes() > 0);
    }
  }

  private static EndpointPair.Log connect(
      EndpointPair job, EndpointPair.Node from, EndpointPair.Node to) {
    int before = to.accepted.size();
    EndpointPair.Log log = from.dial(to, to.id);
    job.until("a connection", () -> log.connected && to.accepted.size() == before + 1);
    return log;
  }

  /** Writes as much as the stream takes, then ends it. */
  private static final class Transfer {
    private static final int CHUNK = 64 << 10;

    private final OutgoingStream stream;
    private final QuicEndpoint endpoint;
    private final long lengthBytes;
    private long sentBytes;
    private long heldBack;
    private boolean ended;

    Transfer(OutgoingStream stream, QuicEndpoint endpoint, long lengthBytes) {
      this.stream = stream;
      this.endpoint = endpoint;
      this.lengthBytes = lengthBytes;
    }

    void pump() {
      while (sentBytes < lengthBytes) {
        int room = stream.writableBytes();
        if (room == 0) {
          heldBack++;
          return;
        }
        int chunk = (int) Math.min(Math.min(room, CHUNK), lengthBytes - sentBytes);
        ByteBuf data = endpoint.allocator().directBuffer(chunk);
        stream.write(data.writeZero(chunk));
        sentBytes += chunk;
      }
      if (!ended) {
        ended = true;
        stream.finish();
      }
    }
  }
}
