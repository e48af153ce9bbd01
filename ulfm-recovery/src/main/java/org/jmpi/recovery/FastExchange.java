package org.jmpi.recovery;

import java.util.ArrayList;
import java.util.List;

/**
 * How members agree while nobody has failed: each gathers all contributions by dissemination, locks
 * what they come to, and by a second dissemination (a barrier) learns that all others have. In
 * round i a member sends to those j * r^i ranks above it, 1 <= j < r, where r is {@link
 * Rules#radix}: two times log_r(n) steps, the latency of two barriers, where the tree needs four
 * times its depth.
 *
 * <p>Nothing is repaired here: a death stops it, and {@link Agreement} goes on over the tree with
 * the contributions and the lock at hand.
 *
 * <p>After D. Hensgen et al., "Two algorithms for barrier synchronization", 1988.
 */
final class FastExchange {
  private final Members members;
  private final int radix;
  private final Agreement.Surroundings surroundings;
  private final Phase gather;
  private final Phase confirm;

  /** Rounds of one of the two disseminations. */
  private static final class Phase {
    final int[] missing;
    int sent;

    Phase(int members, int radix) {
      List<Integer> rounds = new ArrayList<>();
      for (long step = 1; step < members; step *= radix) {
        rounds.add((int) Math.min(radix - 1, (members - 1) / step));
      }
      missing = rounds.stream().mapToInt(Integer::intValue).toArray();
    }

    /** True when the next round's messages can be sent: those of the rounds before are here. */
    boolean mayMove() {
      return sent < missing.length && (sent == 0 || missing[sent - 1] == 0);
    }

    boolean isComplete() {
      return sent == missing.length && (sent == 0 || missing[sent - 1] == 0);
    }
  }

  FastExchange(Members members, int radix, Agreement.Surroundings surroundings) {
    this.members = members;
    this.radix = radix;
    this.surroundings = surroundings;
    this.gather = new Phase(members.size(), radix);
    this.confirm = new Phase(members.size(), radix);
  }

  void onGather(int fromRank, int round) {
    receive(gather, fromRank, round);
  }

  void onLocked(int fromRank, int round) {
    receive(confirm, fromRank, round);
  }

  /** Sends what can be sent of the contributions. */
  void gather(Tally tally) {
    while (gather.mayMove()) {
      int round = gather.sent++;
      send(round, new Message.FastGather(round, tally));
    }
  }

  /** This member has locked: sends what can be sent of that; true when all are known to have. */
  boolean confirm() {
    while (confirm.mayMove()) {
      int round = confirm.sent++;
      send(round, new Message.FastLocked(round));
    }
    return confirm.isComplete();
  }

  private void send(int round, Message message) {
    int step = stepOf(round);
    for (int j = 1; j < radix && j * step < members.size(); j++) {
      surroundings.send((members.self() + j * step) % members.size(), message);
    }
  }

  private void receive(Phase phase, int fromRank, int round) {
    boolean exists = round >= 0 && round < phase.missing.length && phase.missing[round] > 0;
    int distance = Math.floorMod(members.self() - fromRank, members.size());
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
