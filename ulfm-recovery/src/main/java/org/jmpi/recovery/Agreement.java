package org.jmpi.recovery;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
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
 * <p>While all believe the same ones alive they agree by {@link FastExchange}, whose lock has
 * ballot 0 and is what the contributions of these come to. A member that has locked so goes over
 * the tree when it learns of another death, one that has not begins the exchange without the dead;
 * whoever goes over the tree takes all with it. So a member locks by one exchange at most. Why that
 * is uniform too: when an exchange decides, all that take part have locked by it, among them all
 * the living, and the next coordinator proposes that. No proposal of a coordinator that the
 * exchange leaves out can still come in between: the first member of the exchange that it reached
 * would have gone over the tree before it began the exchange.
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
  private Consumer<Decision> whenDecided;
  private Tally own;

  private final Map<BitSet, FastExchange> exchanges = new HashMap<>(2);
  private int exchangesBegun;
  private BitSet exchangeOf;
  private boolean overTree;
  private final BitSet calledOverTree = new BitSet();

  private int lockBallot = NO_BALLOT;
  private Verdict lock;
  private final BitSet proposedTo = new BitSet();

  private int lockedBallot = NO_BALLOT;
  private final BitSet locked = new BitSet();

  private Verdict verdict;
  private int livingWhenDecidedFast;
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
    this.overTree = !rules.fastPath();
  }

  /** Null while it is open. */
  Verdict verdict() {
    return verdict;
  }

  /** This member's part. */
  void contribute(Contribution mine, int deliveredBelow, Consumer<Decision> toTell) {
    whenDecided = toTell;
    own = Tally.of(members.self(), mine, deliveredBelow);
    tally.merge(own);
    advance();
  }

  /** A message of another member, whose ranks have been checked. */
  void onMessage(int fromRank, Message message) {
    if (message instanceof Message.FastGather gather) {
      tally.merge(gather.tally());
      if (joins(gather.dead())) {
        exchange(gather.dead()).onGather(fromRank, gather);
      }
    } else if (message instanceof Message.FastLocked report) {
      if (joins(report.dead())) {
        exchange(report.dead()).onLocked(fromRank, report);
      }
    } else if (message instanceof Message.Commit commit) {
      requireContribution(message);
      committedTo.set(fromRank);
      decide(commit.verdict());
    } else {
      onTreeMessage(fromRank, message);
    }
    advance();
  }

  private void onTreeMessage(int fromRank, Message message) {
    if (message instanceof Message.Propose) {
      requireContribution(message);
    }
    calledOverTree.set(fromRank);
    overTree = true;
    if (verdict != null) {
      commitTo(fromRank);
    } else if (message instanceof Message.Gather gather) {
      tally.merge(gather.tally());
    } else if (message instanceof Message.Propose propose) {
      onPropose(propose);
    } else if (message instanceof Message.Locked report) {
      onLocked(report);
    }
  }

  /** A member has died; {@link Members} knows. */
  void onDeath() {
    dropExchangesOfTheDead();
    if (lockBallot == FAST_BALLOT) {
      if (rules.locksByOneExchange()) {
        overTree = true;
      } else {
        lockBallot = NO_BALLOT;
      }
    }
    if (rules.repairsAfterDeath()) {
      advance();
    }
  }

  private void dropExchangesOfTheDead() {
    Iterator<BitSet> each = exchanges.keySet().iterator();
    while (each.hasNext()) {
      if (!Rules.covers(each.next(), members.dead())) {
        each.remove();
      }
    }
  }

  /** True when an exchange without these can still go on here: no other has died. */
  private boolean joins(BitSet dead) {
    return verdict == null && !overTree && Rules.covers(dead, members.dead());
  }

  private FastExchange exchange(BitSet dead) {
    FastExchange known = exchanges.get(dead);
    if (known == null) {
      known = new FastExchange(members, dead, rules.radix(), surroundings);
      exchanges.put((BitSet) dead.clone(), known);
    }
    return known;
  }

  /** Nobody can propose or decide without this member, which lives. */
  private void requireContribution(Message message) {
    if (own == null) {
      throw new IllegalArgumentException(message + " before this member contributed");
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
    if (verdict == null && own != null && !overTree) {
      advanceExchange();
    }
    if (verdict == null && own != null && overTree) {
      callOverTree();
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

  private void advanceExchange() {
    FastExchange exchange = exchange(members.dead());
    if (!members.dead().equals(exchangeOf)) {
      exchangeOf = (BitSet) members.dead().clone();
      if (++exchangesBegun > rules.exchanges()) {
        overTree = true;
        return;
      }
    }
    Tally all = exchange.gather(own);
    if (lockBallot < FAST_BALLOT && all != null) {
      lockBallot = FAST_BALLOT;
      lock = all.verdict(members.size());
    }
    if (lockBallot == FAST_BALLOT && rules.fastMayDecide(exchange.confirm())) {
      livingWhenDecidedFast = members.living().cardinality();
      decide(lock);
    }
  }

  /** Those below, who might wait for this member in an exchange; above they see what it sends. */
  private void callOverTree() {
    exchanges.clear();
    if (rules.fastPath() && rules.callsOverTree()) {
      BitSet next = (BitSet) members.children().clone();
      next.andNot(calledOverTree);
      calledOverTree.or(next);
      sendAll(next, new Message.OverTree());
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
    sendAll(next, new Message.Propose(lockBallot, lock));
  }

  private void sendAll(BitSet ranks, Message message) {
    for (int rank = ranks.nextSetBit(0); rank >= 0; rank = ranks.nextSetBit(rank + 1)) {
      surroundings.send(rank, message);
    }
  }

  private void decide(Verdict value) {
    if (verdict != null) {
      return;
    }
    verdict = value;
    lock = null;
    exchanges.clear();
    Consumer<Decision> toTell = whenDecided;
    whenDecided = null;
    spreadVerdict();
    surroundings.onDecided(this, toTell);
  }

  /** Who decided by the exchange, and knows of no death since, knows that all others will too. */
  private void spreadVerdict() {
    if (livingWhenDecidedFast == members.living().cardinality()) {
      return;
    }
    BitSet next = (BitSet) members.children().clone();
    if (members.parent() >= 0) {
      next.set(members.parent());
    }
    next.andNot(committedTo);
    committedTo.or(next);
    sendAll(next, new Message.Commit(verdict));
  }

  private void commitTo(int rank) {
    if (!committedTo.get(rank)) {
      committedTo.set(rank);
      surroundings.send(rank, new Message.Commit(verdict));
    }
  }
}
