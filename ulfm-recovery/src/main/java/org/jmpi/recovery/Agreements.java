package org.jmpi.recovery;

import java.util.ArrayList;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jmpi.fault.Contribution;
import org.jmpi.fault.Decision;

/**
 * The agreements of one communicator, numbered as they are called. A decision is kept until all
 * that live are known to have been told it: contributions say how far each one is.
 */
final class Agreements {
  /**
   * How many agreements a member may have under way. Nobody can be further ahead of this process
   * than that: what it has not taken part in is undecided everywhere.
   */
  static final int MAX_UNDER_WAY = 1 << 12;

  /** Where messages go. */
  interface Sender {
    void send(int rank, int number, Message message);
  }

  private final Members members;
  private final Rules rules;
  private final Sender sender;
  private final Outbox outbox;
  private final TreeMap<Integer, Agreement> kept = new TreeMap<>();
  private int next;
  private int deliveredBelow;
  private int neededFrom;

  Agreements(Members members, Rules rules, Sender sender, Outbox outbox) {
    this.members = members;
    this.rules = rules;
    this.sender = sender;
    this.outbox = outbox;
  }

  void agree(Contribution mine, Consumer<Decision> whenDecided) {
    if (next - deliveredBelow >= MAX_UNDER_WAY) {
      throw new IllegalStateException(
          MAX_UNDER_WAY + " agreements of one communicator are under way; wait for some");
    }
    int number = next++;
    agreement(number).contribute(mine, deliveredBelow, whenDecided);
  }

  void onMessage(int fromRank, int number, Message message) {
    if (number < neededFrom) {
      return;
    }
    if (number - next >= MAX_UNDER_WAY) {
      throw new IllegalArgumentException("agreement " + number + " when " + next + " is next");
    }
    agreement(number).onMessage(fromRank, message);
  }

  void onDeath() {
    // A decision on the way may end the keeping of others.
    for (Agreement agreement : new ArrayList<>(kept.values())) {
      agreement.onDeath();
    }
  }

  /** True when this process waits for none. */
  boolean isAtRest() {
    return deliveredBelow == next;
  }

  /** How many are remembered. */
  int kept() {
    return kept.size();
  }

  private Agreement agreement(int number) {
    Agreement known = kept.get(number);
    if (known == null) {
      known = new Agreement(members, rules, new Around(number));
      kept.put(number, known);
    }
    return known;
  }

  private final class Around implements Agreement.Surroundings {
    private final int number;

    Around(int number) {
      this.number = number;
    }

    @Override
    public void send(int rank, Message message) {
      sender.send(rank, number, message);
    }

    @Override
    public void onDecided(Agreement agreement, Consumer<Decision> whenDecided) {
      while (deliveredBelow < next && kept.get(deliveredBelow).verdict() != null) {
        deliveredBelow++;
      }
      int told = rules.keepsDecisions() ? agreement.verdict().deliveredBelow() : deliveredBelow;
      neededFrom = Math.max(neededFrom, Math.min(told, deliveredBelow));
      kept.headMap(neededFrom).clear();
      outbox.decided(whenDecided, agreement.verdict().copy());
    }
  }
}
