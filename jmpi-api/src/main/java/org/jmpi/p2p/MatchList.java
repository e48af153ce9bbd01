package org.jmpi.p2p;

/**
 * Nodes in order of arrival that are also found by (source, tag) in constant time, whatever their
 * number: a program may leave 100,000 messages of one tag behind and receive another tag first.
 * Allocates only when its table grows.
 */
final class MatchList {
  private static final int MIN_TABLE = 16;

  private MatchNode[] heads = new MatchNode[MIN_TABLE];
  private MatchNode[] tails = new MatchNode[MIN_TABLE];
  private MatchNode first;
  private MatchNode last;
  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Appends a node whose source, tag and stamp are set. */
  void add(MatchNode node) {
    if (node.linked) {
      throw new IllegalStateException("node is in a list already");
    }
    if (size >= heads.length * 4) {
      grow();
    }
    node.linked = true;
    node.orderNext = null;
    node.orderPrevious = last;
    if (last == null) {
      first = node;
    } else {
      last.orderNext = node;
    }
    last = node;
    appendToChain(node);
    size++;
  }

  /** The oldest node with exactly this source and tag, or null. */
  MatchNode firstExact(int source, long tag) {
    MatchNode node = heads[slot(source, tag)];
    while (node != null && (node.source != source || node.tag != tag)) {
      node = node.chainNext;
    }
    return node;
  }

  /** The oldest node that a receive for (source, tag), with wildcards, takes; or null. */
  MatchNode firstForReceive(int source, long tag) {
    if (source != P2pEngine.ANY_SOURCE && tag != P2pEngine.ANY_TAG) {
      return firstExact(source, tag);
    }
    MatchNode node = first;
    while (node != null && !accepts(source, tag, node.source, node.tag)) {
      node = node.orderNext;
    }
    return node;
  }

  /**
   * The oldest node (a receive with wildcards) that takes a message from (source, tag); or null.
   */
  MatchNode firstForMessage(int source, long tag) {
    MatchNode node = first;
    while (node != null && !accepts(node.source, node.tag, source, tag)) {
      node = node.orderNext;
    }
    return node;
  }

  /** The oldest node, or null; go on with {@code orderNext}. */
  MatchNode first() {
    return first;
  }

  /** Takes a node out. */
  void remove(MatchNode node) {
    if (!node.linked) {
      throw new IllegalStateException("node is in no list");
    }
    node.linked = false;
    if (node.orderPrevious == null) {
      first = node.orderNext;
    } else {
      node.orderPrevious.orderNext = node.orderNext;
    }
    if (node.orderNext == null) {
      last = node.orderPrevious;
    } else {
      node.orderNext.orderPrevious = node.orderPrevious;
    }
    int slot = slot(node.source, node.tag);
    if (node.chainPrevious == null) {
      heads[slot] = node.chainNext;
    } else {
      node.chainPrevious.chainNext = node.chainNext;
    }
    if (node.chainNext == null) {
      tails[slot] = node.chainPrevious;
    } else {
      node.chainNext.chainPrevious = node.chainPrevious;
    }
    node.chainPrevious = null;
    node.chainNext = null;
    node.orderPrevious = null;
    node.orderNext = null;
    size--;
  }

  private static boolean accepts(int wantedSource, long wantedTag, int source, long tag) {
    return (wantedSource == P2pEngine.ANY_SOURCE || wantedSource == source)
        && (wantedTag == P2pEngine.ANY_TAG || wantedTag == tag);
  }

  private void appendToChain(MatchNode node) {
    int slot = slot(node.source, node.tag);
    MatchNode tail = tails[slot];
    node.chainNext = null;
    node.chainPrevious = tail;
    if (tail == null) {
      heads[slot] = node;
    } else {
      tail.chainNext = node;
    }
    tails[slot] = node;
  }

  private void grow() {
    heads = new MatchNode[heads.length * 4];
    tails = new MatchNode[heads.length];
    for (MatchNode node = first; node != null; node = node.orderNext) {
      appendToChain(node);
    }
  }

  private int slot(int source, long tag) {
    long h = (tag * 0x9E3779B97F4A7C15L) ^ (source * 0xC2B2AE3D27D4EB4FL);
    return (int) (h >>> 40) & (heads.length - 1);
  }
}
