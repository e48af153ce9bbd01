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

  /** So many of the last costs of each way are known. */
  static final int SAMPLES = 8;

  /** A job that sends less pays for no preparation. */
  static final int FIRST_TRY = 16;

  /** Of so many messages through the ring one is timed. */
  static final int TIMED_EVERY = 8;

  /** The other way is tried with so many messages at a time: the first few find caches cold. */
  static final int BURST = 8;

  /** Between two tries, as a multiple of how long the last took: they cost 2 % at most. */
  static final int PAUSE_PER_TRY = 64;

  /** Between two tries of reading, which costs the same in all minutes or nearly so. */
  static final long READ_PAUSE_NS = 100_000_000L;

  /** Between two tries of either, as long as code may be on its way through the compilers. */
  static final long YOUNG_PAUSE_NS = 10_000_000L;

  /** So many messages read end that. */
  static final int YOUNG_READS = 1024;

  /** Between two tries of the ring. Doubles when what they promised has not come true. */
  static final long RING_PAUSE_NS = 20_000_000L;

  static final long MAX_RING_PAUSE_NS = 2_000_000_000L;

  /** A change that is taken back within this time was a mistake. */
  static final long MISTAKE_NS = 1_000_000_000L;

  /** After a change to the ring so many messages are timed one by one. */
  static final int PROVING = 128;

  /** After receivers that could not read. */
  static final long MAX_PAUSE_NS = 10_000_000_000L;

  /** So often the clock is looked at, in messages. */
  private static final int LOOK_EVERY = 16;

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
    lengths.compare(clockNs);
  }

  /** The receiver took so long to read a whole message. */
  void singleTook(long lengthBytes, long ns) {
    Lengths lengths = of(lengthBytes);
    lengths.single.add(lengthBytes, ns);
    lengths.reads++;
    lengths.declines = 0;
    lengths.compare(clockNs);
  }

  /** A receiver would not read, for example because it receives into an array. */
  void declined(long lengthBytes) {
    of(lengthBytes).declined(clockNs.getAsLong());
  }

  /** True when messages of this length are read, but for tries. */
  boolean isSingle(long lengthBytes) {
    return of(lengthBytes).isSingle;
  }

  /** What both ways cost, as far as known, in µs for each MiB; for people. */
  String report() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < CLASSES; i++) {
      Lengths each = classes[i];
      if (each.ring.isFull() && each.single.isFull()) {
        text.append(i < CLASSES - 1 ? ", to " + (64L << 2 * i) + " KiB: " : ", longer: ");
        text.append("written at ").append(each.ring.cost() / 1000).append(" µs/MiB, read at ");
        text.append(each.single.cost() / 1000);
        text.append(each.isSingle ? ": read" : ": written");
      }
    }
    return text.toString();
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
    long reads;
    private int messages;
    private int untilTimed;
    private int proving;
    private int triesLeft;
    private boolean tries;
    private long tryStartNs;
    private long nextTryNs;
    private long sinceNs;
    private long ringPauseNs = RING_PAUSE_NS;

    Way choose(LongSupplier clockNs) {
      if (triesLeft > 0) {
        triesLeft--;
        return other();
      }
      messages++;
      if (tries) {
        endTry(clockNs.getAsLong());
      } else if (messages >= FIRST_TRY && messages % LOOK_EVERY == 0) {
        long nowNs = clockNs.getAsLong();
        if (messages == FIRST_TRY || nowNs - nextTryNs >= 0) {
          tries = true;
          tryStartNs = nowNs;
          triesLeft = BURST - 1;
          return other();
        }
      }
      if (isSingle) {
        return Way.SINGLE;
      }
      if (proving > 0) {
        proving--;
        return Way.RING_TIMED;
      }
      if (--untilTimed <= 0) {
        untilTimed = TIMED_EVERY;
        return Way.RING_TIMED;
      }
      return Way.RING;
    }

    private Way other() {
      return isSingle ? Way.RING_TIMED : Way.SINGLE;
    }

    private void endTry(long nowNs) {
      tries = false;
      // The first try had to find out how to read, which is long and comes once.
      long tookNs = messages == FIRST_TRY + 1 && reads <= BURST ? 0 : nowNs - tryStartNs;
      // A program that sends long messages for months must not come back to its first one.
      messages = FIRST_TRY + 1;
      long least = isSingle ? ringPauseNs : reads < YOUNG_READS ? YOUNG_PAUSE_NS : READ_PAUSE_NS;
      long pauseNs = Math.max(least, PAUSE_PER_TRY * tookNs);
      if (declines > 0) {
        pauseNs = Math.max(pauseNs, READ_PAUSE_NS << declines);
      }
      nextTryNs = nowNs + Math.min(MAX_PAUSE_NS, pauseNs);
    }

    void declined(long nowNs) {
      declines = Math.min(declines + 1, 20);
      isSingle = false;
      single.clear();
      triesLeft = 0;
      tries = true;
      tryStartNs = nowNs;
      endTry(nowNs);
    }

    void compare(LongSupplier clockNs) {
      if (!ring.isFull() || !single.isFull()) {
        return;
      }
      long through = ring.cost();
      long read = single.cost();
      boolean changes =
          isSingle
              ? through < read - (read >> MARGIN_SHIFT)
              : read < through - (through >> MARGIN_SHIFT);
      if (changes) {
        change(clockNs.getAsLong());
      }
    }

    private void change(long nowNs) {
      if (isSingle) {
        // After it has rested the ring looks better than it is when it is used all the time.
        proving = PROVING;
        ring.clear();
      } else {
        boolean mistake = nowNs - sinceNs < MISTAKE_NS;
        ringPauseNs = mistake ? Math.min(MAX_RING_PAUSE_NS, 2 * ringPauseNs) : RING_PAUSE_NS;
      }
      isSingle = !isSingle;
      sinceNs = nowNs;
      triesLeft = 0;
      tries = true;
      tryStartNs = nowNs;
      endTry(nowNs);
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

    /** The second least: pauses and caches that are cold only ever make it more. */
    long cost() {
      long least = Long.MAX_VALUE;
      long second = Long.MAX_VALUE;
      for (long each : last) {
        if (each < least) {
          second = least;
          least = each;
        } else if (each < second) {
          second = each;
        }
      }
      return second;
    }
  }
}
