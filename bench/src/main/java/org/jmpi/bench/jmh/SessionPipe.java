package org.jmpi.bench.jmh;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jmpi.net.BulkSource;
import org.jmpi.net.Link;
import org.jmpi.net.LinkEvents;
import org.jmpi.net.session.Record;
import org.jmpi.net.session.RecordDecoder;
import org.jmpi.net.session.SessionCore;

/**
 * A link through two sessions without a codec between: what goes out is decoded at the other side
 * at once. Eager messages only.
 */
final class SessionPipe implements Link, SessionCore.Events {
  private final int peer;
  private final LinkEvents events;
  private final SessionCore session = new SessionCore(1 << 20, this);
  private final RecordDecoder decoder = new RecordDecoder(session);
  private final ByteBuffer wire = ByteBuffer.allocateDirect(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
  private SessionPipe other;

  SessionPipe(int peer, LinkEvents events) {
    this.peer = peer;
    this.events = events;
  }

  void join(SessionPipe otherEnd) {
    other = otherEnd;
  }

  @Override
  public int peer() {
    return peer;
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
    session.setTime(System.nanoTime());
    int bytes = session.nextOutputBytes(1 << 16);
    while (bytes > 0) {
      wire.clear();
      wire.put(0, session.outputMemory(), session.outputIndex(), bytes).limit(bytes);
      session.outputTaken(bytes);
      other.receive(wire);
      bytes = session.nextOutputBytes(1 << 16);
    }
  }

  private void receive(ByteBuffer data) {
    session.setTime(System.nanoTime());
    decoder.feed(data);
    if (session.ackDeadlineNs() <= System.nanoTime()) {
      wire.clear();
      session.writeAck(wire);
      other.receive(wire.flip());
    }
  }

  @Override
  public int maxFrameBytes() {
    return Record.MAX_BODY_BYTES;
  }

  @Override
  public int eagerLimitBytes() {
    return 16 << 10;
  }

  @Override
  public void startBulk(BulkSource source) {
    throw new UnsupportedOperationException("eager messages only");
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
    events.onFrame(this, frame);
  }

  @Override
  public void onBulk(long transferId, long offset, ByteBuffer piece) {
    events.onBulk(this, transferId, offset, piece);
  }

  @Override
  public void onWritable() {
    events.onWritable(this);
  }
}
