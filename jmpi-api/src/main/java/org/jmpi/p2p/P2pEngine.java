package org.jmpi.p2p;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.fault.Recovery;
import org.jmpi.net.Link;
import org.jmpi.net.LinkEvents;
import org.jmpi.net.LostChunks;

/**
 * Point-to-point messages of one process: a state machine without I/O, threads or clock. All
 * methods are called under the engine's lock; none blocks. Operations may complete inside a call,
 * and completions may call back in.
 *
 * <p>Protocol (docs/wire-protocol.md): a message up to the link's eager limit travels inside its
 * envelope while the receiver's credit lasts. Otherwise the envelope goes alone and the data follow
 * as bulk chunks, at once up to the early window, the rest when the receive is matched. Envelopes
 * are never held back by credit. Messages of one (context, source, destination) are numbered, so
 * links need not keep order.
 */
public final class P2pEngine implements LinkEvents {
  /** Matches any source (MPI-4.1 §3.2.4). */
  public static final int ANY_SOURCE = -1;

  /** Matches any tag (MPI-4.1 §3.2.4). */
  public static final long ANY_TAG = -1;

  /** Eager payload that a sender may have outstanding at a receiver. */
  public static final int EAGER_CREDIT_BYTES = 1 << 20;

  /**
   * Bulk payload that a sender may have outstanding at a receiver for messages that are not
   * matched.
   */
  public static final int EARLY_WINDOW_BYTES = 4 << 20;

  /**
   * What one peer may make this process remember: messages for contexts that are not open here, its
   * answers that do not go out because it takes none, wishes to cancel messages that have not come,
   * gaps among its finished transfers. Beyond that it breaks the protocol. At 40 to 250 bytes each.
   */
  public static final int MAX_REMEMBERED = 1 << 18;

  /**
   * How far a message may be ahead of one of the same sender and context that is still missing: a
   * session has no more frames under way.
   */
  static final int MAX_AHEAD = 1 << 15;

  private final IntFunction<Link> links;
  private final Consumer<Progress.Work> offload;
  private final BiConsumer<Integer, String> unreachable;
  private final LongMap<Peer> peers = new LongMap<>();
  private final List<Peer> dirtyPeers = new ArrayList<>();
  private final Inbound inbound;
  private final Transfers transfers;
  private final Requests requests;
  private final Contexts contexts;
  private final FinalizedPeers finalizedPeers;
  private final FailedPeers failedPeers;
  private final Revocations revocations;
  private final RecoveryFrames recoveryFrames = new RecoveryFrames(this);
  private Operation awaited;

  /**
   * An engine with no contexts.
   *
   * @param links gives the link to a process, made on first use
   * @param offload runs long work outside the lock
   * @param unreachable hears of processes that a link cannot reach, with the reason; {@link
   *     #onProcessFailed} may follow
   */
  public P2pEngine(
      IntFunction<Link> links,
      Consumer<Progress.Work> offload,
      BiConsumer<Integer, String> unreachable) {
    this.links = links;
    this.offload = offload;
    this.unreachable = unreachable;
    this.contexts = new Contexts(this);
    this.transfers = new Transfers(this);
    this.requests = new Requests(this, transfers);
    this.inbound = new Inbound(this, contexts, transfers);
    this.finalizedPeers = new FinalizedPeers(contexts);
    this.failedPeers = new FailedPeers(contexts, transfers);
    this.revocations = new Revocations(contexts, transfers, peers);
  }

  /**
   * Makes a matching space known. Messages for it that came before are matched now.
   *
   * @param contextId equal at all members, never used before
   * @param processesByRank the process behind each rank that can be addressed
   * @param selfRank this process's rank, or -1 when the ranks are those of a remote group
   */
  public MatchContext openContext(long contextId, int[] processesByRank, int selfRank) {
    MatchContext context = contexts.open(contextId, processesByRank, selfRank);
    failedPeers.markIn(context);
    inbound.deliverHeld(context);
    return context;
  }

  /** No new operations; what is posted still completes; what comes later is discarded. */
  public void closeContext(MatchContext context) {
    contexts.requestClose(context);
  }

