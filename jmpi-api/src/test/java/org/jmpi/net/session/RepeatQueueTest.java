package org.jmpi.net.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.Random;
import org.jmpi.sim.Sweep;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two sessions in virtual time over a path that loses packets. Its streams repeat what was lost as
 * the codec does when nothing follows: after a probe time-out that doubles.
 */
@Tag("sweep")
class RepeatQueueTest {
  private static final long MS = 1_000_000L;
  private static final long RTT_NS = 50 * MS;
  private static final long PROBE_TIMEOUT_NS = 3 * RTT_NS;
  private static final int MESSAGES = 2000;

  private record Packet(long atNs, long order, int to, byte[] bytes, boolean datagram, int tries) {}

  /** Somebody who answers each message, or waits for the answer to its own. */
  private static final class Side implements SessionCore.Events {
    final SessionCore session = new SessionCore(1 << 17, this);
    final RepeatQueue repeats;
    final RecordDecoder decoder = new RecordDecoder(session);
    int received;

    Side(RepeatQueue.Mode mode) {
      repeats = new RepeatQueue(session, mode);
    }

    @Override
    public void onFrame(ByteBuffer frame) {
      assertEquals(received, frame.getInt(frame.position()), "a frame was lost or came twice");
      received++;
    }

    @Override
    public void onBulk(long transferId, long offset, ByteBuffer piece) {
      throw new AssertionError("no bulk was sent");
    }

    @Override
    public void onWritable() {}
  }

  /** The path, the clock and both sides. */
  private static final class World {
    final Random random;
    final double lossRate;
    final Side[] sides;
    final PriorityQueue<Packet> flying =
        new PriorityQueue<>(
            (a, b) ->
                a.atNs != b.atNs ? Long.compare(a.atNs, b.atNs) : Long.compare(a.order, b.order));
    long nowNs;
    long order;
    long lost;
    long streamBytes;
    boolean down;
    int burst;

    World(long seed, double lossRate, RepeatQueue.Mode mode) {
      random = new Random(seed);
      this.lossRate = lossRate;
      sides = new Side[] {new Side(mode), new Side(mode)};
      setTime(MS);
      for (Side side : sides) {
        side.repeats.setPath(RTT_NS, 14_000, 0, 0, false);
      }
    }

    void setTime(long ns) {
      nowNs = ns;
      sides[0].session.setTime(ns);
      sides[1].session.setTime(ns);
    }

    void publish(int from, int number, int bytes) {
      SessionCore session = sides[from].session;
      ByteBuffer frame = session.claim(bytes);
      frame.putInt(frame.position(), number);
      session.publish();
      write(from);
    }

    void write(int from) {
      SessionCore session = sides[from].session;
      int bytes = session.nextOutputBytes(1 << 16);
      if (bytes > 0) {
        byte[] copy = new byte[bytes];
        session.outputMemory().duplicate().get(session.outputIndex(), copy);
        sides[from].repeats.handedOver(bytes);
        session.outputTaken(bytes);
        streamBytes += bytes;
        fly(from, copy, false, 0);
      }
    }

    void fly(int from, byte[] bytes, boolean datagram, int tries) {
      boolean gone = down || burst > 0 || random.nextDouble() < lossRate;
      burst = Math.max(0, burst - 1);
      long waitNs = 0;
      if (gone) {
        lost++;
        if (datagram) {
          return;
        }
        // A packet to nobody: when its time comes it is sent again.
        waitNs = PROBE_TIMEOUT_NS << tries;
        flying.add(new Packet(nowNs + waitNs, order++, -1 - from, bytes, false, tries + 1));
        return;
      }
      flying.add(new Packet(nowNs + RTT_NS / 2, order++, 1 - from, bytes, datagram, tries));
    }

    long nextNs() {
      long next = flying.isEmpty() ? Long.MAX_VALUE : flying.peek().atNs;
      for (Side side : sides) {
        next = Math.min(next, side.repeats.dueNs());
        next = Math.min(next, side.session.ackDeadlineNs());
      }
      return next;
    }

