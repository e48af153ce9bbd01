package conformance.inprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.support.Conforms;
import conformance.support.Expect;
import java.nio.IntBuffer;
import mpi.Intracomm;
import mpi.MPI;
import mpi.Message;
import mpi.Request;
import mpi.Status;

/** MPI-4.1 §3.8: probing and cancelling. */
public final class ProbeCases {
  private static final int LARGE = 300_000;

  private ProbeCases() {}

  @Conforms(
      to =
          "MPI-4.1 §3.8.1: MPI_Iprobe returns flag=false while nothing matches; once it is true, it"
              + " stays true and a receive gets that message",
      ranks = {1, 2})
  public static void iprobeSeesWhatAReceiveWouldGet(Intracomm world) {
    int other = world.getSize() - 1 - world.getRank();
    for (int length : new int[] {0, 3, LARGE}) {
      assertNull(world.iProbe(MPI.ANY_SOURCE, 77));
      Request send = world.iSend(MPI.newIntBuffer(length), length, MPI.INT, other, 4);
      Expect.soon("a message", () -> world.iProbe(MPI.ANY_SOURCE, MPI.ANY_TAG) != null);
      for (int i = 0; i < 100; i++) {
        Status status = world.iProbe(other, 4);
        assertNotNull(status, "it was there before");
        assertEquals(length, status.getCount(MPI.INT));
      }
      assertNull(world.iProbe(other, 5));
      Status status = world.recv(new int[length], length, MPI.INT, other, 4);
      assertEquals(length, status.getCount(MPI.INT));
      send.waitFor();
      world.barrier();
    }
  }

  @Conforms(
      to =
          "MPI-4.1 §3.8.1 Example: a probe with MPI_ANY_SOURCE tells source and count, so that the"
              + " receive can be made to fit",
      ranks = {4})
  public static void probeThenReceiveWhatFits(Intracomm world) {
    if (world.getRank() != 0) {
      int length = 10 * world.getRank();
      int[] data = new int[length];
      data[length - 1] = length;
      world.send(data, length, MPI.INT, 0, world.getRank());
      return;
    }
    for (int i = 1; i < world.getSize(); i++) {
      Status status = world.probe(MPI.ANY_SOURCE, MPI.ANY_TAG);
      int length = status.getCount(MPI.INT);
      assertEquals(10 * status.getSource(), length);
      assertEquals(status.getSource(), status.getTag());
      int[] data = new int[length];
      world.recv(data, length, MPI.INT, status.getSource(), status.getTag());
      assertEquals(length, data[length - 1]);
    }
  }

  @Conforms(
      to =
          "MPI-4.1 §3.8.2: a matched message is received by its handle alone, while others overtake"
              + " it",
      ranks = {1, 2})
  public static void matchedProbeReserves(Intracomm world) {
    int other = world.getSize() - 1 - world.getRank();
    for (int length : new int[] {1, LARGE}) {
      IntBuffer first = MPI.newIntBuffer(length).put(length - 1, 1);
      IntBuffer second = MPI.newIntBuffer(length).put(length - 1, 2);
      IntBuffer third = MPI.newIntBuffer(length).put(length - 1, 3);
      Request[] sends = {
        world.iSend(first, length, MPI.INT, other, 6),
        world.iSend(second, length, MPI.INT, other, 6),
        world.iSend(third, length, MPI.INT, other, 6)
      };
      Message one = new Message();
      Message two = new Message();
      assertEquals(length, one.mProbe(MPI.ANY_SOURCE, 6, world).getCount(MPI.INT));
      Expect.soon("a second message", () -> two.imProbe(other, MPI.ANY_TAG, world) != null);
      int[] data = new int[length];
      world.recv(data, length, MPI.INT, other, 6);
      assertEquals(3, data[length - 1]);
      IntBuffer later = MPI.newIntBuffer(length);
      Request receive = two.imRecv(later, length, MPI.INT);
      assertTrue(two.isNull(), "imRecv makes the handle null");
      Status status = one.mRecv(data, length, MPI.INT);
      assertEquals(1, data[length - 1]);
      assertEquals(other, status.getSource());
      assertEquals(6, status.getTag());
      receive.waitFor();
      assertEquals(2, later.get(length - 1));
      Request.waitAll(sends);
    }
  }

