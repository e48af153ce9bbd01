package org.jmpi.comm;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.function.Function;
import org.jmpi.coll.HostUnits;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.fault.Contribution;
import org.jmpi.fault.Decision;
import org.jmpi.fault.Recovery;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.Progress;

/**
 * What User-Level Failure Mitigation gives a communicator (ULFM, the fault tolerance chapter that
 * is proposed for MPI): knowledge of failures, revocation, agreement, and a communicator of those
 * that live. All of it works on a revoked communicator.
 *
 * <p>What needs other members raises UNSUPPORTED_OPERATION where no implementation of {@link
 * Recovery} is on the class path.
 */
public final class Repair {
  /** In the flags of a shrink: memory for the new communicator is there. */
  private static final int HAVE_SPARES = 1;

  private final Communicator communicator;
  private final Process process;
  private int acknowledged;
  private ErrorRange range = ErrorRange.LOCAL;
  private MemoryAgreement memory;

  Repair(Communicator communicator) {
    this.communicator = communicator;
    this.process = communicator.process();
  }

  /** True when the recovery protocols are there. */
  public boolean isSupported() {
    return process.recovery() != null;
  }

  /**
   * Ends all that is under way and all that will be started, at every living member (ULFM,
   * MPI_Comm_revoke). Not collective; again does nothing.
   */
  public void revoke() {
    locked(
        () -> {
          recovery().revoke(communicator.id());
          return null;
        });
  }

  /** True when this or another member has revoked it (ULFM, MPI_Comm_is_revoked). Polls once. */
  public boolean isRevoked() {
    return locked(
        () -> {
          process.progress().poll();
          return communicator.context().isRevoked();
        });
  }

  /**
   * The members that this process knows to be dead, in the order in which it learned of them (ULFM,
   * MPI_Comm_get_failed): a later answer begins with all earlier ones. Of an intercommunicator
   * those of both groups.
   */
  public ProcessGroup failed() {
    return locked(() -> process.failedOf(communicator.members()));
  }

  /**
   * Acknowledges the first {@code count} of {@link #failed} (ULFM, MPI_Comm_ack_failed): receives
   * from any source and agreements no longer complain of them.
   *
   * @return how many are acknowledged now; never fewer than before
   */
  public int acknowledge(int count) {
    if (count < 0) {
      throw new EngineException(
          ErrorClass.ARG, "the number of failures to acknowledge, " + count + ", is negative");
    }
    return locked(
        () -> {
          ProcessGroup failed = process.failedOf(communicator.members());
          for (; acknowledged < Math.min(count, failed.size()); acknowledged++) {
            int rank = communicator.context().rankOf(failed.process(acknowledged));
            if (rank >= 0) {
              process.engine().acknowledge(communicator.context(), rank);
            }
          }
          return acknowledged;
        });
  }

  /**
   * Takes part in the next agreement and waits for its end (ULFM, MPI_Comm_agree): over memory that
   * all members share while they have some and nobody is known to be dead, else by messages. Ends
   * as {@link #startAgree} does; the error is in the operation.
   */
  public AgreeOperation agree(int flag) {
    return await(flag, new Unacknowledged());
  }

  /** As {@link #startAgreeFailed}, and waits for its end. */
  public AgreeOperation agreeFailed() {
    return await(-1, new Always());
  }

  /**
   * Takes part in the next agreement (ULFM, MPI_Comm_iagree). Ends with PROC_FAILED, at all members
   * or none, when a member is dead whose failure not every member had acknowledged; the result is
   * there all the same.
   */
  public AgreeOperation startAgree(int flag) {
    return start(flag, new Unacknowledged());
  }

  /** Takes part in an agreement on who has failed; ends well whoever has. */
  public AgreeOperation startAgreeFailed() {
    return start(-1, new Always());
  }

