package org.jmpi.coll;

import org.jmpi.topology.Tiers;

/**
 * All-gather where every rank carries its own block across the long links: to one rank of each
 * other site, all at once; within a site blocks of all sites go round a ring of its ranks, in an
 * order in which those of a host are neighbours.
 *
 * <p>Why: long blocks come to each site once, over as many hosts as it has, and to each host once.
 * Cost: one α of the slowest level and n β there for n bytes of all blocks outside; p α + n β
 * within a site of p. Source: Karonis et al. 2000; the ring of Thakur et al. 2005, §3.1.
 */
final class ShardedAllGather extends Algorithm {
  private final boolean isRing;

  /**
   * Either form.
   *
   * @param isRing blocks go round a {@link SiteRing}, from site to site. Cost: (s − 1) α; n less
   *     the blocks of a site on the link to it, and nothing on links outside the ring
   */
  ShardedAllGather(boolean isRing) {
    super(isRing ? LevelRules.RING : LevelRules.SHARDS);
    this.isRing = isRing;
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    Tiers tiers = b.tiers();
    boolean wide = Spread.outermost(tiers) == 0;
    int rank = b.rank();
    int site = wide ? tiers.groupOf(0, rank) : 0;
    int first = wide ? tiers.start(0, site) : 0;
    int count = wide ? tiers.end(0, site) - first : b.size();
    int self = tiers.positionOf(rank) - first;
    part.copyOwnBlock(b);
    if (wide && isRing) {
      goRound(b, part, site, self, count);
    } else if (wide) {
      cross(b, part, site, self, count);
    }
    int right = tiers.rankAt(first + (self + 1) % count);
    int left = tiers.rankAt(first + (self - 1 + count) % count);
    for (int step = 0; step < count - 1; step++) {
      pass(b, part, site, (self - 1 - step + 2 * count) % count, count, left, false);
      pass(b, part, site, (self - step + count) % count, count, right, true);
    }
  }

  private static void cross(ScheduleBuilder b, Part part, int site, int self, int count) {
    Tiers tiers = b.tiers();
    int sites = tiers.groups(0);
    for (int i = 1; i < sites; i++) {
      int dest = (site + i) % sites;
      int carrier = carrier(tiers, dest, self);
      b.send(Schedule.RECV_SLOT, part.recvOffset(b.rank()), part.recvCount(b.rank()), carrier);
    }
    for (int i = 1; i < sites; i++) {
      int source = (site - i + sites) % sites;
      for (int at = tiers.start(0, source) + self; at < tiers.end(0, source); at += count) {
        int owner = tiers.rankAt(at);
        b.recv(Schedule.RECV_SLOT, part.recvOffset(owner), part.recvCount(owner), owner);
      }
    }
  }

  /**
   * From site to site; in each it is the same rank that {@link #pass} takes to have brought a
   * block.
   */
  private static void goRound(ScheduleBuilder b, Part part, int site, int self, int count) {
    Tiers tiers = b.tiers();
    long bytes = 0;
    for (int rank = 0; rank < b.size(); rank++) {
      bytes += b.bytes(Schedule.RECV_SLOT, part.recvCount(rank));
    }
    SiteRing ring = b.sites().ring(bytes);
    int to = ring.after(site, 1);
    int from = ring.after(site, -1);
    for (int distance = 0; distance < ring.size() - 1; distance++) {
      int leaving = ring.after(site, -distance);
      for (int at = tiers.start(0, leaving) + self; at < tiers.end(0, leaving); at += count) {
        int owner = tiers.rankAt(at);
        int dest = carrier(tiers, to, at - tiers.start(0, leaving));
        b.send(Schedule.RECV_SLOT, part.recvOffset(owner), part.recvCount(owner), dest);
      }
      int coming = ring.after(from, -distance);
      for (int at = tiers.start(0, coming) + self; at < tiers.end(0, coming); at += count) {
        int owner = tiers.rankAt(at);
        int source = carrier(tiers, from, at - tiers.start(0, coming));
        b.recv(Schedule.RECV_SLOT, part.recvOffset(owner), part.recvCount(owner), source);
      }
    }
  }

  /** Who brings the block of the rank with an index in its own site to another. */
  private static int carrier(Tiers tiers, int site, int index) {
    int count = tiers.end(0, site) - tiers.start(0, site);
    return tiers.rankAt(tiers.start(0, site) + index % count);
  }

  /** The blocks that one rank of the site has brought: its own and those it got from elsewhere. */
  private static void pass(
      ScheduleBuilder b, Part part, int site, int carrier, int count, int peer, boolean sends) {
    Tiers tiers = b.tiers();
    boolean wide = Spread.outermost(tiers) == 0;
    int sites = wide ? tiers.groups(0) : 1;
    for (int i = 0; i < sites; i++) {
      int source = (site + i) % sites;
      int start = wide ? tiers.start(0, source) : 0;
      int end = wide ? tiers.end(0, source) : b.size();
      for (int at = start + carrier; at < end; at += count) {
        int owner = tiers.rankAt(at);
        if (sends) {
          b.send(Schedule.RECV_SLOT, part.recvOffset(owner), part.recvCount(owner), peer);
        } else {
          b.recv(Schedule.RECV_SLOT, part.recvOffset(owner), part.recvCount(owner), peer);
        }
      }
    }
  }
}
