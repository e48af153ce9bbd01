package org.jmpi.p2p;

import java.nio.ByteBuffer;
import java.util.List;
import org.jmpi.error.EngineException;
import org.jmpi.net.ProtocolException;

/**
 * What comes in: parses frames, restores the order of each (context, source), matches. Believes
 * nothing a frame claims.
 */
final class Inbound {
  private final P2pEngine engine;
  private final Contexts contexts;
  private final Transfers transfers;
  private final BufferPool pool = new BufferPool();
  private Envelope freeEnvelopes;
  private int envelopesHeld;

  Inbound(P2pEngine engine, Contexts contexts, Transfers transfers) {
    this.engine = engine;
    this.contexts = contexts;
    this.transfers = transfers;
  }

  int envelopesHeld() {
    return envelopesHeld;
  }

  void onFrame(Peer peer, ByteBuffer frame) {
    if (peer.failed) {
      return;
    }
    if (frame.remaining() < ControlHeader.LENGTH_BYTES) {
      throw new ProtocolException("frame of " + frame.remaining() + " bytes is too short");
    }
    int base = frame.position();
    byte type = frame.get(base);
    switch (type) {
      case FrameType.EAGER:
      case FrameType.REQUEST_TO_SEND:
      case FrameType.SKIPPED:
        onEnvelope(peer, type, frame, base);
        break;
      case FrameType.CREDIT:
        onCredit(peer, ControlHeader.value(frame, base));
        break;
      case FrameType.MATCHED:
        transfers.onMatched(peer, ControlHeader.id(frame, base));
        break;
      case FrameType.CLEAR_TO_SEND:
        transfers.onClearToSend(
            peer, ControlHeader.id(frame, base), ControlHeader.value(frame, base));
        break;
      case FrameType.DONE:
        transfers.onDone(peer, ControlHeader.id(frame, base), ControlHeader.value(frame, base));
        break;
      case FrameType.CANCEL:
        onCancel(peer, ControlHeader.id(frame, base), ControlHeader.value(frame, base));
        break;
      case FrameType.CANCEL_REPLY:
        transfers.onCancelReply(
            peer, ControlHeader.id(frame, base), ControlHeader.value(frame, base) == 1);
        break;
      case FrameType.QUERY:
        answer(peer, FrameType.ARRIVED, ControlHeader.id(frame, base), 0);
        break;
      case FrameType.ARRIVED:
        transfers.onArrived(peer, frame, base);
        break;
      case FrameType.DROPPED:
        transfers.onDropped(peer, ControlHeader.id(frame, base), ControlHeader.value(frame, base));
        break;
      case FrameType.FINALIZED:
        engine.onFinalized(peer);
        break;
      case FrameType.RECOVERY:
        engine.recoveryFrames().onFrame(peer, frame, base);
        break;
      default:
        throw new ProtocolException("unknown frame type " + type);
    }
  }

  /** Matches what came before the context was opened. */
  void deliverHeld(MatchContext context) {
    List<Envelope> held = contexts.takeHeld(context.id());
    if (held == null) {
      return;
    }
    // In their order, so that sorting them in costs little whatever order they came in.
    held.sort((a, b) -> Integer.compare(a.sequence, b.sequence));
    for (Envelope envelope : held) {
      envelope.peer.envelopesForUnknown--;
      int rank = context.rankOf(envelope.peer.process);
      envelope.node.source = rank;
      if (rank < 0 || !context.keepEarly(envelope)) {
        discard(envelope, GivenUp.PLAIN);
      }
    }
    for (int rank = 0; rank < context.size(); rank++) {
      deliverHeldOf(context, rank);
    }
    contexts.dropRequestsOfFailed(context);
  }

  /** Who has sent nonsense before the context was opened harms nobody but itself. */
  private void deliverHeldOf(MatchContext context, int rank) {
    try {
      deliverEarly(context, rank);
    } catch (ProtocolException e) {
      engine.onProtocolBroken(
          context.process(rank), "it broke the protocol between processes: " + e.getMessage());
    }
  }

  /** A waiting message and a receive have found each other; both are in no list. */
  void match(Envelope envelope, RecvOp op) {
    int source = envelope.node.source;
    long tag = envelope.tag;
    long length = envelope.lengthBytes;
    Peer peer = envelope.peer;
    if (!envelope.eager) {
      InTransfer transfer = peer.incoming.get(envelope.transferId);
      recycle(envelope);
      transfer.envelope = null;
      transfers.match(transfer, op);
      return;
    }
    EngineException wrong = null;
    if (envelope.data != null) {
      wrong = op.unpack(0, envelope.data, (int) Math.min(length, op.payload().lengthBytes()));
    }
    finishEager(peer, length, envelope.synchronous, envelope.transferId);
    recycle(envelope);
    end(op, source, tag, length, wrong);
  }

