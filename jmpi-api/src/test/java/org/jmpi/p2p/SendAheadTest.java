package org.jmpi.p2p;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jmpi.data.Layout;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.sim.SimCluster;
import org.jmpi.sim.SimNetwork;
import org.jmpi.sim.Sweep;
import org.junit.jupiter.api.Test;

/** Standard sends that are done when they are copied. */
class SendAheadTest {
  private static final long CONTEXT = 7L << 32;
  private static final int MESSAGE_BYTES = 64 << 10;
  private static final int COPIES = 4;

  private SimCluster cluster;
  private MatchContext a;
  private MatchContext b;
  private final List<SendOp> sends = new ArrayList<>();
  private final List<byte[]> buffers = new ArrayList<>();

  private void newCluster(long seed, double lossRate) {
    SimNetwork.Model model = new SimNetwork.Model();
    model.lossRate = lossRate;
    model.sendAheadBytes = COPIES * MESSAGE_BYTES;
    cluster = new SimCluster(2, seed, model);
    a = cluster.node(0).engine().openContext(CONTEXT, cluster.processes(), 0);
    b = cluster.node(1).engine().openContext(CONTEXT, cluster.processes(), 1);
    sends.clear();
    buffers.clear();
  }

  private void send(int count) {
    for (int i = 0; i < count; i++) {
      byte[] data = new byte[MESSAGE_BYTES];
      Arrays.fill(data, (byte) (1 + sends.size()));
      SendOp op = new SendOp();
      op.payload().set(data, 0, data.length, Layout.BYTE);
      cluster.node(0).engine().send(op.to(a, 1, 1, SendMode.STANDARD), null);
      sends.add(op);
      buffers.add(data);
    }
    cluster.node(0).engine().flush();
  }

  private void receive(int number) {
    byte[] target = new byte[MESSAGE_BYTES];
    RecvOp op = new RecvOp();
    op.payload().set(target, 0, target.length, Layout.BYTE);
    cluster.node(1).engine().recv(op.from(b, 0, 1), null);
    cluster.node(1).engine().flush();
    cluster.runUntil(op::isDone);
    assertNull(op.error());
    for (byte item : target) {
      assertEquals((byte) (1 + number), item, "message " + number);
    }
  }

  private long done() {
    return sends.stream().filter(Operation::isDone).count();
  }

  @Test
  void shouldCopyTheNextAsSoonAsOneHasArrived() {
    newCluster(1, 0);
    send(10);
    cluster.runToEnd();
    assertEquals(COPIES, done());
    for (int i = 0; i < 10; i++) {
      receive(i);
      cluster.runToEnd();
      assertEquals(Math.min(10, COPIES + i + 1), done(), "after message " + i);
    }
  }

  @Test
  void shouldNotReadABufferAfterItsSendIsDone() {
    for (long seed = 1; seed <= Sweep.seeds(20); seed++) {
      newCluster(seed, 0.05);
      send(12);
      for (int i = 0; i < 12; i++) {
        cluster.runUntil(() -> done() >= COPIES);
        for (int k = 0; k < 12; k++) {
          if (sends.get(k).isDone()) {
            Arrays.fill(buffers.get(k), (byte) 99);
          }
        }
        receive(i);
      }
      cluster.runUntil(() -> done() == 12);
      assertTrue(sends.stream().allMatch(op -> op.error() == null), "seed " + seed);
    }
  }

  @Test
  void shouldNotCopyWhatIsBeingCancelled() {
    newCluster(2, 0);
    send(COPIES + 2);
    cluster.runToEnd();
    SendOp cancelled = sends.get(COPIES);
    cluster.node(0).engine().cancel(cancelled);
    receive(0);
    cluster.runUntil(cancelled::isDone);
    assertTrue(cancelled.status().cancelled);
    cluster.runUntil(() -> sends.get(COPIES + 1).isDone());
    assertFalse(sends.get(COPIES + 1).status().cancelled);
  }

  @Test
  void shouldEndWhatWaitsForRoomWhenTheReceiverDies() {
    newCluster(3, 0);
    send(COPIES + 3);
    cluster.runToEnd();
    cluster.node(0).engine().onProcessFailed(cluster.processes()[1], "killed");
    for (int i = COPIES; i < sends.size(); i++) {
      EngineException error = sends.get(i).error();
      assertNotNull(error, "send " + i);
      assertEquals(ErrorClass.PROC_FAILED, error.errorClass());
    }
  }
}
