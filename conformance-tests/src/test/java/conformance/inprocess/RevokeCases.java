package conformance.inprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.support.Conforms;
import conformance.support.Expect;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mpi.Agreement;
import mpi.AgreementRequest;
import mpi.Comm;
import mpi.Group;
import mpi.Intercomm;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;
import mpi.Message;
import mpi.Prequest;
import mpi.Request;
import org.junit.jupiter.api.function.Executable;

/** ULFM without failures: revocation, agreement, shrink. */
public final class RevokeCases {
  private static final int LARGE = 3 << 20;

  private RevokeCases() {}

  private static IntBuffer room() {
    return IntBuffer.allocate(1);
  }

  private static Intracomm copy(Intracomm world) {
    world.setErrhandler(MPI.ERRORS_RETURN);
    return world.dup();
  }

  /** Everything that is under way ends, and the memory is the program's again. */
  @Conforms(
      to =
          "ULFM, MPI_Comm_revoke: operations on a revoked communicator that are not complete are"
              + " completed with MPI_ERR_REVOKED, at every process; it is not collective",
      ranks = {2, 3, 5})
  public static void endsWhatIsUnderWay(Intracomm world) {
    Intracomm comm = copy(world);
    int size = comm.getSize();
    int next = (comm.getRank() + 1) % size;
    int previous = (comm.getRank() + size - 1) % size;
    byte[] target = new byte[LARGE];
    comm.isSend(ByteBuffer.allocate(LARGE), LARGE, MPI.BYTE, next, 2);
    Prequest persistent = comm.recvInit(room(), 1, MPI.INT, previous, 6);
    persistent.start();
    Intracomm ring = comm.createCart(new int[] {size}, new boolean[] {true}, false);
    ring.setErrhandler(MPI.ERRORS_RETURN);
    boolean last = comm.getRank() == size - 1;
    Request[] requests = {
      comm.iRecv(room(), 1, MPI.INT, previous, 1),
      comm.iRecv(room(), 1, MPI.INT, MPI.ANY_SOURCE, 1),
      comm.iRecv(room(), 1, MPI.INT, previous, MPI.ANY_TAG),
      comm.isSend(room(), 1, MPI.INT, next, 3),
      comm.iSend(ByteBuffer.allocate(LARGE), LARGE, MPI.BYTE, next, 3),
      comm.iSend(ByteBuffer.allocateDirect(LARGE), LARGE, MPI.BYTE, next, 4),
      persistent,
      // One member does not take part in these.
      last ? null : comm.iBarrier(),
      last
          ? null
          : comm.iAllReduce(IntBuffer.allocate(9), IntBuffer.allocate(9), 9, MPI.INT, MPI.SUM),
      last ? null : comm.iBcast(ByteBuffer.wrap(target), LARGE, MPI.BYTE, size - 1),
      last || next != size - 1 && previous != size - 1
          ? null
          : ring.iNeighborAllGather(room(), 1, MPI.INT, IntBuffer.allocate(2), 1, MPI.INT),
    };
    world.barrier();
    if (comm.getRank() == 0) {
      comm.revoke();
      assertTrue(comm.isRevoked());
      ring.revoke();
    }
    for (int i = 0; i < requests.length; i++) {
      if (i != 2 && requests[i] != null) {
        Request request = requests[i];
        MPIException e = assertThrows(MPIException.class, request::waitFor, "request " + i);
        assertEquals(MPI.ERR_REVOKED, e.getErrorClass(), e.getMessage());
      }
    }
    // A synchronous message may have met it before.
    takeEither(requests[2]);
    assertTrue(comm.isRevoked());
    assertFalse(world.isRevoked());
    world.barrier();
    assertEquals(0, target[LARGE - 1]);
  }

  private static void takeEither(Request request) {
    try {
      request.waitFor();
    } catch (MPIException e) {
      int found = e.getErrorClass();
      assertTrue(found == MPI.ERR_REVOKED || found == MPI.ERR_TRUNCATE, e.getMessage());
    }
  }