  /** Starts a send. */
  public void send(SendOp op, Completion completion) {
    MatchContext context = op.context;
    op.start(completion);
    if (context.barred) {
      op.abort(context.refusal());
      return;
    }
    Peer peer = peer(context.process(op.dest));
    if (peer.failed) {
      op.abort(context.failure(op.dest));
      return;
    }
    if (peer.finalized) {
      FinalizedPeers.sendInVain(peer, op);
      return;
    }
    op.peer = peer;
    op.sequence = context.nextSendSequence[op.dest]++;
    if (peer.queueHead != null || !emit(peer, op)) {
      peer.enqueue(op);
    }
  }

  /**
   * Starts a receive. One from any source stalls ({@link Operation#isStalled}) while a member has
   * failed and that is not acknowledged.
   */
  public void recv(RecvOp op, Completion completion) {
    MatchContext context = op.context;
    op.start(completion);
    if (context.barred) {
      op.abort(context.refusal());
      return;
    }
    MatchNode waiting = context.unexpected.firstForReceive(op.node.source, op.node.tag);
    if (waiting != null) {
      context.unexpected.remove(waiting);
      inbound.match((Envelope) waiting.owner, op);
      return;
    }
    boolean any = op.node.source == ANY_SOURCE;
    EngineException failure = any ? null : context.failureFor(op.node.source);
    if (failure == null) {
      failure = finalizedPeers.reasonFor(context, op.node.source);
    }
    if (failure != null) {
      op.abort(failure);
      return;
    }
    op.node.stamp = context.nextStamp();
    boolean wild = any || op.node.tag == ANY_TAG;
    (wild ? context.postedWild : context.postedExact).add(op.node);
    if (any && context.hasUnacknowledged()) {
      op.setStalled(true);
    }
  }

  /**
   * Looks for a message without receiving it.
   *
   * @return false when there is none; {@code status} is then unchanged
   */
  public boolean probe(MatchContext context, int source, long tag, StatusRecord status) {
    MatchNode node = context.unexpected.firstForReceive(source, tag);
    if (node == null) {
      return false;
    }
    status.set(node.source, node.tag, ((Envelope) node.owner).lengthBytes, false);
    return true;
  }

  /** Takes a message out of matching; null when there is none. */
  public MatchedMessage matchProbe(MatchContext context, int source, long tag) {
    MatchNode node = context.unexpected.firstForReceive(source, tag);
    if (node == null) {
      return null;
    }
    context.unexpected.remove(node);
    return new MatchedMessage(context, (Envelope) node.owner);
  }

  /** Receives what {@link #matchProbe} took. */
  public void recvMatched(MatchedMessage message, RecvOp op, Completion completion) {
    Envelope envelope = message.envelope;
    if (envelope == null) {
      throw new EngineException(ErrorClass.REQUEST, "this matched message was received already");
    }
    message.envelope = null;
    op.from(message.context, envelope.node.source, envelope.tag);
    op.start(completion);
    if (message.context.revoked) {
      inbound.discard(envelope, GivenUp.code(message.context));
      op.abort(message.context.revocation());
      return;
    }
    if (envelope.peer.failed && !envelope.eager) {
      EngineException reason = FailedPeers.failure(envelope.peer);
      inbound.recycle(envelope);
      op.abort(reason);
      return;
    }
    inbound.match(envelope, op);
  }

  /**
   * Asks for an operation to be cancelled (MPI-4.1 §3.8.4). A receive that is not matched is
   * cancelled at once; a send when the receiver agrees; otherwise the operation goes on.
   */
  public void cancel(Operation operation) {
    if (operation.isDone()) {
      return;
    }
    if (operation instanceof RecvOp) {
      RecvOp op = (RecvOp) operation;
      if (op.node.linked) {
        unpost(op);
        op.completeCancelled();
      }
    } else if (operation instanceof SendOp) {
      cancelSend((SendOp) operation);
    }
  }

