package org.jmpi.net.session;

import java.nio.ByteBuffer;
import org.jmpi.net.ProtocolException;

/**
 * One side of a session with one peer; it outlives connections. Frames are numbered, kept until
 * acknowledged, and sent again on the next connection when one is lost ({@link #rewind}); what
 * comes in twice is dropped. Delivers each frame exactly once, in any order. Time is passed in. Not
 * thread-safe.
 */
public final class SessionCore implements RecordDecoder.Handler {
  /** How long an acknowledgement may wait for data to travel with. */
  public static final long ACK_DELAY_NS = 2_000_000;

  /** Length of what {@link #writeStamp} writes. */
  public static final int STAMP_BYTES = Record.HEADER_BYTES + Long.BYTES;

  private static final int ACK_BYTES = 32 << 10;
  private static final int ACK_RECORDS = 256;
  private static final long NEVER = Long.MAX_VALUE;

  /** What the session tells the one above. */
  public interface Events {
    /** A frame, exactly once. */
    void onFrame(ByteBuffer frame);

    /** A piece of a bulk transfer; may come twice. */
    void onBulk(long transferId, long offset, ByteBuffer piece);

    /** {@link #claim} refused before and would not now. */
    void onWritable();
  }

  private final ReplayRing ring;
  private final ReceiveWindow window;
  private final Events events;
  private long nowNs;
  private long ackDeadlineNs = NEVER;
  private int unackedBytes;
  private int unackedRecords;
  private boolean refused;
  private boolean pingAnswerDue;
  private boolean stampCame;
  private long stampNs;
  private long lastProgressNs;
  private long framesSent;
  private long framesReceived;
  private long duplicates;
  private int rewinds;

  /**
   * A session in which nothing was sent.
   *
   * @param maxReplayBytes bound of the memory for what is not acknowledged; a power of two from 128
   *     KiB
   */
  public SessionCore(int maxReplayBytes, Events events) {
    this(maxReplayBytes, events, 0);
  }

  /** One in whose both directions {@code firstNumber} frames have been exchanged. */
  SessionCore(int maxReplayBytes, Events events, long firstNumber) {
    this.ring = new ReplayRing(maxReplayBytes, firstNumber);
    this.window = new ReceiveWindow(firstNumber);
    this.events = events;
  }

  /** Moves the clock; call it before anything that depends on time. */
  public void setTime(long nowNs) {
    this.nowNs = nowNs;
  }

  // ---- frames out

  /**
   * Room for a frame, or null when too much is unacknowledged: {@link Events#onWritable} follows.
   */
  public ByteBuffer claim(int lengthBytes) {
    ByteBuffer view = ring.claim(lengthBytes);
    refused |= view == null;
    return view;
  }

  /** The claimed frame is complete. */
  public void publish() {
    ring.publish(Record.DATA);
    framesSent++;
  }

  /**
   * The next records to hand to a stream, as one piece of {@link #outputMemory}; 0 when there is
   * nothing. A waiting acknowledgement travels along.
   *
   * @param maxBytes wanted at most; a single record may be longer
   */
  public int nextOutputBytes(int maxBytes) {
    int bytes = ring.unsentBytes(maxBytes);
    if (bytes > 0 && unackedRecords > 0) {
      int ranges = window.rangesBytes();
      ByteBuffer view = ring.claim(ranges);
      if (view != null) {
        window.writeRanges(view, ranges);
        ring.publishUnnumbered(Record.ACK, window.next());
        acknowledged();
        bytes = ring.unsentBytes(maxBytes);
      }
    }
    return bytes;
  }

  /**
   * True when the next output must be copied before {@link #outputTaken}. Otherwise it stays as it
   * is until the connection that it was handed to closes or the peer has acknowledged it.
   */
  public boolean outputMustBeCopied() {
    return ring.unsentMustBeCopied();
  }

  /** Where in {@link #outputMemory} the next output starts. */
  public int outputIndex() {
    return ring.unsentIndex();
  }

  /** The memory of the next output: do not keep it, it changes when the session grows. */
  public ByteBuffer outputMemory() {
    return ring.buffer();
  }

  /** The stream has taken that many bytes, whole records as given. */
  public void outputTaken(int bytes) {
    ring.sent(bytes);
  }

  /**
   * The connection is gone or will not be used any more, and nothing refers to {@link
   * #outputMemory}: what is not acknowledged goes out again on the next.
   */
  public void rewind() {
    ring.rewind();
    rewinds++;
  }

  /** True when every published frame has arrived at the peer. */
  public boolean isDrained() {
    return ring.isEmpty();
  }

  // ---- acknowledgements

  /**
   * When {@link #writeAck} should be called at the latest; {@code Long.MAX_VALUE} when there is
   * nothing to acknowledge.
   */
  public long ackDeadlineNs() {
    return unackedBytes >= ACK_BYTES || unackedRecords >= ACK_RECORDS ? nowNs : ackDeadlineNs;
  }

  /** Bytes that {@link #writeAck} and {@link #writeHello} write. */
  public int ackBytes() {
    return Record.paddedBytes(window.rangesBytes());
  }

  /** Writes an acknowledgement of all that has arrived. */
  public void writeAck(ByteBuffer target) {
    write(target, Record.ACK);
  }

