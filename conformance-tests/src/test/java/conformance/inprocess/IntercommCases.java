package conformance.inprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.support.Conforms;
import conformance.support.Expect;
import java.nio.IntBuffer;
import mpi.Comm;
import mpi.Group;
import mpi.Intercomm;
import mpi.Intracomm;
import mpi.MPI;
import mpi.Request;
import mpi.Status;

/** MPI-4.1 §7.6, §6.2.2: intercommunicators. */
public final class IntercommCases {
  private IntercommCases() {}

  /** The even ranks and the odd ones; both see the first world rank of the other as leader. */
  private record Halves(Intracomm local, Intercomm inter, int me, int size, int others, int odd) {
    static Halves of(Intracomm world) {
      int odd = world.getRank() % 2;
      Intracomm local = world.split(odd, 0);
      Intercomm inter = world.createIntercomm(local, 0, 1 - odd, 9);
      return new Halves(local, inter, inter.getRank(), inter.getSize(), inter.getRemoteSize(), odd);
    }

    /** A number that says where it is from. */
    int value(int group, int rank) {
      return 1000 * (group + 1) + 10 * rank;
    }

    int mine() {
      return value(odd, me);
    }

    int of(int rank) {
      return value(1 - odd, rank);
    }
  }

  @Conforms(
      to =
          "MPI-4.1 §7.6.1: size and rank are the local group's; the remote group is told apart;"
              + " MPI_Comm_compare; MPI_Comm_dup of an intercommunicator",
      ranks = {2, 5})
  public static void accessors(Intracomm world) {
    Halves h = Halves.of(world);
    assertTrue(h.inter.isInter());
    assertTrue(h.inter.Test_inter());
    assertFalse(h.local.isInter());
    assertEquals(h.local.getSize(), h.inter.getSize());
    assertEquals(h.local.getRank(), h.inter.getRank());
    assertEquals(world.getSize() - h.size, h.inter.Remote_size());
    assertEquals(MPI.IDENT, Group.compare(h.local.getGroup(), h.inter.getGroup()));
    Group remote = h.inter.getRemoteGroup();
    assertEquals(MPI.UNDEFINED, remote.getRank());
    int[] first = Group.translateRanks(remote, new int[] {0}, world.getGroup());
    assertEquals(1 - h.odd, first[0]);
    Intercomm copy = h.inter.dup();
    assertEquals(MPI.CONGRUENT, Comm.compare(h.inter, copy));
    assertEquals(MPI.IDENT, Comm.compare(copy, copy));
    assertEquals(MPI.UNEQUAL, Comm.compare(h.inter, h.local));
    Intercomm started = h.inter.iDup();
    started.getRequest().waitFor();
    assertEquals(h.others, started.getRemoteSize());
    started.barrier();
    copy.free();
    started.disconnect();
    assertTrue(started.isNull());
  }

  @Conforms(
      to =
          "MPI-4.1 §7.6: point-to-point ranks are those of the remote group, also in probes and"
              + " statuses; contexts do not mix",
      ranks = {2, 5})
  public static void pointToPoint(Intracomm world) {
    Halves h = Halves.of(world);
    Request[] sends = new Request[h.others];
    for (int to = 0; to < h.others; to++) {
      sends[to] = h.inter.Isend(new int[] {h.mine() + to}, 0, 1, MPI.INT, to, 3);
    }
    boolean[] seen = new boolean[h.others];
    for (int i = 0; i < h.others; i++) {
      Status probed = h.inter.probe(MPI.ANY_SOURCE, 3);
      int[] in = new int[1];
      Status status = h.inter.recv(in, 1, MPI.INT, probed.getSource(), 3);
      assertEquals(h.of(status.getSource()) + h.me, in[0]);
      seen[status.getSource()] = true;
    }
    for (boolean one : seen) {
      assertTrue(one);
    }
    Request.waitAll(sends);
    if (h.me == 0) {
      int[] in = new int[1];
      h.inter.sendRecv(new int[] {h.odd}, 1, MPI.INT, 0, 1, in, 1, MPI.INT, 0, MPI.ANY_TAG);
      assertEquals(1 - h.odd, in[0]);
    }
    h.inter.setErrhandler(MPI.ERRORS_RETURN);
    Expect.error(MPI.ERR_RANK, () -> h.inter.send(new int[1], 1, MPI.INT, h.others, 0));
  }

