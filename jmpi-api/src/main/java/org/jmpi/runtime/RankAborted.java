package org.jmpi.runtime;

/** Ends the thread of an in-process rank whose job was aborted; programs should let it pass. */
public final class RankAborted extends Error {
  private static final long serialVersionUID = 1L;

  RankAborted(String reason) {
    super(reason, null, false, false);
  }
}