  /** Writes the first record of a connection. */
  public void writeHello(ByteBuffer target) {
    write(target, Record.HELLO);
  }

  /**
   * Writes a PING: {@link Record#HEADER_BYTES} bytes that keep a connection from being idle.
   *
   * @param wantsAnswer the peer is to send one back, that wants none
   */
  public static void writePing(ByteBuffer target, boolean wantsAnswer) {
    int index = target.position();
    Record.writeHeader(target, index, 0, Record.PING, wantsAnswer ? 1 : 0);
    target.position(index + Record.HEADER_BYTES);
  }

  /**
   * Writes a PING of {@link #STAMP_BYTES} bytes that wants no answer and says when it was written.
   *
   * @param nowNs by a clock that goes on evenly
   */
  public static void writeStamp(ByteBuffer target, long nowNs) {
    int index = target.position();
    Record.writeHeader(target, index, Long.BYTES, Record.PING, 0);
    target.putLong(index + Record.HEADER_BYTES, nowNs);
    target.position(index + STAMP_BYTES);
  }

  /** True once after the peer has said when it wrote something. */
  public boolean takeStamp() {
    boolean came = stampCame;
    stampCame = false;
    return came;
  }

  /** When that was, by the peer's clock; any number. */
  public long stampNs() {
    return stampNs;
  }

  /** True once after the peer has asked for a sign of life: write a PING that wants no answer. */
  public boolean takePingAnswer() {
    boolean due = pingAnswerDue;
    pingAnswerDue = false;
    return due;
  }

  private void write(ByteBuffer target, byte type) {
    int ranges = window.rangesBytes();
    int index = target.position();
    Record.writeHeader(target, index, ranges, type, window.next());
    target.position(index + Record.HEADER_BYTES);
    window.writeRanges(target, ranges);
    acknowledged();
  }

  private void acknowledged() {
    unackedBytes = 0;
    unackedRecords = 0;
    ackDeadlineNs = NEVER;
  }

  // ---- records in

  @Override
  public void onRecord(byte type, long number, ByteBuffer body) {
    switch (type) {
      case Record.DATA:
        onData(number, body);
        break;
      case Record.ACK:
      case Record.HELLO:
        onAck(number, body);
        break;
      case Record.PING:
        pingAnswerDue |= number != 0;
        if (number == 0 && body.remaining() == Long.BYTES) {
          stampCame = true;
          stampNs = body.getLong(body.position());
        }
        break;
      default:
        throw new ProtocolException("unknown record type " + type);
    }
  }

  @Override
  public void onBulk(long transferId, long offset, ByteBuffer piece) {
    events.onBulk(transferId, offset, piece);
  }

  private void onData(long number, ByteBuffer body) {
    boolean fresh = window.arrive(number);
    if (unackedRecords++ == 0) {
      ackDeadlineNs = nowNs + ACK_DELAY_NS;
    }
    unackedBytes += body.remaining() + Record.HEADER_BYTES;
    if (fresh) {
      framesReceived++;
      events.onFrame(body);
    } else {
      duplicates++;
    }
  }

  private void onAck(long number, ByteBuffer body) {
    if (number < 0 || number > ring.nextNumber() || (body.remaining() & 15) != 0) {
      throw new ProtocolException("acknowledgement of what was never sent: " + number);
    }
    long before = ring.acknowledgedRecords();
    boolean released = ring.acknowledge(0, number);
    long end = 0;
    while (body.hasRemaining()) {
      long from = body.getLong();
      long to = body.getLong();
      // In order, so that the work for a record is bounded by what is kept.
      if (from < end || to < from || to > ring.nextNumber()) {
        throw new ProtocolException("acknowledgement of what was never sent, or out of order");
      }
      released |= ring.acknowledge(from, to);
      end = to;
    }
    if (ring.acknowledgedRecords() != before) {
      lastProgressNs = nowNs;
    }
    if (released && refused) {
      refused = false;
      events.onWritable();
    }
  }

  // ---- for what is sent a second time

  ReplayRing ring() {
    return ring;
  }

  /** The time as of the last {@link #setTime}. */
  public long nowNs() {
    return nowNs;
  }

  /** When something was last acknowledged. */
  long lastProgressNs() {
    return lastProgressNs;
  }

  /** True when something that was handed over is not acknowledged. */
  public boolean isAwaitingAcknowledgement() {
    return ring.isAwaitingAcknowledgement();
  }

  /**
   * Grows with what is acknowledged without gaps. As long as it stays while {@link
   * #isAwaitingAcknowledgement()}, the oldest frame that was handed over is not known to have
   * arrived.
   */
  public long settledPosition() {
    return ring.tailPosition();
  }

  // ---- for people and tests

  /** Frames that came in more than once. */
  public long duplicates() {
    return duplicates;
  }

  /** How often a connection was replaced. */
  public int rewinds() {
    return rewinds;
  }

  /** Counters in one line. */
  public String report() {
    return "frames out "
        + framesSent
        + " (kept "
        + ring.keptBytes()
        + " B, unsent "
        + ring.unsentTotalBytes()
        + " B), in "
        + framesReceived
        + ", duplicates "
        + duplicates
        + ", connections replaced "
        + rewinds;
  }
}
