package mpi.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mpi.Comm;
import mpi.Group;
import mpi.Intracomm;
import mpi.MPI;
import org.jmpi.runtime.InProcess;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MPI-4.1 §7.3, §7.4 through the public API. */
class CommunicatorsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 5})
  void shouldMakeCommunicatorsOfCommunicators(int ranks) {
    InProcess.run(ranks, Making.class);
  }

  /** dup, split, create, createGroup, compare. */
  public static final class Making {
    private Making() {}

    public static void main(String[] args) {
      MPI.Init(args);
      Intracomm world = MPI.COMM_WORLD;
      int rank = world.getRank();
      int size = world.getSize();
      assertEquals("MPI_COMM_WORLD", world.getName());
      assertFalse(world.isInter() || world.Test_inter() || world.isNull());
      assertEquals(1, MPI.COMM_SELF.Size());
      assertEquals(0, MPI.COMM_SELF.Rank());

      Intracomm copy = world.dup();
      copy.setName("copy");
      assertEquals("copy", copy.getName());
      assertEquals(MPI.IDENT, Comm.compare(world, world));
      assertEquals(MPI.CONGRUENT, Intracomm.Compare(world, copy));
      assertEquals(size == 1 ? MPI.CONGRUENT : MPI.UNEQUAL, Comm.compare(world, MPI.COMM_SELF));
      // The same tag in both: each message must stay in its own communicator.
      int[] value = new int[1];
      int right = (rank + 1) % size;
      int left = (rank + size - 1) % size;
      copy.Isend(new int[] {2}, 0, 1, MPI.INT, right, 0);
      world.Isend(new int[] {1}, 0, 1, MPI.INT, right, 0);
      world.Recv(value, 0, 1, MPI.INT, left, 0);
      assertEquals(1, value[0]);
      copy.Recv(value, 0, 1, MPI.INT, left, 0);
      assertEquals(2, value[0]);

      Intracomm reversed = world.split(0, -rank);
      assertEquals(size - 1 - rank, reversed.getRank());
      assertEquals(size == 1 ? MPI.CONGRUENT : MPI.SIMILAR, Comm.compare(world, reversed));
      Intracomm parity = world.Split(rank % 2, rank);
      int[] sum = {1};
      parity.allReduce(sum, 1, MPI.INT, MPI.SUM);
      assertEquals((size + 1 - rank % 2) / 2, sum[0]);
      assertTrue(world.split(MPI.UNDEFINED, 0).isNull());
      assertNull(world.Split(MPI.UNDEFINED, 0));

      Group evens = world.getGroup().rangeIncl(new int[][] {{0, size - 1, 2}});
      Intracomm even = world.create(evens);
      assertEquals(rank % 2 == 1, even.isNull());
      assertEquals(rank % 2 == 1, world.Create(evens) == null);
      if (rank % 2 == 0) {
        assertEquals(rank / 2, even.getRank());
        assertEquals(rank / 2, evens.Rank());
        Intracomm again = world.createGroup(evens, 3);
        assertEquals(MPI.CONGRUENT, Comm.compare(even, again));
        again.barrier();
        again.free();
        assertTrue(again.isNull());
      } else {
        assertEquals(MPI.UNDEFINED, evens.getRank());
      }
      Intracomm clone = copy.clone();
      clone.Barrier();
      clone.Free();
      copy.free();
      int[] translated =
          Group.translateRanks(reversed.getGroup(), new int[] {0, MPI.PROC_NULL}, world.Group());
      assertArrayEquals(new int[] {size - 1, MPI.PROC_NULL}, translated);
      assertEquals(
          MPI.UNDEFINED, Group.Translate_ranks(world.Group(), new int[] {0}, MPI.GROUP_EMPTY)[0]);
      MPI.Finalize();
    }
  }
}
