package org.jmpi.comm;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jmpi.data.Layout;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.p2p.RecvOp;
import org.jmpi.p2p.SendMode;
import org.jmpi.p2p.SendOp;

/** How intracommunicators of parts of one are made: what {@link Communicator} says. */
final class Creations {
  /**
   * Tags of group creation in the collective context: instances have 31 bits and never get there.
   */
  private static final long CREATE_GROUP_TAGS = 1L << 63;

  private Creations() {}

  static Communicator split(Communicator c, int color, int key) {
    long[] mine = new long[3];
    long[] all = new long[3 * c.size()];
    c.collective(
        () -> {
          mine[0] = color;
          mine[1] = key;
          mine[2] = c.process().newContextId();
          return c.collectives().startAllGatherLongs(mine, all);
        });
    if (color == Communicator.UNDEFINED) {
      return null;
    }
    Integer[] ranks =
        IntStream.range(0, c.size())
            .filter(r -> all[3 * r] == color)
            .boxed()
            .toArray(Integer[]::new);
    Arrays.sort(ranks, (a, b) -> Long.compare(all[3 * a + 1], all[3 * b + 1]));
    int[] members = Arrays.stream(ranks).mapToInt(Integer::intValue).toArray();
    return c.openPart(all[3 * members[0] + 2], c.group().incl(members));
  }

  static Communicator create(Communicator c, ProcessGroup subset) {
    requireSubset(c, subset);
    long[] mine = new long[1];
    long[] all = new long[c.size()];
    c.collective(
        () -> {
          mine[0] = c.process().newContextId();
          return c.collectives().startAllGatherLongs(mine, all);
        });
    if (!subset.contains(c.process().index())) {
      return null;
    }
    return c.openPart(all[c.group().rankOf(subset.process(0))], subset);
  }

  static Communicator createGroup(Communicator c, ProcessGroup subset, int tag) {
    requireSubset(c, subset);
    if (tag < 0) {
      throw new EngineException(ErrorClass.TAG, "tag " + tag + " is negative");
    }
    if (!subset.contains(c.process().index())) {
      return null;
    }
    long wireTag = CREATE_GROUP_TAGS | tag;
    long[] id = new long[1];
    if (subset.process(0) == c.process().index()) {
      c.process().progress().enter();
      try {
        id[0] = c.process().newContextId();
      } finally {
        c.process().progress().exit();
      }
      for (int member = 1; member < subset.size(); member++) {
        int dest = c.group().rankOf(subset.process(member));
        SendOp op = new SendOp();
        op.payload().set(id, 0, 1, Layout.LONG);
        start(
            c,
            () ->
                c.process()
                    .engine()
                    .send(op.to(c.collectiveContext(), dest, wireTag, SendMode.STANDARD), null));
        c.await(op);
        throwIf(op.error());
      }
    } else {
      RecvOp op = new RecvOp();
      op.payload().set(id, 0, 1, Layout.LONG);
      int leader = c.group().rankOf(subset.process(0));
      start(
          c,
          () -> c.process().engine().recv(op.from(c.collectiveContext(), leader, wireTag), null));
      c.await(op);
      throwIf(op.error());
    }
    // The members of the subset may be between different collectives of all.
    return c.open(id[0], subset, "");
  }

  private static void start(Communicator c, Runnable call) {
    c.progress().enter();
    try {
      call.run();
    } finally {
      c.progress().exit();
    }
  }

  private static void requireSubset(Communicator c, ProcessGroup subset) {
    for (int member = 0; member < subset.size(); member++) {
      if (!c.group().contains(subset.process(member))) {
        throw new EngineException(
            ErrorClass.GROUP,
            "process " + subset.process(member) + " of the group is no member of " + c.name());
      }
    }
  }

  private static void throwIf(EngineException error) {
    if (error != null) {
      throw error;
    }
  }
}
