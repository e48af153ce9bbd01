package conformance.inprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.support.Conforms;
import conformance.support.Expect;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import mpi.Comm;
import mpi.Group;
import mpi.Intracomm;
import mpi.MPI;
import mpi.Request;

/** MPI-4.1 §7: groups and communicators. */
public final class CommunicatorCases {
  private CommunicatorCases() {}

  @Conforms(
      to =
          "MPI-4.1 §7.4.2 MPI_Comm_dup: a congruent communicator with a context of its own; the same"
              + " tags on both do not mix",
      ranks = {1, 2, 4})
  public static void contextsDoNotMix(Intracomm world) {
    int me = world.getRank();
    int right = (me + 1) % world.getSize();
    int left = (me + world.getSize() - 1) % world.getSize();
    List<Intracomm> comms = new ArrayList<>(List.of(world));
    for (int i = 1; i < 6; i++) {
      comms.add(comms.get(i / 2).dup());
    }
    Request[] sends = new Request[comms.size()];
    for (int i = 0; i < comms.size(); i++) {
      IntBuffer data = IntBuffer.wrap(new int[] {1000 * me + i});
      sends[i] = comms.get(i).iSend(data, 1, MPI.INT, right, 3);
    }
    int[] in = new int[1];
    for (int i = comms.size() - 1; i >= 0; i--) {
      comms.get(i).recv(in, 1, MPI.INT, MPI.ANY_SOURCE, MPI.ANY_TAG);
      assertEquals(1000 * left + i, in[0], "communicator " + i);
      assertNull(comms.get(i).iProbe(MPI.ANY_SOURCE, MPI.ANY_TAG));
    }
    Request.waitAll(sends);
    for (int i = 1; i < comms.size(); i++) {
      assertEquals(MPI.CONGRUENT, Comm.compare(world, comms.get(i)));
      comms.get(i).free();
      assertTrue(comms.get(i).isNull());
    }
  }

  @Conforms(
      to =
          "MPI-4.1 §6.1, §7.1: a collective's messages are never received by a point-to-point call"
              + " with wildcards, nor by a collective of another communicator",
      ranks = {3})
  public static void collectivesAndMessagesDoNotMix(Intracomm world) {
    Intracomm copy = world.dup();
    int me = world.getRank();
    IntBuffer stray = MPI.newIntBuffer(1);
    Request wild = world.iRecv(stray, 1, MPI.INT, MPI.ANY_SOURCE, MPI.ANY_TAG);
    IntBuffer one = MPI.newIntBuffer(1).put(0, 1);
    IntBuffer ten = MPI.newIntBuffer(1).put(0, 10);
    Request[] both = {
      world.iAllReduce(one, 1, MPI.INT, MPI.SUM), copy.iAllReduce(ten, 1, MPI.INT, MPI.SUM)
    };
    Request.waitAll(both);
    assertEquals(3, one.get(0));
    assertEquals(30, ten.get(0));
    assertFalse(wild.test(), "a collective's message was received");
    world.barrier();
    world.send(new int[] {me}, 1, MPI.INT, (me + 1) % 3, 9);
    assertEquals(9, wild.waitStatus().getTag());
    assertEquals((me + 2) % 3, stray.get(0));
    copy.free();
  }

  @Conforms(
      to =
          "MPI-4.1 §7.4.2 MPI_Comm_split: one communicator for each colour, ranked by key, ties by"
              + " the old rank; MPI_UNDEFINED gets MPI_COMM_NULL",
      ranks = {1, 2, 3, 5, 8})
  public static void splitByColourAndKey(Intracomm world) {
    int me = world.getRank();
    int size = world.getSize();
    Intracomm reversed = world.split(7, -me);
    assertEquals(size - 1 - me, reversed.getRank());
    assertEquals(MPI.SIMILAR == Comm.compare(world, reversed), size > 1);

    Intracomm ties = world.split(0, me / 2 % 2);
    List<Integer> expected = new ArrayList<>();
    for (int key = 0; key < 2; key++) {
      for (int rank = 0; rank < size; rank++) {
        if (rank / 2 % 2 == key) {
          expected.add(rank);
        }
      }
    }
    assertEquals(me, expected.get(ties.getRank()));

    Intracomm some = world.split(me % 3 == 1 ? MPI.UNDEFINED : me % 3, 0);
    assertEquals(me % 3 == 1, some.isNull());
    if (!some.isNull()) {
      int[] sum = {me};
      some.allReduce(sum, 1, MPI.INT, MPI.SUM);
      int all = 0;
      for (int rank = me % 3; rank < size; rank += 3) {
        all += rank;
      }
      assertEquals(all, sum[0]);
      some.free();
    }
    ties.free();
    reversed.free();
  }

