package org.jmpi.recovery;

import java.util.BitSet;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jmpi.fault.Contribution;
import org.jmpi.fault.Decision;

/** Revocation and agreements of one communicator; checks what comes off the wire. */
final class CommunicatorCore {
  private final long contextId;
  private final Members members;
  private final Outbox outbox;
  private final Revocation revocation;
  private final Agreements agreements;
  private boolean closed;

  CommunicatorCore(long contextId, Members members, Rules rules, Outbox outbox) {
    this.contextId = contextId;
    this.members = members;
    this.outbox = outbox;
    // Classes and not lambdas: each rank comes here in Init, and links those slowly.
    this.revocation = new Revocation(members, rules, new Revokes());
    this.agreements = new Agreements(members, rules, new Messages(), outbox);
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
    check(message);
    if (!(message instanceof Message.Revoke)) {
      agreements.onMessage(fromRank, number, message);
    } else if (revocation.onRevoke(fromRank) && !closed) {
      outbox.revoked(contextId);
    }
  }

  void onFailed(int process) {
    int rank = members.rankOf(process);
    if (rank >= 0) {
      members.onDeath(rank);
      revocation.onDeath();
      agreements.onDeath();
    }
  }

  private final class Revokes implements IntConsumer {
    @Override
    public void accept(int rank) {
      send(rank, 0, new Message.Revoke());
    }
  }

  private final class Messages implements Agreements.Sender {
    @Override
    public void send(int rank, int number, Message message) {
      CommunicatorCore.this.send(rank, number, message);
    }
  }

  private void send(int rank, int number, Message message) {
    outbox.send(members.process(rank), Wire.write(contextId, number, message));
  }

  private void check(Message message) {
    if (message instanceof Message.Gather gather) {
      check(gather.tally());
    } else if (message instanceof Message.FastGather gather) {
      check(gather.tally());
    } else if (message instanceof Message.Propose propose) {
      checkBallot(propose.ballot());
      check(propose.verdict());
    } else if (message instanceof Message.Commit commit) {
      check(commit.verdict());
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
