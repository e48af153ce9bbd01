package org.jmpi.p2p;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.net.LostChunks;
import org.jmpi.net.ProtocolException;

/**
 * Rendezvous: large messages, and small ones that found no credit. Data start with the request,
 * within the early window; the receiver's answer lifts the limit. A send is done when the receiver
 * has everything, so that a lost connection can be made good from the user's buffer.
 */
final class Transfers {
  /** What a kept chunk costs beside its bytes, so that many tiny ones are bounded too. */
  private static final int EARLY_OVERHEAD_BYTES = 64;

  /** Chunks start at multiples of this, so that no element is cut in two. */
  private static final long CHUNK_ALIGNMENT_BYTES = 64;

  /** More kept bytes than this are copied outside the lock. */
  private static final long INLINE_COPY_BYTES = 128 << 10;

  private static final int MAX_RANGES_REPORTED = 60;

  /** Chunks come in order on a connection; each loss of one leaves a gap or two. */
  private static final int MAX_RANGES = 1 << 14;

  private final P2pEngine engine;
  private final Offers offers;

  /** Sends whose buffers cannot be read, to be given up outside the link's calls. */
  private final ArrayDeque<OutTransfer> broken = new ArrayDeque<>(0);

  Transfers(P2pEngine engine) {
    this.engine = engine;
    this.offers = new Offers(engine, this);
  }

  // ---- sender

  void startOutgoing(Peer peer, SendOp op, long length) {
    peer.traffic.sent(length);
    boolean offered = op.offeredAddress != 0;
    // The receiver counts the overhead too: a flood of tiny messages must fit its bound.
    long most = offered ? 0 : Math.min(length, peer.earlyWindowBytes - EARLY_OVERHEAD_BYTES);
    long early = Math.max(0, most);
    if (early < length) {
      early -= early % CHUNK_ALIGNMENT_BYTES;
    }
    long charge = early == 0 ? 0 : early + EARLY_OVERHEAD_BYTES;
    peer.earlyWindowBytes -= charge;
    op.transfer = new OutTransfer(op.transferId, op, early, charge, broken);
    op.transfer.offered = offered;
    op.transfer.timer = offered ? null : Offers.timer(peer, op);
    if (early > 0) {
      peer.link.startBulk(op.transfer);
    }
  }

  void onClearToSend(Peer peer, long transferId, long wantedBytes) {
    SendOp op = peer.awaitingAnswer.get(transferId);
    if (op == null) {
      return; // given up here meanwhile
    }
    if (op.transfer == null || wantedBytes < 0 || wantedBytes > op.payload().lengthBytes()) {
      throw new ProtocolException("clear-to-send does not fit its request");
    }
    returnEarlyCharge(peer, op);
    Offers.onDeclined(peer, op);
    op.transfer.accept(wantedBytes);
    if (op.transfer.hasMore()) {
      peer.link.startBulk(op.transfer);
    }
  }

  void onDone(Peer peer, long transferId, long readNs) {
    SendOp op = peer.awaitingAnswer.get(transferId);
    if (op != null) {
      Offers.onDone(peer, op, readNs);
    }
    onMatched(peer, transferId);
  }

  void onMatched(Peer peer, long transferId) {
    SendOp op = answered(peer, transferId);
    if (op != null) {
      op.complete();
    }
  }

  void onCancelReply(Peer peer, long transferId, boolean cancelled) {
    if (!cancelled) {
      returnAbandonedCharge(peer, transferId);
      return;
    }
    SendOp op = answered(peer, transferId);
    if (op != null) {
      op.completeCancelled();
    }
  }

  void onDropped(Peer peer, long transferId, long code) {
    SendOp op = answered(peer, transferId);
    if (op != null) {
      op.abort(
          GivenUp.error(
              code,
              ErrorClass.COMM,
              "the message cannot be received: the receiver has freed or given up the"
                  + " communicator"));
    }
  }

