package org.jmpi.recovery;

import java.util.Arrays;
import java.util.BitSet;

/**
 * How members agree who all believe the same ones alive: each gathers the contributions of these by
 * dissemination, locks what they come to, and by a second dissemination (a barrier) learns that all
 * of them have. In round i a member sends to those j * r^i places above it, 1 <= j < r, where r is
 * {@link Rules#radix}: two times log_r(n) steps, the latency of two barriers, where the tree needs
 * four times its depth.
 *
 * <p>An exchange is named by the dead that it leaves out. Messages of another one are not counted:
 * whoever learns of a death begins the exchange without that one too, unless it has locked. {@link
 * Agreement} says when it must go over the tree.
 *
 * <p>After D. Hensgen et al., "Two algorithms for barrier synchronization", 1988.
 */
final class FastExchange {
  private final BitSet dead;
  private final int[] takingPart;
  private final int place;
  private final int radix;
  private final Agreement.Surroundings surroundings;
  private final Tally tally = new Tally();
  private final Phase gather;
  private final Phase confirm;

  /** Rounds of one of the two disseminations. */
  private static final class Phase {
    final int[] missing;
    int sent;

    Phase(int members, int radix) {
      int rounds = 0;
      int[] expected = new int[Integer.SIZE];
      for (long step = 1; step < members; step *= radix) {
        expected[rounds++] = (int) Math.min(radix - 1, (members - 1) / step);
      }
      missing = Arrays.copyOf(expected, rounds);
    }

    /** True when the next round's messages can be sent: those of the rounds before are here. */
    boolean mayMove() {
      return sent < missing.length && (sent == 0 || missing[sent - 1] == 0);
    }

    boolean isComplete() {
      return sent == missing.length && (sent == 0 || missing[sent - 1] == 0);
    }
  }

  FastExchange(Members members, BitSet dead, int radix, Agreement.Surroundings surroundings) {
    this.dead = (BitSet) dead.clone();
    BitSet others = new BitSet();
    others.set(0, members.size());
    others.andNot(dead);
    this.takingPart = Members.ranksOf(others);
    this.place = Arrays.binarySearch(takingPart, members.self());
    this.radix = radix;
    this.surroundings = surroundings;
    this.gather = new Phase(takingPart.length, radix);
    this.confirm = new Phase(takingPart.length, radix);
  }

  boolean takesPart(int rank) {
    return !dead.get(rank);
  }

  void onGather(int fromRank, Message.FastGather message) {
    receive(gather, fromRank, message.round());
    tally.merge(message.tally());
  }

  void onLocked(int fromRank, Message.FastLocked message) {
    receive(confirm, fromRank, message.round());
  }

  /**
   * Sends what can be sent of the contributions. What comes of others than those that take part is
   * not in it: all must lock the same.
   *
   * @param own this member's contribution
   * @return all of those that take part; null while some are missing
   */
  Tally gather(Tally own) {
    tally.merge(own);
    while (gather.mayMove()) {
      int round = gather.sent++;
      send(round, new Message.FastGather(dead, round, tally));
    }
    return tally.contributors().cardinality() == takingPart.length ? tally : null;
  }

  /** This member has locked: sends what can be sent of that; true when all are known to have. */
  boolean confirm() {
    while (confirm.mayMove()) {
      int round = confirm.sent++;
      send(round, new Message.FastLocked(dead, round));
    }
    return confirm.isComplete();
  }

  private void send(int round, Message message) {
    int step = stepOf(round);
    for (int j = 1; j < radix && j * step < takingPart.length; j++) {
      surroundings.send(takingPart[(place + j * step) % takingPart.length], message);
    }
  }

  private void receive(Phase phase, int fromRank, int round) {
    boolean exists = round >= 0 && round < phase.missing.length && phase.missing[round] > 0;
    int from = Arrays.binarySearch(takingPart, fromRank);
    int distance = Math.floorMod(place - from, takingPart.length);
    if (!exists || distance % stepOf(round) != 0 || distance / stepOf(round) >= radix) {
      throw new IllegalArgumentException(
          "round " + round + " of the exchange from rank " + fromRank + " is not expected");
    }
    phase.missing[round]--;
  }

  private int stepOf(int round) {
    int step = 1;
    for (int i = 0; i < round; i++) {
      step *= radix;
    }
    return step;
  }
}