  private static void end(
      RecvOp op, int source, long tag, long lengthBytes, EngineException wrong) {
    if (wrong == null) {
      op.complete(source, tag, lengthBytes);
    } else {
      op.abort(wrong);
    }
  }

  /**
   * A message that nobody will ever receive: gives back what it holds and tells a sender that
   * waits.
   *
   * @param code why, see {@link GivenUp}
   */
  void discard(Envelope envelope, long code) {
    Peer peer = envelope.peer;
    if (envelope.eager) {
      consumed(peer, envelope.lengthBytes);
    }
    if (envelope.transferId != 0) {
      peer.cancelWanted.remove(envelope.transferId);
      if (!envelope.eager) {
        transfers.forget(peer, envelope.transferId);
      }
      peer.finishedIncoming.add(envelope.transferId, envelope.transferId + 1);
      engine.control(peer, FrameType.DROPPED, envelope.transferId, code);
    }
    recycle(envelope);
  }

  void recycle(Envelope envelope) {
    envelopesHeld--;
    if (envelope.data != null) {
      pool.give(envelope.data);
    }
    envelope.clear();
    envelope.next = freeEnvelopes;
    freeEnvelopes = envelope;
  }

  private void onEnvelope(Peer peer, byte type, ByteBuffer frame, int base) {
    if (frame.remaining() < EnvelopeHeader.LENGTH_BYTES) {
      throw new ProtocolException("envelope of " + frame.remaining() + " bytes is too short");
    }
    long length = EnvelopeHeader.lengthBytes(frame, base);
    long contextId = EnvelopeHeader.context(frame, base);
    int payloadBytes = frame.remaining() - EnvelopeHeader.LENGTH_BYTES;
    long due = type == FrameType.EAGER ? length : Offers.bytes(peer, type, frame, base);
    if (length < 0 || payloadBytes != due) {
      throw new ProtocolException("envelope says " + length + " bytes, frame has " + payloadBytes);
    }
    if (peer.finishedIncoming.rangeCount() > P2pEngine.MAX_REMEMBERED) {
      throw new ProtocolException("transfer ids are not used in turn");
    }
    if (peer.controlBacklog.size() > 2 * P2pEngine.MAX_REMEMBERED) {
      throw new ProtocolException("sends messages and takes no answers");
    }
    if (type == FrameType.EAGER) {
      if (length > P2pEngine.EAGER_CREDIT_BYTES - peer.eagerOwedBytes) {
        throw new ProtocolException("eager payload exceeds the credit that was granted");
      }
      peer.eagerOwedBytes += length;
    }
    if (type != FrameType.SKIPPED) {
      peer.traffic.came(length);
    }
    frame.position(base + EnvelopeHeader.LENGTH_BYTES);
    MatchContext context = contexts.get(contextId);
    if (context == null) {
      Envelope envelope = copy(peer, type, frame, base);
      if (contexts.isGone(contextId)) {
        discard(envelope, GivenUp.PLAIN);
      } else {
        hold(envelope);
      }
      return;
    }
    int rank = context.rankOf(peer.process);
    if (rank < 0) {
      throw new ProtocolException("sender is no member of context " + Long.toHexString(contextId));
    }
    if (context.revoked) {
      // Numbers mean nothing any more: some were never given to a message.
      discard(copy(peer, type, frame, base), GivenUp.code(context));
      return;
    }
    int ahead = EnvelopeHeader.sequence(frame, base) - context.nextReceiveSequence[rank];
    if (ahead < 0) {
      throw new ProtocolException("message number was used before");
    }
    if (ahead >= P2pEngine.MAX_AHEAD) {
      throw new ProtocolException("message number is ahead of what can be under way");
    }
    if (ahead > 0) {
      Envelope envelope = copy(peer, type, frame, base);
      envelope.node.source = rank;
      if (!context.keepEarly(envelope)) {
        recycle(envelope);
        throw new ProtocolException("message number was used before");
      }
      return;
    }
    context.nextReceiveSequence[rank]++;
    if (type != FrameType.SKIPPED) {
      deliver(context, peer, rank, type, frame, base);
    }
    deliverEarly(context, rank);
  }

