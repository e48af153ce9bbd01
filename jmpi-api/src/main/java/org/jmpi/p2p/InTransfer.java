package org.jmpi.p2p;

import org.jmpi.error.EngineException;

/**
 * The receiver's half of a rendezvous. Chunks may come before the envelope and before a receive is
 * posted: then they are kept, within the window that was granted; once matched they go straight to
 * the user's buffer.
 */
final class InTransfer {
  final Peer peer;
  final long transferId;

  /** What has arrived, early bytes included. */
  final RangeSet arrived = new RangeSet();

  /** The envelope, once it is here and while it is not matched. */
  Envelope envelope;

  /** True once the envelope has come; {@link #lengthBytes} is known from then on. */
  boolean announced;

  long lengthBytes;

  /** Where the payload may be read in the sender's memory; 0: nowhere, or no more. */
  long offeredAddress;

  /** How many offers its sender had withdrawn when it made this one. */
  long offeredWithdrawals;

  /** How long the payload took to be read there; 0: it came otherwise. */
  long readNs;

  /** The receive, once matched. */
  RecvOp op;

  int source;
  long tag;

  /** How much of the message the receive takes. */
  long wantedBytes;

  /** Kept chunks in the order in which they came. */
  Early early;

  Early earlyTail;

  /** Bytes in the kept chunks. */
  long keptBytes;

  /** What the kept chunks are charged against the peer's window. */
  long earlyChargeBytes;

  /** Kept chunks are being copied outside the lock. */
  boolean copying;

  /** Why the sender gave the message up while it was held by a matched probe; 0: it did not. */
  long senderGone;

  /** The receive has to end with this as soon as the copy is over. */
  EngineException failure;

  InTransfer(Peer peer, long transferId) {
    this.peer = peer;
    this.transferId = transferId;
  }

  void keep(Early chunk) {
    if (early == null) {
      early = chunk;
    } else {
      earlyTail.next = chunk;
    }
    earlyTail = chunk;
    keptBytes += chunk.data.length;
  }

  /** Takes all kept chunks; null when there are none. */
  Early takeKept() {
    Early first = early;
    early = null;
    earlyTail = null;
    keptBytes = 0;
    return first;
  }

  /** A chunk that came before its receive. */
  static final class Early {
    final long offset;
    final byte[] data;
    Early next;

    Early(long offset, byte[] data) {
      this.offset = offset;
      this.data = data;
    }
  }
}
