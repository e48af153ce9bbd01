package org.jmpi.recovery;

import java.util.BitSet;
import java.util.function.Consumer;
import org.jmpi.fault.Contribution;
import org.jmpi.fault.Decision;

/**
 * One agreement at one member: a commit in two phases over a tree, with ballots as in Paxos. The
 * coordinator is the lowest living rank; its ballot is that rank + 1.
 *
 * <ol>
 *   <li>Contributions go up the tree; a member passes on those of its subtree when it has them all.
 *   <li>The coordinator, with the contributions of all the living, proposes what they come to. Each
 *       member locks it and says so up the tree.
 *   <li>When all the living have locked it the coordinator decides, and the decision floods the
 *       tree.
 * </ol>
 *
 * <p>Why it is uniform: a coordinator acts only when all lower ranks are dead, so one at a time. A
 * value is decided when every living member has locked it; the next coordinator is one of these and
 * proposes what it has locked. By induction over ballots nothing else is proposed after a decision.
 * A coordinator without a lock knows that nothing was decided. It needs no lock of anybody else,
 * where Paxos asks a majority, since its predecessors needed all: this is what a perfect detector
 * gives.
 *
 * <p>Why it ends: what is sent can be sent again without harm (sets of ranks say what is in it),
 * and after each death each member sends what its new neighbours in the tree need. When the last
 * death is known to all, all have the same tree, and by induction over it contributions, proposal,
 * locks and decision pass. Whoever has decided tells its neighbours in each new tree.
 *
 * <p>Without failures the members agree by {@link FastExchange}, whose lock has ballot 0: it is set
 * by contributions of all members, so it is the same everywhere.
 *
 * <p>After T. Herault et al., "Practical scalable consensus for pseudo-synchronous distributed
 * systems", SC 2015 (ERA: early returning agreement over a tree, contributions with the ranks they
 * cover, decisions kept for those behind) and L. Lamport, "The part-time parliament" (ballots and
 * locks). {@link Rules} holds what safety stands on.
 */
final class Agreement {
  /** What an instance needs around it. */
  interface Surroundings {
    void send(int rank, Message message);

    /** It is decided; {@code whenDecided} is to be told. */
    void onDecided(Agreement agreement, Consumer<Decision> whenDecided);
  }

  private static final int NO_BALLOT = -1;
  private static final int FAST_BALLOT = 0;

  private final Members members;
  private final Rules rules;
  private final Surroundings surroundings;

  private final Tally tally = new Tally();
  private boolean hasContributed;
  private Consumer<Decision> whenDecided;
  private FastExchange fast;

  private int lockBallot = NO_BALLOT;
  private Verdict lock;
  private final BitSet proposedTo = new BitSet();

  private int lockedBallot = NO_BALLOT;
  private final BitSet locked = new BitSet();

  private Verdict verdict;
  private boolean decidedFast;
  private final BitSet committedTo = new BitSet();

  private final Report gatherReport = new Report();
  private final Report lockedReport = new Report();

  /** What was last sent up the tree: whether it has to be sent again. */
  private static final class Report {
    private int toRank = -1;
    private int ballot = NO_BALLOT;
    private final BitSet covered = new BitSet();

    /** True when this was not told to this rank; it is from now on. */
    boolean isNews(int rank, int ofBallot, BitSet subtree, BitSet covering) {
      if (rank == toRank && ofBallot == ballot && Rules.covers(covered, subtree)) {
        return false;
      }
      toRank = rank;
      ballot = ofBallot;
      covered.clear();
      covered.or(covering);
      return true;
    }
  }

  Agreement(Members members, Rules rules, Surroundings surroundings) {
    this.members = members;
    this.rules = rules;
    this.surroundings = surroundings;
    if (rules.fastPath() && members.allLive()) {
      fast = new FastExchange(members, rules.radix(), surroundings);
    }
  }

  /** Null while it is open. */
  Verdict verdict() {
    return verdict;
  }

  /** This member's part. */
  void contribute(Contribution mine, int deliveredBelow, Consumer<Decision> toTell) {
    hasContributed = true;
    whenDecided = toTell;
    tally.merge(Tally.of(members.self(), mine, deliveredBelow));
    advance();
  }

  /** A message of another member, whose ranks have been checked. */
  void onMessage(int fromRank, Message message) {
    if (message instanceof Message.Gather gather) {
      tally.merge(gather.tally());
      answerWhenDecided(fromRank);
    } else if (message instanceof Message.Propose propose) {
      requireContribution(message);
      answerWhenDecided(fromRank);
      onPropose(propose);
    } else if (message instanceof Message.Locked report) {
      answerWhenDecided(fromRank);
      onLocked(report);
    } else if (message instanceof Message.Commit commit) {
      requireContribution(message);
      committedTo.set(fromRank);
      decide(commit.verdict());
    } else if (message instanceof Message.FastGather gather) {
      tally.merge(gather.tally());
      if (fast != null) {
        fast.onGather(fromRank, gather.round());
      }
    } else if (message instanceof Message.FastLocked report && fast != null) {
      fast.onLocked(fromRank, report.round());
    }
    advance();
  }

