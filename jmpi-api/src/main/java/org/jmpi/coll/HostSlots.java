package org.jmpi.coll;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The part of a communicator's segment where members meet. Each member has {@value #DEPTH} slots
 * and uses them in turn, one for each collective over the segment; the flag in it, stored last and
 * with release semantics, says which one it is. A member that has reached collective n has
 * completed n − 1, so a slot is free again once all others have been seen at n − {@value #DEPTH} +
 * 1.
 *
 * <pre>
 * 0        sleeping u64 for each member, rounded up to a line
 * headers  for each turn, for each member: 0 flag u64 | 8 length u64 | 16 up to 112 bytes of data
 * data     for each turn, for each member: data that do not fit the header
 * flag     collective's number &lt;&lt; 8 | error &lt;&lt; 7 | kind
 * sleeping 0: awake; 1: whatever is published wakes it;
 *          else collective's number &lt;&lt; 24 | from &lt;&lt; 12 | until: what the last of these members publishes
 * </pre>
 *
 * A header has two lines, since processors fetch them in pairs.
 */
final class HostSlots {
  /** Slots of a member: how far one that waits for nobody may run ahead. */
  static final int DEPTH = 4;

  static final int LINE_BYTES = 128;

  /** Sleeps until anything is published. */
  static final long ANYTHING = 1;

  private static final int MEMBER_BITS = 12;
  private static final int MEMBER_MASK = (1 << MEMBER_BITS) - 1;
  private static final int FLAG = 0;
  private static final int LENGTH = 8;
  private static final int INLINE = 16;
  private static final int INLINE_BYTES = LINE_BYTES - INLINE;

  static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final ByteBuffer memory;
  private final int rank;
  private final int size;
  private final int headers;
  private final int data;
  private final int dataStride;

  /**
   * @param memory of {@link #memoryBytes} bytes at least
   */
  HostSlots(ByteBuffer memory, int rank, int size) {
    this.memory = memory;
    this.rank = rank;
    this.size = size;
    this.headers = sleepBytes(size);
    this.data = headers + DEPTH * size * LINE_BYTES;
    this.dataStride = dataBytes(size);
  }

  /** Bytes that a slot takes; equal at all members. */
  static int dataBytes(int size) {
    return size <= 8 ? 4 << 10 : size <= 16 ? 2 << 10 : 1 << 10;
  }

  static int memoryBytes(int size) {
    return sleepBytes(size) + DEPTH * size * (LINE_BYTES + dataBytes(size));
  }

  private static int sleepBytes(int size) {
    return (8 * size + LINE_BYTES - 1) & -LINE_BYTES;
  }

  // ---- slots

  /** What a member's slot for this collective says; older than {@code number} if not there yet. */
  long flag(int member, long number) {
    return (long) LONG.getAcquire(memory, header(member, number) + FLAG);
  }

  /** The collective's number in a flag. */
  static long numberOf(long flag) {
    return flag >>> 8;
  }

  /** The length that a member has written, after its flag was seen. */
  long length(int member, long number) {
    return memory.getLong(header(member, number) + LENGTH);
  }

  void setLength(long number, long length) {
    memory.putLong(header(rank, number) + LENGTH, length);
  }

  /** Publishes this member's slot. */
  void publish(long number, long flag) {
    LONG.setRelease(memory, header(rank, number) + FLAG, flag);
  }

  /** Where the data of a slot with {@code lengthBytes} begin. */
  int dataAt(int member, long number, int lengthBytes) {
    return lengthBytes <= INLINE_BYTES
        ? header(member, number) + INLINE
        : data + turn(member, number) * dataStride;
  }

  private int header(int member, long number) {
    return headers + turn(member, number) * LINE_BYTES;
  }

  private int turn(int member, long number) {
    return ((int) number & DEPTH - 1) * size + member;
  }

  // ---- sleepers

  /**
   * What a member sleeps for that has to see others at a collective. To be woken by each of them
   * would cost all of them together the square of their number.
   *
   * @param from the first of them
   * @param until the first one after them
   */
  static long untilAllAt(long number, int from, int until) {
    return until <= MEMBER_MASK
        ? number << 2 * MEMBER_BITS | (long) from << MEMBER_BITS | until
        : ANYTHING;
  }

  /**
   * Says that this member is going to sleep, so that others wake it. Orders later loads.
   *
   * @param what {@link #ANYTHING} or {@link #untilAllAt}
   */
  void sleep(long what) {
    LONG.setOpaque(memory, 8 * rank, what);
    VarHandle.fullFence();
  }

  void endSleep() {
    LONG.setOpaque(memory, 8 * rank, 0L);
  }

  /**
   * Whether a member sleeps and what it sleeps for may be there. Each of those it waits for
   * publishes, fences and asks this, in whatever order: the last one finds all there.
   */
  boolean mustWake(int member) {
    long what = (long) LONG.getOpaque(memory, 8 * member);
    if (what == 0 || what == ANYTHING) {
      return what != 0;
    }
    long number = what >>> 2 * MEMBER_BITS;
    int until = Math.min(size, (int) what & MEMBER_MASK);
    for (int other = (int) (what >>> MEMBER_BITS) & MEMBER_MASK; other < until; other++) {
      if (other != member && numberOf(flag(other, number)) < number) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether anybody sleeps. What this member published before was seen by who sleeps, or is not.
   */
  boolean hasSleepers() {
    VarHandle.fullFence();
    for (int member = 0; member < size; member++) {
      if ((long) LONG.getOpaque(memory, 8 * member) != 0) {
        return true;
      }
    }
    return false;
  }
}
