package org.jmpi.recovery;

import java.util.BitSet;
import java.util.function.Consumer;
import org.jmpi.fault.Contribution;
import org.jmpi.fault.Decision;

/**
 * News of deaths, revocation and agreements of one communicator; checks what comes off the wire.
 */
final class CommunicatorCore implements Agreements.Sender {
  private final long contextId;
  private final Members members;
  private final Outbox outbox;
  private final Revocation revocation;
  private final FailureNews failures;
  private final Agreements agreements;
  private boolean closed;

  CommunicatorCore(long contextId, Members members, Rules rules, Outbox outbox) {
    this.contextId = contextId;
    this.members = members;
    this.outbox = outbox;
    this.revocation = new Revocation(members, rules, this);
    this.failures = new FailureNews(members, this, outbox);
    this.agreements = new Agreements(members, rules, this, outbox);
  }

  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  /** False while this process has agreements under way here. */
  boolean isAtRest() {
    return agreements.isAtRest();
  }

  int keptAgreements() {
    return agreements.kept();
  }

  void revoke() {
    if (revocation.revoke()) {
      outbox.revoked(contextId);
    }
  }

  void agree(Contribution mine, Consumer<Decision> whenDecided) {
    checkRanks(mine.failed());
    checkRanks(mine.acknowledged());
    agreements.agree(mine, whenDecided);
  }

  void onMessage(int fromProcess, int number, Message message) {
    int fromRank = members.rankOf(fromProcess);
    if (fromRank < 0 || fromRank == members.self()) {
      throw new IllegalArgumentException(
          "process " + fromProcess + " is no other member of communicator " + contextId);
    }
    check(message, fromRank);
    if (message instanceof Message.Failed news) {
      failures.onNews(fromRank, news.ranks());
    } else if (!(message instanceof Message.Revoke)) {
      agreements.onMessage(fromRank, number, message);
    } else if (revocation.onRevoke(fromRank) && !closed) {
      outbox.revoked(contextId);
    }
  }

  /**
   * A process is dead.
   *
   * @return false when it is no member
   */
  boolean onFailed(int process) {
    int rank = members.rankOf(process);
    if (rank < 0) {
      return false;
    }
    members.onDeath(rank);
    revocation.onDeath();
    agreements.onDeath();
    return true;
  }

  /** Tells the others of a member whose death has become known here. */
  void spreadFailure(int process) {
    failures.spread(members.rankOf(process));
  }

  @Override
  public void send(int rank, int number, Message message) {
    outbox.send(members.process(rank), Wire.write(contextId, number, message));
  }

  private void check(Message message, int fromRank) {
    if (message instanceof Message.Gather gather) {
      check(gather.tally());
    } else if (message instanceof Message.FastGather gather) {
      check(gather.tally());
      checkExchange(gather.dead(), fromRank);
    } else if (message instanceof Message.FastLocked report) {
      checkExchange(report.dead(), fromRank);
    } else if (message instanceof Message.Propose propose) {
      checkBallot(propose.ballot());
      check(propose.verdict());
    } else if (message instanceof Message.Commit commit) {
      check(commit.verdict());
    } else if (message instanceof Message.Failed failed) {
      checkRanks(failed.ranks());
    } else if (message instanceof Message.Locked locked) {
      checkBallot(locked.ballot());
      checkRanks(locked.ranks());
    }
  }

  private void check(Tally tally) {
    checkRanks(tally.contributors());
    checkRanks(tally.failed());
    checkRanks(tally.acknowledged());
  }

  private void check(Verdict verdict) {
    checkRanks(verdict.decision().failed());
    checkRanks(verdict.decision().acknowledged());
  }

  private void checkExchange(BitSet dead, int fromRank) {
    checkRanks(dead);
    if (dead.get(fromRank) || dead.get(members.self())) {
      throw new IllegalArgumentException(
          "rank " + fromRank + " sends to " + members.self() + " of an exchange without " + dead);
    }
  }

  private void checkRanks(BitSet ranks) {
    if (ranks.length() > members.size()) {
      throw new IllegalArgumentException(
          "rank " + (ranks.length() - 1) + " in a communicator of " + members.size());
    }
  }

  private void checkBallot(int ballot) {
    if (ballot < 1 || ballot > members.size()) {
      throw new IllegalArgumentException(
          "ballot " + ballot + " in a communicator of " + members.size());
    }
  }
}