  /** Keeps a message until its context is opened. */
  private void hold(Envelope envelope) {
    Peer peer = envelope.peer;
    int sequence = envelope.sequence;
    if (peer.envelopesForUnknown >= P2pEngine.MAX_REMEMBERED
        || sequence < 0
        || sequence >= P2pEngine.MAX_REMEMBERED + P2pEngine.MAX_AHEAD) {
      recycle(envelope);
      throw new ProtocolException(
          "more than "
              + P2pEngine.MAX_REMEMBERED
              + " messages for communicators that this process does not know");
    }
    contexts.hold(envelope);
  }

  /** An answer to what the peer asks for at will: its number is bounded by what the peer takes. */
  private void answer(Peer peer, byte type, long id, long value) {
    if (peer.controlBacklog.size() >= P2pEngine.MAX_REMEMBERED) {
      throw new ProtocolException("asks for answers and takes none");
    }
    engine.control(peer, type, id, value);
  }

  /**
   * The message whose turn it is, straight from the frame: the path of most messages, without a
   * copy or an allocation.
   */
  private void deliver(
      MatchContext context, Peer peer, int rank, byte type, ByteBuffer frame, int base) {
    long tag = EnvelopeHeader.tag(frame, base);
    long transferId = EnvelopeHeader.transferId(frame, base);
    boolean direct = type == FrameType.EAGER && !isUnwanted(context, peer, tag, transferId);
    RecvOp op = direct ? takePosted(context, rank, tag) : null;
    if (op == null) {
      Envelope envelope = copy(peer, type, frame, base);
      envelope.node.source = rank;
      settle(context, envelope);
      return;
    }
    long length = EnvelopeHeader.lengthBytes(frame, base);
    int taken = (int) Math.min(length, op.payload().lengthBytes());
    EngineException wrong = taken > 0 ? op.unpack(0, frame, taken) : null;
    boolean synchronous =
        (EnvelopeHeader.flags(frame, base) & EnvelopeHeader.FLAG_SYNCHRONOUS) != 0;
    finishEager(peer, length, synchronous, transferId);
    end(op, rank, tag, length, wrong);
    contexts.closeIfIdle(context);
  }

  /** Messages that had overtaken others, as far as it is their turn now. */
  private void deliverEarly(MatchContext context, int rank) {
    for (Envelope envelope = context.takeEarly(rank);
        envelope != null;
        envelope = context.takeEarly(rank)) {
      context.nextReceiveSequence[rank]++;
      if (envelope.skipped) {
        recycle(envelope);
        continue;
      }
      settle(context, envelope);
    }
  }

  /** A copied message whose turn it is: to its receive, to the unexpected ones, or away. */
  private void settle(MatchContext context, Envelope envelope) {
    Peer peer = envelope.peer;
    if (peer.cancelWanted.remove(envelope.transferId) != null) {
      cancelled(peer, envelope);
      return;
    }
    if (context.endedTags.contains(envelope.tag)) {
      discard(envelope, GivenUp.code(context));
      return;
    }
    if (!envelope.eager && peer.failed) {
      // Kept for a context that was opened only now; its bytes will never come.
      recycle(envelope);
      return;
    }
    if (!envelope.eager && !transfers.announce(peer, envelope)) {
      recycle(envelope);
      throw new ProtocolException("request to send does not fit its transfer");
    }
    // Taken last: nonsense must not cost a receive that another sender can meet.
    RecvOp op = takePosted(context, envelope.node.source, envelope.tag);
    if (op != null) {
      match(envelope, op);
      contexts.closeIfIdle(context);
    } else {
      envelope.node.tag = envelope.tag;
      envelope.node.stamp = context.nextStamp();
      context.unexpected.add(envelope.node);
    }
  }

  private static boolean isUnwanted(MatchContext context, Peer peer, long tag, long transferId) {
    return context.endedTags.contains(tag)
        || (transferId != 0 && peer.cancelWanted.get(transferId) != null);
  }

  /** The receive that this message goes to, taken out of its list; or null. */
  private static RecvOp takePosted(MatchContext context, int rank, long tag) {
    MatchNode exact = context.postedExact.firstExact(rank, tag);
    MatchNode wild =
        context.postedWild.isEmpty() ? null : context.postedWild.firstForMessage(rank, tag);
    if (exact == null && wild == null) {
      return null;
    }
    boolean takeExact = wild == null || (exact != null && exact.stamp < wild.stamp);
    MatchNode node = takeExact ? exact : wild;
    (takeExact ? context.postedExact : context.postedWild).remove(node);
    RecvOp op = (RecvOp) node.owner;
    op.setStalled(false);
    return op;
  }

