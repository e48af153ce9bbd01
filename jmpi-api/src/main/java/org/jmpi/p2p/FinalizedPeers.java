package org.jmpi.p2p;

import java.util.ArrayList;
import java.util.List;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/**
 * Peers that are gone in good order. All they ever sent is here, so what still waits for them, and
 * what is started later, would wait in vain.
 */
public final class FinalizedPeers {
  private final Contexts contexts;
  private final LongMap<Peer> peers = new LongMap<>();

  FinalizedPeers(Contexts contexts) {
    this.contexts = contexts;
  }

  /** Ends whatever waits for this peer. */
  void onFinalized(Peer peer) {
    if (peer.finalized) {
      return;
    }
    peer.finalized = true;
    peers.put(peer.process, peer);
    peer.link.peerFinalized();
    List<Operation> doomed = new ArrayList<>();
    contexts.collectExactReceives(peer.process, doomed);
    peer.awaitingAnswer.forEach(
        op -> {
          op.stopBulk();
          doomed.add(op);
        });
    peer.awaitingAnswer.clear();
    List<SendOp> queued = new ArrayList<>();
    while (peer.queueHead != null) {
      queued.add(peer.dequeue());
    }
    contexts.closeAllIdle();
    EngineException reason = reason(peer);
    for (Operation operation : doomed) {
      GivenUp.abort(operation, reason);
    }
    for (SendOp op : queued) {
      if (!op.isDone()) {
        sendInVain(peer, op);
      }
    }
  }

  /** True when this one has. */
  public boolean contains(int process) {
    return peers.get(process) != null;
  }

  /** True when nobody has. */
  public boolean isEmpty() {
    return peers.size() == 0;
  }

  /** Why a receive from {@code source} would never end, or null. */
  EngineException reasonFor(MatchContext context, int source) {
    if (peers.size() == 0 || source == P2pEngine.ANY_SOURCE || source == context.selfRank()) {
      return null;
    }
    Peer peer = peers.get(context.process(source));
    return peer == null ? null : reason(peer);
  }

  /** A small message that nobody will receive is as good as lost; an answer would never come. */
  static void sendInVain(Peer peer, SendOp op) {
    boolean waits =
        op.mode == SendMode.SYNCHRONOUS || op.payload().lengthBytes() > peer.link.eagerLimitBytes();
    if (waits) {
      op.abort(reason(peer));
    } else {
      op.complete();
    }
  }

  private static EngineException reason(Peer peer) {
    return new EngineException(
        ErrorClass.OTHER,
        "process "
            + peer.process
            + " has called Finalize: this operation would wait for it for ever");
  }
}
