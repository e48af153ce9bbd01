package conformance.inprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.support.Conforms;
import conformance.support.Expect;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.BitSet;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;
import mpi.Prequest;
import mpi.Request;
import mpi.Status;

/** MPI-4.1 §3.7 and §3.9: completion in all forms, with null and inactive requests among them. */
public final class RequestCases {
  private static final int COUNT = 8;

  private RequestCases() {}

  /** Receives of tags 0…COUNT−1, null requests at 2 and 5; the other rank is not asked yet. */
  private static Request[] receives(Intracomm world, int other, IntBuffer[] in) {
    Request[] requests = new Request[COUNT];
    for (int i = 0; i < COUNT; i++) {
      in[i] = MPI.newIntBuffer(1);
      requests[i] = i == 2 || i == 5 ? MPI.REQUEST_NULL : world.iRecv(in[i], 1, MPI.INT, other, i);
    }
    return requests;
  }

  private static void answer(Intracomm world, int other, int tag) {
    world.send(new int[] {1000 + tag}, 1, MPI.INT, other, tag);
  }

  private static int other(Intracomm world) {
    return world.getSize() - 1 - world.getRank();
  }

  private static boolean isActive(int i) {
    return i != 2 && i != 5;
  }

  @Conforms(
      to =
          "MPI-4.1 §3.7.5 MPI_Waitall: all complete; null requests get an empty status (ANY_SOURCE,"
              + " ANY_TAG, count 0)",
      ranks = {1, 2})
  public static void waitAll(Intracomm world) {
    IntBuffer[] in = new IntBuffer[COUNT];
    Request[] requests = receives(world, other(world), in);
    assertFalse(Request.testAll(requests), "nothing was sent");
    assertNull(Request.testAllStatus(requests));
    world.barrier();
    for (int i = COUNT - 1; i >= 0; i--) {
      if (isActive(i)) {
        answer(world, other(world), i);
      }
    }
    Status[] statuses = Request.waitAllStatus(requests);
    for (int i = 0; i < COUNT; i++) {
      assertEquals(isActive(i) ? other(world) : MPI.ANY_SOURCE, statuses[i].getSource());
      assertEquals(isActive(i) ? i : MPI.ANY_TAG, statuses[i].getTag());
      assertEquals(isActive(i) ? 1 : 0, statuses[i].getCount(MPI.INT));
      assertEquals(isActive(i) ? 1000 + i : 0, in[i].get(0));
      assertTrue(requests[i].isNull());
    }
    assertTrue(Request.testAll(requests), "a list without active requests is complete");
    Request.waitAll(new Request[0]);
  }

  @Conforms(
      to =
          "MPI-4.1 §3.7.5 MPI_Waitany: one index at a time, each once; MPI_UNDEFINED and an empty"
              + " status when none is active",
      ranks = {1, 2})
  public static void waitAny(Intracomm world) {
    IntBuffer[] in = new IntBuffer[COUNT];
    Request[] requests = receives(world, other(world), in);
    assertEquals(MPI.UNDEFINED, Request.testAny(requests));
    assertNull(Request.testAnyStatus(requests));
    world.barrier();
    BitSet seen = new BitSet();
    for (int i = COUNT - 1; i >= 0; i--) {
      if (!isActive(i)) {
        continue;
      }
      answer(world, other(world), i);
      Status status = Request.waitAnyStatus(requests);
      int done = status.getIndex();
      assertFalse(seen.get(done), "twice: " + done);
      assertEquals(done, status.getTag());
      assertEquals(1000 + done, in[done].get(0));
      assertTrue(requests[done].isNull());
      seen.set(done);
    }
    assertEquals(COUNT - 2, seen.cardinality());
    assertEquals(MPI.UNDEFINED, Request.waitAny(requests));
    Status none = Request.waitAnyStatus(requests);
    assertEquals(MPI.UNDEFINED, none.getIndex());
    assertEquals(MPI.ANY_SOURCE, none.getSource());
    assertEquals(MPI.ANY_TAG, none.getTag());
    assertEquals(0, none.getCount(MPI.INT));
    assertEquals(MPI.UNDEFINED, Request.testAnyStatus(requests).getIndex());
    assertEquals(MPI.UNDEFINED, Request.waitAny(new Request[0]));
  }

  @Conforms(
      to =
          "MPI-4.1 §3.7.5 MPI_Waitsome, MPI_Testsome: all that are complete, with their indices;"
              + " MPI_UNDEFINED (here null, or an empty array in mpiJava) when none is active",
      ranks = {1, 2})
  public static void waitSome(Intracomm world) {
    for (boolean waiting : new boolean[] {true, false}) {
      IntBuffer[] in = new IntBuffer[COUNT];
      Request[] requests = receives(world, other(world), in);
      assertEquals(0, Request.testSome(requests).length, "active ones, none complete");
      world.barrier();
      for (int i = 0; i < COUNT; i++) {
        if (isActive(i)) {
          answer(world, other(world), i);
        }
      }
      BitSet seen = new BitSet();
      Expect.soon(
          "all complete",
          () -> {
            Status[] some =
                waiting ? Request.waitSomeStatus(requests) : Request.testSomeStatus(requests);
            assertTrue(!waiting || some.length > 0);
            for (Status status : some) {
              int i = status.getIndex();
              assertFalse(seen.get(i), "twice");
              assertEquals(i, status.getTag());
              assertEquals(1000 + i, in[i].get(0));
              assertTrue(requests[i].isNull());
              seen.set(i);
            }
            return seen.cardinality() == COUNT - 2;
          });
      assertNull(Request.waitSome(requests));
      assertNull(Request.testSome(requests));
      assertEquals(0, Request.Waitsome(requests).length);
      assertEquals(0, Request.Testsome(requests).length);
    }
  }

