package org.jmpi.p2p;

import java.util.Arrays;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/**
 * One matching space: a communicator has one for point-to-point messages and one for its
 * collectives. Numbers the messages of each (source, destination) so that MPI's order holds though
 * links do not keep order.
 */
public final class MatchContext {
  private final long id;
  private final int[] processes;
  private final int selfRank;
  private final boolean identity;
  private final LongMap<Integer> rankByProcess;

  /** Receives that name source and tag. */
  final MatchList postedExact = new MatchList();

  /** Receives with a wildcard. */
  final MatchList postedWild = new MatchList();

  /** Messages that nobody has asked for yet. */
  final MatchList unexpected = new MatchList();

  /** Tags of collective instances that ended early: what comes late is discarded. */
  final RangeSet endedTags = new RangeSet();

  /** Why they ended, as senders of late messages are told; the gravest. See {@link GivenUp}. */
  long endCode = GivenUp.PLAIN;

  final int[] nextSendSequence;
  final int[] nextReceiveSequence;
  private Envelope[] earlyHeads;
  private Envelope[] earlyTails;
  private long nextStamp;
  private int failedMembers;
  private String[] failureCauses;
  private int unacknowledged;
  private boolean[] acknowledged;

  /** Freed: no new operations. */
  boolean closed;

  /** Closed, and no receive is posted any more. */
  boolean ended;

  /** No operation will ever succeed here. */
  boolean revoked;

  /** Closed or revoked: one look for both where messages start. */
  boolean barred;

  MatchContext(long id, int[] processes, int selfRank) {
    this.id = id;
    this.processes = processes.clone();
    this.selfRank = selfRank;
    this.nextSendSequence = new int[processes.length];
    this.nextReceiveSequence = new int[processes.length];
    boolean same = true;
    for (int rank = 0; rank < processes.length; rank++) {
      same &= processes[rank] == rank;
    }
    this.identity = same;
    this.rankByProcess = same ? null : new LongMap<>();
    if (!same) {
      for (int rank = 0; rank < processes.length; rank++) {
        rankByProcess.put(processes[rank], rank);
      }
    }
  }

  /** Equal at all members, never used again. */
  public long id() {
    return id;
  }

  /** How many ranks can be addressed. */
  public int size() {
    return processes.length;
  }

  /** This process's rank, or -1 when the ranks are those of a remote group. */
  public int selfRank() {
    return selfRank;
  }

  /** The process behind a rank. */
  public int process(int rank) {
    return processes[rank];
  }

  /** The rank of a process, or -1. */
  public int rankOf(int process) {
    if (identity) {
      return process >= 0 && process < processes.length ? process : -1;
    }
    Integer rank = rankByProcess.get(process);
    return rank == null ? -1 : rank;
  }

  /**
   * Why a receive or probe from {@code source} (or the wildcard) cannot succeed any more, or null.
   */
  public EngineException failureFor(int source) {
    if (failedMembers == 0 && !revoked) {
      return null;
    }
    if (revoked) {
      return revocation();
    }
    if (source != P2pEngine.ANY_SOURCE) {
      return failureCauses[source] != null ? failure(source) : null;
    }
    for (int rank = 0; rank < processes.length && unacknowledged > 0; rank++) {
      if (failureCauses[rank] != null && !acknowledged[rank]) {
        return failure(rank);
      }
    }
    return null;
  }

  /**
   * What a wait for a stalled receive raises: some member has failed and is not acknowledged; null
   * when there is none.
   */
  public EngineException pendingFailure() {
    EngineException failure = failureFor(P2pEngine.ANY_SOURCE);
    return failure == null || revoked
        ? failure
        : new EngineException(
            ErrorClass.PROC_FAILED_PENDING,
            failure.getMessage()
                + "; the receive from any source stays posted: acknowledge the failure and wait"
                + " again, or cancel it",
            failure.failedProcesses(),
            null);
  }

  /** True when some member has failed. */
  public boolean hasFailedMember() {
    return failedMembers > 0;
  }