  @Conforms(
      to =
          "ULFM, MPI_Comm_revoke: once a communicator has been revoked, all subsequent non-local"
              + " operations but MPI_Comm_agree, MPI_Comm_shrink and their kin raise"
              + " MPI_ERR_REVOKED; starting one raises nothing",
      ranks = {1, 2, 3})
  public static void endsWhatIsStartedLater(Intracomm world) {
    Intracomm comm = copy(world);
    Intracomm grid = comm.createCart(new int[] {comm.getSize()}, new boolean[] {true}, false);
    comm.barrier();
    world.barrier();
    if (comm.getRank() == comm.getSize() - 1) {
      comm.Revoke();
      comm.revoke();
      grid.revoke();
    }
    Expect.soon("revoked", comm::Is_revoked);
    Expect.soon("revoked", grid::isRevoked);
    int[] one = new int[1];
    int[] all = new int[2 * comm.getSize()];
    Executable[] calls = {
      () -> comm.send(one, 1, MPI.INT, 0, 1),
      () -> comm.sSend(one, 1, MPI.INT, 0, 1),
      () -> comm.recv(one, 1, MPI.INT, 0, 1),
      () -> comm.recv(one, 1, MPI.INT, MPI.ANY_SOURCE, 1),
      () -> comm.Recv(new Object[1], 0, 1, MPI.OBJECT, 0, 1),
      () -> comm.sendRecv(one, 1, MPI.INT, 0, 1, all, 1, MPI.INT, 0, 1),
      () -> comm.probe(0, 1),
      () -> comm.iProbe(0, 1),
      () -> comm.iProbe(MPI.ANY_SOURCE, 1),
      () -> new Message().mProbe(0, 1, comm),
      () -> new Message().imProbe(0, 1, comm),
      comm::barrier,
      () -> comm.bcast(one, 1, MPI.INT, 0),
      () -> comm.bcast(new byte[LARGE], LARGE, MPI.BYTE, 0),
      () -> comm.allReduce(one, 1, MPI.INT, MPI.SUM),
      () -> comm.allGather(one, 1, MPI.INT, all, 1, MPI.INT),
      () -> grid.neighborAllGather(one, 1, MPI.INT, all, 1, MPI.INT),
      comm::dup,
      () -> comm.split(0, 0),
      () -> comm.create(comm.getGroup()),
      () -> comm.createCart(new int[] {1}, new boolean[1], false),
      () -> comm.iDup().getRequest().waitFor()
    };
    for (Executable call : calls) {
      Expect.error(MPI.ERR_REVOKED, call);
    }
    Prequest send = comm.sendInit(room(), 1, MPI.INT, 0, 1);
    send.start();
    Request[] started = {
      comm.iSend(room(), 1, MPI.INT, 0, 1),
      comm.iRecv(room(), 1, MPI.INT, 0, 1),
      comm.iBarrier(),
      send
    };
    for (Request request : started) {
      Expect.error(MPI.ERR_REVOKED, request::waitFor);
    }
    Expect.error(
        MPI.ERR_IN_STATUS,
        () -> Request.waitAll(new Request[] {comm.iRecv(room(), 1, MPI.INT, 0, 1)}));
    // Local calls work.
    assertEquals(world.getRank(), comm.getRank());
    assertEquals(world.getSize(), comm.getSize());
    assertEquals(world.getSize(), comm.getGroup().getSize());
    assertEquals(MPI.ERRORS_RETURN, comm.getErrhandler());
    assertEquals(MPI.CONGRUENT, Comm.compare(world, comm));
    assertEquals(0, comm.getFailed().getSize());
    comm.setName("gone");
    comm.free();
    assertTrue(comm.isNull());
    world.barrier();
  }

  @Conforms(
      to =
          "ULFM, MPI_Comm_revoke: a process that waits in a call learns of it there (receive,"
              + " probe, collectives in shared memory and by messages)",
      ranks = {2, 4})
  public static void endsBlockingCalls(Intracomm world) throws Exception {
    world.setErrhandler(MPI.ERRORS_RETURN);
    int waits = 6;
    for (int kind = 0; kind < waits; kind++) {
      Intracomm comm = copy(world);
      comm.barrier();
      int[] one = new int[1];
      byte[] large = new byte[LARGE];
      Executable[] calls = {
        () -> comm.recv(one, 1, MPI.INT, 0, 1),
        () -> comm.recv(one, 1, MPI.INT, MPI.ANY_SOURCE, 1),
        () -> comm.probe(0, 1),
        comm::barrier,
        () -> comm.bcast(large, LARGE, MPI.BYTE, 0),
        () -> comm.sSend(large, LARGE, MPI.BYTE, 0, 1)
      };
      world.barrier();
      if (comm.getRank() == 0) {
        comm.revoke();
      } else {
        Expect.error(MPI.ERR_REVOKED, calls[kind]);
      }
      world.barrier();
    }
    // And while another thread of the rank drives.
    Intracomm comm = copy(world);
    ExecutorService other = Executors.newSingleThreadExecutor();
    Future<?> call =
        other.submit(
            () -> Expect.error(MPI.ERR_REVOKED, () -> comm.recv(new int[1], 1, MPI.INT, 0, 1)));
    world.barrier();
    if (comm.getRank() == 1) {
      comm.revoke();
    }
    call.get();
    other.shutdown();
  }

