package org.jmpi.coll;

import org.jmpi.data.Layout;
import org.jmpi.data.ReduceOps;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.Progress;
import org.jmpi.topology.LinkRates;
import org.jmpi.topology.RateAgreement;

/**
 * Takes an agreement on the rates between sites along with long blocking collectives: a small
 * allReduce of what the members measured in the calls before, beside the call itself, so that it
 * takes no time of its own. Every member installs what came out when the call is over, before the
 * next: between the same two calls. Whether a call takes one along depends on its length alone.
 */
final class RateExchange {
  private final Collectives messages;
  private final Progress progress;

  /** Null where there is nothing to agree on. */
  private final RateAgreement agreement;

  private long[] sums;
  private Operation operation;

  RateExchange(Collectives messages, Progress progress, RateAgreement agreement) {
    this.messages = messages;
    this.progress = progress;
    this.agreement = agreement;
  }

  /** Before a call of so many bytes: as its {@link Shape} says, the same at all members. */
  void begin(long callBytes) {
    if (agreement == null || !agreement.isDue(callBytes)) {
      return;
    }
    sums = agreement.contribution();
    String announced = messages.lastAlgorithm(CollectiveKind.ALLREDUCE);
    operation =
        messages.startAllReduce(
            Collectives.IN_PLACE, 0, sums, 0, sums.length, Layout.LONG, ReduceOps.SUM);
    messages.ran(CollectiveKind.ALLREDUCE, announced);
  }

  /** After the call, however it ended. */
  void finish() {
    if (operation == null) {
      return;
    }
    Operation ended = operation;
    operation = null;
    if (!ended.isDone()) {
      progress.await(ended);
    }
    if (ended.error() == null) {
      LinkRates before = messages.tiers().rates();
      LinkRates agreed = agreement.agreed(sums, before);
      if (agreed != before) {
        messages.rates(agreed);
      }
    }
    messages.recycle(ended);
    agreement.sample();
  }
}
