package conformance.inprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.support.Conforms;
import conformance.support.Expect;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mpi.Datatype;
import mpi.Intracomm;
import mpi.MPI;
import mpi.Op;
import mpi.Request;
import mpi.Status;
import mpi.User_function;

/** mpiJava 1.2 (Carpenter, Fox, Ko, Lim): offsets, objects, fields of Status, null results. */
public final class MpijavaCases {
  private MpijavaCases() {}

  /** What a program sends. */
  private static final class Particle implements Serializable {
    private static final long serialVersionUID = 1L;
    private final String name;
    private final double[] position;
    private Particle partner;

    Particle(String name, double... position) {
      this.name = name;
      this.position = position;
    }
  }

  @Conforms(
      to =
          "mpiJava 1.2 §3: buffer, offset and count in elements; only that part of the array is sent"
              + " or changed",
      ranks = {1, 2, 3})
  public static void offsetsInEveryType(Intracomm world) {
    int right = (world.Rank() + 1) % world.Size();
    int left = (world.Rank() + world.Size() - 1) % world.Size();
    Object[] out = {
      new byte[] {0, 1, 2, 3, 4},
      new char[] {'a', 'b', 'c', 'd', 'e'},
      new short[] {0, 1, 2, 3, 4},
      new boolean[] {true, false, true, true, false},
      new int[] {0, 1, 2, 3, 4},
      new long[] {0, 1, 2, 3, 4},
      new float[] {0, 1, 2, 3, 4},
      new double[] {0, 1, 2, 3, 4},
      new Object[] {"0", "1", "2", "3", "4"}
    };
    Object[] in = {
      new byte[6],
      new char[6],
      new short[6],
      new boolean[6],
      new int[6],
      new long[6],
      new float[6],
      new double[6],
      new Object[6]
    };
    Datatype[] types = {
      MPI.BYTE,
      MPI.CHAR,
      MPI.SHORT,
      MPI.BOOLEAN,
      MPI.INT,
      MPI.LONG,
      MPI.FLOAT,
      MPI.DOUBLE,
      MPI.OBJECT
    };
    for (int k = 0; k < types.length; k++) {
      Request receive = world.Irecv(in[k], 2, 3, types[k], left, k);
      if (k % 2 == 0) {
        world.Ssend(out[k], 1, 3, types[k], right, k);
      } else {
        world.Isend(out[k], 1, 3, types[k], right, k).Wait();
      }
      Status status = receive.Wait();
      assertEquals(left, status.source);
      assertEquals(k, status.tag);
      assertEquals(3, status.Get_count(types[k]), types[k].toString());
      assertEquals(3, status.count, types[k].toString());
      Object expected = java.lang.reflect.Array.newInstance(in[k].getClass().componentType(), 6);
      System.arraycopy(out[k], 1, expected, 2, 3);
      assertTrue(Arrays.deepEquals(new Object[] {expected}, new Object[] {in[k]}), () -> "type");
    }
  }

  @Conforms(
      to =
          "mpiJava 1.2 §3.3 MPI.OBJECT: each element is serialised; what arrives is a copy with its"
              + " shape",
      ranks = {1, 2})
  public static void objectsOfAllShapes(Intracomm world) {
    int other = world.Size() - 1 - world.Rank();
    Particle electron = new Particle("electron", 1, 2, 3);
    electron.partner = new Particle("positron", -1);
    electron.partner.partner = electron;
    Map<String, List<Integer>> map = new HashMap<>(Map.of("a", new ArrayList<>(List.of(1, 2))));
    Object[] out = {electron, map, null, new int[][] {{1}, {2, 3}}, "x".repeat(300_000)};
    Object[] in = new Object[5];
    Request send = world.Isend(out, 0, 5, MPI.OBJECT, other, 1);
    Status status = world.Recv(in, 0, 5, MPI.OBJECT, other, 1);
    send.Wait();
    assertEquals(5, status.Get_count(MPI.OBJECT));
    Particle copy = (Particle) in[0];
    assertNotSame(electron, copy);
    assertEquals("electron", copy.name);
    assertArrayEquals(new double[] {1, 2, 3}, copy.position);
    assertEquals("positron", copy.partner.name);
    assertEquals(map, in[1]);
    assertNull(in[2]);
    assertArrayEquals(new int[] {2, 3}, ((int[][]) in[3])[1]);
    assertEquals(out[4], in[4]);

    double[][] matrix = {{1, 2}, {3, 4}};
    double[][] target = new double[2][];
    world.Sendrecv(matrix, 0, 2, MPI.OBJECT, other, 2, target, 0, 2, MPI.OBJECT, other, 2);
    assertArrayEquals(matrix, target);
  }

