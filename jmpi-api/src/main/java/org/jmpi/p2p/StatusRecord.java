package org.jmpi.p2p;

/**
 * What a completed receive or a probe knows (MPI-4.1 §3.2.5). Mutable so that callers can reuse
 * one.
 */
public final class StatusRecord {
  /** Rank of the sender in the communicator; {@link P2pEngine#ANY_SOURCE} in an empty status. */
  public int source;

  /** The tag of the message; {@link P2pEngine#ANY_TAG} in an empty status. */
  public long tag;

  /** Packed bytes that were received (after truncation), or that a receive would get (probe). */
  public long lengthBytes;

  /** The operation was cancelled. */
  public boolean cancelled;

  /** An empty status. */
  public StatusRecord() {
    setEmpty();
  }

  /** The empty status of MPI-4.1 §3.7.3. */
  public void setEmpty() {
    source = P2pEngine.ANY_SOURCE;
    tag = P2pEngine.ANY_TAG;
    lengthBytes = 0;
    cancelled = false;
  }

  /** Fills this one. */
  public void set(int source, long tag, long lengthBytes, boolean cancelled) {
    this.source = source;
    this.tag = tag;
    this.lengthBytes = lengthBytes;
    this.cancelled = cancelled;
  }
}
