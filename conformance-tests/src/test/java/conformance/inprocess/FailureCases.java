package conformance.inprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.support.Conforms;
import conformance.support.Death;
import conformance.support.Expect;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import mpi.Comm;
import mpi.Group;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;
import mpi.Message;
import mpi.Prequest;
import mpi.Request;
import mpi.Status;

/**
 * ULFM: what operations do when a member has failed. The rank with the highest number is the one
 * that dies, when rank 0 tells it to.
 */
public final class FailureCases {
  private static final int DIE = 99;

  private FailureCases() {}

  /** True at the ranks that live; the last one dies as soon as rank 0 has called this too. */
  private static void dieLast(Intracomm world) {
    meet(world);
    int victim = world.getSize() - 1;
    if (world.getRank() == victim) {
      world.recv(new int[1], 1, MPI.INT, 0, DIE);
      throw new Death();
    }
    if (world.getRank() == 0) {
      world.send(new int[1], 1, MPI.INT, victim, DIE);
    }
    awaitFailed(world, 1);
  }

  /**
   * Returns when all have come here. Unlike a barrier it ends well at all also when one of them
   * dies just after it.
   */
  static void meet(Comm comm) {
    comm.setErrhandler(MPI.ERRORS_RETURN);
    comm.agree(1);
  }

  static void awaitFailed(Comm comm, int count) {
    Expect.soon(count + " failures known", () -> comm.getFailed().getSize() >= count);
  }

  private static IntBuffer room() {
    return IntBuffer.allocate(1);
  }

  @Conforms(
      to =
          "ULFM, point-to-point: an operation that a failure keeps from completing is completed"
              + " with MPI_ERR_PROC_FAILED, and so is further communication with that process;"
              + " starting one raises no error",
      ranks = {2, 3})
  public static void namedOperationsWithTheDead(Intracomm world) {
    int victim = world.getSize() - 1;
    world.setErrhandler(MPI.ERRORS_RETURN);
    Request early = world.getRank() == victim ? null : world.iRecv(room(), 1, MPI.INT, victim, 1);
    dieLast(world);
    MPIException e = Expect.error(MPI.ERR_PROC_FAILED, early::waitFor);
    assertArrayEquals(new int[] {victim}, e.getFailedRanks());
    assertTrue(early.isNull());
    int[] one = new int[1];
    Request[] late = {
      world.iRecv(room(), 1, MPI.INT, victim, 1),
      world.iSend(room(), 1, MPI.INT, victim, 1),
      world.isSend(room(), 1, MPI.INT, victim, 1),
      world.iSend(ByteBuffer.allocate(1 << 20), 1 << 20, MPI.BYTE, victim, 1)
    };
    for (Request request : late) {
      Expect.error(MPI.ERR_PROC_FAILED, request::waitFor);
    }
    Prequest persistent = world.recvInit(room(), 1, MPI.INT, victim, 1);
    persistent.start();
    Expect.error(MPI.ERR_PROC_FAILED, persistent::waitFor);
    persistent.start();
    Expect.error(MPI.ERR_PROC_FAILED, persistent::test);
    Expect.error(MPI.ERR_PROC_FAILED, () -> world.send(one, 1, MPI.INT, victim, 1));
    Expect.error(MPI.ERR_PROC_FAILED, () -> world.recv(one, 1, MPI.INT, victim, 1));
    Expect.error(MPI.ERR_PROC_FAILED, () -> world.probe(victim, 1));
    Expect.error(MPI.ERR_PROC_FAILED, () -> world.iProbe(victim, 1));
    Expect.error(MPI.ERR_PROC_FAILED, () -> new Message().mProbe(victim, 1, world));
    Expect.error(
        MPI.ERR_PROC_FAILED,
        () -> world.sendRecv(one, 1, MPI.INT, 0, 1, new int[1], 1, MPI.INT, victim, 1));
  }

