package org.jmpi.coll;

import org.jmpi.data.Layout;
import org.jmpi.data.Payload;
import org.jmpi.data.ReduceOp;
import org.jmpi.error.EngineException;

/**
 * One blocking collective over a segment, as seen by one member: what it gives, what it wants, and
 * what went wrong. One per communicator, used again and again under the lock.
 */
final class HostCall {
  final Payload in = new Payload();
  final Payload out = new Payload();

  CollectiveKind kind;
  int root;
  ReduceOp op;
  Layout layout;

  /** Where the result goes; what {@link #out} is set to. */
  Object outBuffer;

  long outOffset;

  /** Whether this member gets a result. */
  boolean wants;

  /** What all members must agree on: bytes of the vector, or of one member's block. */
  long bytes;

  /** Where this member's part begins in {@link #in}. */
  long inAt;

  /**
   * The first thing that is wrong, or null. The others are told, and nothing is copied any more.
   */
  EngineException error;

  void begin(CollectiveKind what, int rootRank) {
    kind = what;
    root = rootRank;
    bytes = 0;
    inAt = 0;
    wants = false;
    error = null;
  }

  void note(EngineException problem) {
    if (error == null) {
      error = problem;
    }
  }

  /** Forgets the program's memory. */
  void clear() {
    in.clear();
    out.clear();
    outBuffer = null;
    op = null;
    layout = null;
  }
}