  /** A send that waits for an answer ends here. */
  void giveUpOutgoing(SendOp op, EngineException reason) {
    Peer peer = op.peer;
    peer.awaitingAnswer.remove(op.transferId);
    op.stopBulk();
    keepEarlyCharge(peer, op);
    engine.control(peer, FrameType.CANCEL, op.transferId, GivenUp.code(reason));
    op.abort(reason);
  }

  void returnEarlyCharge(Peer peer, SendOp op) {
    if (op.transfer != null) {
      peer.earlyWindowBytes += op.transfer.earlyChargeBytes;
      op.transfer.earlyChargeBytes = 0;
    }
  }

  /** The send is given up here; what it holds of the window is free when the receiver knows. */
  void keepEarlyCharge(Peer peer, SendOp op) {
    if (op.transfer != null && op.transfer.earlyChargeBytes > 0) {
      peer.abandonedCharges.put(op.transferId, op.transfer.earlyChargeBytes);
      op.transfer.earlyChargeBytes = 0;
    }
  }

  private static void returnAbandonedCharge(Peer peer, long transferId) {
    Long charge = peer.abandonedCharges.remove(transferId);
    if (charge != null) {
      peer.earlyWindowBytes += charge;
    }
  }

  /** True when {@link #giveUpBroken} has something to do. */
  boolean hasBroken() {
    return !broken.isEmpty();
  }

  /** Ends the sends whose buffers could not be read. */
  void giveUpBroken() {
    while (!broken.isEmpty()) {
      OutTransfer transfer = broken.pollFirst();
      if (transfer.op().transfer == transfer) {
        engine.abandon(transfer.op(), transfer.failure());
      }
    }
  }

  private SendOp answered(Peer peer, long transferId) {
    SendOp op = peer.awaitingAnswer.remove(transferId);
    if (op != null) {
      returnEarlyCharge(peer, op);
      op.stopBulk();
      Offers.letGo(op);
    } else {
      returnAbandonedCharge(peer, transferId);
    }
    return op;
  }

  /** All connections are gone: for each message under way, ask what arrived. */
  void askWhatArrived(Peer peer) {
    List<SendOp> underWay = new ArrayList<>();
    peer.awaitingAnswer.forEach(
        op -> {
          if (op.transfer != null && op.transfer.sentUpTo() > 0) {
            underWay.add(op);
          }
        });
    for (SendOp op : underWay) {
      op.transfer.doubtAll();
      ask(peer, op);
    }
  }

  /** One of several connections is gone: ask for the messages that it carried parts of. */
  void askWhatArrived(Peer peer, LostChunks chunks) {
    List<SendOp> touched = new ArrayList<>();
    for (int i = 0; i < chunks.count(); i++) {
      SendOp op = peer.awaitingAnswer.get(chunks.transferId(i));
      if (op != null && op.transfer != null) {
        op.transfer.doubt(chunks.start(i), chunks.end(i));
        if (!touched.contains(op)) {
          touched.add(op);
        }
      }
    }
    for (SendOp op : touched) {
      ask(peer, op);
    }
  }

  private void ask(Peer peer, SendOp op) {
    op.transfer.asked();
    engine.control(peer, FrameType.QUERY, op.transferId, 0);
  }

  /** The answer: what is in doubt and not in its ranges is sent again. */
  void onArrived(Peer peer, ByteBuffer frame, int base) {
    int ranges = (frame.remaining() - ControlHeader.LENGTH_BYTES) / 16;
    SendOp op = peer.awaitingAnswer.get(ControlHeader.id(frame, base));
    if (op == null || op.transfer == null || !op.transfer.answered()) {
      return;
    }
    OutTransfer transfer = op.transfer;
    long end = Math.min(transfer.sentUpTo(), transfer.limit());
    long at = 0;
    for (int i = 0; i < ranges; i++) {
      long from = frame.getLong(base + ControlHeader.LENGTH_BYTES + 16 * i);
      long to = frame.getLong(base + ControlHeader.LENGTH_BYTES + 16 * i + 8);
      if (from < at || to < from) {
        throw new ProtocolException("ranges of arrived bytes are not in order");
      }
      transfer.missing(at, Math.min(from, end));
      at = Math.min(to, end);
    }
    transfer.missing(at, end);
    transfer.settle();
    if (transfer.hasMore()) {
      peer.link.startBulk(transfer);
    }
  }