  @Conforms(to = "MPI-4.1 §3.8.3: a matched receive that is too small is MPI_ERR_TRUNCATE")
  public static void matchedReceiveTruncates(Intracomm world) {
    world.setErrhandler(MPI.ERRORS_RETURN);
    if (world.getRank() == 0) {
      world.send(new int[9], 9, MPI.INT, 1, 6);
    } else {
      Message message = new Message();
      message.mProbe(0, 6, world);
      Expect.error(MPI.ERR_TRUNCATE, () -> message.mRecv(new int[8], 8, MPI.INT));
    }
  }

  @Conforms(
      to =
          "MPI-4.1 §3.8.2: MPI_Mprobe with MPI_PROC_NULL gives MPI_MESSAGE_NO_PROC, which is received"
              + " as from a null process")
  public static void matchedProbeOfNobody(Intracomm world) {
    Message message = new Message();
    assertEquals(MPI.PROC_NULL, message.mProbe(MPI.PROC_NULL, 1, world).getSource());
    assertTrue(message.isNoProc());
    assertFalse(message.isNull());
    Status status = message.mRecv(new int[1], 1, MPI.INT);
    assertEquals(MPI.PROC_NULL, status.getSource());
    assertEquals(MPI.ANY_TAG, status.getTag());
    assertEquals(0, status.getCount(MPI.INT));
    assertTrue(message.isNull());
  }

  @Conforms(
      to =
          "MPI-4.1 §3.8.4: a receive that is cancelled completes as cancelled, or gets its message:"
              + " never neither, never both",
      ranks = {1, 2})
  public static void cancelledReceive(Intracomm world) {
    int other = world.getSize() - 1 - world.getRank();
    IntBuffer in = MPI.newIntBuffer(1).put(0, 5);
    Request never = world.iRecv(in, 1, MPI.INT, other, 1);
    never.cancel();
    assertTrue(never.waitStatus().isCancelled());
    assertEquals(5, in.get(0));
    world.barrier();

    Request send = world.iSend(IntBuffer.wrap(new int[] {8}), 1, MPI.INT, other, 1);
    assertEquals(8, receiveOne(world, other), "the cancelled receive must not take it");
    send.waitFor();

    for (int i = 0; i < 200; i++) {
      IntBuffer target = MPI.newIntBuffer(1);
      Request race = world.iRecv(target, 1, MPI.INT, other, 2);
      Request racing = world.iSend(IntBuffer.wrap(new int[] {i + 1}), 1, MPI.INT, other, 2);
      race.cancel();
      Status status = race.waitStatus();
      int got = status.isCancelled() ? receiveOne(world, other, 2) : target.get(0);
      assertEquals(i + 1, got, "cancelled: " + status.isCancelled());
      racing.waitFor();
    }
  }

  @Conforms(to = "MPI-4.1 §3.8.4: a cancelled request may be waited for in an array or tested")
  public static void cancelledAmongOthers(Intracomm world) {
    int other = 1 - world.getRank();
    IntBuffer in = MPI.newIntBuffer(2);
    Request[] requests = {
      world.iRecv(MPI.slice(in, 0), 1, MPI.INT, other, 1),
      world.iRecv(MPI.slice(in, 1), 1, MPI.INT, other, 2),
      world.iSend(IntBuffer.wrap(new int[] {3}), 1, MPI.INT, other, 2)
    };
    requests[0].cancel();
    Status[] statuses = Request.waitAllStatus(requests);
    assertTrue(statuses[0].isCancelled());
    assertFalse(statuses[1].isCancelled());
    assertFalse(statuses[2].isCancelled());
    assertEquals(3, in.get(1));
  }

  private static int receiveOne(Intracomm world, int source) {
    return receiveOne(world, source, 1);
  }

  private static int receiveOne(Intracomm world, int source, int tag) {
    int[] data = new int[1];
    world.recv(data, 1, MPI.INT, source, tag);
    return data[0];
  }
}
