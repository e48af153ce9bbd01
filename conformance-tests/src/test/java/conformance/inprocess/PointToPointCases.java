package conformance.inprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.support.Conforms;
import conformance.support.Expect;
import conformance.support.Kind;
import conformance.support.Store;
import conformance.support.Vec;
import java.nio.IntBuffer;
import java.util.HashSet;
import java.util.Set;
import mpi.Intracomm;
import mpi.MPI;
import mpi.Request;
import mpi.Status;

/** MPI-4.1 §3.2–§3.5, §3.10, §3.11: messages between two. */
public final class PointToPointCases {
  private static final int[] LENGTHS = {0, 1, 3, 1_000, 70_000};
  private static final String[] MODES = {"standard", "synchronous", "ready", "buffered"};

  private PointToPointCases() {}

  @Conforms(
      to =
          "MPI-4.1 §3.2.2, §3.4, §3.7.2: a message of any basic type in any mode, blocking or not,"
              + " is received as it was sent",
      ranks = {1, 2, 5})
  public static void everyModeKindStoreAndLength(Intracomm world) {
    int right = (world.getRank() + 1) % world.getSize();
    int left = (world.getRank() + world.getSize() - 1) % world.getSize();
    int tag = 0;
    for (Kind kind : Kind.values()) {
      for (Store from : Store.values()) {
        for (int mode = 0; mode < MODES.length; mode++) {
          Store to = Store.values()[(from.ordinal() + tag) % 3];
          exchange(world, kind, from, to, mode, LENGTHS[tag % LENGTHS.length], left, right, tag);
          tag++;
        }
      }
    }
  }

  private static void exchange(
      Intracomm world,
      Kind kind,
      Store from,
      Store to,
      int mode,
      int length,
      int left,
      int right,
      int tag) {
    String what = MODES[mode] + " send of " + length + " " + kind + " from " + from + " to " + to;
    int me = world.getRank();
    for (boolean blocking : new boolean[] {true, false}) {
      Vec out = new Vec(kind, from, length, i -> i % 100 + me);
      Vec in = new Vec(kind, to, length);
      Request receive = world.iRecv(in.buffer(), length, in.type(), left, tag);
      if (MODES[mode].equals("ready")) {
        world.barrier();
      }
      boolean buffered = MODES[mode].equals("buffered");
      if (buffered) {
        MPI.attachBuffer(new byte[8 * length + MPI.BSEND_OVERHEAD]);
      }
      if (blocking) {
        send(world, mode, out, length, right, tag);
      } else {
        Request send = start(world, mode, out, length, right, tag);
        send.waitFor();
        assertTrue(send.isNull(), what);
      }
      if (buffered) {
        MPI.detachBuffer();
      }
      Status status = receive.waitStatus();
      assertEquals(left, status.getSource(), what);
      assertEquals(tag, status.getTag(), what);
      assertEquals(length, status.getCount(kind.type()), what);
      in.check(what, i -> i % 100 + left);
    }
  }

  private static void send(Intracomm world, int mode, Vec out, int length, int to, int tag) {
    switch (MODES[mode]) {
      case "standard" -> {
        // A standard send may wait for the receive, which is posted on all ranks.
        world.send(out.memory(), length, out.type(), to, tag);
      }
      case "synchronous" -> world.sSend(out.memory(), length, out.type(), to, tag);
      case "ready" -> world.rSend(out.memory(), length, out.type(), to, tag);
      default -> world.bSend(out.memory(), length, out.type(), to, tag);
    }
  }

  private static Request start(Intracomm world, int mode, Vec out, int length, int to, int tag) {
    return switch (MODES[mode]) {
      case "standard" -> world.iSend(out.buffer(), length, out.type(), to, tag);
      case "synchronous" -> world.isSend(out.buffer(), length, out.type(), to, tag);
      case "ready" -> world.irSend(out.buffer(), length, out.type(), to, tag);
      default -> world.ibSend(out.buffer(), length, out.type(), to, tag);
    };
  }

  @Conforms(
      to =
          "MPI-4.1 §3.4: a synchronous send completes only when the receive has started; a"
              + " buffered one is local")
  public static void synchronousWaitsBufferedDoesNot(Intracomm world) {
    if (world.getRank() == 0) {
      IntBuffer one = IntBuffer.wrap(new int[] {1});
      Request synchronous = world.isSend(one, 1, MPI.INT, 1, 1);
      MPI.attachBuffer(new byte[4 + MPI.BSEND_OVERHEAD]);
      world.bSend(one, 1, MPI.INT, 1, 2);
      // Rank 1 answers the buffered message before it receives the synchronous one.
      world.recv(new int[1], 1, MPI.INT, 1, 3);
      for (int i = 0; i < 1_000; i++) {
        assertFalse(synchronous.test(), "complete though nobody receives it");
      }
      world.send(one, 1, MPI.INT, 1, 4);
      synchronous.waitFor();
      MPI.detachBuffer();
    } else {
      world.recv(new int[1], 1, MPI.INT, 0, 2);
      world.send(new int[1], 1, MPI.INT, 0, 3);
      world.recv(new int[1], 1, MPI.INT, 0, 4);
      world.recv(new int[1], 1, MPI.INT, 0, 1);
    }
  }