  @Conforms(
      to = "mpiJava 1.2: collectives take MPI.OBJECT as any other type",
      ranks = {1, 2, 3, 5})
  public static void objectsInCollectives(Intracomm world) {
    int me = world.Rank();
    int size = world.Size();
    Object[] box = {null, me == 0 ? new Particle("muon", 7) : null};
    world.Bcast(box, 1, 1, MPI.OBJECT, 0);
    assertEquals("muon", ((Particle) box[1]).name);

    String[] mine = {"skipped", "rank " + me, "of length " + "y".repeat(me * 1000)};
    Object[] all = new Object[2 * size];
    world.Gather(mine, 1, 2, MPI.OBJECT, all, 0, 2, MPI.OBJECT, size - 1);
    if (me == size - 1) {
      for (int r = 0; r < size; r++) {
        assertEquals("rank " + r, all[2 * r]);
        assertEquals(10 + r * 1000, ((String) all[2 * r + 1]).length());
      }
    }
    Object[] everybody = new Object[size];
    world.Allgather(mine, 1, 1, MPI.OBJECT, everybody, 0, 1, MPI.OBJECT);
    assertEquals("rank " + (size - 1), everybody[size - 1]);
    Object[] part = new Object[1];
    world.Scatter(everybody, 0, 1, MPI.OBJECT, part, 0, 1, MPI.OBJECT, 0);
    assertEquals("rank " + me, part[0]);
    Object[] swapped = new Object[size];
    Object[] toEach = new Object[size];
    for (int r = 0; r < size; r++) {
      toEach[r] = me + " to " + r;
    }
    world.Alltoall(toEach, 0, 1, MPI.OBJECT, swapped, 0, 1, MPI.OBJECT);
    for (int r = 0; r < size; r++) {
      assertEquals(r + " to " + me, swapped[r]);
    }
    Op join =
        new Op(
            new User_function() {
              @Override
              public void Call(Object in, int inAt, Object inOut, int at, int n, Datatype type) {
                Object[] left = (Object[]) in;
                Object[] right = (Object[]) inOut;
                for (int i = 0; i < n; i++) {
                  right[at + i] = left[inAt + i] + "," + right[at + i];
                }
              }
            },
            false);
    Object[] joined = new Object[1];
    world.Allreduce(new Object[] {"" + me}, 0, joined, 0, 1, MPI.OBJECT, join);
    StringBuilder ranks = new StringBuilder("0");
    for (int r = 1; r < size; r++) {
      ranks.append(',').append(r);
    }
    assertEquals(ranks.toString(), joined[0]);
  }

