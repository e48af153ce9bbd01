package org.jmpi.p2p;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import org.jmpi.net.Link;

/**
 * What the engine knows of one other process (or of itself): credit, transfers, and what waits for
 * room in the link.
 */
final class Peer {
  final int process;
  final Link link;
  final Traffic traffic;

  /** Payload bytes that may still be sent inside envelopes. */
  long eagerCreditBytes = P2pEngine.EAGER_CREDIT_BYTES;

  /** Bulk bytes that may still be sent before their messages are matched. */
  long earlyWindowBytes = P2pEngine.EARLY_WINDOW_BYTES;

  /** Bytes in copies of messages that are done for the program and not for the receiver. */
  long aheadBytes;

  /** Messages that found no room among these copies, the oldest first, and some that are over. */
  final ArrayDeque<SendAhead.Late> aheadLate = new ArrayDeque<>(0);

  /** Eager payload that came in and was not yet given back as credit. */
  long eagerOwedBytes;

  /** The part of {@link #eagerOwedBytes} that has been consumed. */
  long eagerConsumedBytes;

  /** Bulk bytes kept for unmatched messages, with their overhead. */
  long earlyHeldBytes;

  /** Its messages that are kept for contexts which are not open here. */
  int envelopesForUnknown;

  long nextTransferId = 1;

  /** Sends that wait for an answer, by transfer id. */
  final LongMap<SendOp> awaitingAnswer = new LongMap<>();

  final LongMap<InTransfer> incoming = new LongMap<>();

  /** Incoming transfer ids that are over: what still comes for them is late. */
  final RangeSet finishedIncoming = new RangeSet();

  /**
   * What messages that were given up here hold of the early window, until the receiver has let go
   * of them.
   */
  final LongMap<Long> abandonedCharges = new LongMap<>();

  /** The sender wants these cancelled, but their envelopes are not here yet. */
  final LongMap<Boolean> cancelWanted = new LongMap<>();

  /** Control frames (type, id, value) that found no room. */
  final ArrayDeque<long[]> controlBacklog = new ArrayDeque<>(0);

  /** Recovery messages that found no room. */
  final ArrayDeque<byte[]> recoveryBacklog = new ArrayDeque<>(0);

  SendOp queueHead;
  SendOp queueTail;
  boolean dirty;
  boolean failed;

  /** It has said that it finalizes. */
  boolean finalized;

  /** Why, for people. */
  String failureCause = "";

  Peer(int process, Link link) {
    this.process = process;
    this.link = link;
    this.traffic = new Traffic(link);
  }

  /** One line for people. */
  String describe() {
    return "process "
        + process
        + (failed ? " FAILED (" + failureCause + ") " : " ")
        + link.report()
        + ", awaiting answer "
        + awaitingAnswer.size()
        + ", incoming transfers "
        + incoming.size()
        + (queueHead != null ? ", sends queued" : "");
  }

  void enqueue(SendOp op) {
    op.nextQueued = null;
    if (queueTail == null) {
      queueHead = op;
    } else {
      queueTail.nextQueued = op;
    }
    queueTail = op;
  }

  SendOp dequeue() {
    SendOp op = queueHead;
    queueHead = op.nextQueued;
    if (queueHead == null) {
      queueTail = null;
    }
    op.nextQueued = null;
    return op;
  }

  /** Takes out all sends of a context; none will be missed there. */
  void dequeueAllOf(MatchContext context, List<SendOp> taken) {
    SendOp next;
    SendOp all = queueHead;
    queueHead = null;
    queueTail = null;
    for (SendOp op = all; op != null; op = next) {
      next = op.nextQueued;
      if (op.context == context) {
        op.nextQueued = null;
        taken.add(op);
      } else {
        enqueue(op);
      }
    }
  }

  boolean isQueued(SendOp op) {
    SendOp at = queueHead;
    while (at != null && at != op) {
      at = at.nextQueued;
    }
    return at != null;
  }

  /**
   * Puts {@code other} in the place of {@code op}, which is in the queue. In its place, not at the
   * end: the receiver bounds how far a message may run ahead of those that it still misses.
   */
  void replaceQueued(SendOp op, SendOp other) {
    other.nextQueued = op.nextQueued;
    if (queueHead == op) {
      queueHead = other;
    } else {
      SendOp before = queueHead;
      while (before.nextQueued != op) {
        before = before.nextQueued;
      }
      before.nextQueued = other;
    }
    if (queueTail == op) {
      queueTail = other;
    }
    op.nextQueued = null;
  }

  /** Whether all peers that it is shown have what was sent to them, or need it no more. */
  static final class Drained implements Consumer<Peer> {
    boolean all = true;

    @Override
    public void accept(Peer peer) {
      all &=
          peer.failed
              || peer.finalized
              || peer.queueHead == null
                  && peer.controlBacklog.isEmpty()
                  && peer.recoveryBacklog.isEmpty()
                  && peer.awaitingAnswer.size() == 0
                  && peer.link.isDrained();
    }
  }
}
