package org.jmpi.p2p;

import java.util.ArrayList;
import java.util.List;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/** Processes that are dead, and the end of all that needs them. */
final class FailedPeers {
  private final Contexts contexts;
  private final Transfers transfers;
  private final LongMap<String> causes = new LongMap<>();

  FailedPeers(Contexts contexts, Transfers transfers) {
    this.contexts = contexts;
    this.transfers = transfers;
  }

  /** Why, for people; null when the process is not known to be dead. */
  String causeOf(int process) {
    return causes.get(process);
  }

  /** Tells a new context of its dead members. */
  void markIn(MatchContext context) {
    if (causes.size() == 0) {
      return;
    }
    for (int rank = 0; rank < context.size(); rank++) {
      String cause = causes.get(context.process(rank));
      if (cause != null) {
        context.markFailed(rank, cause);
      }
    }
  }

  /**
   * Ends what needs this process; once.
   *
   * @param peer null when there was nothing with it
   */
  void onFailed(int process, String cause, Peer peer) {
    if (causes.get(process) != null) {
      return;
    }
    causes.put(process, cause);
    List<Operation> doomed = new ArrayList<>();
    List<EngineException> reasons = new ArrayList<>();
    contexts.markFailed(process, cause, doomed, reasons);
    if (peer != null) {
      endAllOf(peer, cause, doomed, reasons);
    }
    contexts.closeAllIdle();
    for (int i = 0; i < doomed.size(); i++) {
      GivenUp.abort(doomed.get(i), reasons.get(i));
    }
  }

  private void endAllOf(
      Peer peer, String cause, List<Operation> doomed, List<EngineException> reasons) {
    peer.failed = true;
    peer.failureCause = cause;
    EngineException reason = failure(peer);
    while (peer.queueHead != null) {
      doomed.add(peer.dequeue());
      reasons.add(reason);
    }
    peer.awaitingAnswer.forEach(
        op -> {
          op.stopBulk();
          doomed.add(op);
          reasons.add(reason);
        });
    peer.awaitingAnswer.clear();
    peer.controlBacklog.clear();
    peer.recoveryBacklog.clear();
    transfers.failIncoming(peer, reason, doomed, reasons);
    peer.link.close();
  }

  static EngineException failure(Peer peer) {
    return new EngineException(
        ErrorClass.PROC_FAILED,
        "process " + peer.process + " has failed: " + peer.failureCause,
        new int[] {peer.process},
        null);
  }
}
