package conformance.inprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.support.Conforms;
import conformance.support.Death;
import conformance.support.Expect;
import java.nio.ByteBuffer;
import java.util.Arrays;
import mpi.Agreement;
import mpi.AgreementRequest;
import mpi.Group;
import mpi.Intercomm;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;
import mpi.Request;

/** ULFM: what a program does after failures. */
public final class RepairCases {
  private RepairCases() {}

  private static int[] ranks(Group group, Intracomm comm) {
    int[] all = new int[group.getSize()];
    Arrays.setAll(all, i -> i);
    return Group.translateRanks(group, all, comm.getGroup());
  }

  @Conforms(
      to =
          "ULFM, MPI_Comm_agree: raises MPI_ERR_PROC_FAILED at all living members when a failure is"
              + " not acknowledged by all, and the flag is defined also then; after all have"
              + " acknowledged it raises nothing",
      ranks = {2, 3, 6})
  public static void agreesOnFailures(Intracomm world) {
    world.setErrhandler(MPI.ERRORS_RETURN);
    int victim = world.getSize() - 1;
    if (world.getRank() == victim) {
      throw new Death();
    }
    int flag = 7 << world.getRank() % 2;
    int expected = victim > 1 ? 6 : 7;
    MPIException first = Expect.error(MPI.ERR_PROC_FAILED, () -> world.agree(flag));
    Agreement agreement = first.getAgreement();
    assertNotNull(agreement);
    assertEquals(expected, agreement.getValue());
    assertTrue(agreement.hasUnacknowledgedFailures());
    assertArrayEquals(new int[] {victim}, ranks(agreement.getFailed(), world));
    assertArrayEquals(new int[] {victim}, first.getFailedRanks());
    // What was agreed on is known.
    assertEquals(1, world.getFailed().getSize());
    if (victim > 1) {
      // One that has not acknowledged is enough, at all.
      if (world.getRank() > 0) {
        world.ackFailed(1);
      }
      AgreementRequest request = world.iAgree(flag);
      MPIException second = Expect.error(MPI.ERR_PROC_FAILED, request::waitFor);
      assertEquals(expected, second.getAgreement().getValue());
      assertEquals(expected, request.getAgreement().getValue());
      if (world.getRank() == 0) {
        world.ackFailed(1);
      }
    } else {
      world.ackFailed(1);
    }
    Agreement after = world.agree(flag);
    assertEquals(expected, after.getValue());
    assertFalse(after.hasUnacknowledgedFailures());
    assertEquals(1, after.getFailed().getSize());
    assertEquals(1, world.agreeFailed().getSize());
    AgreementRequest late = world.iAgreeFailed();
    late.waitFor();
    assertEquals(1, late.getAgreement().getFailed().getSize());
  }

  @Conforms(
      to =
          "ULFM, MPI_Comm_shrink: excludes all whose failure any member knew, keeps the order, works"
              + " after revocation; again and again, down to one",
      ranks = {2, 5})
  public static void shrinksDownToOne(Intracomm world) {
    world.setErrhandler(MPI.ERRORS_RETURN);
    Intracomm comm = world;
    for (int size = world.getSize(); size > 1; size--) {
      // Each time another place: the first, the middle, the last.
      int victim = size % 3 == 0 ? 0 : size % 3 == 1 ? size / 2 : size - 1;
      FailureCases.meet(comm);
      if (comm.getRank() == victim) {
        throw new Death();
      }
      Intracomm broken = comm;
      MPIException e =
          assertThrows(
              MPIException.class,
              () -> {
                while (true) {
                  broken.allReduce(new int[1], 1, MPI.INT, MPI.SUM);
                }
              });
      int found = e.getErrorClass();
      assertTrue(found == MPI.ERR_PROC_FAILED || found == MPI.ERR_REVOKED, e.getMessage());
      comm.revoke();
      Intracomm smaller = size % 2 == 0 ? comm.shrink() : comm.iShrink();
      if (smaller.isNull()) {
        smaller.getRequest().waitFor();
      }
      assertEquals(size - 1, smaller.getSize());
      int wanted = comm.getRank() > victim ? comm.getRank() - 1 : comm.getRank();
      assertEquals(wanted, smaller.getRank());
      int[] all = new int[size - 1];
      smaller.allGather(new int[] {world.getRank()}, 1, MPI.INT, all, 1, MPI.INT);
      int[] sorted = all.clone();
      Arrays.sort(sorted);
      assertArrayEquals(sorted, all);
      assertEquals(0, smaller.getFailed().getSize());
      byte[] large = new byte[1 << 20];
      large[7] = (byte) (smaller.getRank() == 0 ? 42 : 0);
      smaller.bcast(large, large.length, MPI.BYTE, 0);
      assertEquals(42, large[7]);
      comm = smaller;
    }
  }

