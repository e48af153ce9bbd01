package org.jmpi.runtime;

import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/**
 * Whom a process will talk to when members of its world have died, so that it can shake hands with
 * them before: agreements and revocations go to the living members at distances that are powers of
 * two, and one more when one between has died. No I/O.
 */
final class PartnersAhead {
  private final int[] members;
  private final int self;

  /**
   * Partners of one process.
   *
   * @param members processes, in the order of their ranks
   * @param self this process, one of them
   */
  PartnersAhead(int[] members, int self) {
    this.members = members.clone();
    this.self = self;
  }

  /**
   * Names the partners on one side, about 2 log2 of how many live; these have it on their other
   * side, so each pair is named once at least, and mostly once.
   */
  void name(IntPredicate living, IntConsumer partner) {
    int[] alive = new int[members.length];
    int count = 0;
    int mine = -1;
    for (int process : members) {
      if (process == self) {
        mine = count;
      }
      if (process == self || living.test(process)) {
        alive[count++] = process;
      }
    }
    for (int distance = 1; distance < count; distance *= 2) {
      partner.accept(alive[(mine + distance) % count]);
      if (distance > 1 && distance + 1 < count) {
        partner.accept(alive[(mine + distance + 1) % count]);
      }
    }
  }
}