  @Conforms(
      to =
          "ULFM, MPI_Comm_revoke, with MPI-4.1 §3.8.2: a message that a matched probe took cannot"
              + " be received any more",
      ranks = {2})
  public static void endsMatchedMessages(Intracomm world) {
    Intracomm comm = copy(world);
    if (comm.getRank() == 1) {
      Request small = comm.isSend(room(), 1, MPI.INT, 0, 1);
      Request large = comm.iSend(ByteBuffer.allocate(LARGE), LARGE, MPI.BYTE, 0, 2);
      world.barrier();
      Expect.error(MPI.ERR_REVOKED, small::waitFor);
      Expect.error(MPI.ERR_REVOKED, large::waitFor);
    } else {
      Message first = new Message();
      Message second = new Message();
      first.mProbe(1, 1, comm);
      second.mProbe(1, 2, comm);
      comm.revoke();
      world.barrier();
      Expect.error(MPI.ERR_REVOKED, () -> first.mRecv(new int[1], 1, MPI.INT));
      Expect.error(
          MPI.ERR_REVOKED,
          () -> second.imRecv(ByteBuffer.allocate(LARGE), LARGE, MPI.BYTE).waitFor());
    }
  }

  @Conforms(
      to =
          "ULFM, MPI_Comm_revoke, with MPI-4.1 §7.4.3: what is under way on a communicator that was"
              + " freed here is ended too",
      ranks = {2, 3})
  public static void endsWhatIsUnderWayThoughFreed(Intracomm world) {
    Intracomm comm = copy(world);
    if (comm.getRank() > 0) {
      Request[] requests = {
        comm.iRecv(room(), 1, MPI.INT, 0, 1),
        comm.iRecv(room(), 1, MPI.INT, MPI.ANY_SOURCE, 2),
        comm.iSend(ByteBuffer.allocate(LARGE), LARGE, MPI.BYTE, 0, 3),
        comm.iBarrier()
      };
      comm.free();
      world.barrier();
      for (Request request : requests) {
        Expect.error(MPI.ERR_REVOKED, request::waitFor);
      }
    } else {
      world.barrier();
      comm.revoke();
    }
  }

  @Conforms(
      to =
          "ULFM, MPI_Comm_revoke: the rest of the job goes on, also what the revoked communicator"
              + " held of the memory for messages",
      ranks = {2, 3})
  public static void givesEverythingBack(Intracomm world) {
    world.setErrhandler(MPI.ERRORS_RETURN);
    int size = world.getSize();
    int next = (world.getRank() + 1) % size;
    int previous = (world.getRank() + size - 1) % size;
    for (int round = 0; round < 8; round++) {
      Intracomm comm = world.dup();
      for (int message = 0; message < 100; message++) {
        comm.iSend(ByteBuffer.allocate(6000), 6000, MPI.BYTE, next, message);
        comm.iSend(ByteBuffer.allocate(50_000), 50_000, MPI.BYTE, next, message);
      }
      if (world.getRank() == round % size) {
        comm.revoke();
      }
      byte[] out = new byte[LARGE];
      byte[] in = new byte[LARGE];
      out[LARGE - 1] = (byte) round;
      world.sendRecv(out, LARGE, MPI.BYTE, next, 1, in, LARGE, MPI.BYTE, previous, 1);
      assertEquals(round, in[LARGE - 1]);
      Expect.soon("revoked", comm::isRevoked);
      comm.free();
    }
    world.barrier();
  }

  @Conforms(
      to =
          "ULFM, MPI_Comm_agree: on completion the flag is the bitwise and of those of all, equal"
              + " at all; it works on a revoked communicator",
      ranks = {1, 2, 3, 5, 8})
  public static void agreesOnFlags(Intracomm world) {
    Intracomm comm = copy(world);
    for (int round = 0; round < 20; round++) {
      if (round == 10) {
        comm.revoke();
      }
      int mine = ~(1 << (comm.getRank() + round) % 32);
      int expected = -1;
      for (int rank = 0; rank < comm.getSize(); rank++) {
        expected &= ~(1 << (rank + round) % 32);
      }
      Agreement agreement = round % 2 == 0 ? comm.agree(mine) : comm.Agree(mine);
      assertEquals(expected, agreement.getValue());
      assertEquals(0, agreement.getFailed().getSize());
      assertFalse(agreement.hasUnacknowledgedFailures());
      assertEquals(0, comm.agreeFailed().getSize());
    }
  }