  // ---- receiver

  /**
   * An envelope has come to its turn; its chunks may be here already.
   *
   * @return false when it does not fit what is known of its transfer
   */
  boolean announce(Peer peer, Envelope envelope) {
    if (envelope.transferId <= 0 || peer.finishedIncoming.contains(envelope.transferId)) {
      return false;
    }
    InTransfer transfer = incoming(peer, envelope.transferId);
    if (transfer.announced || arrivedEnd(transfer) > envelope.lengthBytes) {
      return false;
    }
    transfer.announced = true;
    transfer.lengthBytes = envelope.lengthBytes;
    transfer.source = envelope.node.source;
    transfer.tag = envelope.tag;
    transfer.envelope = envelope;
    transfer.offeredAddress = envelope.offeredAddress;
    transfer.offeredWithdrawals = envelope.offeredWithdrawals;
    return true;
  }

  /** The receive for an announced transfer is there. */
  void match(InTransfer transfer, RecvOp op) {
    if (transfer.senderGone != 0) {
      finished(transfer);
      engine.control(transfer.peer, FrameType.CANCEL_REPLY, transfer.transferId, 1);
      op.abort(gaveUp(transfer, transfer.senderGone));
      return;
    }
    transfer.op = op;
    op.transfer = transfer;
    transfer.wantedBytes = Math.min(transfer.lengthBytes, op.payload().lengthBytes());
    if (!isComplete(transfer)) {
      if (offers.take(transfer)) {
        return;
      }
      clearToSend(transfer);
    }
    takeEarly(transfer);
  }

  /** The data are to come through the link. */
  void clearToSend(InTransfer transfer) {
    engine.control(
        transfer.peer, FrameType.CLEAR_TO_SEND, transfer.transferId, transfer.wantedBytes);
  }

  /** All that is wanted is in the user's buffer, by another way than the link. */
  void onRead(InTransfer transfer) {
    transfer.arrived.add(0, transfer.wantedBytes);
    completeIfWhole(transfer);
  }

  /** Moves kept chunks to the user's buffer: here, or outside the lock when there is much of it. */
  void takeEarly(InTransfer transfer) {
    long kept = transfer.keptBytes;
    transfer.peer.earlyHeldBytes -= transfer.earlyChargeBytes;
    transfer.earlyChargeBytes = 0;
    InTransfer.Early early = transfer.takeKept();
    if (kept > INLINE_COPY_BYTES) {
      transfer.copying = true;
      engine.offload(new EarlyCopy(transfer, early));
      return;
    }
    EngineException wrong = copyEarly(transfer, early);
    if (wrong != null) {
      abandonIncoming(transfer, wrong);
    } else {
      completeIfWhole(transfer);
    }
  }

  void onChunk(Peer peer, long transferId, long offset, ByteBuffer chunk) {
    if (peer.failed || peer.finishedIncoming.contains(transferId)) {
      return;
    }
    int length = chunk.remaining();
    if (transferId <= 0 || offset < 0 || length == 0 || offset + length < 0) {
      throw new ProtocolException("malformed bulk chunk");
    }
    InTransfer transfer = incoming(peer, transferId);
    if (transfer.announced && offset + length > transfer.lengthBytes) {
      throw new ProtocolException("bulk chunk beyond the end of its message");
    }
    if (transfer.arrived.containsAll(offset, offset + length)) {
      return;
    }
    if (transfer.op == null || transfer.copying) {
      keepEarly(transfer, offset, chunk);
      return;
    }
    if (transfer.failure == null && offset < transfer.wantedBytes) {
      int taken = (int) Math.min(length, transfer.wantedBytes - offset);
      EngineException wrong = transfer.op.unpack(offset, chunk, taken);
      if (wrong != null) {
        abandonIncoming(transfer, wrong);
        return;
      }
    }
    noteArrived(transfer, offset, length);
    completeIfWhole(transfer);
  }

