package org.jmpi.sim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jmpi.net.BulkSource;
import org.jmpi.net.Link;
import org.jmpi.net.session.Record;
import org.jmpi.net.session.RecordDecoder;
import org.jmpi.net.session.SessionCore;

/** One side of a link: a real session over modelled streams. The last stream carries bulk. */
public final class SimLink implements Link, SessionCore.Events {
  private final SimNetwork network;
  private final SimNode self;
  private final int peer;
  private final SessionCore session;
  private final ArrayDeque<BulkSource> bulk = new ArrayDeque<>();
  private RecordDecoder[] decoders;
  private long[] lastArrivalNs;
  private int epoch;
  private int nextStream;
  private boolean up = true;
  private boolean closed;
  private boolean pumping;
  private boolean ackScheduled;

  SimLink(SimNetwork network, SimNode self, int peer) {
    this.network = network;
    this.self = self;
    this.peer = peer;
    this.session = new SessionCore(network.model.maxReplayBytes, this);
    freshStreams();
  }

  public SessionCore session() {
    return session;
  }

  boolean isUp() {
    return up;
  }

  void connectionLost() {
    up = false;
    epoch++;
    freshStreams();
  }

  void connectionUp() {
    if (closed) {
      return;
    }
    up = true;
    session.setTime(network.clock.nowNs());
    session.rewind();
    ByteBuffer hello = buffer(session.ackBytes());
    session.writeHello(hello);
    transmit(0, hello.array());
    self.engine().onBulkLost(this);
    flush();
    self.engine().flush();
    pump();
  }

  @Override
  public int peer() {
    return peer;
  }

  @Override
  public String transportName() {
    return "simulated";
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
    if (!up || closed) {
      return;
    }
    session.setTime(network.clock.nowNs());
    int bytes;
    while ((bytes = session.nextOutputBytes(4096)) > 0) {
      byte[] piece = new byte[bytes];
      session.outputMemory().clear().get(session.outputIndex(), piece);
      session.outputTaken(bytes);
      nextStream = (nextStream + 1) % network.model.streams;
      transmit(nextStream, piece);
    }
  }

  @Override
  public int maxFrameBytes() {
    return Record.MAX_BODY_BYTES;
  }

  @Override
  public int eagerLimitBytes() {
    return network.model.eagerLimitBytes;
  }

  @Override
  public int sendAheadBytes() {
    return network.model.sendAheadBytes;
  }

  @Override
  public void startBulk(BulkSource source) {
    if (!bulk.contains(source)) {
      bulk.add(source);
    }
    if (!pumping) {
      pumping = true;
      network.clock.after(0, this::pumpOnce);
    }
  }

  @Override
  public void stopBulk(BulkSource source) {
    bulk.remove(source);
  }

  @Override
  public boolean isDrained() {
    return session.isDrained() && bulk.isEmpty();
  }

  @Override
  public void peerFinalized() {}

  @Override
  public void close() {
    closed = true;
    bulk.clear();
  }

  @Override
  public String report() {
    return session.report();
  }

  @Override
  public void onFrame(ByteBuffer frame) {
    self.engine().onFrame(this, frame);
  }

  @Override
  public void onBulk(long transferId, long offset, ByteBuffer piece) {
    self.engine().onBulk(this, transferId, offset, piece);
  }

  @Override
  public void onWritable() {
    self.engine().onWritable(this);
  }

  private void pump() {
    if (!pumping && !bulk.isEmpty()) {
      pumping = true;
      network.clock.after(0, this::pumpOnce);
    }
  }

  private void pumpOnce() {
    if (closed || !up || bulk.isEmpty()) {
      pumping = false;
      return;
    }
    BulkSource source = bulk.poll();
    int length =
        source.nextChunkBytes(1 + network.clock.random().nextInt(network.model.bulkChunkBytes));
    if (length > 0) {
      ByteBuffer record = buffer(Record.BULK_HEADER_BYTES + length);
      Record.writeBulkHeader(record, length, source.transferId(), source.nextChunkOffset());
      source.copyChunk(record, length);
      bulk.add(source);
      transmit(network.model.streams, record.array());
      self.engine().flush();
    }
    network.clock.after(network.model.bulkChunkIntervalNs, this::pumpOnce);
  }

  /**
   * Puts bytes on a stream: it keeps its order, whatever the delays, and other streams go their own
   * way.
   */
  private void transmit(int stream, byte[] bytes) {
    SimLink other = network.link(self.cluster().node(peer), self.process());
    int sentIn = epoch;
    int otherEpoch = other.epoch;
    long arrival = network.clock.nowNs() + network.delayNs();
    arrival = Math.max(arrival, lastArrivalNs[stream]);
    lastArrivalNs[stream] = arrival;
    network.clock.at(
        arrival,
        () -> {
          if (sentIn == epoch && otherEpoch == other.epoch && !other.closed && other.up) {
            other.receive(stream, bytes);
          }
        });
  }

  private void receive(int stream, byte[] bytes) {
    if (self.isDead()) {
      return;
    }
    session.setTime(network.clock.nowNs());
    int at = 0;
    while (at < bytes.length) {
      int cut =
          Math.min(
              bytes.length - at, 1 + network.clock.random().nextInt(network.model.maxCutBytes));
      byte[] piece = Arrays.copyOfRange(bytes, at, at + cut);
      decoders[stream].feed(ByteBuffer.wrap(piece));
      // Whoever kept a reference would now read rubbish.
      Arrays.fill(piece, (byte) 0x5A);
      at += cut;
    }
    self.engine().flush();
    scheduleAck();
  }

  private void scheduleAck() {
    long deadline = session.ackDeadlineNs();
    if (!ackScheduled && deadline != Long.MAX_VALUE) {
      ackScheduled = true;
      network.clock.at(
          deadline,
          () -> {
            ackScheduled = false;
            session.setTime(network.clock.nowNs());
            if (session.ackDeadlineNs() <= network.clock.nowNs() && up && !closed) {
              ByteBuffer ack = buffer(session.ackBytes());
              session.writeAck(ack);
              nextStream = (nextStream + 1) % network.model.streams;
              transmit(nextStream, ack.array());
            } else if (up && !closed) {
              scheduleAck();
            }
          });
    }
  }

  private void freshStreams() {
    decoders = new RecordDecoder[network.model.streams + 1];
    lastArrivalNs = new long[network.model.streams + 1];
    for (int i = 0; i < decoders.length; i++) {
      decoders[i] = new RecordDecoder(session);
    }
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