  @Conforms(
      to =
          "ULFM, MPI_Comm_iagree: several may be under way, on several communicators in different"
              + " orders",
      ranks = {2, 4})
  public static void agreesWithoutWaiting(Intracomm world) {
    Intracomm a = copy(world);
    Intracomm b = copy(world);
    boolean even = world.getRank() % 2 == 0;
    AgreementRequest first = (even ? a : b).iAgree(even ? 6 : 5);
    AgreementRequest second = (even ? b : a).iAgree(even ? 5 : 6);
    AgreementRequest third = a.iAgreeFailed();
    AgreementRequest fourth = a.iAgree(3);
    Request.waitAll(new Request[] {fourth, second, third, first});
    assertEquals(even ? 6 : 5, first.getAgreement().getValue());
    assertEquals(even ? 5 : 6, second.getAgreement().getValue());
    assertEquals(0, third.getAgreement().getFailed().getSize());
    assertEquals(3, fourth.getAgreement().getValue());
    AgreementRequest last = world.Iagree(1);
    assertTrue(last.getAgreement() == null || last.getAgreement().getValue() == 1);
    Expect.soon("agreed", last::test);
    assertNotNull(last.getAgreement());
  }

  @Conforms(
      to =
          "ULFM, MPI_Comm_shrink: a new communicator of the living members in their order; without"
              + " failures of all; it works on a revoked communicator",
      ranks = {1, 2, 4})
  public static void shrinksToAll(Intracomm world) {
    Intracomm comm = copy(world);
    for (int round = 0; round < 3; round++) {
      if (round > 0 && comm.getRank() == 0) {
        comm.revoke();
      }
      Intracomm smaller = round == 1 ? comm.Shrink() : comm.shrink();
      assertEquals(MPI.CONGRUENT, Comm.compare(comm, smaller));
      assertEquals(comm.getRank(), smaller.getRank());
      assertFalse(smaller.isRevoked());
      assertEquals(MPI.ERRORS_RETURN, smaller.getErrhandler());
      int[] sum = {1};
      smaller.allReduce(sum, 1, MPI.INT, MPI.SUM);
      assertEquals(comm.getSize(), sum[0]);
      Intracomm later = comm.iShrink();
      assertTrue(later.isNull());
      later.getRequest().waitFor();
      assertEquals(comm.getSize(), later.getSize());
      later.barrier();
      later.free();
      comm = smaller;
    }
    Intracomm grid = comm.createCart(new int[] {comm.getSize()}, new boolean[1], false);
    Comm plain = grid.shrink();
    assertEquals(MPI.UNDEFINED, plain.getTopology());
  }

  @Conforms(
      to = "ULFM: intercommunicators are revoked, agreed on and shrunk as well, over both groups",
      ranks = {2, 5})
  public static void intercommunicators(Intracomm world) {
    world.setErrhandler(MPI.ERRORS_RETURN);
    int half = world.getRank() % 2;
    Intracomm mine = world.split(half, 0);
    Intercomm inter = world.createIntercomm(mine, 0, 1 - half, 7);
    inter.setErrhandler(MPI.ERRORS_RETURN);
    assertEquals(2, inter.agree(half == 0 ? 3 : 6).getValue());
    Request pending = inter.iRecv(room(), 1, MPI.INT, 0, 1);
    Request any = inter.iRecv(room(), 1, MPI.INT, MPI.ANY_SOURCE, 1);
    Request barrier = world.getRank() == 0 ? null : inter.iBarrier();
    world.barrier();
    if (world.getRank() == 0) {
      inter.revoke();
    }
    Expect.error(MPI.ERR_REVOKED, pending::waitFor);
    Expect.error(MPI.ERR_REVOKED, any::waitFor);
    if (barrier != null) {
      Expect.error(MPI.ERR_REVOKED, barrier::waitFor);
    }
    Expect.error(MPI.ERR_REVOKED, inter::barrier);
    Expect.error(MPI.ERR_REVOKED, () -> inter.merge(false));
    Intercomm smaller = inter.shrink();
    assertEquals(inter.getRemoteSize(), smaller.getRemoteSize());
    assertEquals(mine.getSize(), smaller.getSize());
    smaller.barrier();
    assertEquals(world.getSize(), smaller.merge(half == 1).getSize());
    inter.free();
    assertNull(world.iProbe(MPI.ANY_SOURCE, 1));
    assertEquals(Group.EMPTY, world.getFailed().code);
  }
}