  @Conforms(
      to =
          "ULFM, MPI_Comm_agree: it ends at all living members with the same result whoever dies"
              + " during it",
      ranks = {4, 8})
  public static void deathsDuringAgreements(Intracomm world) {
    world.setErrhandler(MPI.ERRORS_RETURN);
    int size = world.getSize();
    int rank = world.getRank();
    Intracomm check = world.dup();
    check.setErrhandler(MPI.ERRORS_RETURN);
    int survivors = size / 2;
    int[] results = new int[40];
    for (int round = 0; round < results.length; round++) {
      // Half of them die, one after the other, each inside an agreement; the first of them is 0.
      if (rank % 2 == 0 && round == 3 * (rank / 2 + 1)) {
        world.iAgree(-1);
        throw new Death();
      }
      int value;
      try {
        value = world.agree(~(rank == 1 ? 0 : 1 << round % 31)).getValue();
      } catch (MPIException e) {
        assertEquals(MPI.ERR_PROC_FAILED, e.getErrorClass(), e.getMessage());
        value = e.getAgreement().getValue();
        world.ackFailed(e.getAgreement().getFailed().getSize());
      }
      results[round] = value;
    }
    assertEquals(survivors, world.agreeFailed().getSize());
    Intracomm living = check.shrink();
    assertEquals(survivors, living.getSize());
    int[] all = new int[survivors * results.length];
    living.allGather(results, results.length, MPI.INT, all, results.length, MPI.INT);
    for (int i = 0; i < all.length; i++) {
      assertEquals(results[i % results.length], all[i]);
    }
  }

  @Conforms(
      to =
          "ULFM, MPI_Comm_shrink: a failure during the repair is left for the next one; overlapping"
              + " communicators are repaired in any order",
      ranks = {6})
  public static void overlappingCommunicators(Intracomm world) {
    world.setErrhandler(MPI.ERRORS_RETURN);
    int rank = world.getRank();
    Intracomm low = world.split(rank < 4 ? 0 : MPI.UNDEFINED, 0);
    Intracomm high = world.split(rank > 1 ? 0 : MPI.UNDEFINED, 0);
    FailureCases.meet(world);
    if (rank == 2) {
      throw new Death();
    }
    boolean turned = rank % 2 == 0;
    Intracomm[] halves = turned ? new Intracomm[] {high, low} : new Intracomm[] {low, high};
    Intracomm[] made = new Intracomm[2];
    for (int i = 0; i < 2; i++) {
      if (!halves[i].isNull()) {
        halves[i].revoke();
        made[i] = halves[i].iShrink();
      }
    }
    for (int i = 1; i >= 0; i--) {
      if (made[i] != null) {
        made[i].getRequest().waitFor();
        assertEquals(3, made[i].getSize());
      }
    }
    for (int i = 0; i < 2; i++) {
      Intracomm part = made[turned ? 1 - i : i];
      if (part != null) {
        int[] sum = {1};
        part.allReduce(sum, 1, MPI.INT, MPI.SUM);
        assertEquals(3, sum[0]);
      }
    }
  }

  @Conforms(
      to = "ULFM: a program that computes on, whoever dies when: revoke, shrink, repeat the step",
      ranks = {7})
  public static void goesOnWhoeverDies(Intracomm world) {
    world.setErrhandler(MPI.ERRORS_RETURN);
    int me = world.getRank();
    Intracomm comm = world;
    int[] dying = {6, 0, 3, 2};
    int done = 0;
    while (done < 30) {
      int number = done;
      for (int i = 0; i < dying.length; i++) {
        if (dying[i] == me && done == 4 * i + 3) {
          // With messages on their way.
          comm.iSend(ByteBuffer.allocate(1 << 20), 1 << 20, MPI.BYTE, 1 % comm.getSize(), 5);
          throw new Death();
        }
      }
      try {
        int[] sum = {1, number};
        comm.allReduce(sum, 2, MPI.INT, MPI.SUM);
        assertEquals(comm.getSize() * number, sum[1]);
        Agreement agreed = comm.agree(1);
        assertEquals(1, agreed.getValue());
        done++;
      } catch (MPIException e) {
        int found = e.getErrorClass();
        assertTrue(found == MPI.ERR_PROC_FAILED || found == MPI.ERR_REVOKED, e.getMessage());
        comm.revoke();
        Intracomm smaller = comm.shrink();
        // Where the others are; a failure here is for the next round.
        int[] least = {done};
        done = agreedMin(smaller, least[0]);
        comm = smaller;
      }
    }
    int[] sum = {1};
    comm.allReduce(sum, 1, MPI.INT, MPI.SUM);
    assertEquals(world.getSize() - dying.length, sum[0]);
  }

