package org.jmpi.p2p;

import java.util.ArrayList;
import java.util.List;
import org.jmpi.error.EngineException;

/**
 * Ends all that a revoked communicator has under way. Sends that were not sent yet leave a gap in
 * the numbering: whoever misses them is revoked soon.
 */
final class Revocations {
  private final Contexts contexts;
  private final Transfers transfers;
  private final LongMap<Peer> peers;

  Revocations(Contexts contexts, Transfers transfers, LongMap<Peer> peers) {
    this.contexts = contexts;
    this.transfers = transfers;
    this.peers = peers;
  }

  void revoke(MatchContext context) {
    if (context.revoked) {
      return;
    }
    context.revoke();
    List<RecvOp> posted = new ArrayList<>();
    Contexts.takeAll(context.postedExact, posted);
    Contexts.takeAll(context.postedWild, posted);
    List<InTransfer> incoming = new ArrayList<>();
    List<SendOp> queued = new ArrayList<>();
    List<SendOp> unanswered = new ArrayList<>();
    peers.forEach(peer -> collect(peer, context, incoming, queued, unanswered));
    contexts.discardAll(context);
    EngineException reason = context.revocation();
    // Completions call back in: each of these may be over when its turn comes, or be another one.
    for (RecvOp op : posted) {
      GivenUp.abort(op, reason);
    }
    for (InTransfer transfer : incoming) {
      if (transfer.op != null && transfer.op.transfer == transfer) {
        transfers.abandonIncoming(transfer, reason);
      }
    }
    for (SendOp op : queued) {
      GivenUp.abort(op, reason);
    }
    for (SendOp op : unanswered) {
      if (op.context == context && op.peer.awaitingAnswer.get(op.transferId) == op) {
        transfers.giveUpOutgoing(op, reason);
      }
    }
    contexts.closeIfIdle(context);
  }

  private static void collect(
      Peer peer,
      MatchContext context,
      List<InTransfer> incoming,
      List<SendOp> queued,
      List<SendOp> unanswered) {
    peer.incoming.forEach(
        transfer -> {
          if (transfer.op != null && transfer.op.context == context) {
            incoming.add(transfer);
          }
        });
    peer.dequeueAllOf(context, queued);
    peer.awaitingAnswer.forEach(
        op -> {
          if (op.context == context) {
            unanswered.add(op);
          }
        });
  }
}
