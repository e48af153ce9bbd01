package org.jmpi.fault;

/**
 * One member's part in the agreements of a communicator over memory that all members share, one
 * after the other, while nobody is known to be dead. A core without I/O: each step makes one access
 * to the memory at most and none waits.
 *
 * <p>Each agreement ends at every member that is not dead either decided, with the same value at
 * all, or unsettled at all; after the latter all further ones are unsettled at once. Unsettled ones
 * are for {@link Recovery#agree}.
 */
public interface SharedAgreement {
  /** What a step has come to. */
  enum Step {
    /** More can be done now. */
    MOVED,
    /** Another member has to do something first. */
    WAITS,
    /** Decided: {@link #flags}, {@link #proposal}; nobody has failed. */
    DECIDED,
    /** Not to be decided here. */
    UNSETTLED
  }

  /**
   * Begins the next agreement; that before is over.
   *
   * @param flags are combined by bitwise and
   * @param proposal of which rank 0's is taken
   */
  void begin(long flags, long proposal);

  /**
   * No more here: the agreement under way, or that which begins next, ends soon, most probably
   * unsettled.
   */
  void giveUp();

  /** Goes on. After the end it says the end again. */
  Step step();

  /** Of the decision. */
  long flags();

  /** Of the decision. */
  long proposal();

  /** This member is going to sleep: {@link #step} is to be called until it says WAITS once more. */
  void beginSleep();

  /** It does not sleep any more. */
  void endSleep();

  /** Whether an end that this member has come to has to be told to another, who may be asleep. */
  boolean mustWake(int member);
}