  /** The least of small numbers by agreement: each bit below the least is set at all. */
  private static int agreedMin(Intracomm comm, int mine) {
    int bits = mine >= 31 ? -1 : (1 << mine) - 1;
    int value;
    try {
      value = comm.agree(bits).getValue();
    } catch (MPIException e) {
      assertEquals(MPI.ERR_PROC_FAILED, e.getErrorClass(), e.getMessage());
      value = e.getAgreement().getValue();
    }
    return Integer.bitCount(value);
  }

  @Conforms(
      to =
          "ULFM: an intercommunicator shrinks to one of the living members of both groups; with a"
              + " group that has none left MPI_ERR_PROC_FAILED",
      ranks = {5})
  public static void shrinksIntercommunicators(Intracomm world) {
    world.setErrhandler(MPI.ERRORS_RETURN);
    int half = world.getRank() < 2 ? 0 : 1;
    Intracomm mine = world.split(half, 0);
    Intercomm inter = world.createIntercomm(mine, 0, half == 0 ? 2 : 0, 7);
    inter.setErrhandler(MPI.ERRORS_RETURN);
    Request any =
        world.getRank() == 0
            ? inter.iRecv(ByteBuffer.allocate(1), 1, MPI.BYTE, MPI.ANY_SOURCE, 9)
            : null;
    FailureCases.meet(world);
    if (world.getRank() == 3) {
      throw new Death();
    }
    FailureCases.awaitFailed(inter, 1);
    if (any != null) {
      Expect.error(MPI.ERR_PROC_FAILED_PENDING, any::waitFor);
      any.cancel();
      any.waitFor();
    }
    Expect.error(MPI.ERR_PROC_FAILED, inter::barrier);
    MPIException e = Expect.error(MPI.ERR_PROC_FAILED, () -> inter.agree(1));
    assertArrayEquals(new int[] {3}, ranks(e.getAgreement().getFailed(), world));
    Intercomm smaller = inter.shrink();
    assertEquals(2, half == 0 ? smaller.getRemoteSize() : smaller.getSize());
    assertEquals(4, smaller.getRemoteSize() + smaller.getSize());
    smaller.barrier();
    // Now all of the first group, once both of it have left the barrier.
    int[] word = new int[1];
    if (half == 0) {
      world.sendRecv(word, 1, MPI.INT, 2, 5, word, 1, MPI.INT, 2, 6);
      throw new Death();
    }
    for (int rank = 0; rank < 2 && world.getRank() == 2; rank++) {
      world.recv(word, 1, MPI.INT, rank, 5);
    }
    for (int rank = 0; rank < 2 && world.getRank() == 2; rank++) {
      world.send(word, 1, MPI.INT, rank, 6);
    }
    FailureCases.awaitFailed(smaller, 2);
    Expect.error(MPI.ERR_PROC_FAILED, smaller::shrink);
    assertEquals(2, mine.shrink().getSize());
  }

  @Conforms(
      to =
          "ULFM, MPI_Finalize: it ends in every living process, whatever has failed; the dead are"
              + " left in the middle of messages, collectives and agreements",
      ranks = {4})
  public static void finalizesInTheMiddle(Intracomm world) {
    world.setErrhandler(MPI.ERRORS_RETURN);
    FailureCases.meet(world);
    if (world.getRank() >= 2) {
      world.iSend(ByteBuffer.allocate(1 << 22), 1 << 22, MPI.BYTE, 0, 1);
      world.iBarrier();
      world.iAgree(1);
      throw new Death();
    }
    world.iRecv(ByteBuffer.allocate(1 << 22), 1 << 22, MPI.BYTE, 2, 1);
    world.iSend(ByteBuffer.allocate(1 << 22), 1 << 22, MPI.BYTE, 3, 1);
    world.iBarrier();
    world.iAgree(1);
  }
}