  @Conforms(
      to =
          "MPI-4.1 §7.6.2 MPI_Intercomm_merge: the group that says high comes second; the order"
              + " within the groups stays",
      ranks = {2, 5})
  public static void merge(Intracomm world) {
    Halves h = Halves.of(world);
    for (int high = 0; high < 2; high++) {
      Intracomm all = h.inter.merge(h.odd == high);
      assertEquals(world.getSize(), all.getSize());
      int expected = h.odd == high ? h.others + h.me : h.me;
      assertEquals(expected, all.getRank());
      int[] sum = {1};
      all.allReduce(sum, 1, MPI.INT, MPI.SUM);
      assertEquals(world.getSize(), sum[0]);
      all.free();
    }
    Intracomm either = h.inter.Merge(true);
    assertEquals(world.getSize(), either.getSize());
    either.barrier();
  }

  @Conforms(
      to =
          "MPI-4.1 §6.2.3: rooted collectives go from or to the root, which says MPI_ROOT, the"
              + " others of its group MPI_PROC_NULL, the other group the root's rank",
      ranks = {2, 5, 8})
  public static void rooted(Intracomm world) {
    Halves h = Halves.of(world);
    for (int group = 0; group < 2; group++) {
      int rootRank = group == h.odd ? h.size - 1 : h.others - 1;
      int root = h.odd != group ? rootRank : h.me == rootRank ? MPI.ROOT : MPI.PROC_NULL;
      boolean atRoot = root == MPI.ROOT;
      boolean far = root >= 0;

      int[] data = {atRoot ? h.mine() : -1, 5};
      h.inter.bcast(data, 2, MPI.INT, root);
      assertEquals(far ? h.of(rootRank) : atRoot ? h.mine() : -1, data[0]);

      int[] gathered = new int[2 * h.others];
      int[] mine = {h.mine(), h.mine() + 1};
      h.inter.gather(mine, 2, MPI.INT, gathered, 2, MPI.INT, root);
      for (int i = 0; i < gathered.length; i++) {
        assertEquals(atRoot ? h.of(i / 2) + i % 2 : 0, gathered[i]);
      }
      int[] out = new int[h.others];
      for (int i = 0; i < out.length; i++) {
        out[i] = h.mine() + i;
      }
      int[] got = {-1};
      h.inter.scatter(out, 1, MPI.INT, got, 1, MPI.INT, root);
      assertEquals(far ? h.of(rootRank) + h.me : -1, got[0]);
      vectors(h, root, rootRank);

      long[] sum = {-1};
      h.inter.reduce(new long[] {h.me + 1}, sum, 1, MPI.LONG, MPI.SUM, root);
      assertEquals(atRoot ? h.others * (h.others + 1L) / 2 : -1, sum[0]);
      IntBuffer started = IntBuffer.wrap(new int[] {atRoot ? 77 : 0});
      h.inter.iBcast(started, 1, MPI.INT, root).waitFor();
      assertEquals(atRoot || far ? 77 : 0, started.get(0));
    }
    h.inter.setErrhandler(MPI.ERRORS_RETURN);
    Expect.error(MPI.ERR_ROOT, () -> h.inter.bcast(new int[1], 1, MPI.INT, h.others));
  }

  private static void vectors(Halves h, int root, int rootRank) {
    boolean atRoot = root == MPI.ROOT;
    int[] counts = new int[h.others];
    int[] places = new int[h.others];
    int total = 0;
    for (int i = 0; i < h.others; i++) {
      counts[i] = i % 3;
      places[i] = total;
      total += counts[i];
    }
    int[] part = new int[h.me % 3];
    java.util.Arrays.fill(part, h.mine());
    int[] all = new int[total];
    h.inter.gatherv(part, part.length, MPI.INT, all, counts, places, MPI.INT, root);
    if (atRoot) {
      for (int i = 0; i < h.others; i++) {
        for (int k = 0; k < counts[i]; k++) {
          assertEquals(h.of(i), all[places[i] + k]);
        }
      }
    }
    h.inter.scatterv(all, counts, places, MPI.INT, part, part.length, MPI.INT, root);
    for (int value : part) {
      assertEquals(h.mine(), value);
    }
  }

