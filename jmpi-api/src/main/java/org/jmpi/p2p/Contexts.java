package org.jmpi.p2p;

import java.util.ArrayList;
import java.util.List;
import org.jmpi.error.EngineException;

/**
 * The matching spaces of a process: open ones, messages for ones not yet known, and tombstones of
 * those that are gone.
 */
final class Contexts {
  private static final long COUNTER_MASK = 0xFFFFFFFFL;

  private final P2pEngine engine;
  private final LongMap<MatchContext> open = new LongMap<>();

  /** Messages for contexts that this process has not opened yet, by context id. */
  private final LongMap<List<Envelope>> held = new LongMap<>();

  /** Counters of contexts that are gone, by the upper half of the id. */
  private final LongMap<RangeSet> gone = new LongMap<>();

  Contexts(P2pEngine engine) {
    this.engine = engine;
  }

  MatchContext open(long id, int[] processesByRank, int selfRank) {
    if (open.get(id) != null || isGone(id)) {
      throw new IllegalStateException("context id used twice: " + Long.toHexString(id));
    }
    MatchContext context = new MatchContext(id, processesByRank, selfRank);
    open.put(id, context);
    return context;
  }

  MatchContext get(long id) {
    return open.get(id);
  }

  boolean isGone(long id) {
    RangeSet counters = gone.get(id >>> 32);
    return counters != null && counters.contains(id & COUNTER_MASK);
  }

  void hold(Envelope envelope) {
    envelope.peer.envelopesForUnknown++;
    List<Envelope> list = held.get(envelope.contextId);
    if (list == null) {
      list = new ArrayList<>();
      held.put(envelope.contextId, list);
    }
    list.add(envelope);
  }

  /** The messages that came before the context was known, or null. */
  List<Envelope> takeHeld(long id) {
    return held.remove(id);
  }

  void requestClose(MatchContext context) {
    context.close();
    closeIfIdle(context);
  }

  /**
   * Closes for good when nothing is posted any more (MPI-4.1 §7.4.3: pending operations complete
   * normally).
   */
  void closeIfIdle(MatchContext context) {
    if (!context.closed || !context.postedExact.isEmpty() || !context.postedWild.isEmpty()) {
      return;
    }
    if (open.remove(context.id()) == null) {
      return;
    }
    context.ended = true;
    RangeSet counters = gone.get(context.id() >>> 32);
    if (counters == null) {
      counters = new RangeSet();
      gone.put(context.id() >>> 32, counters);
    }
    counters.add(context.id() & COUNTER_MASK, (context.id() & COUNTER_MASK) + 1);
    discardAll(context);
  }

  /** Discards what nobody will receive. */
  void discardAll(MatchContext context) {
    List<Envelope> left = new ArrayList<>();
    while (!context.unexpected.isEmpty()) {
      MatchNode node = context.unexpected.first();
      context.unexpected.remove(node);
      left.add((Envelope) node.owner);
    }
    for (Envelope early = context.takeAnyEarly(); early != null; early = context.takeAnyEarly()) {
      left.add(early);
    }
    long code = context.revoked ? GivenUp.code(context) : GivenUp.PLAIN;
    left.forEach(envelope -> engine.inbound().discard(envelope, code));
  }

  /** Takes all receives out of a list. */
  static void takeAll(MatchList posted, List<RecvOp> taken) {
    while (!posted.isEmpty()) {
      MatchNode node = posted.first();
      posted.remove(node);
      taken.add((RecvOp) node.owner);
    }
  }

  /** The program knows that a member has failed: see {@link MatchContext#acknowledge}. */
  void acknowledge(MatchContext context, int rank) {
    context.acknowledge(rank);
    if (!context.hasUnacknowledged()) {
      setStalled(context, false);
    }
  }

  private static void setStalled(MatchContext context, boolean stalled) {
    for (MatchNode n = context.postedWild.first(); n != null; n = n.orderNext) {
      if (n.source == P2pEngine.ANY_SOURCE) {
        ((RecvOp) n.owner).setStalled(stalled);
      }
    }
  }

