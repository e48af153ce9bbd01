package org.jmpi.p2p;

/**
 * A message that is here but not matched: unexpected, out of order, or for a context not yet known.
 * About 150 bytes beside its eager payload; counted by {@link P2pEngine#envelopesHeld()}.
 */
final class Envelope {
  final MatchNode node = new MatchNode(this);
  Peer peer;
  long contextId;
  int sequence;
  long tag;
  long lengthBytes;
  long transferId;
  boolean synchronous;

  /** Where the payload may be read in the sender's memory; 0: nowhere. */
  long offeredAddress;

  /** How many offers its sender had withdrawn when it made this one. */
  long offeredWithdrawals;

  /** Only takes its place in the numbering. */
  boolean skipped;

  /** True for an eager message, false for a request to send. */
  boolean eager;

  /** The eager payload, from position to limit; from the engine's pool; null when there is none. */
  java.nio.ByteBuffer data;

  Envelope next;

  void clear() {
    peer = null;
    data = null;
    next = null;
    offeredAddress = 0;
    offeredWithdrawals = 0;
  }
}