  @Conforms(
      to = "MPI-4.1 §3.5 Order: messages are non-overtaking, whatever their sizes",
      ranks = {2, 4})
  public static void messagesDoNotOvertake(Intracomm world) {
    int messages = 300;
    int size = world.getSize();
    if (world.getRank() != 0) {
      Request[] sends = new Request[messages];
      for (int i = 0; i < messages; i++) {
        IntBuffer data = MPI.newIntBuffer(lengthOf(i));
        data.put(0, i).put(lengthOf(i) - 1, i);
        sends[i] = world.iSend(data, lengthOf(i), MPI.INT, 0, 7);
      }
      Request.waitAll(sends);
      return;
    }
    int[] next = new int[size];
    int[] data = new int[100_000];
    for (int i = 0; i < messages * (size - 1); i++) {
      // Wildcards and exact receives in turn: both must see a sender's messages in order.
      int source = i % 3 == 0 ? 1 + i / 3 % (size - 1) : MPI.ANY_SOURCE;
      if (source != MPI.ANY_SOURCE && next[source] == messages) {
        source = MPI.ANY_SOURCE;
      }
      Status status = world.recv(data, data.length, MPI.INT, source, i % 2 == 0 ? 7 : MPI.ANY_TAG);
      int from = status.getSource();
      int expected = next[from]++;
      assertEquals(lengthOf(expected), status.getCount(MPI.INT), "from " + from);
      assertEquals(expected, data[0]);
      assertEquals(expected, data[lengthOf(expected) - 1]);
    }
  }

  private static int lengthOf(int i) {
    return i % 17 == 0 ? 60_000 : i % 5 == 0 ? 2_000 : 1;
  }

  @Conforms(
      to =
          "MPI-4.1 §3.5 Order: a receive posted first is satisfied first, also when only a wildcard"
              + " competes with an exact one")
  public static void receivesMatchInTheOrderTheyWerePosted(Intracomm world) {
    int receives = 60;
    if (world.getRank() == 0) {
      IntBuffer[] in = new IntBuffer[receives];
      Request[] requests = new Request[receives];
      for (int i = 0; i < receives; i++) {
        in[i] = MPI.newIntBuffer(1);
        int source = i % 2 == 0 ? 1 : MPI.ANY_SOURCE;
        int tag = i % 3 == 0 ? MPI.ANY_TAG : 5;
        requests[i] = world.iRecv(in[i], 1, MPI.INT, source, tag);
      }
      world.barrier();
      Request.waitAll(requests);
      for (int i = 0; i < receives; i++) {
        assertEquals(i, in[i].get(0));
      }
    } else {
      world.barrier();
      for (int i = 0; i < receives; i++) {
        world.send(new int[] {i}, 1, MPI.INT, 0, 5);
      }
    }
  }

