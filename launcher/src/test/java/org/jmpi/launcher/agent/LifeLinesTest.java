package org.jmpi.launcher.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jmpi.error.EngineException;
import org.jmpi.job.ProcessId;
import org.jmpi.job.ProcessInfo;
import org.jmpi.launcher.rank.Joins;
import org.jmpi.launcher.rank.LaunchedJob;
import org.jmpi.launcher.wire.RankDown;
import org.jmpi.launcher.wire.RankUp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LifeLinesTest {
  private static final long BOUND_S = 20;

  @TempDir Path directory;
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private LifeLines lines;

  @AfterEach
  void close() {
    if (lines != null) {
      lines.close();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldCarryARankFromHelloToItsEnd(boolean unixSockets) throws Exception {
    open(unixSockets);
    BlockingQueue<String> orphans = new LinkedBlockingQueue<>();
    LaunchedJob job = Joins.join(lines.address() + "#1", orphans::add);
    assertEquals(new ProcessId(9, 1, 0), job.self());
    assertEquals(2, job.world().size());
    assertEquals(Map.of("k", "v"), job.settings());
    job.initialized();
    assertEquals("1 Initialized[]", next());
    job.abort(3, "why");
    assertEquals("1 Abort[exitCode=3, reason=why]", next());
    lines.close();
    assertNotNull(orphans.poll(BOUND_S, TimeUnit.SECONDS), "the rank did not see the agent's end");
  }

  @Test
  void shouldKeepTheTokenFromOthers() throws Exception {
    open(false);
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(lines.address())));
    int port = Integer.parseInt(Files.readString(lines.address()).split(" ")[0]);
    try (SocketChannel stranger = SocketChannel.open(new InetSocketAddress("127.0.0.1", port))) {
      byte[] wrong = new byte[LifeLines.TOKEN_BYTES];
      stranger.write(ByteBuffer.wrap(new RankUp.Hello(RankUp.VERSION, 0, 1, wrong).encode()));
      assertClosedWithoutAWord(stranger);
    }
  }

  @Test
  void shouldCloseALineThatBeginsWithSomethingElse() throws Exception {
    open(true);
    for (byte[] bytes :
        List.of(
            new RankUp.Initialized().encode(),
            new byte[] {0x7f, -1, -1, -1, 1},
            "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII))) {
      try (SocketChannel stranger =
          SocketChannel.open(UnixDomainSocketAddress.of(lines.address()))) {
        stranger.write(ByteBuffer.wrap(bytes));
        assertClosedWithoutAWord(stranger);
      }
    }
    Joins.join(lines.address() + "#0", reason -> {});
  }

  @Test
  void shouldTellWhyARankIsRefused() throws Exception {
    open(true);
    EngineException e =
        assertThrows(EngineException.class, () -> Joins.join(lines.address() + "#7", reason -> {}));
    assertTrue(e.getMessage().contains("not here"), e.getMessage());
  }

  @Test
  void shouldSayWhatIsWrongWithAnAddress() {
    for (String address :
        List.of("", "#", "/nowhere/agent.sock#1", "/nowhere/agent.tcp#1", "x#y")) {
      EngineException e =
          assertThrows(EngineException.class, () -> Joins.join(address, reason -> {}), address);
      assertTrue(e.getMessage().contains("JMPI_JOB=" + address), e.getMessage());
    }
  }

  private void open(boolean unixSockets) throws Exception {
    lines = new LifeLines(directory, unixSockets, new Recorder());
    assertEquals(unixSockets, lines.address().toString().endsWith(".sock"));
  }

  private String next() throws InterruptedException {
    return events.poll(BOUND_S, TimeUnit.SECONDS);
  }

  private static void assertClosedWithoutAWord(SocketChannel channel) throws Exception {
    ByteBuffer answer = ByteBuffer.allocate(16);
    assertFalse(channel.read(answer) > 0, "a stranger was answered");
  }

  private final class Recorder implements LifeLines.Events {
    @Override
    public String onHello(int index) {
      return index < 2 ? null : "not here";
    }

    @Override
    public void onFrame(int index, byte[] frame) {
      RankUp message = RankUp.decode(frame);
      if (message instanceof RankUp.Hello) {
        List<ProcessInfo> world =
            List.of(
                new ProcessInfo(new ProcessId(9, 0, 0), 0, "h"),
                new ProcessInfo(new ProcessId(9, 1, 0), 0, "h"));
        lines.send(
            index,
            new RankDown.Welcome(9, index, 0, 2, false, 0, world, Map.of("k", "v")).encode());
      } else {
        events.add(index + " " + message);
      }
    }

    @Override
    public void onClosed(int index) {
      events.add(index + " closed");
    }
  }
}
