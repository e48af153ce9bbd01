package org.jmpi.p2p;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jmpi.data.Layout;
import org.jmpi.error.ErrorClass;
import org.jmpi.sim.SimCluster;
import org.jmpi.sim.SimNetwork;
import org.jmpi.sim.Sweep;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Proof (a): matching with credit and session under reordering, floods and lost connections. */
@Tag("sweep")
class SimulatedMessagesTest {
  private static final long CONTEXT = 7L << 32;

  private record Sent(SendOp op, byte[] data) {}

  private record Received(RecvOp op, byte[] data, int wantedSource, long wantedTag) {}

  @Test
  void shouldKeepMpisOrderWhateverTheNetworkDoes() {
    long heldUp = 0;
    long killed = 0;
    long duplicates = 0;
    for (long seed = 1; seed <= Sweep.seeds(24); seed++) {
      SimNetwork.Model model = new SimNetwork.Model();
      model.lossRate = seed % 3 == 0 ? 0.2 : 0.02;
      int size = 1 + (int) (seed % 5);
      SimCluster cluster = new SimCluster(size, seed, model);
      runRandomTraffic(cluster, seed, 150);
      heldUp += cluster.network().piecesHeldUp();
      killed += cluster.network().connectionsKilled();
      for (int a = 0; a < size; a++) {
        for (int b = 0; b < size; b++) {
          duplicates += cluster.network().link(cluster.node(a), b).session().duplicates();
        }
      }
    }
    assertTrue(heldUp > 100, "the network lost nothing: " + heldUp);
    assertTrue(killed > 20, "no connections were lost: " + killed);
    assertTrue(duplicates > 0, "nothing was replayed twice");
  }

  /**
   * Random sends from all to all, received by exact and wildcard receives; checks contents and the
   * order of each pair.
   */
  private static void runRandomTraffic(SimCluster cluster, long seed, int messagesPerPair) {
    Random random = new Random(seed * 31);
    int size = cluster.size();
    MatchContext[] contexts = new MatchContext[size];
    boolean lateOpen = seed % 4 == 0;
    for (int i = 0; i < size; i++) {
      int self = i;
      Runnable open =
          () ->
              contexts[self] =
                  cluster.node(self).engine().openContext(CONTEXT, cluster.processes(), self);
      if (lateOpen && i == size - 1 && size > 1) {
        cluster.clock().after(5_000_000, open);
      } else {
        open.run();
      }
    }
    List<Sent> sent = new ArrayList<>();
    List<List<Received>> received = new ArrayList<>();
    int[] outstanding = {0};
    for (int receiver = 0; receiver < size; receiver++) {
      received.add(new ArrayList<>());
    }
    int[][] number = new int[size][size];
    for (int m = 0; m < messagesPerPair * size; m++) {
      int from = random.nextInt(size);
      int to = random.nextInt(size);
      long at = random.nextInt(30_000_000);
      int length = 16 + (random.nextInt(10) == 0 ? random.nextInt(300_000) : random.nextInt(3000));
      boolean synchronous = random.nextInt(4) == 0;
      boolean wildSource = random.nextInt(4) == 0;
      outstanding[0] += 2;
      cluster
          .clock()
          .at(
              lateOpen && from == size - 1 ? at + 6_000_000 : at,
              () -> {
                int tag = 3;
                byte[] data = message(from, number[from][to]++, length);
                SendOp op = new SendOp();
                op.payload().set(data, 0, data.length, Layout.BYTE);
                op.to(
                    contexts[from],
                    to,
                    tag,
                    synchronous ? SendMode.SYNCHRONOUS : SendMode.STANDARD);
                sent.add(new Sent(op, data));
                cluster.node(from).engine().send(op, o -> outstanding[0]--);
                cluster.node(from).engine().flush();
              });
      cluster
          .clock()
          .at(
              (lateOpen && to == size - 1 ? 6_000_000 : 0) + random.nextInt(40_000_000),
              () -> {
                byte[] data = new byte[320_000];
                RecvOp op = new RecvOp();
                op.payload().set(data, 0, data.length, Layout.BYTE);
                // One wildcard and one exact receive per message would not balance: all take any
                // source.
                op.from(contexts[to], P2pEngine.ANY_SOURCE, wildSource ? P2pEngine.ANY_TAG : 3);
                received.get(to).add(new Received(op, data, P2pEngine.ANY_SOURCE, 3));
                cluster.node(to).engine().recv(op, o -> outstanding[0]--);
                cluster.node(to).engine().flush();
              });
    }
    for (int k = 0; k < 6 && size > 1; k++) {
      cluster
          .clock()
          .at(
              random.nextInt(40_000_000),
              () -> cluster.network().killConnection(random.nextInt(size), random.nextInt(size)));
    }
    cluster.runUntil(() -> outstanding[0] == 0);
    cluster.runToEnd();
    for (Sent s : sent) {
      assertTrue(s.op.isDone() && s.op.error() == null, "seed " + seed);
    }
    for (int receiver = 0; receiver < size; receiver++) {
      int[] expected = new int[size];
      for (Received r : received.get(receiver)) {
        assertNull(r.op.error(), "seed " + seed);
        int source = r.op.status().source;
        int length = (int) r.op.status().lengthBytes;
        // Receives were posted in this order, so they must match each sender's messages in order.
        assertContents(r.data, source, expected[source]++, length, "seed " + seed);
      }
      assertEquals(0, cluster.node(receiver).engine().envelopesHeld(), "seed " + seed);
      assertTrue(cluster.node(receiver).engine().isDrained(), "seed " + seed);
    }
  }

