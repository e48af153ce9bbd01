package org.jmpi.p2p;

import java.nio.ByteBuffer;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.fault.Recovery;
import org.jmpi.net.ProtocolException;

/**
 * Messages of the recovery protocols between two processes: each in one frame, in any order, never
 * held back by credit. What finds no room waits here.
 */
final class RecoveryFrames {
  private final P2pEngine engine;
  private Recovery recovery;

  RecoveryFrames(P2pEngine engine) {
    this.engine = engine;
  }

  void attach(Recovery protocols) {
    recovery = protocols;
  }

  /**
   * Sends a message; dropped when nobody is there any more.
   *
   * @throws EngineException UNSUPPORTED_OPERATION when no frame of this link takes it: the
   *     communicator has more members than recovery can name there
   */
  void send(Peer peer, byte[] message) {
    int frameBytes = ControlHeader.LENGTH_BYTES + message.length;
    if (frameBytes > peer.link.maxFrameBytes()) {
      throw new EngineException(
          ErrorClass.UNSUPPORTED_OPERATION,
          "a recovery message of "
              + message.length
              + " bytes does not fit the link to process "
              + peer.process
              + ", which takes "
              + (peer.link.maxFrameBytes() - ControlHeader.LENGTH_BYTES)
              + ": the communicator has too many members to be repaired");
    }
    if (peer.failed || peer.finalized) {
      return;
    }
    if (!peer.recoveryBacklog.isEmpty() || !trySend(peer, message)) {
      peer.recoveryBacklog.addLast(message);
    }
  }

  /** Sends what waits; false when there is no room for all. */
  boolean drain(Peer peer) {
    while (!peer.recoveryBacklog.isEmpty()) {
      if (!trySend(peer, peer.recoveryBacklog.peekFirst())) {
        return false;
      }
      peer.recoveryBacklog.removeFirst();
    }
    return true;
  }

  void onFrame(Peer peer, ByteBuffer frame, int base) {
    int length = frame.remaining() - ControlHeader.LENGTH_BYTES;
    if (ControlHeader.value(frame, base) != length) {
      throw new ProtocolException(
          "recovery message says "
              + ControlHeader.value(frame, base)
              + " bytes, frame has "
              + length);
    }
    if (recovery == null) {
      throw new ProtocolException("recovery message, but this process has no recovery protocols");
    }
    ByteBuffer message = frame.duplicate().order(frame.order());
    message.position(base + ControlHeader.LENGTH_BYTES);
    try {
      recovery.onMessage(peer.process, message);
    } catch (IllegalArgumentException e) {
      throw new ProtocolException("recovery message makes no sense: " + e.getMessage());
    }
  }

  private boolean trySend(Peer peer, byte[] message) {
    ByteBuffer frame = peer.link.claim(ControlHeader.LENGTH_BYTES + message.length);
    if (frame == null) {
      return false;
    }
    ControlHeader.write(frame, FrameType.RECOVERY, 0, message.length);
    frame.put(message);
    peer.link.publish();
    engine.markDirty(peer);
    return true;
  }
}
