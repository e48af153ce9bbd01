package org.jmpi.recovery;

import org.jmpi.fault.SharedAgreement;
import org.jmpi.fault.SharedWords;

/**
 * Agreements over memory that all members share: each writes its part into a slot, and one common
 * word says how far they have come. Two states of it for each number n: all up to n are
 * <em>open</em> (decided by the slots), or all from n on are <em>barred</em> (by messages).
 *
 * <ol>
 *   <li>A member writes its part, then the number of the agreement.
 *   <li>Who sees the number in all slots moves the word from n − 1 open to n open.
 *   <li>Who wants to leave, because it knows of a death, moves it from n − 1 open to n barred.
 *   <li>Whatever the word has become for n, by this member's attempt or another's, holds.
 * </ol>
 *
 * <p>Why it is uniform: the word leaves "n − 1 open" once, by an atomic operation. When n becomes
 * open all parts of n are in the slots, and stay there when their writers die; so whoever decides
 * n, now or later, computes the same. When it becomes barred nobody has decided n or will. A member
 * begins n + 1 when it is through with n; so a slot of n is not written again, for n + 2, before n
 * + 1 has become open, for which every member was through with n: two slots are enough.
 *
 * <p>Why it ends: if all write their parts, the last one sees them all. If one dies before it has,
 * the others learn of that and bar the way.
 *
 * <p>What is decided here does not count among the agreements by messages ({@link Agreements}):
 * those begin at all members with the first that was barred.
 *
 * <pre>
 * word 0             n &lt;&lt; 1: open up to n; n &lt;&lt; 1 | 1: barred from n on
 * 16 (1 + member)    sleeping: 0, or the number of the agreement
 *   + 1 + 3 (n % 2)  number | flags | proposal
 * </pre>
 */
final class SlotAgreement implements SharedAgreement {
  /** Two cache lines, since processors fetch them in pairs. */
  private static final int LINE_WORDS = 16;

  private static final int COMMON = 0;
  private static final int SLEEPING = 0;
  private static final int FIRST_SLOT = 1;
  private static final int SLOT_WORDS = 3;
  private static final int NUMBER = 0;
  private static final int FLAGS = 1;
  private static final int PROPOSAL = 2;

  private enum Phase {
    WRITE_FLAGS,
    WRITE_PROPOSAL,
    PUBLISH,
    LOOK,
    ASK,
    OPEN,
    BAR,
    READ_PROPOSAL,
    READ_FLAGS,
    DECIDED,
    UNSETTLED
  }

  private final SharedWords words;
  private final int rank;
  private final int size;
  private final Rules rules;

  /** Of the agreement under way or last done. */
  private long number;

  private Phase phase = Phase.DECIDED;
  private boolean leaves;
  private boolean barred;
  private int next;
  private long flags;
  private long proposal;

  SlotAgreement(SharedWords words, int rank, int size, Rules rules) {
    this.words = words;
    this.rank = rank;
    this.size = size;
    this.rules = rules;
  }

  static int words(int members) {
    return LINE_WORDS * (1 + members);
  }

  @Override
  public void begin(long mine, long proposed) {
    number++;
    flags = mine;
    proposal = proposed;
    next = 0;
    if (barred) {
      phase = Phase.UNSETTLED;
    } else {
      phase = leaves ? Phase.BAR : Phase.WRITE_FLAGS;
    }
  }

  @Override
  public void giveUp() {
    leaves = true;
  }

  @Override
  public long flags() {
    return flags;
  }

  @Override
  public long proposal() {
    return proposal;
  }

  @Override
  public Step step() {
    switch (phase) {
      case WRITE_FLAGS:
        words.set(slot(rank) + FLAGS, flags);
        return to(Phase.WRITE_PROPOSAL);
      case WRITE_PROPOSAL:
        words.set(slot(rank) + PROPOSAL, proposal);
        return to(Phase.PUBLISH);
      case PUBLISH:
        words.set(slot(rank) + NUMBER, number);
        return to(Phase.LOOK);
      case LOOK:
        return look();
      case ASK:
        return ask();
      case OPEN:
        return settle(words.compareAndExchange(COMMON, open(number - 1), open(number)));
      case BAR:
        return bar();
      case READ_PROPOSAL:
        proposal = words.get(slot(0) + PROPOSAL);
        return to(Phase.READ_FLAGS);
      case READ_FLAGS:
        return read();
      case UNSETTLED:
        return Step.UNSETTLED;
      default:
        return Step.DECIDED;
    }
  }

  /** Looks whether the next member has written; who is seen is not looked at again. */
  private Step look() {
    if (next == size || !rules.awaitsAllSlots()) {
      next = 0;
      return to(rules.decidesByWord() ? Phase.OPEN : Phase.READ_PROPOSAL);
    }
    if (next != rank && words.get(slot(next) + NUMBER) != number) {
      return to(Phase.ASK);
    }
    next++;
    return Step.MOVED;
  }

  /** Not all are there: unless another says otherwise, this member waits for them or leaves. */
  private Step ask() {
    long common = words.get(COMMON);
    if (common != open(number - 1)) {
      return settle(common);
    }
    if (leaves) {
      return to(Phase.BAR);
    }
    phase = Phase.LOOK;
    return Step.WAITS;
  }

  private Step bar() {
    if (!rules.barsWhatItLeaves()) {
      barred = true;
      return to(Phase.UNSETTLED);
    }
    return settle(words.compareAndExchange(COMMON, open(number - 1), open(number) | 1));
  }

  /** What the word was before this member's attempt, or is without one. */
  private Step settle(long common) {
    boolean isMine = common == open(number - 1);
    boolean isOpen = isMine ? phase == Phase.OPEN : (common & 1) == 0 || common >>> 1 > number;
    next = 0;
    if (isOpen) {
      return to(Phase.READ_PROPOSAL);
    }
    barred = true;
    return to(Phase.UNSETTLED);
  }

  private Step read() {
    flags &= words.get(slot(next) + FLAGS);
    next++;
    return next == size ? to(Phase.DECIDED) : Step.MOVED;
  }

  private Step to(Phase then) {
    phase = then;
    return Step.MOVED;
  }

  @Override
  public void beginSleep() {
    words.set(line(rank) + SLEEPING, number);
  }

  @Override
  public void endSleep() {
    words.set(line(rank) + SLEEPING, 0);
  }

  @Override
  public boolean mustWake(int member) {
    return member != rank && words.get(line(member) + SLEEPING) == number;
  }

  private static long open(long number) {
    return number << 1;
  }

  private static int line(int member) {
    return LINE_WORDS * (1 + member);
  }

  private int slot(int member) {
    return line(member) + FIRST_SLOT + SLOT_WORDS * (int) (number % rules.slots());
  }
}