  /**
   * Ends an interval of tags of a collective context: posted receives in [tagFrom, tagTo) complete
   * as cancelled, messages that are there or come later are discarded; their senders are told the
   * class of {@code reason} where it is PROC_FAILED or REVOKED.
   */
  public void endInstance(MatchContext context, long tagFrom, long tagTo, EngineException reason) {
    context.endedTags.add(tagFrom, tagTo);
    context.endCode = Math.max(context.endCode, GivenUp.code(reason));
    List<RecvOp> posted = new ArrayList<>();
    for (MatchNode n = context.postedExact.first(); n != null; n = n.orderNext) {
      if (n.tag >= tagFrom && n.tag < tagTo) {
        posted.add((RecvOp) n.owner);
      }
    }
    List<Envelope> unexpected = new ArrayList<>();
    for (MatchNode n = context.unexpected.first(); n != null; n = n.orderNext) {
      if (n.tag >= tagFrom && n.tag < tagTo) {
        unexpected.add((Envelope) n.owner);
      }
    }
    for (Envelope envelope : unexpected) {
      context.unexpected.remove(envelope.node);
      inbound.discard(envelope, GivenUp.code(context));
    }
    for (RecvOp op : posted) {
      // Ending one may have started it anew, with another tag.
      if (op.node.linked && op.node.tag >= tagFrom && op.node.tag < tagTo) {
        unpost(op);
        op.completeCancelled();
      }
    }
  }

  /**
   * Ends a send or receive that cannot be waited for: a collective that has failed lets go of the
   * user's buffer. A receive whose data are being copied at this moment ends when that is over.
   */
  public void abandon(Operation operation, EngineException reason) {
    if (operation.isDone()) {
      return;
    }
    if (operation instanceof RecvOp) {
      RecvOp op = (RecvOp) operation;
      if (op.node.linked) {
        unpost(op);
        op.abort(reason);
      } else if (op.transfer != null) {
        transfers.abandonIncoming(op.transfer, reason);
      }
    } else if (operation instanceof SendOp) {
      abandonSend((SendOp) operation, reason);
    }
  }

  /** A process is dead: everything that needs it ends with an error, now and later. */
  public void onProcessFailed(int process, String cause) {
    failedPeers.onFailed(process, cause, peers.get(process));
  }

  /** True when {@link #onProcessFailed} was called for it. */
  public boolean isFailed(int process) {
    return failedPeers.causeOf(process) != null;
  }

  /**
   * The program knows that this member has failed: receives from any source go on without it (ULFM,
   * MPI_Comm_ack_failed).
   */
  public void acknowledge(MatchContext context, int rank) {
    contexts.acknowledge(context, rank);
  }

  /**
   * What a wait for an operation raises that goes on (PROC_FAILED_PENDING); null when it is not
   * stalled.
   */
  public static EngineException stall(Operation operation) {
    return operation.isStalled() ? ((RecvOp) operation).context.pendingFailure() : null;
  }

  /**
   * The communicator is revoked: what is under way there ends with REVOKED, and so does what is
   * started later; what comes late is discarded.
   */
  public void revoke(MatchContext context) {
    revocations.revoke(context);
  }

  /** Says who takes messages of the recovery protocols; without, they are an error of the peer. */
  public void attachRecovery(Recovery recovery) {
    recoveryFrames.attach(recovery);
  }

  /**
   * Sends a message of the recovery protocols; never blocks.
   *
   * @param message not changed afterwards
   */
  public void sendRecovery(int process, byte[] message) {
    if (!isFailed(process)) {
      recoveryFrames.send(peer(process), message);
    }
  }

  /** Sends on their way whatever was published since the last call. */
  public void flush() {
    flushLinks();
    while (transfers.hasBroken()) {
      transfers.giveUpBroken();
      flushLinks();
    }
  }

  private void flushLinks() {
    for (int i = 0; i < dirtyPeers.size(); i++) {
      Peer peer = dirtyPeers.get(i);
      peer.dirty = false;
      if (!peer.failed) {
        peer.link.flush();
      }
    }
    dirtyPeers.clear();
  }

  /** True when {@link #flush} has something to do. */
  public boolean needsFlush() {
    return !dirtyPeers.isEmpty() || transfers.hasBroken();
  }

  /**
   * Tells every peer that nothing will come any more. Call it when {@link #isDrained}; drained
   * again means all know.
   */
  public void sayFinalized() {
    peers.forEach(
        new Consumer<>() {
          @Override
          public void accept(Peer peer) {
            control(peer, FrameType.FINALIZED, 0, 0);
          }
        });
  }

  /** Who has finalized. */
  public FinalizedPeers finalizedPeers() {
    return finalizedPeers;
  }

  /**
   * True when every peer that is still there has everything that this process sent; also messages
   * whose requests were freed (MPI-4.1 §11.2.2).
   */
  public boolean isDrained() {
    Peer.Drained drained = new Peer.Drained();
    peers.forEach(drained);
    return drained.all;
  }

