package org.jmpi.coll;

import org.jmpi.topology.Tiers;

/**
 * All-to-all by leaders: ranks give the blocks for other sites to their site's leader, the leaders
 * swap all blocks between their sites in one message each way, and give each rank its blocks. Those
 * within a site go straight.
 *
 * <p>Why: short blocks cross each slow level once, in one message for each pair of sites. Cost: one
 * α of the slowest level; 2 p α + 2 p n β at the leader of p ranks with n bytes of blocks each.
 * Source: Träff 2002; Karonis et al. 2000.
 */
final class LevelledAllToAll extends Algorithm {
  LevelledAllToAll() {
    super("levelled_leaders");
  }

  @Override
  boolean supports(Shape shape) {
    return !shape.object();
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    if (Spread.outermost(b.tiers()) == 0) {
      new Exchange(b, part).build();
    }
    DirectAllToAll.withinSite(b, part);
  }

  /** Between sites, of one rank. Positions are those of {@link Tiers}. */
  private static final class Exchange {
    private final ScheduleBuilder b;
    private final Tiers tiers;
    private final Part part;
    private final int size;
    private final long block;
    private final int site;
    private final int first;
    private final int end;
    private final int leader;

    Exchange(ScheduleBuilder b, Part part) {
      this.b = b;
      this.tiers = b.tiers();
      this.part = part;
      this.size = b.size();
      this.block = part.blockBytes;
      this.site = tiers.groupOf(0, b.rank());
      this.first = tiers.start(0, site);
      this.end = tiers.end(0, site);
      this.leader = tiers.rankAt(first);
    }

    void build() {
      Parcel own = new Parcel(b, part, 0, size, null, false);
      int slot = part.inPlace ? Schedule.RECV_SLOT : Schedule.SEND_SLOT;
      long items = part.inPlace ? part.recvCount : part.sendCount;
      own.putAll(0, first, slot, items);
      own.putAll(end, size, slot, items);
      if (b.rank() == leader) {
        lead(own);
      } else {
        own.send(0, first, leader);
        own.send(end, size, leader);
        Parcel came = new Parcel(b, part, 0, size, null, false);
        came.recv(0, first, leader);
        came.recv(end, size, leader);
        take(came);
      }
    }

    private void lead(Parcel own) {
      Parcel[] given = new Parcel[end - first];
      for (int i = 0; i < given.length; i++) {
        given[i] = i == 0 ? own : new Parcel(b, part, 0, size, null, false);
        if (i > 0) {
          given[i].recv(0, first, tiers.rankAt(first + i));
          given[i].recv(end, size, tiers.rankAt(first + i));
        }
      }
      int sites = tiers.groups(0);
      for (int i = 1; i < sites; i++) {
        int other = (site + i) % sites;
        swap(given, other);
      }
      hand(sites);
    }

    /** To another site: for each of its ranks the blocks of all ranks here. */
    private void swap(Parcel[] given, int other) {
      int there = tiers.start(0, other);
      int count = tiers.end(0, other) - there;
      int packed = b.newBytes(block * count * given.length);
      for (int j = 0; j < count; j++) {
        for (int i = 0; i < given.length; i++) {
          given[i].copyTo(there + j, packed, block * (j * (long) given.length + i));
        }
      }
      b.send(packed, 0, block * count * given.length, tiers.rankAt(there));
    }

    /** What has come from the other sites, to the ranks here. */
    private void hand(int sites) {
      int[] packed = new int[sites];
      for (int other = 0; other < sites; other++) {
        if (other != site) {
          int there = tiers.start(0, other);
          long bytes = block * (end - first) * (tiers.end(0, other) - there);
          packed[other] = b.newBytes(bytes);
          b.recv(packed[other], 0, bytes, tiers.rankAt(there));
        }
      }
      for (int position = first; position < end; position++) {
        Parcel blocks = new Parcel(b, part, 0, size, null, false);
        for (int other = 0; other < sites; other++) {
          if (other != site) {
            int there = tiers.start(0, other);
            int count = tiers.end(0, other) - there;
            blocks.copyFrom(
                packed[other], block * count * (position - first), there, there + count);
          }
        }
        if (position == first) {
          take(blocks);
        } else {
          blocks.send(0, first, tiers.rankAt(position));
          blocks.send(end, size, tiers.rankAt(position));
        }
      }
    }

    private void take(Parcel blocks) {
      blocks.takeAll(0, first, Schedule.RECV_SLOT, part.recvCount);
      blocks.takeAll(end, size, Schedule.RECV_SLOT, part.recvCount);
    }
  }
}