  @Conforms(
      to =
          "MPI-4.1 §3.7.3: wait and test of a null request return at once with an empty status;"
              + " MPI_Test that completes makes the request null",
      ranks = {1, 2})
  public static void waitAndTestOne(Intracomm world) {
    assertTrue(MPI.REQUEST_NULL.test());
    assertEquals(MPI.ANY_TAG, MPI.REQUEST_NULL.waitStatus().getTag());
    IntBuffer in = MPI.newIntBuffer(1);
    Request request = world.iRecv(in, 1, MPI.INT, other(world), 3);
    assertFalse(request.test());
    assertNull(request.testStatus());
    assertNull(request.getStatus());
    world.barrier();
    answer(world, other(world), 3);
    Status[] found = new Status[1];
    Expect.soon("complete", () -> (found[0] = request.getStatus()) != null);
    assertEquals(3, found[0].getTag());
    assertFalse(request.isNull(), "MPI_Request_get_status does not free (§3.7.6)");
    assertEquals(3, request.testStatus().getTag());
    assertTrue(request.isNull());
    assertTrue(request.test());
    request.waitFor();
  }

  @Conforms(
      to = "MPI-4.1 §3.7.3 MPI_Request_free: the operation goes on, and the message arrives",
      ranks = {1, 2})
  public static void freedSendArrives(Intracomm world) {
    int other = other(world);
    IntBuffer data = MPI.newIntBuffer(200_000).put(199_999, 5);
    Request send = world.iSend(data, 200_000, MPI.INT, other, 3);
    send.free();
    assertTrue(send.isNull());
    int[] in = new int[200_000];
    world.recv(in, in.length, MPI.INT, other, 3);
    assertEquals(5, in[199_999]);
    world.barrier();
  }

  @Conforms(
      to =
          "MPI-4.1 §3.7.5: MPI_Waitall fails with MPI_ERR_IN_STATUS; each status tells its request's"
              + " error")
  public static void errorsInStatuses(Intracomm world) {
    world.setErrhandler(MPI.ERRORS_RETURN);
    if (world.getRank() == 1) {
      world.send(new int[] {1}, 1, MPI.INT, 0, 0);
      world.send(new int[] {1, 2}, 2, MPI.INT, 0, 1);
      world.send(new int[] {3}, 1, MPI.INT, 0, 2);
      return;
    }
    IntBuffer in = MPI.newIntBuffer(3);
    Request[] requests = new Request[3];
    for (int i = 0; i < 3; i++) {
      requests[i] = world.iRecv(MPI.slice(in, i), 1, MPI.INT, 1, i);
    }
    MPIException e = Expect.error(MPI.ERR_IN_STATUS, () -> Request.waitAll(requests));
    assertEquals(3, e.getStatuses().length);
    int[] errors = Arrays.stream(e.getStatuses()).mapToInt(Status::getError).toArray();
    assertEquals(MPI.SUCCESS, errors[0]);
    assertEquals(MPI.ERR_TRUNCATE, errors[1]);
    assertEquals(MPI.SUCCESS, errors[2]);
    assertEquals(3, in.get(2));
  }

  @Conforms(
      to =
          "MPI-4.1 §3.9: a persistent request is inactive until started, can be started again after"
              + " completion, and is not null when inactive",
      ranks = {1, 2})
  public static void persistentRequests(Intracomm world) {
    int other = other(world);
    IntBuffer out = MPI.newIntBuffer(1);
    IntBuffer in = MPI.newIntBuffer(1);
    Prequest[] both = {
      world.sendInit(out, 1, MPI.INT, other, 1), world.recvInit(in, 1, MPI.INT, other, 1)
    };
    assertEquals(MPI.UNDEFINED, Request.waitAny(both), "inactive requests are ignored");
    for (int round = 0; round < 50; round++) {
      out.put(0, round);
      Prequest.startAll(both);
      Request.waitAll(both);
      assertEquals(round, in.get(0));
      assertFalse(both[0].isNull() || both[1].isNull());
      assertTrue(both[0].test(), "an inactive request is complete");
    }
    both[0].free();
    both[1].free();
    assertTrue(both[0].isNull() && both[1].isNull());
  }

  /** The other rank tells by a property of this JVM, which all in-process ranks share. */
  @Conforms(
      to =
          "MPI-4.1 §2.9 Progress: a large send that was started goes on while its rank computes and"
              + " calls nothing of MPI",
      sharesTheJvm = true)
  public static void progressWhileComputing(Intracomm world) {
    String arrived = "conformance.arrived";
    int length = 3_000_000;
    if (world.getRank() == 0) {
      System.clearProperty(arrived);
      Request send = world.iSend(MPI.newIntBuffer(length), length, MPI.INT, 1, 0);
      Expect.soon("the message arrives", () -> System.getProperty(arrived) != null);
      send.waitFor();
    } else {
      int[] in = new int[length];
      assertNotNull(world.recv(in, length, MPI.INT, 0, 0));
      System.setProperty(arrived, "yes");
    }
  }
}
