package org.jmpi.p2p;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.net.SingleCopy;

/**
 * Long messages that the receiver reads from the sender's memory. The request carries the address;
 * the receiver answers with DONE when it has read, or with CLEAR_TO_SEND when it would rather have
 * the data sent. A sender that lets go of its buffer earlier says so in memory that both see, so
 * that what was read meanwhile is not taken for the message.
 */
final class Offers {
  /** So much is read at a time: others get their turn in between. */
  private static final int PIECE_BYTES = 1 << 20;

  /** Shorter messages are read at once, under the lock, which takes up to some 30 µs. */
  private static final long INLINE_BYTES = 128 << 10;

  private final P2pEngine engine;
  private final Transfers transfers;

  Offers(P2pEngine engine, Transfers transfers) {
    this.engine = engine;
    this.transfers = transfers;
  }

  // ---- sender

  /**
   * Offers the payload where that is possible and pays; {@code op.offeredAddress} says whether.
   *
   * @param frame claimed for a request without an offer
   * @return the frame for the request
   */
  static ByteBuffer make(Peer peer, SendOp op, long lengthBytes, ByteBuffer frame) {
    SingleCopy single = peer.link.singleCopy();
    Buffer source = single == null ? null : op.payload().directBuffer();
    if (source == null) {
      return frame;
    }
    long address = single.offer(source, op.payload().startByte(), lengthBytes);
    if (address == 0) {
      return frame;
    }
    ByteBuffer longer = peer.link.claim(EnvelopeHeader.LENGTH_BYTES + EnvelopeHeader.OFFER_BYTES);
    if (longer == null) {
      return peer.link.claim(EnvelopeHeader.LENGTH_BYTES);
    }
    op.offeredAddress = address;
    return longer;
  }

  /**
   * Who times how long it takes to copy this message, which is not offered, to the link; null where
   * that need not be known.
   */
  static SingleCopy timer(Peer peer, SendOp op) {
    SingleCopy single = peer.link.singleCopy();
    boolean isTimed = single != null && op.payload().directBuffer() != null && single.isTimed();
    return isTimed ? single : null;
  }

  static void onDeclined(Peer peer, SendOp op) {
    if (op.transfer.offered) {
      op.transfer.offered = false;
      peer.link.singleCopy().wasDeclined(op.payload().lengthBytes());
    }
  }

  /**
   * The receiver has everything.
   *
   * @param readNs how long it says that reading took
   */
  static void onDone(Peer peer, SendOp op, long readNs) {
    OutTransfer transfer = op.transfer;
    if (transfer == null) {
      return;
    }
    long lengthBytes = op.payload().lengthBytes();
    if (transfer.offered) {
      peer.link.singleCopy().wasRead(lengthBytes, readNs);
    } else if (transfer.timer != null && transfer.sentUpTo() == lengthBytes) {
      peer.link.singleCopy().wasSent(lengthBytes, transfer.copyNs());
    }
  }

  /** The receiver will not read it any more. */
  static void letGo(SendOp op) {
    if (op.transfer != null) {
      op.transfer.offered = false;
    }
  }

  /** The send ends: unless the receiver has let go, it may be reading, and must not rely on it. */
  static void withdraw(SendOp op) {
    if (op.transfer != null && op.transfer.offered) {
      op.transfer.offered = false;
      op.peer.link.singleCopy().withdraw();
    }
  }

  // ---- receiver

  /** How many bytes an envelope without payload has behind its header. */
  static int bytes(Peer peer, byte type, ByteBuffer frame, int base) {
    boolean offered =
        type == FrameType.REQUEST_TO_SEND
            && (EnvelopeHeader.flags(frame, base) & EnvelopeHeader.FLAG_OFFERED) != 0
            && peer.link.singleCopy() != null;
    return offered ? EnvelopeHeader.OFFER_BYTES : 0;
  }

  /**
   * Reads a matched message from the sender's memory, now or soon.
   *
   * @return false when it has to come through the link
   */
  boolean take(InTransfer transfer) {
    if (transfer.offeredAddress == 0 || transfer.arrived.rangeCount() > 0) {
      return false;
    }
    SingleCopy single = transfer.peer.link.singleCopy();
    Buffer target = transfer.op.payload().directBuffer();
    if (target == null || transfer.op.payload().isReadOnly() || !single.canRead(target)) {
      return false;
    }
    Read read = new Read(transfer, single, target);
    if (transfer.wantedBytes > INLINE_BYTES || !single.isReady()) {
      transfer.copying = true;
      engine.offload(read);
      return true;
    }
    read.run();
    if (read.succeeded()) {
      transfers.onRead(transfer);
      return true;
    }
    transfer.offeredAddress = 0;
    return false;
  }

  /** Reads piece by piece, outside the lock. */
  private final class Read implements Progress.Work {
    private final InTransfer transfer;
    private final SingleCopy single;
    private final Buffer target;
    private final long startByte;
    private long doneBytes;
    private boolean timed;
    private boolean wrong;

    Read(InTransfer transfer, SingleCopy single, Buffer target) {
      this.transfer = transfer;
      this.single = single;
      this.target = target;
      startByte = transfer.op.payload().startByte();
    }

    @Override
    public void run() {
      int length = (int) Math.min(PIECE_BYTES, transfer.wantedBytes - doneBytes);
      boolean isTimed = single.isReady() && transfer.wantedBytes == transfer.lengthBytes;
      long startNs = single.nowNs();
      wrong =
          !single.read(transfer.offeredAddress + doneBytes, target, startByte + doneBytes, length);
      // A first read has to find out how; and the sender knows the whole message's length only.
      timed = isTimed && (timed || doneBytes == 0);
      transfer.readNs = timed ? transfer.readNs + single.nowNs() - startNs : 0;
      doneBytes += length;
    }

    /** After the last piece: it is the message that was read. */
    boolean succeeded() {
      return !wrong && !single.isWithdrawn(transfer.offeredWithdrawals);
    }

    @Override
    public void finished(Throwable failure) {
      if (failure != null && transfer.failure == null) {
        transfer.failure =
            new EngineException(
                ErrorClass.INTERN, "reading a message from the sender's memory failed", failure);
      }
      if (transfer.failure == null && !wrong && doneBytes < transfer.wantedBytes) {
        engine.offload(this);
        return;
      }
      transfer.copying = false;
      if (transfer.failure != null) {
        transfers.endFailed(transfer);
      } else if (succeeded()) {
        transfers.onRead(transfer);
      } else {
        transfer.offeredAddress = 0;
        transfer.readNs = 0;
        transfers.clearToSend(transfer);
        transfers.takeEarly(transfer);
      }
    }
  }
}
