package org.jmpi.coll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jmpi.data.Layout;
import org.jmpi.data.Payload;
import org.jmpi.data.ReduceOps;
import org.jmpi.error.EngineException;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.Progress;
import org.jmpi.topology.Tiers;
import org.junit.jupiter.api.Test;

/** A repeated short collective costs the garbage collector nothing. */
class AllocationTest {
  private static final int CALLS = 2000;

  /** Two members in one thread; messages are copied as soon as both sides are there. */
  private static final class Pair {
    final Slot[] slots = new Slot[64];
    final java.nio.ByteBuffer bytes = java.nio.ByteBuffer.allocate(1024);
    int used;

    MessagePort port(int rank) {
      return new MessagePort() {
        @Override
        public int size() {
          return 2;
        }

        @Override
        public int selfRank() {
          return rank;
        }

        @Override
        public int process(int someRank) {
          return someRank;
        }

        @Override
        public Message newSend(Listener listener) {
          return new Slot(Pair.this, listener, rank, true);
        }

        @Override
        public Message newReceive(Listener listener) {
          return new Slot(Pair.this, listener, rank, false);
        }

        @Override
        public void endInstance(long tagFrom, long tagTo, EngineException reason) {
          throw new AssertionError("no errors here");
        }
      };
    }

    void meet(Slot slot) {
      for (int i = 0; i < used; i++) {
        Slot other = slots[i];
        boolean fits =
            other.outgoing != slot.outgoing && other.tag == slot.tag && other.rank != slot.rank;
        if (fits) {
          slots[i] = slots[--used];
          slots[used] = null;
          Slot from = slot.outgoing ? slot : other;
          Slot to = slot.outgoing ? other : slot;
          int length = (int) from.payload.lengthBytes();
          bytes.clear();
          from.payload.pack(0, bytes, length);
          bytes.flip();
          to.payload.unpack(0, bytes, length);
          to.received = length;
          from.finish();
          to.finish();
          return;
        }
      }
      slots[used++] = slot;
    }
  }

  private static final class Slot implements MessagePort.Message {
    final Pair pair;
    final MessagePort.Listener listener;
    final int rank;
    final boolean outgoing;
    final Payload payload = new Payload();
    long tag;
    long received;

    Slot(Pair pair, MessagePort.Listener listener, int rank, boolean outgoing) {
      this.pair = pair;
      this.listener = listener;
      this.rank = rank;
      this.outgoing = outgoing;
    }

    @Override
    public Payload payload() {
      return payload;
    }

    @Override
    public void start(int peerRank, long messageTag) {
      tag = messageTag;
      pair.meet(this);
    }

    @Override
    public void abandon(EngineException reason) {
      throw new AssertionError(reason);
    }

    @Override
    public long receivedBytes() {
      return received;
    }

    void finish() {
      payload.clear();
      listener.done(null);
    }
  }

  /** Nothing is long here. */
  private static final class NoOffload implements Progress {
    @Override
    public void enter() {}

    @Override
    public void exit() {}

    @Override
    public void await(Operation operation) {}

    @Override
    public void awaitUntil(BooleanSupplier condition) {}

    @Override
    public void poll() {}

    @Override
    public void offload(Work work) {
      throw new AssertionError("nothing is long here");
    }
  }

  @Test
  void shouldAllocateNothingForARepeatedShortAllReduce() {
    Pair pair = new Pair();
    Collectives[] members = new Collectives[2];
    for (int rank = 0; rank < 2; rank++) {
      members[rank] =
          new Collectives(pair.port(rank), new NoOffload(), Map.of(), null, Tiers.flat(2));
    }
    double[][] in = {{1}, {2}};
    double[][] out = new double[2][1];
    repeat(members, in, out);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    repeat(members, in, out);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated / CALLS < 8, "bytes per all-reduce: " + (double) allocated / CALLS);
    assertEquals(3.0, out[1][0]);
  }

  private static void repeat(Collectives[] members, double[][] in, double[][] out) {
    for (int call = 0; call < CALLS; call++) {
      Operation first =
          members[0].startAllReduce(in[0], 0, out[0], 0, 1, Layout.DOUBLE, ReduceOps.SUM);
      Operation second =
          members[1].startAllReduce(in[1], 0, out[1], 0, 1, Layout.DOUBLE, ReduceOps.SUM);
      assertTrue(first.isDone() && second.isDone());
      assertNull(first.error());
      members[0].recycle(first);
      members[1].recycle(second);
    }
  }
}
