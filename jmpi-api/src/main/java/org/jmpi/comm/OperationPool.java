package org.jmpi.comm;

import java.util.ArrayDeque;
import org.jmpi.p2p.RecvOp;
import org.jmpi.p2p.SendOp;

/** Sends and receives of blocking calls, used again and again. Under the engine's lock. */
final class OperationPool {
  private static final int KEEP = 64;

  private final ArrayDeque<SendOp> sends = new ArrayDeque<>(KEEP);
  private final ArrayDeque<RecvOp> receives = new ArrayDeque<>(KEEP);

  SendOp takeSend() {
    SendOp op = sends.pollLast();
    return op != null ? op : new SendOp();
  }

  RecvOp takeReceive() {
    RecvOp op = receives.pollLast();
    return op != null ? op : new RecvOp();
  }

  void give(SendOp op) {
    if (sends.size() < KEEP) {
      sends.addLast(op);
    }
  }

  void give(RecvOp op) {
    if (receives.size() < KEEP) {
      receives.addLast(op);
    }
  }
}