  /**
   * Messages that are here and not matched; each costs about 150 bytes beside its eager payload.
   */
  public int envelopesHeld() {
    return inbound.envelopesHeld();
  }

  /** A few lines for people: links, and what is outstanding. */
  public String report() {
    StringBuilder text = new StringBuilder();
    text.append("unmatched messages: ").append(envelopesHeld()).append('\n');
    peers.forEach(peer -> text.append(peer.describe()).append('\n'));
    contexts.report(text);
    return text.toString();
  }

  /** What went to and came from a process; null while there is no link to it. */
  public Traffic traffic(int process) {
    return peers.get(process) == null ? null : peers.get(process).traffic;
  }

  @Override
  public void onFrame(Link link, ByteBuffer frame) {
    inbound.onFrame(peer(link.peer()), frame);
  }

  @Override
  public void onBulk(Link link, long transferId, long offset, ByteBuffer chunk) {
    transfers.onChunk(peer(link.peer()), transferId, offset, chunk);
  }

  @Override
  public void onWritable(Link link) {
    Peer peer = peer(link.peer());
    while (!peer.controlBacklog.isEmpty()) {
      long[] note = peer.controlBacklog.peekFirst();
      if (!tryControl(peer, (byte) note[0], note[1], note[2])) {
        return;
      }
      peer.controlBacklog.removeFirst();
    }
    if (!recoveryFrames.drain(peer)) {
      return;
    }
    while (peer.queueHead != null) {
      SendOp op = peer.queueHead;
      // Out of the queue first: completing it may start another send to this peer.
      if (!canEmit(peer, op)) {
        return;
      }
      peer.dequeue();
      if (!emit(peer, op)) {
        throw new IllegalStateException("link took a claim back: " + peer.link.report());
      }
    }
  }

  @Override
  public void onBulkLost(Link link) {
    Peer peer = peer(link.peer());
    if (!peer.failed) {
      transfers.askWhatArrived(peer);
    }
  }

  @Override
  public void onBulkLost(Link link, LostChunks chunks) {
    Peer peer = peer(link.peer());
    if (!peer.failed) {
      transfers.askWhatArrived(peer, chunks);
    }
  }

  @Override
  public boolean isAwaitedDone() {
    return awaited != null && awaited.isDone();
  }

  /** Names what the thread that polls waits for; null when that is no single operation. */
  public void setAwaited(Operation operation) {
    awaited = operation;
  }

  @Override
  public void onUnreachable(Link link, String reason) {
    unreachable.accept(link.peer(), reason);
  }

  // ---- for the other classes of this room

  Peer peer(int process) {
    Peer peer = peers.get(process);
    if (peer == null) {
      peer = new Peer(process, links.apply(process));
      String cause = failedPeers.causeOf(process);
      if (cause != null) {
        peer.failed = true;
        peer.failureCause = cause;
      }
      peers.put(process, peer);
    }
    return peer;
  }

  void markDirty(Peer peer) {
    if (!peer.dirty) {
      peer.dirty = true;
      dirtyPeers.add(peer);
    }
  }

  void control(Peer peer, byte type, long id, long value) {
    if (peer.failed) {
      return;
    }
    if (!peer.controlBacklog.isEmpty() || !tryControl(peer, type, id, value)) {
      peer.controlBacklog.addLast(new long[] {type, id, value});
    }
  }

  void offload(Progress.Work work) {
    offload.accept(work);
  }

  void unpost(RecvOp op) {
    MatchContext context = op.context;
    boolean wild = op.node.source == ANY_SOURCE || op.node.tag == ANY_TAG;
    (wild ? context.postedWild : context.postedExact).remove(op.node);
    contexts.closeIfIdle(context);
  }

  Inbound inbound() {
    return inbound;
  }

  RecoveryFrames recoveryFrames() {
    return recoveryFrames;
  }

  /** A peer has broken the protocol where no connection can be blamed: it is taken for dead. */
  void onProtocolBroken(int process, String reason) {
    onProcessFailed(process, reason);
    unreachable.accept(process, reason);
  }

  /** A process has left Finalize, and its last words were heard or are lost. Under the lock. */
  public void onLeft(int process) {
    Peer peer = peers.get(process);
    if (peer != null && !peer.failed) {
      onFinalized(peer);
    }
  }