  private void finishEager(Peer peer, long length, boolean synchronous, long transferId) {
    consumed(peer, length);
    if (synchronous) {
      peer.finishedIncoming.add(transferId, transferId + 1);
      engine.control(peer, FrameType.MATCHED, transferId, 0);
    }
  }

  private void consumed(Peer peer, long length) {
    peer.eagerConsumedBytes += length;
    if (peer.eagerConsumedBytes >= P2pEngine.EAGER_CREDIT_BYTES / 4) {
      long back = peer.eagerConsumedBytes;
      peer.eagerConsumedBytes = 0;
      peer.eagerOwedBytes -= back;
      engine.control(peer, FrameType.CREDIT, 0, back);
    }
  }

  private static void onCredit(Peer peer, long bytes) {
    if (bytes < 0 || bytes > P2pEngine.EAGER_CREDIT_BYTES - peer.eagerCreditBytes) {
      throw new ProtocolException("more credit returned than was used");
    }
    peer.eagerCreditBytes += bytes;
  }

  private void onCancel(Peer peer, long transferId, long code) {
    boolean givenUp = code != 0;
    if (transferId <= 0) {
      throw new ProtocolException("cancel names no message");
    }
    if (peer.finishedIncoming.contains(transferId)) {
      answer(peer, FrameType.CANCEL_REPLY, transferId, 0);
      return;
    }
    Envelope waiting = contexts.takeUnexpected(peer, transferId);
    if (waiting != null) {
      cancelled(peer, waiting);
      return;
    }
    InTransfer transfer = peer.incoming.get(transferId);
    if (transfer != null && transfer.op != null) {
      if (givenUp) {
        transfers.senderGaveUp(transfer, code);
      } else {
        answer(peer, FrameType.CANCEL_REPLY, transferId, 0);
      }
      return;
    }
    if (transfer != null && transfer.announced) {
      // Taken by a matched probe: it will be received.
      if (givenUp) {
        transfer.senderGone = code;
      } else {
        answer(peer, FrameType.CANCEL_REPLY, transferId, 0);
      }
      return;
    }
    if (transferId <= 0 || peer.cancelWanted.size() >= P2pEngine.MAX_REMEMBERED) {
      throw new ProtocolException("wants messages cancelled that were never sent");
    }
    peer.cancelWanted.put(transferId, Boolean.TRUE);
  }

  private void cancelled(Peer peer, Envelope envelope) {
    long transferId = envelope.transferId;
    if (envelope.eager) {
      consumed(peer, envelope.lengthBytes);
    } else {
      transfers.forget(peer, transferId);
    }
    peer.finishedIncoming.add(transferId, transferId + 1);
    recycle(envelope);
    engine.control(peer, FrameType.CANCEL_REPLY, transferId, 1);
  }

  private Envelope copy(Peer peer, byte type, ByteBuffer frame, int base) {
    Envelope envelope = freeEnvelopes;
    if (envelope == null) {
      envelope = new Envelope();
    } else {
      freeEnvelopes = envelope.next;
      envelope.next = null;
    }
    envelopesHeld++;
    envelope.peer = peer;
    envelope.contextId = EnvelopeHeader.context(frame, base);
    envelope.skipped = type == FrameType.SKIPPED;
    envelope.sequence = EnvelopeHeader.sequence(frame, base);
    envelope.tag = EnvelopeHeader.tag(frame, base);
    envelope.lengthBytes = EnvelopeHeader.lengthBytes(frame, base);
    envelope.transferId = EnvelopeHeader.transferId(frame, base);
    envelope.synchronous =
        (EnvelopeHeader.flags(frame, base) & EnvelopeHeader.FLAG_SYNCHRONOUS) != 0;
    envelope.eager = type != FrameType.REQUEST_TO_SEND;
    if (Offers.bytes(peer, type, frame, base) > 0) {
      envelope.offeredAddress = EnvelopeHeader.offeredAddress(frame, base);
      envelope.offeredWithdrawals = EnvelopeHeader.offeredWithdrawals(frame, base);
    }
    if (type == FrameType.EAGER && envelope.lengthBytes > 0) {
      envelope.data = pool.take((int) envelope.lengthBytes);
      envelope.data.put(frame).flip();
    }
    return envelope;
  }
}