  @Test
  void shouldReceiveALaterTagFirstThoughAHundredThousandMessagesWait() {
    SimNetwork.Model model = new SimNetwork.Model();
    model.lossRate = 0;
    model.bulkChunkIntervalNs = 1000;
    SimCluster cluster = new SimCluster(2, 5, model);
    MatchContext a = cluster.node(0).engine().openContext(CONTEXT, cluster.processes(), 0);
    MatchContext b = cluster.node(1).engine().openContext(CONTEXT, cluster.processes(), 1);
    int count = 100_000;
    int bytes = 100;
    List<SendOp> ops = new ArrayList<>();
    byte[] data = new byte[bytes];
    for (int i = 0; i < count; i++) {
      SendOp op = new SendOp();
      op.payload().set(data, 0, bytes, Layout.BYTE);
      cluster.node(0).engine().send(op.to(a, 1, 1, SendMode.STANDARD), null);
      ops.add(op);
    }
    byte[] last = message(0, 42, 64);
    SendOp lastOp = new SendOp();
    lastOp.payload().set(last, 0, last.length, Layout.BYTE);
    cluster.node(0).engine().send(lastOp.to(a, 1, 2, SendMode.STANDARD), null);
    cluster.node(0).engine().flush();

    byte[] target = new byte[64];
    RecvOp recv = new RecvOp();
    recv.payload().set(target, 0, 64, Layout.BYTE);
    cluster.node(1).engine().recv(recv.from(b, 0, 2), null);
    cluster.runUntil(recv::isDone);
    assertContents(target, 0, 42, 64, "flood");
    cluster.runToEnd();
    assertEquals(count, cluster.node(1).engine().envelopesHeld());
    long inFrames = ops.stream().filter(Operation::isDone).count() * bytes;
    assertTrue(
        inFrames <= P2pEngine.EAGER_CREDIT_BYTES, "eager payload beyond the credit: " + inFrames);

    RecvOp each = new RecvOp();
    for (int i = 0; i < count; i++) {
      each.payload().set(target, 0, 64, Layout.BYTE);
      byte[] full = new byte[bytes];
      each.payload().set(full, 0, bytes, Layout.BYTE);
      cluster.node(1).engine().recv(each.from(b, 0, 1), null);
      cluster.node(1).engine().flush();
      cluster.runUntil(each::isDone);
      assertNull(each.error());
    }
    cluster.runUntil(() -> ops.stream().allMatch(Operation::isDone));
  }

  @Test
  void shouldEndEverythingThatNeedsADeadProcess() {
    for (long seed = 1; seed <= Sweep.seeds(20); seed++) {
      SimCluster cluster = new SimCluster(3, seed, new SimNetwork.Model());
      Random random = new Random(seed);
      MatchContext[] c = new MatchContext[3];
      for (int i = 0; i < 3; i++) {
        c[i] = cluster.node(i).engine().openContext(CONTEXT, cluster.processes(), i);
      }
      List<Operation> withDead = new ArrayList<>();
      List<Operation> amongLive = new ArrayList<>();
      for (int m = 0; m < 30; m++) {
        int length =
            random.nextInt(2) == 0 ? random.nextInt(2000) : 20_000 + random.nextInt(200_000);
        SendMode mode = random.nextBoolean() ? SendMode.SYNCHRONOUS : SendMode.STANDARD;
        withDead.add(send(cluster, c[0], 2, m, length, mode));
        withDead.add(send(cluster, c[2], 0, 100 + m, length, mode));
        withDead.add(recv(cluster, c[0], 2, 200 + m, length));
        withDead.add(recv(cluster, c[0], 2, 100 + m, length));
        amongLive.add(send(cluster, c[0], 1, m, length, mode));
        amongLive.add(recv(cluster, c[1], 0, m, length));
      }
      Operation wild = recv(cluster, c[1], P2pEngine.ANY_SOURCE, 99_999, 10);
      cluster.clock().after(random.nextInt(3_000_000), () -> cluster.kill(2, 1_000_000));
      List<Operation> ofLiveNodes = new ArrayList<>();
      for (int i = 0; i < withDead.size(); i++) {
        if (i % 4 != 1) {
          ofLiveNodes.add(withDead.get(i));
        }
      }
      cluster.runUntil(
          () ->
              ofLiveNodes.stream().allMatch(Operation::isDone)
                  && amongLive.stream().allMatch(Operation::isDone)
                  && wild.isSettled());
      long failed = ofLiveNodes.stream().filter(o -> o.error() != null).count();
      assertTrue(failed >= 30, "seed " + seed + ": the death hit nothing, failed " + failed);
      for (Operation o : ofLiveNodes) {
        if (o.error() != null) {
          assertEquals(ErrorClass.PROC_FAILED, o.error().errorClass(), "seed " + seed);
        }
      }
      assertFalse(wild.isDone());
      assertEquals(
          ErrorClass.PROC_FAILED_PENDING, P2pEngine.stall(wild).errorClass(), "seed " + seed);
      cluster.node(1).engine().acknowledge(c[1], 2);
      assertFalse(wild.isSettled());
      for (Operation o : amongLive) {
        assertNull(o.error(), "seed " + seed + ": an operation between live processes failed");
      }
      Operation later = recv(cluster, c[0], 2, 5000, 10);
      assertTrue(later.isDone() && later.error().errorClass() == ErrorClass.PROC_FAILED);
    }
  }

