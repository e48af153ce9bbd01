package org.jmpi.net.local;

import java.util.function.LongSupplier;

/**
 * Chooses for each long message whether it goes through the ring or is read from its sender's
 * memory, by what both have cost lately per byte. What dominates is compared: writing to the ring,
 * which the sender times, and reading, which the receiver reports. Either may be several times
 * cheaper than the other, and that changes while a job runs (docs/performance.md, "Fast and slow
 * runs"), so the other way is tried again now and then. Decides for messages of similar length
 * together. Without I/O, threads or a clock of its own.
 */
final class WayChooser {
  /** How a message goes. */
  enum Way {
    /** Through the ring. */
    RING,

    /** Through the ring, and {@link #ringTook} is to be told how long writing took. */
    RING_TIMED,

    /** Read by the receiver, and {@link #singleTook} is to be told how long that took. */
    SINGLE
  }

  /** The medians of so many samples are compared: one that met a pause says nothing. */
  static final int SAMPLES = 3;

  /** A job that sends less pays for no preparation, and until then code is being compiled. */
  static final int FIRST_TRY = 16;

  /** Between two tries of reading, as long as there are too few samples. */
  static final int EARLY_PAUSE = 16;

  /** Of so many messages through the ring one is timed. */
  static final int TIMED_EVERY = 8;

  /** Between two tries of the other way, in messages. */
  static final int PAUSE = 64;

  /** Between two tries of reading, which costs the same in all minutes or nearly so. */
  static final long READ_PAUSE_NS = 1_000_000_000L;

  /** After receivers that could not read: pauses double up to here. */
  static final int MAX_PAUSE = 1 << 14;

  /** The other way must be better by an eighth at least. */
  private static final int MARGIN_SHIFT = 3;

  /** Lengths of 16 KiB to 64 KiB, to 256 KiB, to 1 MiB, to 4 MiB, and longer ones. */
  private static final int CLASSES = 5;

  private static final int FIRST_CLASS_LOG = 16;

  private final LongSupplier clockNs;
  private final Lengths[] classes = new Lengths[CLASSES];

  /** Knows nothing yet. */
  WayChooser(LongSupplier clockNs) {
    this.clockNs = clockNs;
    for (int i = 0; i < CLASSES; i++) {
      classes[i] = new Lengths();
    }
  }

  /** The way of the next message. */
  Way choose(long lengthBytes) {
    return of(lengthBytes).choose(clockNs);
  }

  /** Writing a whole message to the ring took so long. */
  void ringTook(long lengthBytes, long ns) {
    Lengths lengths = of(lengthBytes);
    lengths.ring.add(lengthBytes, ns);
    lengths.compare();
  }

  /** The receiver took so long to read a whole message. */
  void singleTook(long lengthBytes, long ns) {
    Lengths lengths = of(lengthBytes);
    lengths.single.add(lengthBytes, ns);
    lengths.declines = 0;
    lengths.compare();
  }

  /** A receiver would not read, for example because it receives into an array. */
  void declined(long lengthBytes) {
    of(lengthBytes).declined();
  }

  /** True when messages of this length are read, but for tries. */
  boolean isSingle(long lengthBytes) {
    return of(lengthBytes).isSingle;
  }

  private Lengths of(long lengthBytes) {
    int log = 63 - Long.numberOfLeadingZeros(Math.max(1, lengthBytes - 1));
    return classes[Math.max(0, Math.min(CLASSES - 1, (log - FIRST_CLASS_LOG + 2) / 2))];
  }

  /** What is known of messages of similar length. */
  private static final class Lengths {
    final Samples ring = new Samples();
    final Samples single = new Samples();
    boolean isSingle;
    int declines;
    private int sinceTry;
    private int untilTimed;
    private int pause = FIRST_TRY;
    private long lastTryNs;

    Way choose(LongSupplier clockNs) {
      sinceTry++;
      if (isSingle) {
        if (sinceTry <= PAUSE) {
          return Way.SINGLE;
        }
        sinceTry = 0;
        return Way.RING_TIMED;
      }
      if (sinceTry > pause && isTimeToRead(clockNs)) {
        sinceTry = 0;
        return Way.SINGLE;
      }
      if (--untilTimed <= 0) {
        untilTimed = TIMED_EVERY;
        return Way.RING_TIMED;
      }
      return Way.RING;
    }

    private boolean isTimeToRead(LongSupplier clockNs) {
      if (declines == 0 && !single.isFull()) {
        pause = EARLY_PAUSE;
        return true;
      }
      long nowNs = clockNs.getAsLong();
      if (declines == 0 && lastTryNs != 0 && nowNs - lastTryNs < READ_PAUSE_NS) {
        sinceTry = 0;
        return false;
      }
      pause = Math.max(pause, PAUSE);
      lastTryNs = nowNs == 0 ? 1 : nowNs;
      return true;
    }

    void declined() {
      declines = Math.min(declines + 1, 30);
      pause = (int) Math.min(MAX_PAUSE, (long) PAUSE << declines);
      isSingle = false;
      sinceTry = 0;
      single.clear();
    }

    void compare() {
      if (declines == 0 && pause > PAUSE) {
        pause = PAUSE;
      }
      if (!ring.isFull() || !single.isFull()) {
        return;
      }
      long through = ring.median();
      long read = single.median();
      boolean changes =
          isSingle
              ? through < read - (read >> MARGIN_SHIFT)
              : read < through - (through >> MARGIN_SHIFT);
      if (changes) {
        isSingle = !isSingle;
        sinceTry = 0;
      }
    }
  }

  /** The last few costs, in ns for each MiB. */
  private static final class Samples {
    private final long[] last = new long[SAMPLES];
    private int count;

    void add(long lengthBytes, long ns) {
      // A time beyond reason is a pause, and must not overflow.
      long bounded = Math.min(Math.max(1, ns), 1L << 40);
      last[count % SAMPLES] = (long) ((double) bounded * (1 << 20) / lengthBytes);
      count = count == 2 * SAMPLES - 1 ? SAMPLES : count + 1;
    }

    boolean isFull() {
      return count >= SAMPLES;
    }

    void clear() {
      count = 0;
    }

    long median() {
      long a = last[0];
      long b = last[1];
      return Math.max(Math.min(a, b), Math.min(Math.max(a, b), last[2]));
    }
  }
}