  /**
   * Takes the unexpected message with this transfer id out of matching; null when there is none.
   */
  Envelope takeUnexpected(Peer peer, long transferId) {
    Envelope[] found = new Envelope[1];
    open.forEach(
        context -> {
          for (MatchNode n = context.unexpected.first(); n != null; n = n.orderNext) {
            Envelope envelope = (Envelope) n.owner;
            if (envelope.transferId == transferId && envelope.peer == peer) {
              found[0] = envelope;
              context.unexpected.remove(n);
              return;
            }
          }
        });
    return found[0];
  }

  /**
   * Collects the receives that cannot complete any more because {@code process} is dead, and drops
   * what it half sent. Receives from any source stall until the failure is acknowledged.
   */
  void markFailed(
      int process, String cause, List<Operation> doomed, List<EngineException> reasons) {
    open.forEach(
        context -> {
          int rank = context.rankOf(process);
          if (rank >= 0) {
            context.markFailed(rank, cause);
            collect(context, context.postedExact, rank, doomed, reasons);
            collect(context, context.postedWild, rank, doomed, reasons);
            setStalled(context, context.hasUnacknowledged());
            dropRequests(context, rank);
          }
        });
  }

  /** Takes out the receives that name {@code process} as their source. */
  void collectExactReceives(int process, List<Operation> doomed) {
    open.forEach(
        context -> {
          int rank = context.rankOf(process);
          if (rank >= 0 && rank != context.selfRank()) {
            collectFrom(context.postedExact, rank, doomed);
            collectFrom(context.postedWild, rank, doomed);
          }
        });
  }

  /** Closes the freed contexts in which deaths or ends have left nothing posted. */
  void closeAllIdle() {
    List<MatchContext> closed = new ArrayList<>();
    open.forEach(
        context -> {
          if (context.closed) {
            closed.add(context);
          }
        });
    closed.forEach(this::closeIfIdle);
  }

  private static void collectFrom(MatchList posted, int rank, List<Operation> doomed) {
    MatchNode node = posted.first();
    while (node != null) {
      MatchNode next = node.orderNext;
      if (node.source == rank) {
        posted.remove(node);
        doomed.add((RecvOp) node.owner);
      }
      node = next;
    }
  }

  void report(StringBuilder text) {
    open.forEach(
        context -> {
          int posted = context.postedExact.size() + context.postedWild.size();
          if (posted + context.unexpected.size() > 0) {
            text.append("context ")
                .append(Long.toHexString(context.id()))
                .append(": receives posted ")
                .append(posted)
                .append(", unexpected ")
                .append(context.unexpected.size())
                .append('\n');
            describePosted(text, context.postedExact);
            describePosted(text, context.postedWild);
          }
        });
  }

  private static void describePosted(StringBuilder text, MatchList posted) {
    int shown = 0;
    for (MatchNode n = posted.first(); n != null && shown < 8; n = n.orderNext, shown++) {
      text.append("  receive from ")
          .append(n.source == P2pEngine.ANY_SOURCE ? "any rank" : "rank " + n.source)
          .append(n.tag == P2pEngine.ANY_TAG ? ", any tag" : ", tag " + n.tag)
          .append('\n');
    }
  }

  private static void collect(
      MatchContext context,
      MatchList posted,
      int rank,
      List<Operation> doomed,
      List<EngineException> reasons) {
    MatchNode node = posted.first();
    while (node != null) {
      MatchNode next = node.orderNext;
      if (node.source == rank) {
        posted.remove(node);
        doomed.add((RecvOp) node.owner);
        reasons.add(context.failure(rank));
      }
      node = next;
    }
  }

  /** For a context that was opened after a member had died. */
  void dropRequestsOfFailed(MatchContext context) {
    for (int rank = 0; rank < context.size() && context.hasFailedMember(); rank++) {
      if (engine.isFailed(context.process(rank))) {
        dropRequests(context, rank);
      }
    }
  }

  /** Complete messages of a dead sender can still be received; requests to send cannot. */
  private void dropRequests(MatchContext context, int rank) {
    MatchNode node = context.unexpected.first();
    while (node != null) {
      MatchNode next = node.orderNext;
      Envelope envelope = (Envelope) node.owner;
      if (node.source == rank && !envelope.eager) {
        context.unexpected.remove(node);
        engine.inbound().recycle(envelope);
      }
      node = next;
    }
  }
}