  @Test
  void shouldReportTruncationAndDeliverWhatFits() {
    for (int length : new int[] {100, 100_000, 5_000_000}) {
      SimCluster cluster = new SimCluster(2, length, new SimNetwork.Model());
      MatchContext a = cluster.node(0).engine().openContext(CONTEXT, cluster.processes(), 0);
      MatchContext b = cluster.node(1).engine().openContext(CONTEXT, cluster.processes(), 1);
      byte[] data = message(0, 1, length);
      SendOp send = new SendOp();
      send.payload().set(data, 0, length, Layout.BYTE);
      cluster.node(0).engine().send(send.to(a, 1, 4, SendMode.STANDARD), null);
      cluster.node(0).engine().flush();
      byte[] target = new byte[length];
      RecvOp recv = new RecvOp();
      recv.payload().set(target, 0, length / 2, Layout.BYTE);
      cluster.node(1).engine().recv(recv.from(b, 0, 4), null);
      cluster.runUntil(() -> recv.isDone() && send.isDone());
      assertNotNull(recv.error());
      assertEquals(ErrorClass.TRUNCATE, recv.error().errorClass());
      assertNull(send.error());
      for (int i = 0; i < length / 2; i++) {
        assertEquals(data[i], target[i]);
      }
      for (int i = length / 2; i < length; i++) {
        assertEquals(0, target[i], "written beyond the receive buffer at " + i);
      }
    }
  }

  @Test
  void shouldCancelWhatIsNotMatched() {
    for (long seed = 1; seed <= Sweep.seeds(15); seed++) {
      SimCluster cluster = new SimCluster(2, seed, new SimNetwork.Model());
      MatchContext a = cluster.node(0).engine().openContext(CONTEXT, cluster.processes(), 0);
      MatchContext b = cluster.node(1).engine().openContext(CONTEXT, cluster.processes(), 1);
      SendOp large = send(cluster, a, 1, 1, 100_000, SendMode.STANDARD);
      SendOp small = send(cluster, a, 1, 1, 10, SendMode.SYNCHRONOUS);
      SendOp kept = send(cluster, a, 1, 1, 50_000, SendMode.STANDARD);
      cluster.node(0).engine().cancel(large);
      cluster.node(0).engine().cancel(small);
      cluster.node(0).engine().flush();
      cluster.runUntil(() -> large.isDone() && small.isDone());
      assertTrue(large.status().cancelled && small.status().cancelled, "seed " + seed);
      RecvOp recv = recv(cluster, b, 0, 1, 100_000);
      RecvOp never = recv(cluster, b, 0, 1, 100);
      cluster.runUntil(() -> recv.isDone() && kept.isDone());
      assertEquals(50_000, recv.status().lengthBytes, "seed " + seed);
      assertFalse(never.isDone());
      cluster.node(1).engine().cancel(never);
      assertTrue(never.isDone() && never.status().cancelled);
      cluster.runToEnd();
      assertEquals(0, cluster.node(1).engine().envelopesHeld());
    }
  }

  private static SendOp send(
      SimCluster cluster, MatchContext from, int to, long tag, int length, SendMode mode) {
    SendOp op = new SendOp();
    op.payload().set(new byte[length], 0, length, Layout.BYTE);
    cluster.node(from.selfRank()).engine().send(op.to(from, to, tag, mode), null);
    cluster.node(from.selfRank()).engine().flush();
    return op;
  }

  private static RecvOp recv(
      SimCluster cluster, MatchContext at, int source, long tag, int length) {
    RecvOp op = new RecvOp();
    op.payload().set(new byte[length], 0, length, Layout.BYTE);
    cluster.node(at.selfRank()).engine().recv(op.from(at, source, tag), null);
    cluster.node(at.selfRank()).engine().flush();
    return op;
  }

  private static byte[] message(int from, int number, int length) {
    byte[] data = new byte[length];
    for (int i = 0; i < length; i++) {
      data[i] = expected(from, number, i);
    }
    return data;
  }

  private static void assertContents(byte[] data, int from, int number, int length, String what) {
    for (int i = 0; i < length; i++) {
      if (data[i] != expected(from, number, i)) {
        throw new AssertionError(
            what + ": byte " + i + " of message " + number + " from " + from + " is wrong");
      }
    }
  }

  private static byte expected(int from, int number, int index) {
    return (byte) (from * 31 + number * 7 + index + (index >> 8));
  }
}