  @Conforms(
      to =
          "MPI-4.1 §6.2.2: all-to-all collectives give each group what the other one has;"
              + " reductions are over the other group; scans do not exist",
      ranks = {2, 5, 8})
  public static void allToAll(Intracomm world) {
    Halves h = Halves.of(world);
    h.inter.barrier();
    int[] all = new int[2 * h.others];
    h.inter.allGather(new int[] {h.mine(), h.me}, 2, MPI.INT, all, 2, MPI.INT);
    for (int i = 0; i < h.others; i++) {
      assertEquals(h.of(i), all[2 * i]);
      assertEquals(i, all[2 * i + 1]);
    }
    int[] out = new int[h.others];
    int[] in = new int[h.others];
    int[] ones = new int[h.others];
    int[] places = new int[h.others];
    for (int i = 0; i < h.others; i++) {
      out[i] = h.mine() + i;
      ones[i] = 1;
      places[i] = h.others - 1 - i;
    }
    h.inter.allToAll(out, 1, MPI.INT, in, 1, MPI.INT);
    for (int i = 0; i < h.others; i++) {
      assertEquals(h.of(i) + h.me, in[i]);
    }
    h.inter.allGatherv(new int[] {h.mine()}, 1, MPI.INT, in, ones, places, MPI.INT);
    for (int i = 0; i < h.others; i++) {
      assertEquals(h.of(i), in[places[i]]);
    }
    h.inter.allToAllv(out, ones, places, MPI.INT, in, ones, places, MPI.INT);
    for (int i = 0; i < h.others; i++) {
      assertEquals(h.of(i) + h.size - 1 - h.me, in[places[i]]);
    }
    long[] sum = new long[2];
    h.inter.allReduce(new long[] {h.me, 1}, sum, 2, MPI.LONG, MPI.SUM);
    assertArrayEquals(new long[] {h.others * (h.others - 1L) / 2, h.others}, sum);
    java.nio.DoubleBuffer max = MPI.newDoubleBuffer(1);
    h.inter
        .iAllReduce(MPI.newDoubleBuffer(1).put(0, h.mine()), max, 1, MPI.DOUBLE, MPI.MAX)
        .waitFor();
    assertEquals(h.of(h.others - 1), max.get(0));
    reduceScatter(h);
    h.inter.setErrhandler(MPI.ERRORS_RETURN);
    int[] one = {1};
    Expect.error(MPI.ERR_BUFFER, () -> h.inter.allReduce(one, 1, MPI.INT, MPI.SUM));
  }

  /** As many items in all as both groups have members together, so that each can share them. */
  private static void reduceScatter(Halves h) {
    int total = h.size * h.others;
    int[] operand = new int[total];
    for (int i = 0; i < total; i++) {
      operand[i] = i + h.me;
    }
    int[] result = new int[h.others];
    h.inter.reduceScatterBlock(operand, result, h.others, MPI.INT, MPI.SUM);
    for (int i = 0; i < h.others; i++) {
      int item = h.me * h.others + i;
      assertEquals(h.others * item + h.others * (h.others - 1) / 2, result[i]);
    }
    int[] counts = new int[h.size];
    counts[h.size - 1] = total;
    int[] last = new int[h.me == h.size - 1 ? total : 0];
    h.inter.reduceScatter(operand, last, counts, MPI.INT, MPI.MAX);
    for (int i = 0; i < last.length; i++) {
      assertEquals(i + h.others - 1, last[i]);
    }
  }

  @Conforms(
      to =
          "MPI-4.1 §6.2.2 with MPI.OBJECT of the mpiJava dialect: objects cross between the groups",
      ranks = 4)
  public static void objects(Intracomm world) {
    Halves h = Halves.of(world);
    Object[] all = new Object[h.others];
    h.inter.allGather(new Object[] {"rank " + h.mine()}, 1, MPI.OBJECT, all, 1, MPI.OBJECT);
    for (int i = 0; i < h.others; i++) {
      assertEquals("rank " + h.of(i), all[i]);
    }
    int root = h.odd == 1 ? 0 : h.me == 0 ? MPI.ROOT : MPI.PROC_NULL;
    Object[] word = {h.me == 0 && h.odd == 0 ? "hello" : ""};
    h.inter.bcast(word, 1, MPI.OBJECT, root);
    assertEquals(h.odd == 1 || h.me == 0 ? "hello" : "", word[0]);
  }

  @Conforms(
      to =
          "MPI-4.1 §7.6.2 MPI_Intercomm_create: MPI_ERR_COMM when the groups share a process,"
              + " MPI_ERR_RANK for leaders that are not there",
      ranks = 2)
  public static void errors(Intracomm world) {
    MPI.COMM_SELF.setErrhandler(MPI.ERRORS_RETURN);
    world.setErrhandler(MPI.ERRORS_RETURN);
    Intracomm copy = world.dup();
    int other = 1 - world.getRank();
    Expect.error(MPI.ERR_RANK, () -> world.createIntercomm(MPI.COMM_SELF, 1, other, 0));
    Expect.error(MPI.ERR_RANK, () -> world.createIntercomm(MPI.COMM_SELF, 0, 2, 0));
    Expect.error(MPI.ERR_COMM, () -> world.createIntercomm(null, 0, other, 0));
    // Both groups are this process.
    int me = copy.getRank();
    Expect.error(MPI.ERR_COMM, () -> copy.createIntercomm(MPI.COMM_SELF, 0, me, 0));
    assertTrue(Intercomm.getParent().isNull());
  }
}
