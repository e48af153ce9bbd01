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
 * takes no time of its own; a call that is much longer than that begins when it has ended. Every
 * member installs what came out between the same two calls: before the one that waited, else after
 * the one that did not. Whether a call takes one along, and waits, depends on its length and the
 * agreed rates alone.
 */
final class RateExchange {
  private final Collectives messages;
  private final Progress progress;

  /** Null where there is nothing to agree on. */
  private final RateAgreement agreement;

  private long[] sums;
  private Operation operation;

  /** A call is under way that has taken an agreement along. */
  private boolean isTaken;

  private boolean isAwaited;

  RateExchange(Collectives messages, Progress progress, RateAgreement agreement) {
    this.messages = messages;
    this.progress = progress;
    this.agreement = agreement;
  }

  /** Before a call of so many bytes: as its {@link Shape} says, the same at all members. */
  void begin(long callBytes) {
    start(callBytes);
    if (isAwaited) {
      install();
    }
  }

  /** {@link #begin} without waiting: the agreement, or null where the call takes none along. */
  Operation start(long callBytes) {
    isAwaited = false;
    if (agreement == null || !agreement.isDue(callBytes)) {
      return null;
    }
    isAwaited = agreement.isAwaited(callBytes, messages.tiers().rates());
    sums = agreement.contribution();
    String announced = messages.lastAlgorithm(CollectiveKind.ALLREDUCE);
    operation =
        messages.startAllReduce(
            Collectives.IN_PLACE, 0, sums, 0, sums.length, Layout.LONG, ReduceOps.SUM);
    messages.ran(CollectiveKind.ALLREDUCE, announced);
    isTaken = true;
    return operation;
  }

  /** Whether the call that was begun last has to wait for its agreement. */
  boolean isAwaited() {
    return isAwaited;
  }

  /** After the call, however it ended. */
  void finish() {
    install();
    if (isTaken) {
      isTaken = false;
      agreement.sample();
    }
  }

  /** Waits for the agreement, if it has not been installed, and does so. */
  void install() {
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
  }
}
