package org.jmpi.launcher.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jmpi.job.ProcessId;
import org.jmpi.job.ProcessInfo;
import org.jmpi.job.Program;
import org.jmpi.job.SiteTraffic;
import org.junit.jupiter.api.Test;

class MessagesTest {
  @Test
  void shouldReadWhatItWrote() throws Exception {
    List<InetSocketAddress> addresses =
        List.of(
            new InetSocketAddress(InetAddress.getByAddress(new byte[] {10, 0, 0, 1}), 4711),
            new InetSocketAddress(InetAddress.getByName("fd00::2"), 65535));
    for (RankUp message :
        List.of(
            new RankUp.Initialized(),
            new RankUp.Finalized(),
            new RankUp.Publish(addresses),
            new RankUp.LookUp(7),
            new RankUp.CredentialsWanted(),
            new RankUp.Abort(-1, "größer"),
            new RankUp.State("waits"),
            new RankUp.Suspect(3, "silent"),
            new RankUp.Measured(
                "h", "", List.of(new SiteTraffic("paris", 1, 2, 3, 4, 5, 6L << 40))),
            new RankUp.Respawn(1, -7, List.of(3, 1), List.of(0, 2)),
            new RankUp.RelayWanted(9),
            new RankUp.Spawn(
                3,
                -7,
                List.of(
                    new Program("Main", List.of("a", ""), 2, "b", "sub"),
                    new Program("java", List.of(), 1, "", "")),
                List.of(0, 2)),
            new RankUp.TakenIn())) {
      assertEquals(message, RankUp.decode(body(message.encode())));
    }
    for (RankDown message :
        List.of(
            new RankDown.Welcome(
                -5,
                1,
                0,
                2,
                false,
                18,
                List.of(
                    new ProcessInfo(new ProcessId(-5, 0, 0), 0, "a"),
                    new ProcessInfo(new ProcessId(-5, 1, 2), 1, "b", "paris")),
                Map.of("coll.bcast", "binomial")),
            new RankDown.Refused("no"),
            new RankDown.ContactWanted(),
            new RankDown.ContactFound(3, addresses),
            new RankDown.ContactMissing(3, "ended"),
            new RankDown.CredentialsMissing("why"),
            new RankDown.ProcessFailed(2, "killed"),
            new RankDown.ProcessJoined(-5, new ProcessInfo(new ProcessId(-5, 4, 0), 1, "b")),
            new RankDown.Respawned(1, List.of(4, 5), "no slot"),
            new RankDown.Invited(-7, List.of(0, 2, 4, 5)),
            new RankDown.RelayFound(2, addresses),
            new RankDown.ProcessLeft(2),
            new RankDown.Spawned(3, 5, 2, ""),
            new RankDown.StateWanted())) {
      assertEquals(message, RankDown.decode(body(message.encode())));
    }
    for (AgentUp message :
        List.of(
            new AgentUp.Ready(1, "host", 99),
            new AgentUp.Started(1, 1L << 40),
            new AgentUp.StartFailed(1, "x"),
            new AgentUp.Exited(1, 137, "was stopped"),
            new AgentUp.Beat(),
            new AgentUp.Identity("a/b/1/2"),
            new AgentUp.InputTaken(0, -1),
            new AgentUp.RelayOpened(4, addresses, List.of()),
            new AgentUp.Note("n"))) {
      assertEquals(message, AgentUp.decode(body(message.encode())));
    }
    for (AgentDown message :
        List.of(
            new AgentDown.Setup(1, 2),
            new AgentDown.Start(
                new RankStart(
                    3,
                    List.of("java", "-cp", "x", "Main"),
                    true,
                    2,
                    true,
                    Map.of("A", "b"),
                    "/",
                    true)),
            new AgentDown.DumpThreads(),
            new AgentDown.EndAll(1000),
            new AgentDown.OutputTaken(1, true, 5),
            new AgentDown.Recover(500, 0, "x"),
            new AgentDown.Beat(),
            new AgentDown.Failed(3, "killed"),
            new AgentDown.Excluded("silent"),
            new AgentDown.Kill(2, "unwanted"),
            new AgentDown.Doubt(2, "unreachable"),
            new AgentDown.OpenRelay(4, addresses, List.of(addresses.get(1))),
            new AgentDown.CloseRelay(4),
            new AgentDown.Leave())) {
      assertEquals(message, AgentDown.decode(body(message.encode())));
    }
  }

  @Test
  void shouldCarryBytesUnchanged() {
    byte[] bytes = {0, -1, 10, 13};
    AgentUp.Output output =
        (AgentUp.Output) AgentUp.decode(body(new AgentUp.Output(2, true, bytes).encode()));
    assertArrayEquals(bytes, output.bytes());
    RankUp.Hello hello =
        (RankUp.Hello) RankUp.decode(body(new RankUp.Hello(1, 2, 3, bytes).encode()));
    assertArrayEquals(bytes, hello.token());
  }

  @Test
  void shouldRefuseBytesAfterTheLastField() {
    byte[] longer = Arrays.copyOf(body(new RankUp.LookUp(1).encode()), 6);
    assertThrows(MalformedException.class, () -> RankUp.decode(longer));
  }

  @Test
  void shouldRefuseAWorldWithGaps() {
    List<ProcessInfo> known = List.of(new ProcessInfo(new ProcessId(1, 2, 0), 0, "a"));
    for (int[] world : new int[][] {{2, 2}, {1, 2}, {3, 1}, {0, 2}}) {
      byte[] frame =
          new RankDown.Welcome(1, 2, world[0], world[1], false, 4, known, Map.of()).encode();
      assertThrows(MalformedException.class, () -> RankDown.decode(body(frame)));
    }
    RankDown.decode(body(new RankDown.Welcome(1, 2, 2, 1, true, 4, known, Map.of()).encode()));
  }

  @Test
  void shouldRefuseACountWithoutElements() {
    byte[] frame = body(new WireWriter(4).i32(RankUp.MAX_ADDRESSES).frame());
    assertThrows(MalformedException.class, () -> RankUp.decode(frame));
  }

  @Test
  void shouldNotShowKeys() {
    String text =
        new RankDown.CredentialsIssued(new byte[1], new byte[2], new byte[] {42}).toString();
    assertFalse(text.contains("42"), text);
    assertEquals("CredentialsIssued[]", text);
  }

  private static byte[] body(byte[] frame) {
    assertEquals(frame.length - 4, ByteBuffer.wrap(frame).getInt());
    return Arrays.copyOfRange(frame, 4, frame.length);
  }
}