  @Conforms(
      to =
          "ULFM, error reporting: an error is raised only by operations that involve a failed"
              + " process; communication between others, and on communicators without it, is not"
              + " disturbed",
      ranks = {3, 4})
  public static void communicatorsWithoutDeadMembers(Intracomm world) {
    int victim = world.getSize() - 1;
    Intracomm living = world.split(world.getRank() == victim ? 1 : 0, 0);
    dieLast(world);
    int next = (world.getRank() + 1) % victim;
    int previous = (world.getRank() + victim - 1) % victim;
    int[] got = new int[1];
    world.sendRecv(new int[] {5}, 1, MPI.INT, next, 3, got, 1, MPI.INT, previous, 3);
    assertEquals(5, got[0]);
    for (int round = 0; round < 20; round++) {
      int[] sum = {1};
      living.allReduce(sum, 1, MPI.INT, MPI.SUM);
      assertEquals(victim, sum[0]);
    }
    Intracomm copy = living.dup();
    copy.barrier();
    copy.free();
    assertEquals(0, living.getFailed().getSize());
  }

  @Conforms(
      to =
          "ULFM, MPI_ANY_SOURCE: a non-blocking receive that is not matched stays valid and pending"
              + " and raises MPI_ERR_PROC_FAILED_PENDING",
      ranks = {3})
  public static void pendingReceiveFromAnySource(Intracomm world) {
    IntBuffer target = room();
    Request any = world.getRank() == 0 ? world.iRecv(target, 1, MPI.INT, MPI.ANY_SOURCE, 7) : null;
    dieLast(world);
    if (world.getRank() == 1) {
      world.recv(new int[1], 1, MPI.INT, 0, 8);
      world.send(new int[] {77}, 1, MPI.INT, 0, 7);
      return;
    }
    for (int again = 0; again < 2; again++) {
      Expect.error(MPI.ERR_PROC_FAILED_PENDING, any::waitFor);
      Expect.error(MPI.ERR_PROC_FAILED_PENDING, any::test);
      Expect.error(MPI.ERR_PROC_FAILED_PENDING, any::getStatus);
      assertFalse(any.isNull());
    }
    // Also one that is started now is only told when it is waited for.
    Request later = world.iRecv(room(), 1, MPI.INT, MPI.ANY_SOURCE, 70);
    Expect.error(MPI.ERR_PROC_FAILED_PENDING, later::waitFor);
    later.cancel();
    assertTrue(later.waitStatus().isCancelled());
    world.send(new int[1], 1, MPI.INT, 1, 8);
    // It still takes the message, without acknowledgement.
    Expect.soon("the message", () -> takes(any));
    assertEquals(77, target.get(0));
  }

  private static boolean takes(Request request) {
    try {
      return request.test();
    } catch (MPIException e) {
      assertEquals(MPI.ERR_PROC_FAILED_PENDING, e.getErrorClass());
      return false;
    }
  }

  @Conforms(
      to =
          "ULFM, MPI_ANY_SOURCE, with MPI-4.1 §3.7.5: a completion of several reports"
              + " MPI_ERR_PROC_FAILED_PENDING for the request that stays, MPI_ERR_PENDING for"
              + " those neither done nor failed",
      ranks = {3})
  public static void pendingAmongSeveral(Intracomm world) {
    Request[] requests = {
      world.iRecv(room(), 1, MPI.INT, 0, 20),
      world.iRecv(room(), 1, MPI.INT, MPI.ANY_SOURCE, 21),
      world.iRecv(room(), 1, MPI.INT, 0, 22)
    };
    dieLast(world);
    if (world.getRank() == 1) {
      world.recv(new int[1], 1, MPI.INT, 0, 8);
    } else {
      world.send(new int[1], 1, MPI.INT, 0, 20);
      Expect.soon("the first is complete", () -> requests[0].getStatus() != null);
      MPIException all = Expect.error(MPI.ERR_IN_STATUS, () -> Request.waitAll(requests));
      Status[] statuses = all.getStatuses();
      assertEquals(MPI.SUCCESS, statuses[0].getError());
      assertEquals(MPI.ERR_PROC_FAILED_PENDING, statuses[1].getError());
      assertEquals(MPI.ERR_PENDING, statuses[2].getError());
      assertTrue(requests[0].isNull());
      assertFalse(requests[1].isNull() || requests[2].isNull());
      Expect.error(MPI.ERR_IN_STATUS, () -> Request.testAll(requests));
      Expect.error(MPI.ERR_PROC_FAILED_PENDING, () -> Request.waitAny(requests));
      Expect.error(MPI.ERR_PROC_FAILED_PENDING, () -> Request.testAny(requests));
      MPIException some = Expect.error(MPI.ERR_IN_STATUS, () -> Request.waitSome(requests));
      assertEquals(1, some.getStatuses()[0].getIndex());
      Expect.error(MPI.ERR_IN_STATUS, () -> Request.testSome(requests));
      // One that is done goes first.
      world.send(new int[1], 1, MPI.INT, 0, 22);
      Expect.soon("the done one", () -> requests[2].isNull() || anyIsTwo(requests));
      world.send(new int[1], 1, MPI.INT, 1, 8);
    }
    world.ackFailed(1);
    if (world.getRank() == 0) {
      world.send(new int[1], 1, MPI.INT, 0, 21);
      Request.waitAll(requests);
      assertTrue(requests[1].isNull());
    } else {
      for (Request request : requests) {
        request.cancel();
        assertTrue(request.waitStatus().isCancelled());
      }
    }
  }