  @Conforms(
      to =
          "MPI-4.1 §7.4.2 MPI_Comm_create is collective over the old communicator, and those outside"
              + " the group get MPI_COMM_NULL; MPI_Comm_create_group only over the group",
      ranks = {1, 4, 5})
  public static void createFromGroups(Intracomm world) {
    int me = world.getRank();
    int size = world.getSize();
    int[] evenBackwards = new int[(size + 1) / 2];
    for (int i = 0; i < evenBackwards.length; i++) {
      evenBackwards[i] = 2 * (evenBackwards.length - 1 - i);
    }
    Group group = world.getGroup().incl(evenBackwards);
    boolean member = me % 2 == 0;

    Intracomm created = world.create(group);
    assertEquals(member, !created.isNull());
    assertEquals(member ? evenBackwards.length - 1 - me / 2 : MPI.UNDEFINED, group.getRank());
    if (member) {
      Intracomm grouped = world.createGroup(group, 17);
      assertEquals(MPI.CONGRUENT, Comm.compare(created, grouped));
      assertEquals(group.getRank(), grouped.getRank());
      int[] ranks = new int[grouped.getSize()];
      grouped.allGather(new int[] {me}, 1, MPI.INT, ranks, 1, MPI.INT);
      assertArrayEquals(evenBackwards, ranks);
      grouped.free();
      created.free();
    }
    world.barrier();
    assertTrue(world.create(MPI.GROUP_EMPTY).isNull());
  }

  @Conforms(
      to =
          "MPI-4.1 §7.4.1 MPI_Comm_compare: IDENT for the same, CONGRUENT for the same group in"
              + " order, SIMILAR in another order, else UNEQUAL",
      ranks = {3})
  public static void compare(Intracomm world) {
    Intracomm copy = world.dup();
    Intracomm turned = world.split(0, -world.getRank());
    Intracomm part = world.split(world.getRank() == 0 ? 0 : 1, 0);
    assertEquals(MPI.IDENT, Comm.compare(world, world));
    assertEquals(MPI.CONGRUENT, Comm.compare(world, copy));
    assertEquals(MPI.SIMILAR, Comm.compare(world, turned));
    assertEquals(MPI.UNEQUAL, Comm.compare(world, part));
    assertEquals(MPI.UNEQUAL, Comm.compare(world, MPI.COMM_SELF));
    copy.free();
    turned.free();
    part.free();
  }

  @Conforms(
      to = "MPI-4.1 §7.3.1–§7.3.2: group algebra keeps the order the standard says",
      ranks = 6)
  public static void groupAlgebra(Intracomm world) {
    Group all = world.getGroup();
    Group a = all.incl(new int[] {5, 1, 3});
    Group b = all.incl(new int[] {0, 3, 1});
    // Union: all of the first, then those of the second that are not in the first.
    assertRanks(all, Group.union(a, b), 5, 1, 3, 0);
    // Intersection and difference: in the order of the first.
    assertRanks(all, Group.intersection(a, b), 1, 3);
    assertRanks(all, Group.intersection(b, a), 3, 1);
    assertRanks(all, Group.difference(a, b), 5);
    assertRanks(all, Group.difference(b, a), 0);
    assertRanks(all, all.excl(new int[] {4, 0}), 1, 2, 3, 5);
    assertRanks(all, all.rangeIncl(new int[][] {{5, 1, -2}, {0, 4, 2}}), 5, 3, 1, 0, 2, 4);
    assertRanks(all, all.rangeExcl(new int[][] {{1, 5, 2}}), 0, 2, 4);
    assertRanks(all, Group.difference(a, a));
    assertEquals(MPI.IDENT, Group.compare(a, all.incl(new int[] {5, 1, 3})));
    assertEquals(MPI.SIMILAR, Group.compare(a, all.incl(new int[] {1, 3, 5})));
    assertEquals(MPI.UNEQUAL, Group.compare(a, b));
    assertEquals(MPI.IDENT, Group.compare(MPI.GROUP_EMPTY, all.incl(new int[0])));
    assertArrayEquals(
        new int[] {MPI.UNDEFINED, 2, 1, MPI.PROC_NULL},
        Group.translateRanks(a, new int[] {0, 1, 2, MPI.PROC_NULL}, b));
    MPI.COMM_SELF.setErrhandler(MPI.ERRORS_RETURN);
    Expect.error(MPI.ERR_RANK, () -> all.incl(new int[] {6}));
    Expect.error(MPI.ERR_RANK, () -> all.incl(new int[] {1, 1}));
    Expect.error(MPI.ERR_RANK, () -> all.excl(new int[] {-1}));
  }