    /** Moves to the next event and handles it. */
    void step() {
      setTime(Math.max(nowNs, nextNs()));
      while (!flying.isEmpty() && flying.peek().atNs <= nowNs) {
        Packet packet = flying.remove();
        if (packet.to < 0) {
          fly(-1 - packet.to, packet.bytes, false, packet.tries);
        } else if (packet.datagram) {
          sides[packet.to].decoder.feedDatagram(ByteBuffer.wrap(packet.bytes));
        } else {
          sides[packet.to].decoder.feed(ByteBuffer.wrap(packet.bytes));
        }
      }
      for (int i = 0; i < 2; i++) {
        ByteBuffer datagram = ByteBuffer.allocate(1200).order(ByteOrder.LITTLE_ENDIAN);
        int bytes;
        while (sides[i].repeats.dueNs() <= nowNs && (bytes = sides[i].repeats.fill(datagram)) > 0) {
          assertTrue(bytes <= RepeatQueue.DATAGRAM_BYTES);
          fly(i, Arrays.copyOf(datagram.array(), bytes), true, 0);
          datagram.clear();
        }
        sides[i].session.takePingAnswer();
        if (sides[i].session.ackDeadlineNs() <= nowNs) {
          ByteBuffer ack =
              ByteBuffer.allocate(sides[i].session.ackBytes()).order(ByteOrder.LITTLE_ENDIAN);
          sides[i].session.writeAck(ack);
          fly(i, ack.array(), true, 0);
        }
      }
    }

    /** One message there and one back; returns how long it took. */
    long pingPong(int number) {
      long startNs = nowNs;
      publish(0, number, 48);
      await(1, number + 1);
      publish(1, number, 48);
      await(0, number + 1);
      return nowNs - startNs;
    }

    void await(int side, int count) {
      int steps = 0;
      while (sides[side].received < count) {
        assertTrue(++steps < 100_000, "stuck: " + sides[0].session.report());
        step();
      }
    }
  }

  private static long[] pingPongs(World world) {
    long[] times = new long[MESSAGES];
    for (int i = 0; i < times.length; i++) {
      times[i] = world.pingPong(i);
    }
    Arrays.sort(times);
    return times;
  }

  @Test
  void shouldCutTheTailUnderRandomLoss() {
    for (long seed = 1; seed <= Sweep.seeds(4); seed++) {
      World plain = new World(seed, 0.01, RepeatQueue.Mode.OFF);
      long[] without = pingPongs(plain);
      World world = new World(seed, 0.01, RepeatQueue.Mode.ON);
      long[] times = pingPongs(world);
      assertTrue(world.lost > 20 && plain.lost > 20, "nothing was lost, seed " + seed);
      assertTrue(without[MESSAGES * 99 / 100] >= 2 * RTT_NS, "no tail to cut, seed " + seed);
      assertTrue(times[MESSAGES * 99 / 100] <= 1.3 * RTT_NS, "P99, seed " + seed);
      assertTrue(times[MESSAGES * 998 / 1000] <= 1.5 * RTT_NS, "P99.8, seed " + seed);
    }
  }

  @Test
  void shouldCopyEachSmallRecordAtMostOnceWithoutLoss() {
    World world = new World(1, 0, RepeatQueue.Mode.ON);
    pingPongs(world);
    RepeatQueue repeats = world.sides[0].repeats;
    assertEquals(MESSAGES * 64L, repeats.duplicatedBytes());
    assertEquals(0, repeats.probes());
    assertEquals(MESSAGES, world.sides[1].session.duplicates(), 1);
  }

  @Test
  void shouldStopWhenThePathIsKnownToLoseNothing() {
    World world = new World(1, 0, RepeatQueue.Mode.AUTO);
    RepeatQueue repeats = world.sides[0].repeats;
    assertTrue(repeats.isDuplicating(), "nothing is known yet");
    repeats.setPath(RTT_NS, 14_000, 2000, 0, false);
    assertTrue(!repeats.isDuplicating());
    repeats.setPath(RTT_NS, 14_000, 4000, 20, false);
    assertTrue(repeats.isDuplicating());
    repeats.setPath(RTT_NS, 14_000, 4000, 20, true);
    assertTrue(!repeats.isDuplicating(), "on a congested path");
    // A new connection counts from 0; what was learnt stays.
    repeats.newConnection();
    repeats.setPath(RTT_NS, 14_000, 10, 0, false);
    assertTrue(repeats.isDuplicating());
    repeats.setPath(RTT_NS, 14_000, 100_000, 0, false);
    assertTrue(!repeats.isDuplicating(), "the loss has ended");
    repeats.setPath(MS, 14_000, 100_100, 50, false);
    assertTrue(!repeats.isDuplicating(), "a path so short repeats fast enough");
  }