  @Conforms(
      to = "mpiJava 1.2 §3.3: derived types of MPI.OBJECT, with gaps, in collectives too",
      ranks = {1, 2, 3, 4})
  public static void objectsWithGapsInCollectives(Intracomm world) {
    int me = world.Rank();
    int size = world.Size();
    Datatype everyOther = Datatype.Vector(2, 1, 2, MPI.OBJECT);
    everyOther.Commit();
    String[] box = {"a" + me, "b" + me, "c" + me, "d" + me};
    world.Bcast(box, 1, 1, everyOther, size - 1);
    String last = "" + (size - 1);
    assertArrayEquals(new String[] {"a" + me, "b" + last, "c" + me, "d" + last}, box);

    String[] mine = {"x" + me, "-", "y" + me};
    Object[] all = new Object[4 * size];
    world.Gather(mine, 0, 1, everyOther, all, 0, 2, MPI.OBJECT, 0);
    Object[] everybody = new Object[4 * size];
    world.Allgather(mine, 0, 1, everyOther, everybody, 0, 1, everyOther);
    for (int r = 0; r < size; r++) {
      // The extent of the type is 3: the last element of a vector has no gap behind it.
      assertEquals("x" + r, everybody[3 * r]);
      assertNull(everybody[3 * r + 1]);
      assertEquals("y" + r, everybody[3 * r + 2]);
      assertEquals(me == 0 ? "y" + r : null, all[2 * r + 1]);
    }
    Object[] toEach = new Object[3 * size];
    for (int r = 0; r < size; r++) {
      toEach[3 * r] = me + " to " + r;
      toEach[3 * r + 2] = "also";
    }
    Object[] swapped = new Object[2 * size];
    world.Alltoall(toEach, 0, 1, everyOther, swapped, 0, 2, MPI.OBJECT);
    for (int r = 0; r < size; r++) {
      assertEquals(r + " to " + me, swapped[2 * r]);
      assertEquals("also", swapped[2 * r + 1]);
    }
    Object[] part = new Object[3];
    world.Scatter(swapped, 0, 2, MPI.OBJECT, part, 0, 1, everyOther, 0);
    assertArrayEquals(new Object[] {me + " to 0", null, "also"}, part);
    Expect.error(MPI.ERR_BUFFER, () -> world.Bcast(new Object[2], 0, 1, everyOther, 0));
  }

  @Conforms(
      to =
          "MPI-4.1 §5.1 a typemap may be empty: nothing is read or written, whatever the buffer; §3.2.5"
              + " MPI_Get_count is then 0")
  public static void typesWithoutElements(Intracomm world) {
    Datatype empty = Datatype.Struct(new int[0], new int[0], new Datatype[0]);
    empty.Commit();
    int other = 1 - world.Rank();
    int[] numbers = {7};
    Request receive = world.Irecv(numbers, 0, 100, empty, other, 0);
    world.Send(numbers, 0, 100, empty, other, 0);
    Status status = receive.Wait();
    assertEquals(0, status.Get_count(empty));
    assertEquals(0, status.Get_elements(empty));
    world.Bcast(new double[1], 0, 3, empty, 0);
    assertEquals(7, numbers[0]);
    world.Send(numbers, 0, 1, MPI.INT, other, 1);
    Expect.error(MPI.ERR_TRUNCATE, () -> world.Recv(numbers, 0, 1, empty, other, 1));
  }

  @Conforms(
      to = "mpiJava 1.2 §3.4: Iprobe and Test return null until there is something",
      ranks = {1, 2})
  public static void nullUntilThere(Intracomm world) {
    int other = world.Size() - 1 - world.Rank();
    assertNull(world.Iprobe(other, 4));
    int[] in = new int[3];
    Request request = world.Irecv(in, 0, 3, MPI.INT, other, 5);
    assertNull(request.Test());
    assertNull(Request.Testany(new Request[] {request}));
    assertNull(Request.Testall(new Request[] {request}));
    world.Barrier();
    world.Send(new int[] {1, 2}, 0, 2, MPI.INT, other, 4);
    world.Send(new int[] {3}, 0, 1, MPI.INT, other, 5);
    Expect.soon("a message", () -> world.Iprobe(MPI.ANY_SOURCE, 4) != null);
    Status status = world.Probe(MPI.ANY_SOURCE, MPI.ANY_TAG);
    assertEquals(4, status.tag);
    assertEquals(2, status.Get_count(MPI.INT));
    world.Recv(in, 1, 2, MPI.INT, other, 4);
    assertEquals(2, in[2]);
    Status[] found = new Status[1];
    Expect.soon("complete", () -> (found[0] = request.Test()) != null);
    assertNotNull(found[0]);
    assertEquals(1, found[0].count);
    assertEquals(3, in[0]);
    assertTrue(request.Is_null());
  }