  private static void assertRanks(Group base, Group group, int... expected) {
    assertEquals(expected.length, group.getSize());
    int[] own = new int[expected.length];
    for (int i = 0; i < own.length; i++) {
      own[i] = i;
    }
    assertArrayEquals(expected, Group.translateRanks(group, own, base));
  }

  @Conforms(
      to =
          "MPI-4.1 §7.4.3 MPI_Comm_free: pending operations complete normally; the handle becomes"
              + " null; COMM_WORLD cannot be freed")
  public static void freeLetsPendingOperationsEnd(Intracomm world) {
    int other = 1 - world.getRank();
    Intracomm copy = world.dup();
    IntBuffer in = MPI.newIntBuffer(100_000);
    IntBuffer out = MPI.newIntBuffer(100_000).put(99_999, 6);
    Request receive = copy.iRecv(in, 100_000, MPI.INT, other, 0);
    Request send = copy.iSend(out, 100_000, MPI.INT, other, 0);
    copy.free();
    assertTrue(copy.isNull());
    receive.waitFor();
    send.waitFor();
    assertEquals(6, in.get(99_999));
    MPI.COMM_WORLD.setErrhandler(MPI.ERRORS_RETURN);
    // Errors on no communicator are COMM_SELF's (§9.3).
    MPI.COMM_SELF.setErrhandler(MPI.ERRORS_RETURN);
    Expect.error(MPI.ERR_COMM, MPI.COMM_WORLD::free);
    Expect.error(MPI.ERR_COMM, () -> copy.send(out, 1, MPI.INT, other, 0));
  }

  @Conforms(
      to = "MPI-4.1 §7.4.2: communicators can be made of made ones and while others are in use",
      ranks = {4})
  public static void manyCommunicators(Intracomm world) {
    int me = world.getRank();
    for (int round = 0; round < 40; round++) {
      Intracomm half = world.split(me / 2, me);
      Intracomm copy = half.dup();
      int[] sum = {me};
      copy.allReduce(sum, 1, MPI.INT, MPI.SUM);
      assertEquals(me < 2 ? 1 : 5, sum[0]);
      Intracomm alone = copy.split(copy.getRank(), 0);
      assertEquals(1, alone.getSize());
      alone.barrier();
      alone.free();
      half.free();
      copy.barrier();
      copy.free();
    }
  }

  @Conforms(to = "MPI-4.1 §7.8: a communicator has a name; the predefined ones have theirs")
  public static void names(Intracomm world) {
    assertEquals("MPI_COMM_WORLD", MPI.COMM_WORLD.getName());
    assertEquals("MPI_COMM_SELF", MPI.COMM_SELF.getName());
    Intracomm copy = world.dup();
    copy.setName("grid");
    assertEquals("grid", copy.getName());
    assertEquals("MPI_COMM_WORLD", MPI.COMM_WORLD.getName());
    copy.free();
  }

  @Conforms(
      to =
          "MPI-4.1 §7.4.3 MPI_Comm_free: pending operations that use the communicator complete"
              + " normally, collectives of several steps too",
      ranks = {3, 5})
  public static void collectivesOutliveTheirCommunicator(Intracomm world) {
    for (int round = 0; round < 20; round++) {
      Intracomm copy = world.dup();
      IntBuffer sum = IntBuffer.wrap(new int[] {world.getRank()});
      Request[] requests = {copy.iAllReduce(sum, 1, MPI.INT, MPI.SUM), copy.iBarrier()};
      copy.free();
      Request.waitAll(requests);
      int size = world.getSize();
      assertEquals(size * (size - 1) / 2, sum.get(0));
    }
  }

  @Conforms(to = "MPI-4.1 §7.2.4 MPI_COMM_SELF holds the calling process alone", ranks = 3)
  public static void self(Intracomm world) {
    assertEquals(1, MPI.COMM_SELF.getSize());
    assertEquals(0, MPI.COMM_SELF.getRank());
    int[] in = new int[1];
    Request send =
        MPI.COMM_SELF.iSend(IntBuffer.wrap(new int[] {world.getRank()}), 1, MPI.INT, 0, 0);
    MPI.COMM_SELF.recv(in, 1, MPI.INT, 0, 0);
    send.waitFor();
    assertEquals(world.getRank(), in[0]);
  }
}