  /** Forgets a transfer that will not be received. */
  void forget(Peer peer, long transferId) {
    InTransfer transfer = peer.incoming.remove(transferId);
    if (transfer != null) {
      peer.earlyHeldBytes -= transfer.earlyChargeBytes;
      transfer.takeKept();
    }
  }

  /** The sender has given up a message that is being received. */
  void senderGaveUp(InTransfer transfer, long code) {
    abandonIncoming(transfer, gaveUp(transfer, code));
  }

  /**
   * Ends the receive of a transfer that is under way; at once, or when the copy that is running is
   * over.
   */
  void abandonIncoming(InTransfer transfer, EngineException reason) {
    if (transfer.copying) {
      transfer.failure = reason;
      return;
    }
    RecvOp op = transfer.op;
    finished(transfer);
    engine.control(transfer.peer, FrameType.DROPPED, transfer.transferId, GivenUp.code(reason));
    op.abort(reason);
  }

  /** All transfers from a dead peer: collects the receives that end with {@code reason}. */
  void failIncoming(
      Peer peer, EngineException reason, List<Operation> doomed, List<EngineException> reasons) {
    peer.incoming.forEach(
        transfer -> {
          if (transfer.copying) {
            transfer.failure = reason;
          } else if (transfer.op != null) {
            // Whoever abandons it meanwhile must not end it twice.
            transfer.op.transfer = null;
            doomed.add(transfer.op);
            reasons.add(reason);
          }
        });
    peer.incoming.clear();
    peer.earlyHeldBytes = 0;
  }

  boolean tryReportArrived(Peer peer, long transferId) {
    InTransfer transfer = peer.incoming.get(transferId);
    int ranges =
        transfer == null ? 0 : Math.min(MAX_RANGES_REPORTED, transfer.arrived.rangeCount());
    ByteBuffer frame = peer.link.claim(ControlHeader.LENGTH_BYTES + 16 * ranges);
    if (frame == null) {
      return false;
    }
    ControlHeader.write(frame, FrameType.ARRIVED, transferId, 0);
    for (int i = 0; i < ranges; i++) {
      frame.putLong(transfer.arrived.start(i)).putLong(transfer.arrived.end(i));
    }
    peer.link.publish();
    engine.markDirty(peer);
    return true;
  }

  private InTransfer incoming(Peer peer, long transferId) {
    InTransfer transfer = peer.incoming.get(transferId);
    if (transfer == null) {
      transfer = new InTransfer(peer, transferId);
      peer.incoming.put(transferId, transfer);
    }
    return transfer;
  }

  private void keepEarly(InTransfer transfer, long offset, ByteBuffer chunk) {
    int length = chunk.remaining();
    int kept = length;
    if (transfer.copying) {
      // These were asked for, and are bounded by the receive: they do not count as early.
      kept = (int) Math.max(0, Math.min(length, transfer.wantedBytes - offset));
      if (transfer.keptBytes + kept > 2 * (transfer.wantedBytes + P2pEngine.EARLY_WINDOW_BYTES)) {
        throw new ProtocolException("bulk data overlap");
      }
    } else {
      chargeEarly(transfer, offset + length, length + EARLY_OVERHEAD_BYTES);
    }
    noteArrived(transfer, offset, length);
    if (kept > 0) {
      byte[] data = new byte[kept];
      chunk.get(data);
      transfer.keep(new InTransfer.Early(offset, data));
    }
  }

