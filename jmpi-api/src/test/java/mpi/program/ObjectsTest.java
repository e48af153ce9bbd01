package mpi.program;

import static mpi.program.PointToPointTest.assertError;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;
import mpi.Request;
import mpi.Status;
import org.jmpi.runtime.InProcess;
import org.junit.jupiter.api.Test;

/**
 * MPI.OBJECT: each element is serialised, classes are the rank's own, and a filter may refuse them.
 */
class ObjectsTest {
  @Test
  void shouldPassObjectsOfTheRanksOwnClasses() {
    InProcess.run(2, Passing.class);
  }

  @Test
  void shouldRefuseWhatTheFilterRefuses() {
    InProcess.run(
        1,
        Duration.ofSeconds(60),
        Map.of("object.filter", "java.lang.*;!mpi.program.**"),
        Filtered.class);
  }

  /** An object of the program. */
  static final class Point implements Serializable {
    private static final long serialVersionUID = 1L;
    private final double x;

    Point(double x) {
      this.x = x;
    }
  }

  /** All ways for objects between two ranks. */
  public static final class Passing {
    private Passing() {}

    public static void main(String[] args) {
      MPI.Init(args);
      Intracomm world = MPI.COMM_WORLD;
      int rank = world.Rank();
      int other = 1 - rank;
      Object[] mine = {"unused", new Point(rank), null, new int[] {rank, 7}};
      Object[] got = new Object[5];
      Request request = world.Irecv(got, 1, 4, MPI.OBJECT, other, 0);
      world.Send(mine, 1, 3, MPI.OBJECT, other, 0);
      Status status = request.Wait();
      assertEquals(3, status.Get_count(MPI.OBJECT));
      assertEquals(3, status.count);
      assertEquals(other, ((Point) got[1]).x);
      assertNull(got[2]);
      assertArrayEquals(new int[] {other, 7}, (int[]) got[3]);

      double[][] matrix = {{rank, 1}, {2, 3, 4}};
      double[][] copy = new double[2][];
      world.Sendrecv(matrix, 0, 2, MPI.OBJECT, other, 1, copy, 0, 2, MPI.OBJECT, other, 1);
      assertArrayEquals(new double[] {other, 1}, copy[0]);
      assertArrayEquals(new double[] {2, 3, 4}, copy[1]);
      world.Sendrecv_replace(matrix, 0, 1, MPI.OBJECT, other, 2, other, 2);
      assertArrayEquals(copy[0], matrix[0]);

      Integer[] wrong = new Integer[1];
      world.Isend(new String[] {"no number"}, 0, 1, MPI.OBJECT, other, 3);
      assertError(MPI.ERR_TYPE, () -> world.Recv(wrong, 0, 1, MPI.OBJECT, other, 3));
      world.Isend(new String[] {"a", "b"}, 0, 2, MPI.OBJECT, other, 4);
      assertError(MPI.ERR_TRUNCATE, () -> world.Recv(new Object[1], 0, 1, MPI.OBJECT, other, 4));
      MPIException refused =
          assertThrows(
              MPIException.class,
              () -> world.Send(new Object[] {new Object()}, 0, 1, MPI.OBJECT, other, 5));
      assertEquals(MPI.ERR_TYPE, refused.getErrorClass());
      assertTrue(refused.getMessage().contains("java.lang.Object"), refused.getMessage());

      byte[][] large = {new byte[3_000_000]};
      large[0][2_999_999] = (byte) (rank + 1);
      byte[][] received = new byte[1][];
      Request send = world.Isend(large, 0, 1, MPI.OBJECT, other, 6);
      world.Recv(received, 0, 1, MPI.OBJECT, other, 6);
      send.Wait();
      assertEquals(other + 1, received[0][2_999_999]);

      Object[] shared = {rank == 1 ? new Point(0.5) : null};
      world.Bcast(shared, 0, 1, MPI.OBJECT, 1);
      assertEquals(0.5, ((Point) shared[0]).x);
      MPI.Finalize();
    }
  }

  /** Strings pass, points do not. */
  public static final class Filtered {
    private Filtered() {}

    public static void main(String[] args) {
      MPI.Init(args);
      Intracomm world = MPI.COMM_WORLD;
      Object[] got = new Object[1];
      world.Isend(new Object[] {"text"}, 0, 1, MPI.OBJECT, 0, 0);
      world.Recv(got, 0, 1, MPI.OBJECT, 0, 0);
      assertEquals("text", got[0]);
      world.Isend(new Object[] {new Point(1)}, 0, 1, MPI.OBJECT, 0, 0);
      MPIException refused =
          assertThrows(MPIException.class, () -> world.Recv(got, 0, 1, MPI.OBJECT, 0, 0));
      assertEquals(MPI.ERR_TYPE, refused.getErrorClass());
      assertTrue(refused.getMessage().contains("object.filter"), refused.getMessage());
      MPI.Finalize();
    }
  }
}
