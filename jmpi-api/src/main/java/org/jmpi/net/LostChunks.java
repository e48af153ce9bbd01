package org.jmpi.net;

import java.util.Arrays;

/** Bytes of bulk transfers that were handed to a connection which is lost: they may be missing. */
public final class LostChunks {
  private static final int WORDS = 3;

  private long[] words = new long[8 * WORDS];
  private int count;

  /** None. */
  public LostChunks() {}

  /** Adds [start, end) of a transfer. */
  public void add(long transferId, long start, long end) {
    if ((count + 1) * WORDS > words.length) {
      words = Arrays.copyOf(words, 2 * words.length);
    }
    words[count * WORDS] = transferId;
    words[count * WORDS + 1] = start;
    words[count * WORDS + 2] = end;
    count++;
  }

  /** How many pieces there are. */
  public int count() {
    return count;
  }

  /** The transfer that a piece belongs to. */
  public long transferId(int index) {
    return words[index * WORDS];
  }

  /** Where a piece begins in its message. */
  public long start(int index) {
    return words[index * WORDS + 1];
  }

  /** Where it ends. */
  public long end(int index) {
    return words[index * WORDS + 2];
  }
}