  private static void chargeEarly(InTransfer transfer, long end, int chargeBytes) {
    Peer peer = transfer.peer;
    if (end > P2pEngine.EARLY_WINDOW_BYTES
        || peer.earlyHeldBytes + chargeBytes > 2L * P2pEngine.EARLY_WINDOW_BYTES) {
      throw new ProtocolException("bulk data exceed the early window that was granted");
    }
    peer.earlyHeldBytes += chargeBytes;
    transfer.earlyChargeBytes += chargeBytes;
  }

  private static void noteArrived(InTransfer transfer, long offset, int length) {
    transfer.arrived.add(offset, offset + length);
    if (transfer.arrived.rangeCount() > MAX_RANGES) {
      throw new ProtocolException("bulk data leave more than " + MAX_RANGES + " gaps");
    }
  }

  /** Returns what is wrong with the user's buffer, or null. */
  private static EngineException copyEarly(InTransfer transfer, InTransfer.Early early) {
    for (InTransfer.Early e = early; e != null; e = e.next) {
      if (e.offset < transfer.wantedBytes) {
        int taken = (int) Math.min(e.data.length, transfer.wantedBytes - e.offset);
        ByteBuffer data = ByteBuffer.wrap(e.data).order(ByteOrder.LITTLE_ENDIAN);
        EngineException wrong = transfer.op.unpack(e.offset, data, taken);
        if (wrong != null) {
          return wrong;
        }
      }
    }
    return null;
  }

  private void completeIfWhole(InTransfer transfer) {
    if (transfer.copying || !isComplete(transfer)) {
      return;
    }
    RecvOp op = transfer.op;
    finished(transfer);
    engine.control(transfer.peer, FrameType.DONE, transfer.transferId, transfer.readNs);
    op.complete(transfer.source, transfer.tag, transfer.lengthBytes);
  }

  /** The copy is over that the receive's end had to wait for. */
  void endFailed(InTransfer transfer) {
    boolean peerAlive = !transfer.peer.failed;
    RecvOp op = transfer.op;
    finished(transfer);
    if (peerAlive) {
      long code = GivenUp.code(transfer.failure);
      engine.control(transfer.peer, FrameType.DROPPED, transfer.transferId, code);
    }
    op.abort(transfer.failure);
  }

  private static boolean isComplete(InTransfer transfer) {
    return transfer.arrived.containsAll(0, transfer.wantedBytes);
  }

  private static void finished(InTransfer transfer) {
    Peer peer = transfer.peer;
    peer.incoming.remove(transfer.transferId);
    peer.finishedIncoming.add(transfer.transferId, transfer.transferId + 1);
    peer.earlyHeldBytes -= transfer.earlyChargeBytes;
    transfer.earlyChargeBytes = 0;
    transfer.takeKept();
  }

  private static long arrivedEnd(InTransfer transfer) {
    int ranges = transfer.arrived.rangeCount();
    return ranges == 0 ? 0 : transfer.arrived.end(ranges - 1);
  }

  private static EngineException gaveUp(InTransfer transfer, long code) {
    return GivenUp.error(
        code,
        ErrorClass.OTHER,
        "rank " + transfer.source + " gave up the message with tag " + transfer.tag);
  }

  /**
   * Copies what was kept into the user's buffer; what comes meanwhile is kept too, so that only one
   * thread writes there.
   */
  private final class EarlyCopy implements Progress.Work {
    private final InTransfer transfer;
    private final InTransfer.Early early;
    private EngineException wrong;

    EarlyCopy(InTransfer transfer, InTransfer.Early early) {
      this.transfer = transfer;
      this.early = early;
    }

    @Override
    public void run() {
      wrong = copyEarly(transfer, early);
    }

    @Override
    public void finished(Throwable failure) {
      transfer.copying = false;
      if (failure != null) {
        transfer.failure =
            new EngineException(ErrorClass.INTERN, "copying a kept message failed", failure);
      } else if (transfer.failure == null) {
        transfer.failure = wrong;
      }
      if (transfer.failure == null) {
        takeEarly(transfer);
      } else {
        endFailed(transfer);
      }
    }
  }
}
