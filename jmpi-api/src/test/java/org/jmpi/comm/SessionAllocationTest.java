package org.jmpi.comm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jmpi.data.Layout;
import org.jmpi.net.BulkSource;
import org.jmpi.net.Link;
import org.jmpi.net.session.Record;
import org.jmpi.net.session.RecordDecoder;
import org.jmpi.net.session.SessionCore;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.P2pEngine;
import org.jmpi.p2p.Progress;
import org.jmpi.p2p.SendMode;
import org.jmpi.p2p.StatusRecord;
import org.junit.jupiter.api.Test;

/** Communicators over a session, as between hosts: small messages cost the collector nothing. */
class SessionAllocationTest {
  private static final int MESSAGES = 10_000;

  /**
   * Arrays of wide elements are copied in bulk through a view of the frame (see Payload), one where
   * they are packed and one where they are unpacked, unless the compiler can do without.
   */
  private static final int VIEW_BYTES = 2 * 64;

  private final Side[] sides = {new Side(0), new Side(1)};

  @Test
  void shouldAllocateNothingPerSmallMessage() {
    for (int bytes : new int[] {8, 4096}) {
      measure(new byte[bytes], bytes, Layout.BYTE, 0);
      measure(new double[bytes / 8], bytes / 8, Layout.DOUBLE, bytes < 256 ? 0 : VIEW_BYTES);
      measure(ByteBuffer.allocateDirect(bytes), bytes, Layout.BYTE, 0);
    }
  }

  private void measure(Object buffer, int count, Layout layout, int viewBytes) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    StatusRecord status = new StatusRecord();
    long allocated = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 5; attempt++) {
      long before = threads.getThreadAllocatedBytes(id);
      for (int i = 0; i < MESSAGES; i++) {
        int from = i & 1;
        sides[from].world.send(SendMode.STANDARD, buffer, 0, count, layout, 1 - from, 3);
        sides[1 - from].world.recv(buffer, 0, count, layout, from, 3, status);
        assertEquals(from, status.source);
      }
      allocated = Math.min(allocated, threads.getThreadAllocatedBytes(id) - before);
    }
    assertTrue(
        allocated <= MESSAGES / 10 + (long) MESSAGES * viewBytes,
        allocated + " bytes for " + MESSAGES + " messages of " + count + " " + layout);
  }

  /** One process: an engine whose only link is a session, joined to the other in memory. */
  private final class Side implements Link, SessionCore.Events, Progress {
    private final int process;
    private final SessionCore session = new SessionCore(1 << 17, this);
    private final RecordDecoder decoder = new RecordDecoder(session);
    private final ByteBuffer ack = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
    private final P2pEngine engine;
    private final Communicator world;

    Side(int process) {
      this.process = process;
      this.engine =
          new P2pEngine(
              peer -> this,
              work -> {
                throw new AssertionError("nothing here is long");
              },
              (peer, why) -> {});
      this.world =
          new Process(process, engine, this, Map.of(), null, null)
              .openWorld(new int[] {0, 1}, null);
    }

    @Override
    public void enter() {}

    @Override
    public void exit() {
      engine.flush();
    }

    @Override
    public void await(Operation operation) {
      throw new AssertionError("what was sent is there");
    }

    @Override
    public void awaitUntil(BooleanSupplier condition) {
      throw new AssertionError("what was sent is there");
    }

    @Override
    public void poll() {}

    @Override
    public void offload(Work work) {
      throw new AssertionError("nothing here is long");
    }

    @Override
    public int peer() {
      return 1 - process;
    }

    @Override
    public String transportName() {
      return "pipe";
    }

    @Override
    public ByteBuffer claim(int lengthBytes) {
      return session.claim(lengthBytes);
    }

    @Override
    public void publish() {
      session.publish();
    }

    @Override
    public void flush() {
      Side other = sides[1 - process];
      for (int bytes = session.nextOutputBytes(1 << 16);
          bytes > 0;
          bytes = session.nextOutputBytes(1 << 16)) {
        ByteBuffer memory = session.outputMemory();
        int index = session.outputIndex();
        session.outputTaken(bytes);
        memory.limit(index + bytes).position(index);
        other.decoder.feed(memory);
      }
      if (other.session.ackDeadlineNs() <= 0) {
        other.ack.clear();
        other.session.writeAck(other.ack);
        decoder.feed(other.ack.flip());
      }
    }

    @Override
    public int maxFrameBytes() {
      return Record.MAX_BODY_BYTES;
    }

    @Override
    public int eagerLimitBytes() {
      return 1 << 13;
    }

    @Override
    public void startBulk(BulkSource source) {
      throw new AssertionError("nothing here is large");
    }

    @Override
    public void stopBulk(BulkSource source) {}

    @Override
    public boolean isDrained() {
      return session.isDrained();
    }

    @Override
    public void peerFinalized() {}

    @Override
    public void close() {}

    @Override
    public String report() {
      return session.report();
    }

    @Override
    public void onFrame(ByteBuffer frame) {
      engine.onFrame(this, frame);
    }

    @Override
    public void onBulk(long transferId, long offset, ByteBuffer piece) {
      throw new AssertionError("nothing here is large");
    }

    @Override
    public void onWritable() {
      engine.onWritable(this);
    }
  }
}
