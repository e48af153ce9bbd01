package org.jmpi.p2p;

/**
 * An element of a {@link MatchList}: filed under (source, tag) and, in order of arrival, under
 * everything. A node is in at most one list.
 */
final class MatchNode {
  /** What the node stands for: an {@link Envelope} or a {@link RecvOp}. */
  final Object owner;

  int source;
  long tag;

  /** Grows from node to node of all lists of a context: who came first. */
  long stamp;

  MatchNode chainPrevious;
  MatchNode chainNext;
  MatchNode orderPrevious;
  MatchNode orderNext;
  boolean linked;

  MatchNode(Object owner) {
    this.owner = owner;
  }
}
