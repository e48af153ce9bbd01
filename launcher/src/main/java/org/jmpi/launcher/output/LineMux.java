package org.jmpi.launcher.output;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Joins the output of many ranks so that no line mixes with another, without I/O and without a
 * clock.
 *
 * <p>Whole lines leave at once. A line longer than {@link #LONG_LINE_BYTES} leaves in pieces while
 * its rank holds the <em>floor</em>: nobody else writes until the line ends. The floor is bounded:
 * when its holder has been silent for {@link #SILENCE_NS} or has held it for {@link #HOLD_NS} and
 * others wait, its line is ended with a line feed and goes on later as a line of its own. On a
 * terminal, a line that has not ended is shown after {@link #PROMPT_NS} (prompts, progress bars)
 * and is ended as soon as others want to write. The last line of a stream gets its line feed.
 */
public final class LineMux {
  static final int LONG_LINE_BYTES = 64 << 10;
  static final long SILENCE_NS = TimeUnit.SECONDS.toNanos(1);
  static final long HOLD_NS = TimeUnit.SECONDS.toNanos(10);
  static final long PROMPT_NS = TimeUnit.MILLISECONDS.toNanos(150);
  static final long NEVER = Long.MAX_VALUE;

  private static final byte[] LINE_FEED = {'\n'};

  /** Where decided pieces go; a piece may hold several lines. */
  public interface Target {
    /** Bytes of one stream; {@code startsLine} when they are the beginning of a line. */
    void piece(
        int rank, boolean error, byte[] bytes, int offset, int lengthBytes, boolean startsLine);
  }

  private final boolean terminal;
  private final Map<Integer, Stream> streams = new TreeMap<>();
  private final Floor outFloor = new Floor();
  private final Floor errorFloor;
  private boolean held;

  /**
   * A joiner of streams.
   *
   * @param terminal somebody watches
   * @param oneFloor standard output and error end in the same place
   */
  public LineMux(boolean terminal, boolean oneFloor) {
    this.terminal = terminal;
    errorFloor = oneFloor ? outFloor : new Floor();
  }

  /** Bytes of a stream that have not left yet. */
  public int pendingBytes(int rank, boolean error) {
    Stream stream = streams.get(key(rank, error));
    return stream == null ? 0 : stream.length;
  }

  /** Takes bytes. */
  public void offer(long nowNs, int rank, boolean error, byte[] bytes, int lengthBytes) {
    Stream stream = stream(rank, error);
    stream.append(bytes, lengthBytes);
    stream.changedNs = nowNs;
  }

  /** No more bytes will come. */
  public void end(int rank, boolean error) {
    stream(rank, error).ended = true;
  }

  /** All streams end, also those whose writers live on. */
  public void endAll() {
    for (Stream stream : streams.values()) {
      stream.ended = true;
    }
    held = false;
  }

  /** Whether everything of all streams has left and all have ended. */
  public boolean isDone() {
    for (Stream stream : streams.values()) {
      if (!stream.ended || stream.length > 0 || stream.midLine) {
        return false;
      }
    }
    return true;
  }

  /** Nothing leaves while {@code hold} is true; afterwards it leaves rank by rank. */
  public void hold(boolean hold) {
    held = hold;
  }

  /**
   * Hands out what may leave now; returns the time at which to call again, or {@code
   * Long.MAX_VALUE}.
   */
  public long drain(long nowNs, Target target) {
    if (held) {
      return NEVER;
    }
    long nextNs = NEVER;
    boolean again = true;
    while (again) {
      again = false;
      nextNs = NEVER;
      for (Stream stream : streams.values()) {
        if (stream.floor.holder != null && stream.floor.holder != stream) {
          if (stream.wantsToWrite()) {
            nextNs = Math.min(nextNs, stream.floor.freeAtNs(terminal));
            again |= tryCut(nowNs, stream.floor, target);
          }
          continue;
        }
        stream.write(nowNs, target);
        nextNs = Math.min(nextNs, stream.nextNs());
      }
    }
    return nextNs;
  }

  private boolean tryCut(long nowNs, Floor floor, Target target) {
    if (nowNs < floor.freeAtNs(terminal)) {
      return false;
    }
    floor.holder.finishLine(target);
    floor.holder = null;
    return true;
  }

  private Stream stream(int rank, boolean error) {
    Stream stream = streams.get(key(rank, error));
    if (stream == null) {
      stream = new Stream(rank, error, error ? errorFloor : outFloor);
      streams.put(key(rank, error), stream);
    }
    return stream;
  }

  private static int key(int rank, boolean error) {
    return 2 * rank + (error ? 1 : 0);
  }

  /** The right to leave a line unfinished. */
  private static final class Floor {
    Stream holder;
    long sinceNs;

    /** When somebody else may have it. */
    long freeAtNs(boolean terminal) {
      if (terminal && holder.heldForPrompt) {
        return Long.MIN_VALUE;
      }
      return Math.min(holder.changedNs + SILENCE_NS, sinceNs + HOLD_NS);
    }
  }

  private final class Stream {
    final int rank;
    final boolean error;
    final Floor floor;
    byte[] buffer = new byte[512];
    int length;
    int scanned;
    int lastFeed = -1;
    boolean midLine;
    boolean ended;
    boolean heldForPrompt;
    long changedNs;

    Stream(int rank, boolean error, Floor floor) {
      this.rank = rank;
      this.error = error;
      this.floor = floor;
    }

    void append(byte[] bytes, int lengthBytes) {
      if (length + lengthBytes > buffer.length) {
        buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, length + lengthBytes));
      }
      System.arraycopy(bytes, 0, buffer, length, lengthBytes);
      length += lengthBytes;
      for (; scanned < length; scanned++) {
        if (buffer[scanned] == '\n') {
          lastFeed = scanned;
        }
      }
    }

    boolean wantsToWrite() {
      return lastFeed >= 0 || length >= LONG_LINE_BYTES || ended && length > 0;
    }

    void write(long nowNs, Target target) {
      if (lastFeed >= 0) {
        emit(target, lastFeed + 1);
        midLine = false;
        release();
      }
      if (ended) {
        if (length > 0) {
          emit(target, length);
          midLine = true;
        }
        finishLine(target);
        release();
      } else if (length > 0 && (floor.holder == this || mayTakeFloor(nowNs))) {
        if (floor.holder != this) {
          floor.holder = this;
          floor.sinceNs = nowNs;
        }
        heldForPrompt = length < LONG_LINE_BYTES && (heldForPrompt || !midLine);
        emit(target, length);
        midLine = true;
      }
    }

    long nextNs() {
      return terminal && length > 0 ? changedNs + PROMPT_NS : NEVER;
    }

    private boolean mayTakeFloor(long nowNs) {
      return length >= LONG_LINE_BYTES || terminal && nowNs >= changedNs + PROMPT_NS;
    }

    void finishLine(Target target) {
      if (midLine) {
        target.piece(rank, error, LINE_FEED, 0, 1, false);
        midLine = false;
      }
      heldForPrompt = false;
    }

    private void release() {
      heldForPrompt = false;
      if (floor.holder == this) {
        floor.holder = null;
      }
    }

    private void emit(Target target, int count) {
      target.piece(rank, error, buffer, 0, count, !midLine);
      length -= count;
      System.arraycopy(buffer, count, buffer, 0, length);
      if (buffer.length > 4 * LONG_LINE_BYTES && length == 0) {
        buffer = new byte[512];
      }
      scanned = length;
      lastFeed = -1;
    }
  }
}