  @Test
  void shouldStayWithinItsBudgetAndCopyTheNewest() {
    World world = new World(1, 0, RepeatQueue.Mode.ON);
    SessionCore session = world.sides[0].session;
    int messages = 1000;
    for (int i = 0; i < messages; i++) {
      world.publish(0, i, 48);
    }
    long least = Long.MAX_VALUE;
    long last = -1;
    long bytes = 0;
    world.setTime(world.nowNs + 10 * MS);
    ByteBuffer datagram = ByteBuffer.allocate(1200).order(ByteOrder.LITTLE_ENDIAN);
    for (int length; (length = world.sides[0].repeats.fill(datagram)) > 0; datagram.clear()) {
      bytes += length;
      for (int at = 0; at < length; at += 64) {
        last = datagram.getLong(at + 8);
        least = Math.min(least, last);
      }
    }
    assertTrue(bytes > 0 && bytes <= DuplicateBudget.LEAST_BURST_BYTES, "copied " + bytes);
    assertEquals(messages - 1, last, "the newest was not copied");
    assertTrue(least >= messages - DuplicateBudget.LEAST_BURST_BYTES / 64, "not the newest");
    assertTrue(session.isAwaitingAcknowledgement());
  }

  @Test
  void shouldNotCopyLongRecordsNorWhatIsAcknowledged() {
    World world = new World(1, 0, RepeatQueue.Mode.ON);
    world.publish(0, 0, 48);
    world.publish(0, 1, RepeatQueue.MAX_RECORD_BYTES);
    world.publish(0, 2, RepeatQueue.MAX_RECORD_BYTES - 16);
    ByteBuffer ack = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    Record.writeHeader(ack, 0, 0, Record.ACK, 1);
    world.sides[0].decoder.feed(ack);
    world.setTime(world.nowNs + 10 * MS);
    ByteBuffer datagram = ByteBuffer.allocate(1200).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(RepeatQueue.MAX_RECORD_BYTES, world.sides[0].repeats.fill(datagram));
    assertEquals(2, datagram.getLong(8));
    datagram.clear();
    assertEquals(0, world.sides[0].repeats.fill(datagram));
  }

  @Test
  void shouldReadNoMovedMemoryWhenTheRingGrows() {
    World world = new World(1, 0, RepeatQueue.Mode.ON);
    Side side = new Side(RepeatQueue.Mode.ON);
    SessionCore session = new SessionCore(1 << 20, side);
    RepeatQueue repeats = new RepeatQueue(session, RepeatQueue.Mode.ON);
    session.setTime(world.nowNs);
    repeats.setPath(RTT_NS, 14_000, 0, 0, false);
    for (int i = 0; i < 40; i++) {
      session.claim(i % 2 == 0 ? 40 : 20_000);
      session.publish();
      int bytes = session.nextOutputBytes(1 << 20);
      repeats.handedOver(bytes);
      session.outputTaken(bytes);
    }
    session.setTime(world.nowNs + 10 * MS);
    ByteBuffer datagram = ByteBuffer.allocate(1200).order(ByteOrder.LITTLE_ENDIAN);
    int bytes = repeats.fill(datagram);
    assertTrue(bytes > 0, "all copies were given up");
    for (int at = 0; at < bytes; at += 56) {
      assertEquals(40, datagram.getInt(at));
      assertEquals(0, datagram.getLong(at + 8) % 2);
    }
  }

  @Test
  void shouldGetThroughSoonAfterAnOutage() {
    for (long seed = 1; seed <= Sweep.seeds(10); seed++) {
      World world = new World(seed, 0.01, RepeatQueue.Mode.AUTO);
      world.pingPong(0);
      world.down = true;
      world.publish(0, 1, 48);
      long upNs = world.nowNs + 1000 * MS + new Random(seed).nextInt(20_000) * MS;
      while (world.nextNs() < upNs) {
        world.step();
      }
      world.setTime(upNs);
      world.down = false;
      long probes = world.sides[0].repeats.probes();
      assertTrue(probes >= 3 && probes < 10 + 2.6 * upNs / 1e9, probes + " probes, seed " + seed);
      world.await(1, 2);
      long lateNs = world.nowNs - upNs;
      assertTrue(
          lateNs <= 2 * RepeatQueue.LONGEST_PROBE_NS + RTT_NS, lateNs + " ns late, seed " + seed);
    }
  }

  @Test
  void shouldSurviveBurstsThatTakeTheCopyToo() {
    for (long seed = 1; seed <= Sweep.seeds(20); seed++) {
      World world = new World(seed, 0, RepeatQueue.Mode.ON);
      for (int i = 0; i < 20; i++) {
        world.burst = world.random.nextInt(4);
        long took = world.pingPong(i);
        assertTrue(took < 8 * RTT_NS, took + " ns, seed " + seed);
      }
    }
  }
}