  private static boolean anyIsTwo(Request[] requests) {
    try {
      return Request.testAny(requests) == 2;
    } catch (MPIException e) {
      assertEquals(MPI.ERR_PROC_FAILED_PENDING, e.getErrorClass());
      return false;
    }
  }

  @Conforms(
      to =
          "ULFM, MPI_ANY_SOURCE: in all other cases (blocking receive, probe, matched probe) the"
              + " operation raises MPI_ERR_PROC_FAILED; after MPI_Comm_ack_failed they proceed"
              + " without further errors because of acknowledged failures",
      ranks = {3})
  public static void blockingFromAnySource(Intracomm world) {
    dieLast(world);
    int[] one = new int[1];
    if (world.getRank() == 1) {
      world.recv(one, 1, MPI.INT, 0, 8);
      for (int tag = 30; tag < 36; tag++) {
        world.send(new int[] {tag}, 1, MPI.INT, 0, tag);
      }
      return;
    }
    int any = MPI.ANY_SOURCE;
    Expect.error(MPI.ERR_PROC_FAILED, () -> world.recv(one, 1, MPI.INT, any, 30));
    Expect.error(MPI.ERR_PROC_FAILED, () -> world.recv(one, 1, MPI.INT, any, MPI.ANY_TAG));
    Object[] object = new Object[1];
    Expect.error(MPI.ERR_PROC_FAILED, () -> world.Recv(object, 0, 1, MPI.OBJECT, any, 30));
    Expect.error(
        MPI.ERR_PROC_FAILED,
        () -> world.sendRecv(one, 1, MPI.INT, MPI.PROC_NULL, 1, new int[1], 1, MPI.INT, any, 30));
    Expect.error(MPI.ERR_PROC_FAILED, () -> world.probe(any, 30));
    Expect.error(MPI.ERR_PROC_FAILED, () -> world.iProbe(any, 30));
    Expect.error(MPI.ERR_PROC_FAILED, () -> new Message().mProbe(any, 30, world));
    Expect.error(MPI.ERR_PROC_FAILED, () -> new Message().imProbe(any, 30, world));
    assertEquals(1, world.ackFailed(1));
    assertNull(world.iProbe(any, 30));
    world.send(one, 1, MPI.INT, 1, 8);
    // None of the receives above was left posted: the messages are there.
    world.recv(one, 1, MPI.INT, any, 30);
    assertEquals(30, one[0]);
    assertEquals(1, world.probe(any, 31).getSource());
    world.recv(one, 1, MPI.INT, any, 31);
    Message message = new Message();
    message.mProbe(any, 32, world);
    message.mRecv(one, 1, MPI.INT);
    assertEquals(32, one[0]);
    Expect.soon("iProbe", () -> world.iProbe(any, 33) != null);
    Request request = world.iRecv(IntBuffer.wrap(one), 1, MPI.INT, any, 33);
    request.waitFor();
    assertEquals(33, one[0]);
    world.sendRecv(one, 1, MPI.INT, MPI.PROC_NULL, 1, one, 1, MPI.INT, any, 34);
    assertEquals(34, one[0]);
    // What is named is still dead.
    Expect.error(MPI.ERR_PROC_FAILED, () -> world.recv(one, 1, MPI.INT, 2, 1));
  }

