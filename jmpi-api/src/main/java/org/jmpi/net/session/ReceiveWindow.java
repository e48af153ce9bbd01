package org.jmpi.net.session;

import java.nio.ByteBuffer;
import org.jmpi.net.ProtocolException;

/** Which numbers have arrived: removes duplicates, and says what to acknowledge. */
final class ReceiveWindow {
  private static final int MAX_RANGES = 32;
  private static final int SIZE = ReplayRing.MAX_RECORDS;

  /** All below have arrived. */
  private long next;

  /** One more than the largest that has arrived. */
  private long end;

  private final long[] arrived = new long[SIZE / 64];

  ReceiveWindow(long first) {
    next = first;
    end = first;
  }

  /**
   * Notes an arrival.
   *
   * @return false when it came before
   */
  boolean arrive(long number) {
    if (number < 0 || number >= next + SIZE) {
      throw new ProtocolException("record number " + number + " is outside the window");
    }
    if (number < next || isSet(number)) {
      return false;
    }
    if (number == next) {
      next++;
      while (next < end && isSet(next)) {
        arrived[word(next)] &= ~(1L << next);
        next++;
      }
    } else {
      arrived[word(number)] |= 1L << number;
    }
    end = Math.max(end, number + 1);
    return true;
  }

  /** All below have arrived. */
  long next() {
    return next;
  }

  /** Bytes of the ranges that {@link #writeRanges} writes. */
  int rangesBytes() {
    int ranges = 0;
    for (long n = next + 1; n < end && ranges < MAX_RANGES; n++) {
      if (isSet(n)) {
        ranges++;
        n = endOfRun(n);
      }
    }
    return ranges * 16;
  }

  /** Ranges above {@link #next} that have arrived, as pairs of u64: from, to (exclusive). */
  void writeRanges(ByteBuffer target, int bytes) {
    int ranges = bytes / 16;
    for (long n = next + 1; n < end && ranges > 0; n++) {
      if (isSet(n)) {
        long to = endOfRun(n);
        target.putLong(n).putLong(to);
        ranges--;
        n = to;
      }
    }
  }

  private long endOfRun(long n) {
    long to = n;
    while (to < end && isSet(to)) {
      to++;
    }
    return to;
  }

  private boolean isSet(long number) {
    return (arrived[word(number)] & 1L << number) != 0;
  }

  private static int word(long number) {
    return (int) (number & SIZE - 1) >>> 6;
  }
}