  /** A member has died; {@link Members} knows. */
  void onDeath() {
    if (rules.leavesFastExchange()) {
      fast = null;
    }
    if (rules.repairsAfterDeath()) {
      advance();
    }
  }

  /** Nobody can propose or decide without this member, which lives. */
  private void requireContribution(Message message) {
    if (!hasContributed) {
      throw new IllegalArgumentException(message + " before this member contributed");
    }
  }

  private void answerWhenDecided(int rank) {
    if (verdict != null) {
      commitTo(rank);
    }
  }

  private void onPropose(Message.Propose propose) {
    // A lower coordinator than one of whom this member has heard is dead, and had not decided.
    if (propose.ballot() > lockBallot && propose.ballot() >= lockedBallot) {
      lock(propose.ballot(), propose.verdict());
    }
  }

  private void onLocked(Message.Locked report) {
    if (report.ballot() > lockedBallot) {
      lockedBallot = report.ballot();
      locked.clear();
    }
    if (report.ballot() == lockedBallot) {
      locked.or(report.ranks());
    }
  }

  private void lock(int ballot, Verdict value) {
    if (rules.leavesFastExchange()) {
      fast = null;
    }
    lockBallot = ballot;
    lock = value;
    proposedTo.clear();
    if (lockedBallot < ballot) {
      lockedBallot = ballot;
      locked.clear();
    }
    locked.set(members.self());
  }

  /** Does what can be done now. Doing it again does nothing. */
  private void advance() {
    if (verdict == null && fast != null && hasContributed) {
      advanceFast();
    }
    if (verdict == null && fast == null && hasContributed) {
      if (members.isCoordinator()) {
        coordinate();
      } else {
        report();
      }
    }
    if (verdict != null) {
      spreadVerdict();
    }
  }

  private void advanceFast() {
    fast.gather(tally);
    if (lockBallot < FAST_BALLOT && tally.contributors().cardinality() == members.size()) {
      lockBallot = FAST_BALLOT;
      lock = tally.verdict(members.size());
    }
    if (lockBallot == FAST_BALLOT && rules.fastMayDecide(fast.confirm())) {
      decidedFast = true;
      decide(lock);
    }
  }

  private void coordinate() {
    int ballot = members.self() + 1;
    if (lockBallot != ballot) {
      if (lock != null && rules.proposesItsLock()) {
        lock(ballot, lock);
      } else if (rules.mayPropose(tally.contributors(), members.living())) {
        lock(ballot, tally.verdict(members.size()));
      } else {
        return;
      }
    }
    propose();
    if (lockedBallot == ballot && rules.mayDecide(locked, members.living())) {
      decide(lock);
    }
  }

  private void report() {
    BitSet subtree = members.subtree();
    boolean isProposed = lockBallot > FAST_BALLOT;
    // A living coordinator that has proposed needs no contributions any more.
    boolean gathers = !isProposed || !members.living().get(lockBallot - 1);
    if (gathers
        && Rules.covers(tally.contributors(), subtree)
        && gatherReport.isNews(members.parent(), NO_BALLOT, subtree, tally.contributors())) {
      surroundings.send(members.parent(), new Message.Gather(tally));
    }
    if (isProposed) {
      propose();
      if (lockedBallot == lockBallot
          && Rules.covers(locked, subtree)
          && lockedReport.isNews(members.parent(), lockBallot, subtree, locked)) {
        surroundings.send(members.parent(), new Message.Locked(lockBallot, locked));
      }
    }
  }

  private void propose() {
    BitSet next = (BitSet) members.children().clone();
    next.andNot(proposedTo);
    proposedTo.or(next);
    next.stream().forEach(rank -> surroundings.send(rank, new Message.Propose(lockBallot, lock)));
  }

  private void decide(Verdict value) {
    if (verdict != null) {
      return;
    }
    verdict = value;
    fast = null;
    lock = null;
    Consumer<Decision> toTell = whenDecided;
    whenDecided = null;
    spreadVerdict();
    surroundings.onDecided(this, toTell);
  }

  /** Who decided by the exchange, and knows of no death, knows that all others will too. */
  private void spreadVerdict() {
    if (decidedFast && members.allLive()) {
      return;
    }
    members.children().stream().forEach(this::commitTo);
    if (members.parent() >= 0) {
      commitTo(members.parent());
    }
  }

  private void commitTo(int rank) {
    if (!committedTo.get(rank)) {
      committedTo.set(rank);
      surroundings.send(rank, new Message.Commit(verdict));
    }
  }
}
