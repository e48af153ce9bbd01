package org.jmpi.p2p;

import java.nio.ByteBuffer;
import org.jmpi.error.EngineException;

/** Sends the envelopes of messages whose data do not travel inside them. */
final class Requests {
  private final P2pEngine engine;
  private final Transfers transfers;

  Requests(P2pEngine engine, Transfers transfers) {
    this.engine = engine;
    this.transfers = transfers;
  }

  /** Hands the envelope to the link; false when that has no room. */
  boolean emit(Peer peer, SendOp op, long length) {
    ByteBuffer frame = peer.link.claim(EnvelopeHeader.LENGTH_BYTES);
    if (frame == null) {
      return false;
    }
    if (!SendAhead.fits(peer, op, length)) {
      request(peer, op, length, Offers.make(peer, op, length, frame));
      SendAhead.noteLate(peer, op, length);
      return true;
    }
    SendOp copy = new SendOp();
    EngineException wrong = SendAhead.copy(peer, op, copy);
    if (wrong == null) {
      request(peer, copy, length, frame);
      op.complete();
    } else {
      engine.sendNumberOnly(peer, op);
      op.abort(wrong);
    }
    return true;
  }

  private void request(Peer peer, SendOp op, long length, ByteBuffer frame) {
    op.transferId = peer.nextTransferId++;
    peer.awaitingAnswer.put(op.transferId, op);
    boolean offered = op.offeredAddress != 0;
    int flags = op.mode == SendMode.SYNCHRONOUS ? EnvelopeHeader.FLAG_SYNCHRONOUS : 0;
    EnvelopeHeader.write(
        frame,
        FrameType.REQUEST_TO_SEND,
        (byte) (offered ? flags | EnvelopeHeader.FLAG_OFFERED : flags),
        op.sequence,
        op.context.id(),
        op.tag,
        length,
        op.transferId);
    if (offered) {
      EnvelopeHeader.writeOffer(frame, op.offeredAddress, peer.link.singleCopy().withdrawals());
    }
    peer.link.publish();
    engine.markDirty(peer);
    transfers.startOutgoing(peer, op, length);
  }
}
