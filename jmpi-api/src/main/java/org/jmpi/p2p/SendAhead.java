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

  /** True when the link gains by it and has room in what it may keep. */
  static boolean fits(Peer peer, SendOp op, long lengthBytes) {
    return op.mode != SendMode.SYNCHRONOUS
        && lengthBytes <= MAX_MESSAGE_BYTES
        && lengthBytes > peer.link.eagerLimitBytes()
        && lengthBytes <= peer.link.sendAheadBytes() - peer.aheadBytes;
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
      copy.start(done -> peer.aheadBytes -= lengthBytes);
      copy.peer = peer;
      copy.sequence = op.sequence;
    }
    return wrong;
  }
}
