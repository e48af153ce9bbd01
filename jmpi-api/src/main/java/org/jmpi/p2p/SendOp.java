package org.jmpi.p2p;

import java.nio.ByteBuffer;
import org.jmpi.data.Payload;
import org.jmpi.error.EngineException;

/** A send. Reusable after it is done; the payload is set before {@link P2pEngine#send}. */
public final class SendOp extends Operation {
  private final Payload payload = new Payload();
  MatchContext context;
  int dest;
  long tag;
  SendMode mode = SendMode.STANDARD;
  int sequence;
  Peer peer;

  /**
   * Names the message when the receiver has to answer; 0 while it is not sent or needs no answer.
   */
  long transferId;

  /** The payload's way out, for messages that do not travel inside their envelope. */
  OutTransfer transfer;

  /** Where the receiver may read the payload in this process's memory; 0: nowhere. */
  long offeredAddress;

  /** The receiver has been asked to let go of it. */
  boolean cancelAsked;

  /** Stands for a message that was given up: only its number is sent. */
  boolean skip;

  /** Next in the queue of a peer whose link has no room. */
  SendOp nextQueued;

  /** The data: set it before the send. */
  public Payload payload() {
    return payload;
  }

  /** Addresses the message. */
  public SendOp to(MatchContext context, int destRank, long tag, SendMode mode) {
    this.context = context;
    this.dest = destRank;
    this.tag = tag;
    this.mode = mode;
    return this;
  }

  /** What stands in the numbering for this send when it is given up before it was sent. */
  SendOp numberOnly(Peer receiver) {
    SendOp skipped = new SendOp();
    skipped.to(context, dest, tag, SendMode.STANDARD);
    skipped.payload().setEmpty();
    skipped.start(null);
    skipped.skip = true;
    skipped.peer = receiver;
    skipped.sequence = sequence;
    return skipped;
  }

  void start(Completion completion) {
    begin(completion);
    transferId = 0;
    transfer = null;
    offeredAddress = 0;
    cancelAsked = false;
    nextQueued = null;
  }

  /**
   * Copies bytes of the user's buffer to {@code target}, whose position is advanced in any case.
   *
   * @return what is wrong with that buffer, or null: it is this send that fails then, not the
   *     engine
   */
  EngineException pack(long positionBytes, ByteBuffer target, int lengthBytes) {
    int end = target.position() + lengthBytes;
    try {
      payload.pack(positionBytes, target, lengthBytes);
      return null;
    } catch (EngineException e) {
      target.position(end);
      return e;
    }
  }

  /** The link takes no more of it. */
  void stopBulk() {
    if (transfer != null) {
      peer.link.stopBulk(transfer);
    }
  }

  void complete() {
    release();
    succeed();
  }

  void completeCancelled() {
    release();
    status().cancelled = true;
    succeed();
  }

  void abort(EngineException reason) {
    release();
    fail(reason);
  }

  /** Nothing of the engine refers to the user's memory from here on. */
  private void release() {
    Offers.withdraw(this);
    transfer = null;
    peer = null;
    context = null;
    payload.clear();
  }
}