  @Conforms(
      to =
          "ULFM, MPI_Comm_get_failed, MPI_Comm_ack_failed: the group only grows and keeps its"
              + " prefix; the first n are acknowledged, the number acknowledged is returned; a"
              + " later failure is new",
      ranks = {4})
  public static void knowledgeOfFailures(Intracomm world) {
    world.setErrhandler(MPI.ERRORS_RETURN);
    int rank = world.getRank();
    assertEquals(0, world.getFailed().getSize());
    assertEquals(0, world.ackFailed(5));
    if (rank >= 2) {
      // The other one may be told to die as soon as both have looked.
      world.send(new int[1], 1, MPI.INT, 0, 9);
      world.recv(new int[1], 1, MPI.INT, 0, DIE);
      throw new Death();
    }
    if (rank == 0) {
      world.recv(new int[1], 1, MPI.INT, 2, 9);
      world.recv(new int[1], 1, MPI.INT, 3, 9);
    }
    int[] order = {3, 2};
    Group before = world.getFailed();
    for (int n = 1; n <= 2; n++) {
      int known = n;
      if (rank == 0) {
        world.recv(new int[1], 1, MPI.INT, 1, 8);
        world.send(new int[1], 1, MPI.INT, order[n - 1], DIE);
      } else {
        world.send(new int[1], 1, MPI.INT, 0, 8);
      }
      awaitFailed(world, known);
      Group failed = world.getFailed();
      assertEquals(known, failed.getSize());
      int[] ranks =
          Group.translateRanks(
              failed, known == 1 ? new int[] {0} : new int[] {0, 1}, world.getGroup());
      assertEquals(3, ranks[0]);
      assertEquals(known == 1 ? 3 : 2, ranks[known - 1]);
      assertEquals(known - 1, before.getSize());
      before = failed;
      int[] one = new int[1];
      Expect.error(MPI.ERR_PROC_FAILED, () -> world.recv(one, 1, MPI.INT, MPI.ANY_SOURCE, 60));
      assertEquals(known - 1, world.ackFailed(0));
      assertEquals(known, world.ackFailed(known == 1 ? 1 : 9));
      assertEquals(known, world.Ack_failed(0));
      assertNull(world.iProbe(MPI.ANY_SOURCE, 60));
    }
    Expect.error(MPI.ERR_ARG, () -> world.ackFailed(-1));
  }

  @Conforms(
      to =
          "ULFM, collective communication: when a failure keeps it from completing, a collective"
              + " raises MPI_ERR_PROC_FAILED; acknowledging changes nothing there",
      ranks = {2, 3, 5})
  public static void collectivesWithTheDead(Intracomm world) {
    world.setErrhandler(MPI.ERRORS_RETURN);
    int victim = world.getSize() - 1;
    // Shared memory is set up while all live.
    world.barrier();
    Intracomm grid = world.createCart(new int[] {world.getSize()}, new boolean[] {true}, false);
    grid.setErrhandler(MPI.ERRORS_RETURN);
    Request early = world.getRank() == victim ? null : world.iBarrier();
    dieLast(world);
    Expect.error(MPI.ERR_PROC_FAILED, early::waitFor);
    for (int again = 0; again < 2; again++) {
      Request[] started = {
        world.iBarrier(),
        world.iAllReduce(room(), room(), 1, MPI.INT, MPI.SUM),
        world.iBcast(room(), 1, MPI.INT, 0)
      };
      for (Request request : started) {
        Expect.error(MPI.ERR_PROC_FAILED, request::waitFor);
      }
      Expect.error(MPI.ERR_PROC_FAILED, world::barrier);
      Expect.error(MPI.ERR_PROC_FAILED, () -> world.allReduce(new int[1], 1, MPI.INT, MPI.SUM));
      Expect.error(MPI.ERR_PROC_FAILED, () -> world.bcast(new byte[99999], 99999, MPI.BYTE, 0));
      int[] all = new int[2];
      Expect.error(
          MPI.ERR_PROC_FAILED,
          () -> grid.neighborAllGather(new int[1], 1, MPI.INT, all, 1, MPI.INT));
      // Making a communicator is collective too.
      Expect.error(MPI.ERR_PROC_FAILED, world::dup);
      Expect.error(MPI.ERR_PROC_FAILED, () -> world.split(0, 0));
      Expect.error(MPI.ERR_PROC_FAILED, () -> world.create(world.getGroup()));
      Comm copy = world.iDup();
      Expect.error(MPI.ERR_PROC_FAILED, () -> copy.getRequest().waitFor());
      assertTrue(copy.isNull());
      world.ackFailed(1);
    }
    grid.free();
  }