  /**
   * Takes part in an agreement that ends well, at all members or none, when nobody is dead and all
   * have said yes; otherwise with PROC_FAILED.
   */
  AgreeOperation startVote(boolean yes) {
    return start(
        yes ? 1 : 0,
        decision ->
            decision.failed().isEmpty() && (decision.flags() & 1) == 1
                ? null
                : new EngineException(
                    ErrorClass.PROC_FAILED,
                    "members have failed (ranks " + decision.failed() + "); shrink, and try again",
                    group(decision.failed()).processes(),
                    null));
  }

  /**
   * Starts to make a communicator of those that live, in their order (ULFM, MPI_Comm_ishrink). Of
   * an intercommunicator an intercommunicator.
   */
  public Shrinking startShrink() {
    return locked(
        () -> {
          HostUnits spares = communicator.blocking().giveSpares();
          return new Shrinking(
              start(spares == null ? ~HAVE_SPARES : -1, this::unshrinkable), spares);
        });
  }

  /** A shrink under way. */
  public final class Shrinking {
    private final AgreeOperation operation;
    private final HostUnits spares;

    Shrinking(AgreeOperation operation, HostUnits spares) {
      this.operation = operation;
      this.spares = spares;
    }

    /** To wait for. */
    public Operation operation() {
      return operation;
    }

    /** The new communicator, once the operation is done without an error. */
    public Communicator finish() {
      Decision decision = operation.decision();
      ProcessGroup failed = operation.agreed().failed();
      ProcessGroup remote = communicator.remoteGroup();
      Communicator made =
          communicator.open(
              decision.proposal(),
              communicator.group().difference(failed),
              remote == null ? null : remote.difference(failed),
              "");
      if (spares != null && (decision.flags() & HAVE_SPARES) != 0) {
        made.blocking().inherit(spares);
      }
      return made;
    }
  }

  /** Waits for a shrink and finishes it (ULFM, MPI_Comm_shrink). */
  public Communicator shrink() {
    Shrinking shrinking = startShrink();
    communicator.await(shrinking.operation());
    if (shrinking.operation().error() != null) {
      throw shrinking.operation().error();
    }
    return shrinking.finish();
  }

  /** Says which failures revoke the communicator by themselves; those that are known count too. */
  public void setErrorRange(ErrorRange newRange) {
    locked(
        () -> {
          if (newRange != ErrorRange.LOCAL) {
            recovery();
          }
          range = newRange;
          boolean failed =
              newRange == ErrorRange.GROUP
                  ? process.failedOf(communicator.members()).size() > 0
                  : process.hasFailed();
          if (failed) {
            revokeByRange();
          }
          return null;
        });
  }

  // ---- under the lock

  void onProcessFailed(int failedProcess) {
    int failedRank = communicator.members().rankOf(failedProcess);
    if (failedRank >= 0) {
      communicator.collectives().onProcessFailed(failedRank);
      if (memory != null) {
        memory.giveUp();
      }
    }
    if (failedRank >= 0 || range == ErrorRange.UNIVERSE) {
      revokeByRange();
    }
  }

  void onRevoked() {
    process.engine().revoke(communicator.context());
    process.engine().revoke(communicator.collectiveContext());
    communicator.collectives().onRevoked();
  }

  private void revokeByRange() {
    if (range != ErrorRange.LOCAL && !communicator.context().isRevoked()) {
      recovery().revoke(communicator.id());
    }
  }

  private AgreeOperation await(int flag, Function<Decision, EngineException> verdict) {
    AgreeOperation operation = locked(() -> overMemory(flag, verdict));
    communicator.await(operation);
    return operation;
  }

  private AgreeOperation overMemory(int flag, Function<Decision, EngineException> verdict) {
    MemoryAgreement way = memory();
    if (way == null || !way.run(flag, process.newContextId())) {
      return start(flag, verdict);
    }
    AgreeOperation operation = new AgreeOperation();
    Decision decision = new Decision(way.flags(), new BitSet(), new BitSet(), way.proposal());
    Agreed agreed = new Agreed((int) decision.flags(), ProcessGroup.EMPTY, false);
    operation.finish(decision, agreed, verdict.apply(decision));
    return operation;
  }