  @Conforms(
      to = "MPI-4.1 §3.2.4: a receive with wildcards takes any message; §3.2.5: the status tells",
      ranks = {4})
  public static void wildcardsTakeFromAll(Intracomm world) {
    int size = world.getSize();
    if (world.getRank() != 0) {
      for (int tag = 0; tag < 10; tag++) {
        world.send(new int[] {100 * world.getRank() + tag}, 1, MPI.INT, 0, tag);
      }
      return;
    }
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < 10 * (size - 1); i++) {
      int[] value = new int[1];
      Status status = world.recv(value, 1, MPI.INT, MPI.ANY_SOURCE, MPI.ANY_TAG);
      assertEquals(100 * status.getSource() + status.getTag(), value[0]);
      assertTrue(seen.add(value[0]), "twice: " + value[0]);
    }
  }

  @Conforms(to = "MPI-4.1 §3.2.4: source and tag select; the order of tags is the receiver's")
  public static void tagsSelect(Intracomm world) {
    int tags = 50;
    if (world.getRank() == 0) {
      for (int tag = 0; tag < tags; tag++) {
        world.send(new int[] {tag}, 1, MPI.INT, 1, tag);
      }
      world.recv(new int[0], 0, MPI.INT, 1, 0);
    } else {
      int[] value = new int[1];
      for (int tag = tags - 1; tag >= 0; tag--) {
        world.recv(value, 1, MPI.INT, 0, tag);
        assertEquals(tag, value[0]);
      }
      world.send(new int[0], 0, MPI.INT, 0, 0);
    }
  }

  @Conforms(to = "MPI-4.1 §9.1.2 MPI_TAG_UB: every tag from 0 to it can be used, and it is ≥ 32767")
  public static void tagsUpToTheBound(Intracomm world) {
    int bound = Integer.MAX_VALUE;
    int[] tags = {0, 1, 32_767, 65_536, 1 << 24, bound - 1, bound};
    int other = 1 - world.getRank();
    Request[] sends = new Request[tags.length];
    for (int i = 0; i < tags.length; i++) {
      sends[i] = world.iSend(IntBuffer.wrap(new int[] {i}), 1, MPI.INT, other, tags[i]);
    }
    int[] value = new int[1];
    for (int i = tags.length - 1; i >= 0; i--) {
      assertEquals(tags[i], world.recv(value, 1, MPI.INT, other, tags[i]).getTag());
      assertEquals(i, value[0]);
    }
    Request.waitAll(sends);
  }

  @Conforms(
      to = "MPI-4.1 §3.2.1: a message of count 0 is a message; null buffers are not needed",
      ranks = {1, 2})
  public static void emptyMessages(Intracomm world) {
    int other = world.getSize() - 1 - world.getRank();
    Request send = world.isSend(MPI.newByteBuffer(0), 0, MPI.BYTE, other, 9);
    Status probed = world.probe(other, 9);
    assertEquals(0, probed.getCount(MPI.DOUBLE));
    assertEquals(0, world.recv(new double[0], 0, MPI.DOUBLE, MPI.ANY_SOURCE, 9).getCount(MPI.BYTE));
    send.waitFor();
    for (int i = 0; i < 1_000; i++) {
      world.sendRecv(new int[0], 0, MPI.INT, other, i, new int[3], 3, MPI.INT, other, i);
    }
  }

  @Conforms(
      to =
          "MPI-4.1 §3.2.5: a shorter message than the buffer is fine, MPI_Get_count counts it and is"
              + " MPI_UNDEFINED for a part of an item")
  public static void statusCountsWhatCame(Intracomm world) {
    if (world.getRank() == 0) {
      world.send(new byte[] {1, 2, 3, 4, 5, 6}, 6, MPI.BYTE, 1, 0);
      world.send(new int[] {1, 2, 3, 4}, 4, MPI.INT, 1, 0);
    } else {
      Status bytes = world.probe(0, 0);
      assertEquals(6, bytes.getCount(MPI.BYTE));
      assertEquals(3, bytes.getCount(MPI.SHORT));
      assertEquals(MPI.UNDEFINED, bytes.getCount(MPI.INT));
      byte[] in = new byte[10];
      in[6] = 77;
      assertEquals(6, world.recv(in, 10, MPI.BYTE, 0, 0).getCount(MPI.BYTE));
      assertEquals(77, in[6], "what did not come must not be touched");
      int[] ints = new int[8];
      Status status = world.recv(ints, 8, MPI.INT, 0, 0);
      assertEquals(4, status.getCount(MPI.INT));
      assertEquals(2, status.getCount(MPI.INT2));
      assertEquals(4, status.getElements(MPI.INT2));
      assertArrayEquals(new int[] {1, 2, 3, 4, 0, 0, 0, 0}, ints);
    }
  }

  @Conforms(
      to =
          "MPI-4.1 §3.2.4: a message longer than the receive buffer is an error of class"
              + " MPI_ERR_TRUNCATE, at the receiver, and touches nothing behind the buffer")
  public static void tooLongIsTruncated(Intracomm world) {
    world.setErrhandler(MPI.ERRORS_RETURN);
    for (int length : new int[] {2, 2_000, 500_000}) {
      if (world.getRank() == 0) {
        world.send(new int[length], length, MPI.INT, 1, 0);
        world.sSend(new int[length], length, MPI.INT, 1, 0);
        world.send(new int[] {length}, 1, MPI.INT, 1, 0);
      } else {
        int[] in = new int[length];
        in[length - 1] = 5;
        Expect.error(MPI.ERR_TRUNCATE, () -> world.recv(in, length - 1, MPI.INT, 0, 0));
        Request request = world.iRecv(IntBuffer.wrap(in), length - 1, MPI.INT, 0, 0);
        Expect.error(MPI.ERR_TRUNCATE, request::waitFor);
        assertEquals(5, in[length - 1]);
        world.recv(in, 1, MPI.INT, 0, 0);
        assertEquals(length, in[0], "the next message must be as if nothing had happened");
      }
    }
  }

  @Conforms(
      to =
          "MPI-4.1 §3.10 Send-receive: source and destination may differ or be the same; replace"
              + " uses one buffer",
      ranks = {1, 2, 3, 6})
  public static void sendReceiveAtOnce(Intracomm world) {
    int me = world.getRank();
    int right = (me + 1) % world.getSize();
    int left = (me + world.getSize() - 1) % world.getSize();
    for (int length : LENGTHS) {
      for (Store store : Store.values()) {
        Vec out = new Vec(Kind.LONG, store, length, i -> 1_000L * me + i);
        Vec in = new Vec(Kind.LONG, store, length);
        world.sendRecv(
            out.memory(), length, MPI.LONG, right, 1, in.memory(), length, MPI.LONG, left, 1);
        in.check("sendRecv", i -> 1_000L * left + i);
        Status status =
            world.sendRecvReplace(in.memory(), length, MPI.LONG, left, 2, right, MPI.ANY_TAG);
        assertEquals(right, status.getSource());
        assertEquals(length, status.getCount(MPI.LONG));
        in.check("sendRecvReplace", i -> 1_000L * me + i);
      }
    }
  }

  @Conforms(
      to =
          "MPI-4.1 §3.11 Null Processes: communication with MPI_PROC_NULL succeeds at once, with"
              + " source MPI_PROC_NULL, tag MPI_ANY_TAG and count 0")
  public static void procNull(Intracomm world) {
    int[] data = {4};
    IntBuffer buffer = IntBuffer.wrap(data);
    world.send(data, 1, MPI.INT, MPI.PROC_NULL, 0);
    world.sSend(data, 1, MPI.INT, MPI.PROC_NULL, 0);
    world.isSend(buffer, 1, MPI.INT, MPI.PROC_NULL, 0).waitFor();
    Status[] statuses = {
      world.recv(data, 1, MPI.INT, MPI.PROC_NULL, 3),
      world.iRecv(buffer, 1, MPI.INT, MPI.PROC_NULL, 3).waitStatus(),
      world.probe(MPI.PROC_NULL, 3),
      world.iProbe(MPI.PROC_NULL, 3),
      world.sendRecvReplace(data, 1, MPI.INT, MPI.PROC_NULL, 1, MPI.PROC_NULL, 1)
    };
    for (Status status : statuses) {
      assertNotNull(status);
      assertEquals(MPI.PROC_NULL, status.getSource());
      assertEquals(MPI.ANY_TAG, status.getTag());
      assertEquals(0, status.getCount(MPI.INT));
    }
    assertEquals(4, data[0]);
  }

  @Conforms(
      to =
          "MPI-4.1 §3.7.4, Progress and §3.5: 100,000 messages on one tag may be outstanding while"
              + " the receiver takes another tag first")
  public static void aFloodDoesNotHideALaterMessage(Intracomm world) {
    int flood = 100_000;
    if (world.getRank() == 0) {
      Request[] sends = new Request[flood];
      for (int i = 0; i < flood; i++) {
        sends[i] = world.iSend(IntBuffer.wrap(new int[] {i}), 1, MPI.INT, 1, 1);
      }
      world.send(new int[] {-1}, 1, MPI.INT, 1, 2);
      Request.waitAll(sends);
    } else {
      int[] value = new int[1];
      world.recv(value, 1, MPI.INT, 0, 2);
      assertEquals(-1, value[0]);
      for (int i = 0; i < flood; i++) {
        world.recv(value, 1, MPI.INT, 0, 1);
        assertEquals(i, value[0]);
      }
    }
  }

  @Conforms(
      to = "MPI-4.1 §3.5 Progress: both may send much before they receive, if non-blocking",
      ranks = {2, 3})
  public static void largeMessagesCross(Intracomm world) {
    int size = world.getSize();
    int me = world.getRank();
    int length = 2_000_000;
    Request[] requests = new Request[2 * size];
    Vec[] in = new Vec[size];
    for (int peer = 0; peer < size; peer++) {
      int to = peer;
      Vec out = new Vec(Kind.DOUBLE, Store.HEAP, length, i -> i + me + 10 * to);
      requests[peer] = world.iSend(out.buffer(), length, MPI.DOUBLE, peer, 0);
      in[peer] = new Vec(Kind.DOUBLE, Store.DIRECT, length);
    }
    for (int peer = 0; peer < size; peer++) {
      requests[size + peer] = world.iRecv(in[peer].buffer(), length, MPI.DOUBLE, peer, 0);
    }
    Request.waitAll(requests);
    for (int peer = 0; peer < size; peer++) {
      int from = peer;
      in[peer].check("from " + peer, i -> i + from + 10 * me);
    }
  }
}