  void onFinalized(Peer peer) {
    finalizedPeers.onFinalized(peer);
  }

  private boolean canEmit(Peer peer, SendOp op) {
    long length = op.payload().lengthBytes();
    int frameBytes = EnvelopeHeader.LENGTH_BYTES + (goesEager(peer, length) ? (int) length : 0);
    // A claim that is not published is simply replaced by the next one.
    return peer.link.claim(frameBytes) != null;
  }

  private static boolean goesEager(Peer peer, long length) {
    return length <= peer.link.eagerLimitBytes() && length <= peer.eagerCreditBytes;
  }

  /** Hands the message to the link; false when that has no room. */
  private boolean emit(Peer peer, SendOp op) {
    if (op.skip) {
      return emitSkip(peer, op);
    }
    long length = op.payload().lengthBytes();
    return goesEager(peer, length)
        ? emitEager(peer, op, (int) length)
        : requests.emit(peer, op, length);
  }

  private boolean emitEager(Peer peer, SendOp op, int length) {
    ByteBuffer frame = peer.link.claim(EnvelopeHeader.LENGTH_BYTES + length);
    if (frame == null) {
      return false;
    }
    boolean synchronous = op.mode == SendMode.SYNCHRONOUS;
    if (synchronous) {
      op.transferId = peer.nextTransferId++;
      peer.awaitingAnswer.put(op.transferId, op);
    }
    byte flags = synchronous ? EnvelopeHeader.FLAG_SYNCHRONOUS : 0;
    EnvelopeHeader.write(
        frame, FrameType.EAGER, flags, op.sequence, op.context.id(), op.tag, length, op.transferId);
    EngineException wrong = op.pack(0, frame, length);
    if (wrong != null) {
      peer.awaitingAnswer.remove(op.transferId);
      sendNumberOnly(peer, op);
      op.abort(wrong);
      return true;
    }
    peer.link.publish();
    peer.eagerCreditBytes -= length;
    peer.traffic.sent(length);
    markDirty(peer);
    if (!synchronous) {
      op.complete();
    }
    return true;
  }

  private boolean tryControl(Peer peer, byte type, long id, long value) {
    if (type == FrameType.ARRIVED) {
      return transfers.tryReportArrived(peer, id);
    }
    ByteBuffer frame = peer.link.claim(ControlHeader.LENGTH_BYTES);
    if (frame == null) {
      return false;
    }
    ControlHeader.write(frame, type, id, value);
    peer.link.publish();
    markDirty(peer);
    return true;
  }

  private void cancelSend(SendOp op) {
    Peer peer = op.peer;
    if (peer.awaitingAnswer.get(op.transferId) == op) {
      op.cancelAsked = true;
      control(peer, FrameType.CANCEL, op.transferId, 0);
    } else if (peer.isQueued(op)) {
      replaceQueued(peer, op);
      op.completeCancelled();
    }
  }

  private void abandonSend(SendOp op, EngineException reason) {
    Peer peer = op.peer;
    if (peer.awaitingAnswer.get(op.transferId) == op) {
      transfers.giveUpOutgoing(op, reason);
    } else if (peer.isQueued(op)) {
      replaceQueued(peer, op);
      op.abort(reason);
    }
  }

  /**
   * The number of a send that is given up before it was sent is still sent: the receiver waits for
   * it.
   */
  private void replaceQueued(Peer peer, SendOp op) {
    peer.replaceQueued(op, op.numberOnly(peer));
  }

  /** As {@link #replaceQueued}, when the link had room a moment ago. */
  void sendNumberOnly(Peer peer, SendOp op) {
    SendOp skip = op.numberOnly(peer);
    if (!emitSkip(peer, skip)) {
      peer.enqueue(skip);
    }
  }

  private boolean emitSkip(Peer peer, SendOp op) {
    ByteBuffer frame = peer.link.claim(EnvelopeHeader.LENGTH_BYTES);
    if (frame == null) {
      return false;
    }
    EnvelopeHeader.write(
        frame, FrameType.SKIPPED, (byte) 0, op.sequence, op.context.id(), op.tag, 0, 0);
    peer.link.publish();
    markDirty(peer);
    op.complete();
    return true;
  }
}