  /** Null when no agreement can be decided over memory. */
  private MemoryAgreement memory() {
    if (memory == null) {
      ByteBuffer beside = communicator.blocking().beside();
      if (beside == null) {
        return null;
      }
      memory = new MemoryAgreement(communicator, beside);
      if (!communicator.blocking().isBesideShared()
          || process.failedOf(communicator.members()).size() > 0) {
        memory.giveUp();
      }
    }
    return memory.isOpen() ? memory : null;
  }

  private AgreeOperation start(int flag, Function<Decision, EngineException> verdict) {
    return locked(
        () -> {
          AgreeOperation operation = new AgreeOperation();
          recovery();
          MemoryAgreement way = memory();
          if (way != null) {
            // Others may wait there for this member's part.
            way.leave();
          }
          recovery()
              .agree(communicator.id(), contribution(flag), d -> onDecided(operation, d, verdict));
          return operation;
        });
  }

  private Contribution contribution(int flag) {
    ProcessGroup known = process.failedOf(communicator.members());
    BitSet failed = new BitSet();
    BitSet acked = new BitSet();
    for (int i = 0; i < known.size(); i++) {
      int rank = communicator.members().rankOf(known.process(i));
      failed.set(rank);
      acked.set(rank, i < acknowledged);
    }
    return new Contribution(flag, failed, acked, process.newContextId());
  }

  private void onDecided(
      AgreeOperation operation, Decision decision, Function<Decision, EngineException> verdict) {
    ProcessGroup failed = group(decision.failed());
    Agreed agreed = new Agreed((int) decision.flags(), failed, decision.hasUnacknowledged());
    Runnable finish = () -> operation.finish(decision, agreed, verdict.apply(decision));
    if (process.knowsFailed(failed)) {
      finish.run();
    } else {
      process.learn(failed, finish);
    }
  }

  private final class Unacknowledged implements Function<Decision, EngineException> {
    @Override
    public EngineException apply(Decision decision) {
      return decision.hasUnacknowledged() ? unacknowledged(decision) : null;
    }
  }

  private static final class Always implements Function<Decision, EngineException> {
    @Override
    public EngineException apply(Decision decision) {
      return null;
    }
  }

  private EngineException unacknowledged(Decision decision) {
    BitSet news = (BitSet) decision.failed().clone();
    news.andNot(decision.acknowledged());
    return new EngineException(
        ErrorClass.PROC_FAILED,
        "members have failed that not all have acknowledged (ranks "
            + decision.failed()
            + "); acknowledge the failures and agree again, or shrink",
        group(news).processes(),
        null);
  }

  private EngineException unshrinkable(Decision decision) {
    ProcessGroup failed = group(decision.failed());
    if (failed.contains(process.index())) {
      return new EngineException(
          ErrorClass.PROC_ABORTED, "the other members have taken this process for dead");
    }
    ProcessGroup remote = communicator.remoteGroup();
    if (remote != null && remote.difference(failed).size() == 0) {
      return new EngineException(
          ErrorClass.PROC_FAILED,
          "no process of the remote group is left",
          failed.processes(),
          null);
    }
    return null;
  }

  private ProcessGroup group(BitSet ranks) {
    return communicator.members().incl(ranks.stream().toArray());
  }

  private Recovery recovery() {
    Recovery recovery = process.recovery();
    if (recovery == null) {
      throw new EngineException(
          ErrorClass.UNSUPPORTED_OPERATION,
          "revoke, agree and shrink need the recovery protocols: put jmpi-ulfm-recovery on the"
              + " class path of all processes");
    }
    return recovery;
  }

  private <T> T locked(java.util.function.Supplier<T> call) {
    Progress progress = process.progress();
    progress.enter();
    try {
      return call.get();
    } finally {
      progress.exit();
    }
  }
}