  @Conforms(
      to =
          "ULFM, collective communication: a failure while a collective is under way raises"
              + " MPI_ERR_PROC_FAILED at every member that cannot complete it",
      ranks = {2, 4})
  public static void deathInsideCollectives(Intracomm world) {
    world.setErrhandler(MPI.ERRORS_RETURN);
    int victim = world.getSize() - 1;
    world.barrier();
    meet(world);
    if (world.getRank() == victim) {
      // The others are in the barrier, or come there.
      throw new Death();
    }
    Expect.error(MPI.ERR_PROC_FAILED, world::barrier);
    Expect.error(MPI.ERR_PROC_FAILED, world::barrier);
  }

  @Conforms(
      to =
          "ULFM, collective communication, with MPI-4.1 §7.4.3: also where the communicator was"
              + " freed meanwhile",
      ranks = {3, 5})
  public static void collectivesOfFreedCommunicators(Intracomm world) {
    world.setErrhandler(MPI.ERRORS_RETURN);
    int size = world.getSize();
    Intracomm copy = world.dup();
    Request request = null;
    if (world.getRank() != size - 1) {
      request = copy.iAllReduce(room(), room(), 1, MPI.INT, MPI.SUM);
      copy.free();
    }
    dieLast(world);
    Expect.error(MPI.ERR_PROC_FAILED, request::waitFor);
  }

  @Conforms(
      to =
          "the hint mpi_error_range: group revokes a communicator by itself when a member fails,"
              + " universe when any process does, local does not",
      ranks = {4})
  public static void errorRange(Intracomm world) {
    world.setErrhandler(MPI.ERRORS_RETURN);
    int rank = world.getRank();
    Comm[] ranges = new Comm[3];
    String[] names = {"local", "group", "universe"};
    Intracomm living = world.split(rank == 3 ? 1 : 0, 0);
    Comm smallUniverse = withRange(living, "universe");
    Comm smallGroup = withRange(living, "group");
    for (int i = 0; i < names.length; i++) {
      ranges[i] = withRange(world, names[i]);
      assertEquals(names[i], ranges[i].getInfo().get("mpi_error_range"));
    }
    assertEquals("local", world.getInfo().get("mpi_error_range"));
    mpi.Info wrong = new mpi.Info();
    wrong.set("mpi_error_range", "galaxy");
    Expect.error(MPI.ERR_INFO_VALUE, () -> world.setInfo(wrong));
    Request waits = ranges[1].iRecv(room(), 1, MPI.INT, (rank + 1) % 3, 1);
    dieLast(world);
    Expect.soon("group revoked", () -> ranges[1].isRevoked());
    Expect.soon("universe revoked", () -> ranges[2].isRevoked());
    Expect.soon("universe elsewhere", () -> smallUniverse.isRevoked());
    Expect.error(MPI.ERR_REVOKED, waits::waitFor);
    assertFalse(ranges[0].isRevoked());
    assertFalse(smallGroup.isRevoked());
    assertFalse(world.isRevoked());
    smallGroup.barrier();
    assertNotNull(world.getFailed());
  }

  private static Comm withRange(Intracomm comm, String range) {
    mpi.Info info = new mpi.Info();
    info.set("mpi_error_range", range);
    return comm.dupWithInfo(info);
  }
}
