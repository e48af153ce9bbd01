package org.jmpi.p2p;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jmpi.data.Layout;
import org.jmpi.error.EngineException;

/**
 * Standard sends of medium size over long links: they are done when they are copied, as small ones
 * are, and the copy is what is sent. Otherwise one blocking send after the other would wait a round
 * trip for the receiver's answer each. MPI leaves buffering to the implementation (MPI-4.1 §3.4).
 */
final class SendAhead {
  /** Longer messages fill a link by themselves, and copying them costs more than the wait. */
  private static final long MAX_MESSAGE_BYTES = 1 << 20;

  private SendAhead() {}

  /** A message that goes from the user's buffer, for want of room. */
  record Late(SendOp op, long transferId) {}

  /** True when the link gains by it and has room in what it may keep. */
  static boolean fits(Peer peer, SendOp op, long lengthBytes) {
    return isMedium(peer, op, lengthBytes)
        && lengthBytes <= peer.link.sendAheadBytes() - peer.aheadBytes;
  }

  /**
   * A message that was sent from the user's buffer is copied when there is room: if its sender
   * waited for the receiver's answer, all copies would be gone by then, and the link idle.
   */
  static void noteLate(Peer peer, SendOp op, long lengthBytes) {
    if (isMedium(peer, op, lengthBytes)) {
      peer.aheadLate.add(new Late(op, op.transferId));
    }
  }

  private static boolean isMedium(Peer peer, SendOp op, long lengthBytes) {
    return op.mode != SendMode.SYNCHRONOUS
        && lengthBytes <= Math.min(MAX_MESSAGE_BYTES, peer.link.sendAheadBytes())
        && lengthBytes > peer.link.eagerLimitBytes();
  }

  /**
   * Makes {@code copy} a send of the same message from memory of its own.
   *
   * @return what is wrong with the user's buffer, or null
   */
  static EngineException copy(Peer peer, SendOp op, SendOp copy) {
    int lengthBytes = (int) op.payload().lengthBytes();
    byte[] memory = new byte[lengthBytes];
    ByteBuffer target = ByteBuffer.wrap(memory).order(ByteOrder.LITTLE_ENDIAN);
    EngineException wrong = op.pack(0, target, lengthBytes);
    if (wrong == null) {
      copy.to(op.context, op.dest, op.tag, op.mode);
      copy.payload().set(memory, 0, lengthBytes, Layout.BYTE);
      peer.aheadBytes += lengthBytes;
      copy.start(done -> copyIsOver(peer, done, lengthBytes));
      copy.peer = peer;
      copy.sequence = op.sequence;
    }
    return wrong;
  }

  /** Where it ends with an error, others of its communicator or peer are about to, too. */
  private static void copyIsOver(Peer peer, Operation done, int lengthBytes) {
    peer.aheadBytes -= lengthBytes;
    if (done.error() == null) {
      copyLate(peer);
    }
  }

  private static void copyLate(Peer peer) {
    for (Late late = peer.aheadLate.peekFirst(); late != null; late = peer.aheadLate.peekFirst()) {
      SendOp op = late.op();
      boolean waits = peer.awaitingAnswer.get(late.transferId()) == op && !op.cancelAsked;
      if (waits && !fits(peer, op, op.payload().lengthBytes())) {
        return;
      }
      peer.aheadLate.removeFirst();
      SendOp copy = waits ? new SendOp() : null;
      // A buffer that cannot be read is the transfer's to find out.
      if (waits && copy(peer, op, copy) == null) {
        copy.transferId = late.transferId();
        copy.transfer = op.transfer;
        copy.transfer.handOver(copy);
        peer.awaitingAnswer.put(late.transferId(), copy);
        op.complete();
      }
    }
  }
}
