package org.jmpi.net.session;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Records in the form in which they go out, kept until they are acknowledged. Claimed and written
 * in place, so that a frame is copied once from the user's memory. Positions count bytes since the
 * start and never wrap; a record is never split at the end of the buffer. Starts small and grows to
 * a bound; when that is full, {@link #claim} refuses: that is back-pressure.
 */
final class ReplayRing {
  /** Records that may be unacknowledged: also the receiver's window. */
  static final int MAX_RECORDS = 1 << 15;

  private static final int MIN_BYTES = 1 << 17;

  private final int maxBytes;
  private ByteBuffer buffer;

  /** The same memory for those outside, who move limits. */
  private ByteBuffer claimView;

  private ByteBuffer outputView;
  private int mask;

  /** Oldest byte that is kept. */
  private long tail;

  /** Where the next record goes. */
  private long head;

  /** Next byte to send. */
  private long sendAt;

  /** Number of the record at {@link #tail}, and of the next to be published. */
  private long tailNumber;

  private long headNumber;

  /** Which of the kept records are acknowledged: a bit per number, modulo the maximum. */
  private final long[] acknowledged = new long[MAX_RECORDS / 64];

  private long claimStart;
  private int claimBytes;

  /** Everything below was handed over at least once. */
  private long handedOverUpTo;

  private boolean unsentMustBeCopied;
  private int generation;
  private long acknowledgedRecords;

  /**
   * An empty ring.
   *
   * @param firstNumber of the first record; positions start there too, so that a test reaches large
   *     ones
   */
  ReplayRing(int maxBytes, long firstNumber) {
    if (Integer.bitCount(maxBytes) != 1 || maxBytes < MIN_BYTES) {
      throw new IllegalArgumentException("ring size must be a power of two from 128 KiB");
    }
    this.maxBytes = maxBytes;
    headNumber = firstNumber;
    tailNumber = firstNumber;
    head = firstNumber << 3;
    tail = head;
    sendAt = head;
    handedOverUpTo = head;
  }

  /** Room for a body; null when the ring is full. The view is positioned at the body. */
  ByteBuffer claim(int bodyBytes) {
    int need = Record.paddedBytes(bodyBytes);
    if (buffer == null) {
      allocate(MIN_BYTES);
    }
    if (headNumber - tailNumber >= MAX_RECORDS - 1) {
      return null;
    }
    while (!fits(need)) {
      if (buffer.capacity() >= maxBytes) {
        return null;
      }
      grow();
    }
    claimBytes = bodyBytes;
    int index = (int) claimStart & mask;
    return claimView
        .limit(index + Record.HEADER_BYTES + bodyBytes)
        .position(index + Record.HEADER_BYTES);
  }

  /** The claimed record is complete. */
  void publish(byte type) {
    if (claimBytes < 0) {
      throw new IllegalStateException("nothing is claimed");
    }
    if (claimStart != head) {
      writeGap();
    }
    int index = (int) claimStart & mask;
    long number = type == Record.DATA ? headNumber++ : 0;
    Record.writeHeader(buffer, index, claimBytes, type, number);
    int padded = Record.paddedBytes(claimBytes);
    for (int i = Record.HEADER_BYTES + claimBytes; i < padded; i++) {
      buffer.put(index + i, (byte) 0);
    }
    head = claimStart + padded;
    claimBytes = -1;
  }

  /** As {@link #publish} for an unnumbered record whose header number is given. */
  void publishUnnumbered(byte type, long number) {
    publish(type);
    int index = (int) claimStart & mask;
    Record.writeHeader(buffer, index, buffer.getInt(index), type, number);
  }

  /**
   * Whole records that have not been sent, in one piece: their length in bytes; 0 when there are
   * none.
   */
  int unsentBytes(int maxBytes) {
    skipSent();
    if (sendAt == head) {
      return 0;
    }
    long end = sendAt;
    unsentMustBeCopied = sendAt < handedOverUpTo;
    long room = (long) buffer.capacity() - (sendAt & mask);
    while (end < head && !isGap(end) && !isAcknowledgedAt(end)) {
      int length = recordBytes(end);
      long soFar = end - sendAt;
      if (soFar + length > room || (soFar > 0 && soFar + length > maxBytes)) {
        break;
      }
      unsentMustBeCopied |= typeAt(end) != Record.DATA;
      end += length;
    }
    return (int) (end - sendAt);
  }

  /**
   * Whether the memory of the unsent bytes may be used again before whoever takes them is done with
   * it. A numbered record that goes out for the first time is not: its acknowledgement proves that
   * it was taken. One that goes out again may be acknowledged because of the first time, and one
   * without a number makes room without an acknowledgement.
   */
  boolean unsentMustBeCopied() {
    return unsentMustBeCopied;
  }

  /** Where in {@link #buffer} the unsent bytes are. */
  int unsentIndex() {
    return (int) sendAt & mask;
  }

  /** The first {@code bytes} unsent bytes are handed over. */
  void sent(int bytes) {
    sendAt += bytes;
    handedOverUpTo = Math.max(handedOverUpTo, sendAt);
  }

  /** Everything that is not acknowledged has to be sent again. */
  void rewind() {
    sendAt = tail;
  }

  /** The memory that holds the records; another one after the ring has grown. */
  ByteBuffer buffer() {
    return outputView;
  }

  /** All numbers in [from, to) have arrived. Returns true when room became free. */
  boolean acknowledge(long from, long to) {
    long first = Math.max(from, tailNumber);
    long last = Math.min(to, headNumber);
    for (long n = first; n < last; n++) {
      if ((acknowledged[word(n)] & 1L << n) == 0) {
        acknowledged[word(n)] |= 1L << n;
        acknowledgedRecords++;
      }
    }
    return release();
  }

  long nextNumber() {
    return headNumber;
  }

  boolean isEmpty() {
    return headNumber == tailNumber;
  }

  /** True when something that was handed over is not acknowledged. */
  boolean isAwaitingAcknowledgement() {
    return tailNumber != headNumber && tail < sendAt;
  }

  /** Records that were acknowledged so far, in any order. */
  long acknowledgedRecords() {
    return acknowledgedRecords;
  }

  /** Changes when positions do. */
  int generation() {
    return generation;
  }

  /** Position of the oldest byte that is kept. */
  long tailPosition() {
    return tail;
  }

  /** Position of the next byte to hand over. */
  long sendPosition() {
    return sendAt;
  }

  /** Bytes that {@link #copySmall} would copy without a bound. */
  long smallBytes(long from, long to, int maxRecordBytes) {
    long bytes = 0;
    long end = Math.min(to, sendAt);
    for (long at = Math.max(from, tail); at < end; at = next(at)) {
      bytes += isSmall(at, maxRecordBytes) ? recordBytes(at) : 0;
    }
    return bytes;
  }

  /**
   * Copies numbered records that were handed over, are not acknowledged and are short enough, as
   * many as the target takes.
   *
   * @param from position of a record, or one below the tail
   * @return the position to go on at; {@code to} or more when all were seen
   */
  long copySmall(long from, long to, int maxRecordBytes, ByteBuffer target) {
    long end = Math.min(to, sendAt);
    for (long at = Math.max(from, tail); at < end; at = next(at)) {
      if (isSmall(at, maxRecordBytes)) {
        int length = recordBytes(at);
        if (length > target.remaining()) {
          return at;
        }
        target.put(target.position(), buffer, (int) at & mask, length);
        target.position(target.position() + length);
      }
    }
    return to;
  }

  long keptBytes() {
    return head - tail;
  }

  /** All that was not handed over yet, gaps included. */
  long unsentTotalBytes() {
    return head - sendAt;
  }

  private boolean release() {
    long before = tail;
    while (tail < head) {
      if (isGap(tail)) {
        tail = nextLap(tail);
      } else if (typeAt(tail) == Record.DATA) {
        if ((acknowledged[word(tailNumber)] & 1L << tailNumber) == 0) {
          break;
        }
        acknowledged[word(tailNumber)] &= ~(1L << tailNumber);
        tailNumber++;
        tail += recordBytes(tail);
      } else if (tail < sendAt) {
        tail += recordBytes(tail);
      } else {
        break;
      }
    }
    sendAt = Math.max(sendAt, tail);
    return tail != before;
  }

  private void skipSent() {
    while (sendAt < head) {
      if (isGap(sendAt)) {
        sendAt = nextLap(sendAt);
      } else if (isAcknowledgedAt(sendAt)) {
        sendAt += recordBytes(sendAt);
      } else {
        return;
      }
    }
  }

  private boolean isAcknowledgedAt(long position) {
    if (typeAt(position) != Record.DATA) {
      return false;
    }
    long number = buffer.getLong(((int) position & mask) + 8);
    return number < tailNumber || (acknowledged[word(number)] & 1L << number) != 0;
  }

  private boolean fits(int need) {
    if (tail == head) {
      // Nothing is kept: start where any record fits, or a long one might wait for ever.
      head = (head & mask) == 0 ? head : nextLap(head);
      tail = head;
      sendAt = head;
    }
    long start = head;
    long toEnd = buffer.capacity() - (start & mask);
    if (toEnd < need) {
      start += toEnd;
    }
    claimStart = start;
    return start + need - tail <= buffer.capacity();
  }

  /**
   * Marks the unused end of the buffer; at least 8 bytes are left there since everything is a
   * multiple of 8.
   */
  private void writeGap() {
    buffer.putLong((int) head & mask, -1L);
  }

  private boolean isSmall(long position, int maxRecordBytes) {
    return !isGap(position)
        && typeAt(position) == Record.DATA
        && recordBytes(position) <= maxRecordBytes
        && !isAcknowledgedAt(position);
  }

  private long next(long position) {
    return isGap(position) ? nextLap(position) : position + recordBytes(position);
  }

  private boolean isGap(long position) {
    return buffer.getInt((int) position & mask) == -1;
  }

  private long nextLap(long position) {
    return (position | mask) + 1;
  }

  private byte typeAt(long position) {
    return buffer.get(((int) position & mask) + 4);
  }

  private int recordBytes(long position) {
    return Record.paddedBytes(buffer.getInt((int) position & mask));
  }

  private static int word(long number) {
    return (int) (number & MAX_RECORDS - 1) >>> 6;
  }

  private void allocate(int bytes) {
    buffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    claimView = buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    outputView = buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    mask = bytes - 1;
  }

  /** Moves what is kept to a buffer twice as large, without gaps. */
  private void grow() {
    ByteBuffer old = buffer;
    generation++;
    int oldMask = mask;
    long from = tail;
    long oldHead = head;
    long oldSendAt = sendAt;
    long newSendAt = -1;
    long newHandedOver = -1;
    allocate(old.capacity() * 2);
    long to = tail;
    while (from < oldHead) {
      int index = (int) from & oldMask;
      if (from >= oldSendAt && newSendAt < 0) {
        newSendAt = to;
      }
      if (from >= handedOverUpTo && newHandedOver < 0) {
        newHandedOver = to;
      }
      if (old.getInt(index) == -1) {
        from = (from | oldMask) + 1;
        continue;
      }
      int length = Record.paddedBytes(old.getInt(index));
      long toEnd = buffer.capacity() - (to & mask);
      if (toEnd < length) {
        buffer.putLong((int) to & mask, -1L);
        to += toEnd;
      }
      buffer.put((int) to & mask, old, index, length);
      from += length;
      to += length;
    }
    head = to;
    sendAt = newSendAt < 0 ? to : newSendAt;
    handedOverUpTo = newHandedOver < 0 ? to : newHandedOver;
  }
}