  /** True when some member has failed and the program has not acknowledged it. */
  boolean hasUnacknowledged() {
    return unacknowledged > 0;
  }

  /** True once it is closed and no receive is posted any more. */
  public boolean isEnded() {
    return ended;
  }

  /** True once the communicator is revoked. */
  public boolean isRevoked() {
    return revoked;
  }

  /** Why nothing can be started: it is closed or revoked. */
  EngineException refusal() {
    return closed
        ? new EngineException(ErrorClass.COMM, "the communicator has been freed")
        : revocation();
  }

  EngineException revocation() {
    return new EngineException(
        ErrorClass.REVOKED, "this communicator was revoked; shrink or leave it");
  }

  void close() {
    closed = true;
    barred = true;
  }

  void revoke() {
    revoked = true;
    barred = true;
  }

  /** The program knows of this failure: receives from any source do without that member. */
  void acknowledge(int rank) {
    if (failureCauses != null && failureCauses[rank] != null && !acknowledged[rank]) {
      acknowledged[rank] = true;
      unacknowledged--;
    }
  }

  void markFailed(int rank, String cause) {
    if (failureCauses == null) {
      failureCauses = new String[processes.length];
      acknowledged = new boolean[processes.length];
    }
    if (failureCauses[rank] == null) {
      failureCauses[rank] = cause;
      failedMembers++;
      unacknowledged++;
    }
  }

  EngineException failure(int rank) {
    return new EngineException(
        ErrorClass.PROC_FAILED,
        "rank " + rank + " of this communicator has failed: " + failureCauses[rank],
        new int[] {processes[rank]},
        null);
  }

  long nextStamp() {
    return nextStamp++;
  }

  /**
   * Keeps a message that overtook another one of the same sender.
   *
   * @return false when its number is taken
   */
  boolean keepEarly(Envelope envelope) {
    if (earlyHeads == null) {
      earlyHeads = new Envelope[processes.length];
      earlyTails = new Envelope[processes.length];
    }
    int rank = envelope.node.source;
    Envelope tail = earlyTails[rank];
    envelope.next = null;
    if (tail == null) {
      earlyHeads[rank] = envelope;
      earlyTails[rank] = envelope;
    } else if (tail.sequence - envelope.sequence < 0) {
      tail.next = envelope;
      earlyTails[rank] = envelope;
    } else {
      return tail.sequence != envelope.sequence && insertEarly(rank, envelope);
    }
    return true;
  }

  private boolean insertEarly(int rank, Envelope envelope) {
    Envelope before = null;
    Envelope after = earlyHeads[rank];
    while (after != null && after.sequence - envelope.sequence < 0) {
      before = after;
      after = after.next;
    }
    if (after != null && after.sequence == envelope.sequence) {
      return false;
    }
    envelope.next = after;
    if (before == null) {
      earlyHeads[rank] = envelope;
    } else {
      before.next = envelope;
    }
    return true;
  }

  /** Takes the message whose turn it is, or null. */
  Envelope takeEarly(int rank) {
    if (earlyHeads == null) {
      return null;
    }
    Envelope head = earlyHeads[rank];
    if (head == null || head.sequence != nextReceiveSequence[rank]) {
      return null;
    }
    earlyHeads[rank] = head.next;
    if (head.next == null) {
      earlyTails[rank] = null;
    }
    head.next = null;
    return head;
  }

  /** Takes any message that still waits for its turn, or null; for closing. */
  Envelope takeAnyEarly() {
    if (earlyHeads == null) {
      return null;
    }
    for (int rank = 0; rank < earlyHeads.length; rank++) {
      Envelope head = earlyHeads[rank];
      if (head != null) {
        earlyHeads[rank] = head.next;
        if (head.next == null) {
          earlyTails[rank] = null;
        }
        head.next = null;
        return head;
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return "context "
        + Long.toHexString(id)
        + " of "
        + processes.length
        + Arrays.toString(processes);
  }
}