  @Conforms(
      to = "mpiJava 1.2 §3.7: Waitany and Waitsome tell the place in Status.index",
      ranks = {1, 2})
  public static void placesInStatus(Intracomm world) {
    int other = world.Size() - 1 - world.Rank();
    int[][] in = new int[4][1];
    Request[] requests = new Request[4];
    for (int i = 0; i < 4; i++) {
      requests[i] = world.Irecv(in[i], 0, 1, MPI.INT, other, i);
    }
    for (int i = 3; i >= 0; i--) {
      world.Send(new int[] {i * i}, 0, 1, MPI.INT, other, i);
    }
    boolean[] seen = new boolean[4];
    Status one = Request.Waitany(requests);
    seen[one.index] = true;
    assertEquals(one.index, one.tag);
    int done = 1;
    while (done < 4) {
      Status[] some = Request.Waitsome(requests);
      for (Status status : some) {
        assertEquals(status.index, status.tag);
        assertTrue(!seen[status.index], "twice");
        seen[status.index] = true;
      }
      done += some.length;
    }
    for (int i = 0; i < 4; i++) {
      assertEquals(i * i, in[i][0]);
    }
    assertEquals(MPI.UNDEFINED, Request.Waitany(requests).index);
  }

  @Conforms(
      to = "mpiJava 1.2 §4: both spellings of one program talk to each other",
      ranks = {2})
  public static void dialectsMix(Intracomm world) {
    if (world.Rank() == 0) {
      world.Send(new double[] {9, 1.5, 2.5}, 1, 2, MPI.DOUBLE, 1, 0);
      double[] back = new double[4];
      assertEquals(2, world.Recv(back, 2, 2, MPI.DOUBLE, 1, 1).count);
      assertArrayEquals(new double[] {0, 0, 2.5, 1.5}, back);
    } else {
      java.nio.DoubleBuffer buffer = MPI.newDoubleBuffer(2);
      world.recv(buffer, 2, MPI.DOUBLE, 0, 0);
      world.send(new double[] {buffer.get(1), buffer.get(0)}, 2, MPI.DOUBLE, 0, 1);
    }
    int[] sum = {world.getRank() + 1};
    if (world.Rank() == 0) {
      int[] result = new int[1];
      world.Allreduce(sum, 0, result, 0, 1, MPI.INT, MPI.SUM);
      assertEquals(3, result[0]);
    } else {
      world.allReduce(sum, 1, MPI.INT, MPI.SUM);
      assertEquals(3, sum[0]);
    }
  }

  @Conforms(
      to = "mpiJava 1.2: Allreduce with offsets other than 0 (MPJ Express sums wrongly there)",
      ranks = {1, 2, 3, 4, 7})
  public static void reductionsWithOffsets(Intracomm world) {
    int me = world.Rank();
    int size = world.Size();
    int n = 5;
    long[] in = new long[n + 3];
    long[] out = new long[n + 4];
    Arrays.fill(in, 1_000_000);
    Arrays.fill(out, -1);
    for (int i = 0; i < n; i++) {
      in[3 + i] = me + i;
    }
    world.Allreduce(in, 3, out, 2, n, MPI.LONG, MPI.SUM);
    for (int i = 0; i < out.length; i++) {
      long must = i < 2 || i >= 2 + n ? -1 : (long) size * (size - 1) / 2 + (long) size * (i - 2);
      assertEquals(must, out[i], "element " + i);
    }
    world.Reduce(in, 3, out, 1, n, MPI.LONG, MPI.MAX, size - 1);
    assertEquals(me == size - 1 ? size - 1 : -1, out[1]);
    world.Scan(in, 4, out, 0, 1, MPI.LONG, MPI.SUM);
    assertEquals((long) (me + 1) * (me + 2) / 2, out[0]);
  }
}
