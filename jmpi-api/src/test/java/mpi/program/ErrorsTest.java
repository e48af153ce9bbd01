package mpi.program;

import static mpi.program.PointToPointTest.assertError;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.IntBuffer;
import mpi.CartComm;
import mpi.Comm;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;
import mpi.Message;
import mpi.Request;
import mpi.Status;
import org.jmpi.runtime.InProcess;
import org.junit.jupiter.api.Test;

/** MPI-4.1 §9.3, §9.4: which error class a wrong call gets, and who hears of it. */
class ErrorsTest {
  @Test
  void shouldGiveTheStandardsClassForWrongArguments() {
    InProcess.run(2, WrongArguments.class);
  }

  @Test
  void shouldThrowBeforeInitAndAfterFinalize() {
    InProcess.run(1, OutsideInitAndFinalize.class);
  }

  @Test
  void shouldEndTheJobWhenALowerCaseCallFailsAndNobodySetAHandler() {
    InProcess.RankFailure failure =
        assertThrows(InProcess.RankFailure.class, () -> InProcess.run(2, FatalSend.class));
    String message = failure.getMessage();
    assertTrue(message.contains("rank 1 of MPI.COMM_WORLD: send on MPI_COMM_WORLD"), message);
    assertTrue(message.contains("MPI_ERR_RANK"), message);
    assertTrue(message.contains("ErrorsTest.java"), message);
  }

  @Test
  void shouldEndTheJobWhenTheProgramAsksForFatalErrors() {
    InProcess.RankFailure failure =
        assertThrows(InProcess.RankFailure.class, () -> InProcess.run(1, FatalByHandler.class));
    assertTrue(failure.getMessage().contains("Send on MPI_COMM_WORLD"), failure.getMessage());
  }

  @Test
  void shouldEndTheJobWhenTheProgramCallsAFatalHandler() {
    InProcess.RankFailure failure =
        assertThrows(InProcess.RankFailure.class, () -> InProcess.run(1, CalledHandler.class));
    assertTrue(failure.getMessage().contains("raised error " + MPI.ERR_IO), failure.getMessage());
  }

  @Test
  void shouldGiveErrorsOnNoCommunicatorToTheHandlerOfWorldWhereItIsTheOnlyOne() {
    InProcess.run(1, HandlerOfWorld.class);
  }

  @Test
  void shouldRememberWhichSpellingMadeARequest() {
    InProcess.run(1, CapitalisedRequest.class);
    InProcess.RankFailure failure =
        assertThrows(InProcess.RankFailure.class, () -> InProcess.run(1, LowerRequest.class));
    assertTrue(failure.getMessage().contains("MPI_ERR_TRUNCATE"), failure.getMessage());
  }

  @Test
  void shouldTellTheErrorOfEachRequest() {
    InProcess.run(1, InStatus.class);
  }

  @Test
  void shouldKeepAndInheritHandlers() {
    InProcess.run(2, Handlers.class);
  }

  @Test
  void shouldAbortWithTheCodeOfTheProgram() {
    InProcess.RankFailure failure =
        assertThrows(InProcess.RankFailure.class, () -> InProcess.run(2, Aborting.class));
    assertTrue(failure.getMessage().contains("Abort(7)"), failure.getMessage());
  }

  @Test
  void shouldNameTheRankThatFailed() {
    InProcess.RankFailure failure =
        assertThrows(InProcess.RankFailure.class, () -> InProcess.run(3, DeadPeer.class));
    assertTrue(failure.getMessage().contains("killed on purpose"), failure.getMessage());
  }

  /** Each call is wrong in one way. */
  public static final class WrongArguments {
    private WrongArguments() {}

    public static void main(String[] args) {
      MPI.Init(args);
      Intracomm world = MPI.COMM_WORLD;
      world.setErrhandler(MPI.ERRORS_RETURN);
      MPI.COMM_SELF.setErrhandler(MPI.ERRORS_RETURN);
      int[] one = new int[1];
      assertError(MPI.ERR_BUFFER, () -> world.send(null, 1, MPI.INT, 0, 0));
      assertError(MPI.ERR_BUFFER, () -> world.send(one, 2, MPI.INT, 0, 0));
      assertError(MPI.ERR_BUFFER, () -> world.Send(one, 1, 1, MPI.INT, 0, 0));
      assertError(MPI.ERR_COUNT, () -> world.send(one, -1, MPI.INT, 0, 0));
      assertError(MPI.ERR_COUNT, () -> world.Send(new Object[1], 0, -1, MPI.OBJECT, 0, 0));
      assertError(MPI.ERR_TYPE, () -> world.send(one, 1, MPI.DOUBLE, 0, 0));
      assertError(MPI.ERR_TYPE, () -> world.send(one, 1, null, 0, 0));
      assertError(MPI.ERR_TYPE, () -> world.recv(one, 1, MPI.DATATYPE_NULL, 0, 0));
      assertError(MPI.ERR_TYPE, () -> world.send("text", 1, MPI.CHAR, 0, 0));
      assertError(MPI.ERR_TYPE, () -> world.Send(one, 0, 1, MPI.OBJECT, 0, 0));
      assertError(MPI.ERR_RANK, () -> world.send(one, 1, MPI.INT, 2, 0));
      assertError(MPI.ERR_RANK, () -> world.send(one, 1, MPI.INT, MPI.ANY_SOURCE, 0));
      assertError(MPI.ERR_RANK, () -> world.Irecv(one, 0, 1, MPI.INT, -7, 0));
      assertError(MPI.ERR_RANK, () -> world.probe(5, 0));
      assertError(MPI.ERR_TAG, () -> world.send(one, 1, MPI.INT, 0, -1));
      assertError(MPI.ERR_TAG, () -> world.recv(one, 1, MPI.INT, 0, -2));
      assertError(MPI.ERR_ROOT, () -> world.bcast(one, 1, MPI.INT, 2));
      assertError(MPI.ERR_OP, () -> world.allReduce(one, 1, MPI.INT, null));
      assertError(MPI.ERR_COMM, () -> MPI.COMM_NULL.getRank());
      assertError(MPI.ERR_COMM, world::free);
      assertError(MPI.ERR_COMM, () -> Comm.compare(world, null));
      assertError(MPI.ERR_GROUP, () -> world.createGroup(null, 0));
      assertError(MPI.ERR_GROUP, () -> MPI.GROUP_NULL.getSize());
      assertError(MPI.ERR_RANK, () -> world.getGroup().incl(new int[] {2}));
      assertError(MPI.ERR_TYPE, MPI.INT::free);
      assertError(MPI.ERR_OP, MPI.SUM::free);
      assertError(MPI.ERR_ARG, () -> world.setErrhandler(null));
      assertError(MPI.ERR_ARG, () -> world.split(-3, 0));
      assertError(MPI.ERR_ARG, () -> Request.waitAll(null));
      assertError(MPI.ERR_REQUEST, () -> MPI.REQUEST_NULL.free());
      assertError(MPI.ERR_REQUEST, () -> new Message().mRecv(one, 1, MPI.INT));
      assertError(MPI.ERR_OTHER, () -> MPI.Init(args));
      IntBuffer readOnly = IntBuffer.wrap(one).asReadOnlyBuffer();
      assertError(MPI.ERR_BUFFER, () -> world.iRecv(readOnly, 1, MPI.INT, 0, 0));

      Intracomm copy = world.dup();
      copy.free();
      assertTrue(copy.isNull());
      assertError(MPI.ERR_COMM, copy::getRank);

      int other = 1 - world.getRank();
      Request send = world.iSend(IntBuffer.wrap(new int[] {1, 2}), 2, MPI.INT, other, 0);
      assertError(MPI.ERR_TRUNCATE, () -> world.recv(one, 1, MPI.INT, other, 0));
      send.waitFor();
      // MPI-4.1 §9.5: the call succeeds when the handler returns.
      world.callErrhandler(MPI.ERR_IO);
      world.callErrhandler(MPI.SUCCESS);
      MPI.Finalize();
    }
  }

  /** Nobody has set a handler, so it is fatal. */
  public static final class CalledHandler {
    private CalledHandler() {}

    public static void main(String[] args) {
      MPI.Init(args);
      MPI.COMM_WORLD.callErrhandler(MPI.ERR_IO);
      MPI.Finalize();
    }
  }

  /** As programs did before MPI-4.0. */
  public static final class HandlerOfWorld {
    private HandlerOfWorld() {}

    public static void main(String[] args) {
      MPI.Init(args);
      MPI.COMM_WORLD.setErrhandler(MPI.ERRORS_RETURN);
      assertError(MPI.ERR_DIMS, () -> CartComm.createDims(6, new int[] {0, 5}));
      assertError(MPI.ERR_COMM, () -> MPI.COMM_NULL.getRank());
      MPI.Finalize();
    }
  }

  /** MPI-4.1 §11.4.1. */
  public static final class OutsideInitAndFinalize {
    private OutsideInitAndFinalize() {}

    public static void main(String[] args) {
      assertEquals(false, MPI.isInitialized());
      assertError(MPI.ERR_OTHER, () -> MPI.COMM_WORLD.getRank());
      assertError(MPI.ERR_OTHER, MPI::Finalize);
      assertError(MPI.ERR_ARG, () -> MPI.InitThread(args, 17));
      assertEquals(MPI.THREAD_MULTIPLE, MPI.InitThread(args, MPI.THREAD_SERIALIZED));
      assertTrue(MPI.isInitialized() && MPI.Initialized() && !MPI.isFinalized());
      assertEquals(MPI.THREAD_MULTIPLE, MPI.queryThread());
      assertTrue(MPI.isThreadMain());
      assertEquals(4, MPI.getVersion().getVersion());
      assertTrue(!MPI.getProcessorName().isEmpty());
      double start = MPI.wtime();
      assertTrue(MPI.Wtime() >= start && MPI.wtick() > 0);
      MPI.Finalize();
      assertTrue(MPI.isFinalized() && MPI.isInitialized());
      MPIException after = assertThrows(MPIException.class, () -> MPI.COMM_WORLD.Rank());
      assertTrue(after.getMessage().contains("Finalize"), after.getMessage());
      assertError(MPI.ERR_OTHER, () -> MPI.Init(args));
    }
  }

  /** Rank 1 sends to nowhere. */
  public static final class FatalSend {
    private FatalSend() {}

    public static void main(String[] args) {
      MPI.Init(args);
      if (MPI.COMM_WORLD.getRank() == 1) {
        assertThrows(
            MPIException.class, () -> MPI.COMM_WORLD.Send(new int[1], 0, 1, MPI.INT, 9, 0));
        MPI.COMM_WORLD.send(new int[1], 1, MPI.INT, 9, 0);
      }
      MPI.COMM_WORLD.recv(new int[1], 1, MPI.INT, 1, 0);
      MPI.Finalize();
    }
  }

  /** A handler that was set holds for both spellings. */
  public static final class FatalByHandler {
    private FatalByHandler() {}

    public static void main(String[] args) {
      MPI.Init(args);
      MPI.COMM_WORLD.Errhandler_set(MPI.ERRORS_ABORT);
      MPI.COMM_WORLD.Send(new int[1], 0, 1, MPI.INT, 9, 0);
      MPI.Finalize();
    }
  }

  /** Made by Irecv, so a lower-case wait throws. */
  public static final class CapitalisedRequest {
    private CapitalisedRequest() {}

    public static void main(String[] args) {
      MPI.Init(args);
      Request request = MPI.COMM_WORLD.Irecv(new int[1], 0, 1, MPI.INT, 0, 0);
      MPI.COMM_WORLD.Send(new int[2], 0, 2, MPI.INT, 0, 0);
      assertError(MPI.ERR_TRUNCATE, request::waitFor);
      assertTrue(request.isNull());
      MPI.Finalize();
    }
  }

  /** Made by iRecv, so a capitalised wait is fatal. */
  public static final class LowerRequest {
    private LowerRequest() {}

    public static void main(String[] args) {
      MPI.Init(args);
      Request request = MPI.COMM_WORLD.iRecv(MPI.newIntBuffer(1), 1, MPI.INT, 0, 0);
      MPI.COMM_WORLD.Send(new int[2], 0, 2, MPI.INT, 0, 0);
      request.Wait();
    }
  }

  /** MPI-4.1 §3.7.5: ERR_IN_STATUS. */
  public static final class InStatus {
    private InStatus() {}

    public static void main(String[] args) {
      MPI.Init(args);
      Intracomm world = MPI.COMM_WORLD;
      Request[] requests = {
        world.Irecv(new int[1], 0, 1, MPI.INT, 0, 1),
        null,
        world.Irecv(new int[1], 0, 1, MPI.INT, 0, 2)
      };
      world.Send(new int[] {5}, 0, 1, MPI.INT, 0, 1);
      world.Send(new int[2], 0, 2, MPI.INT, 0, 2);
      MPIException e = assertThrows(MPIException.class, () -> Request.waitAll(requests));
      assertEquals(MPI.ERR_IN_STATUS, e.getErrorClass());
      Status[] statuses = e.getStatuses();
      assertEquals(3, statuses.length);
      assertEquals(MPI.SUCCESS, statuses[0].getError());
      assertEquals(1, statuses[0].getCount(MPI.INT));
      assertEquals(MPI.SUCCESS, statuses[1].getError());
      assertEquals(MPI.ERR_TRUNCATE, statuses[2].getError());
      assertEquals(2, statuses[2].getIndex());
      assertTrue(e.getMessage().contains("request 2"), e.getMessage());
      MPI.Finalize();
    }
  }

  /** MPI-4.1 §9.3.1. */
  public static final class Handlers {
    private Handlers() {}

    public static void main(String[] args) {
      MPI.Init(args);
      Intracomm world = MPI.COMM_WORLD;
      assertSame(MPI.ERRORS_ARE_FATAL, world.getErrhandler());
      assertSame(MPI.ERRORS_RETURN, world.Errhandler_get());
      MPI.Errorhandler_set(MPI.ERRORS_RETURN);
      assertSame(MPI.ERRORS_RETURN, world.getErrhandler());
      Intracomm half = world.split(world.getRank(), 0);
      assertSame(MPI.ERRORS_RETURN, half.getErrhandler());
      assertError(MPI.ERR_RANK, () -> half.send(new int[1], 1, MPI.INT, 1, 0));
      MPI.Finalize();
    }
  }

  /** MPI-4.1 §11.4.2. */
  public static final class Aborting {
    private Aborting() {}

    public static void main(String[] args) {
      MPI.Init(args);
      if (MPI.COMM_WORLD.Rank() == 0) {
        MPI.COMM_WORLD.Abort(7);
      }
      MPI.COMM_WORLD.Recv(new int[1], 0, 1, MPI.INT, 0, 0);
    }
  }

  /** Those that wait for a dead rank are told which it is. */
  public static final class DeadPeer {
    private DeadPeer() {}

    public static void main(String[] args) {
      MPI.Init(args);
      Intracomm world = MPI.COMM_WORLD;
      if (world.Rank() == 2) {
        throw new IllegalStateException("killed on purpose");
      }
      MPIException e =
          assertThrows(MPIException.class, () -> world.Recv(new int[1], 0, 1, MPI.INT, 2, 0));
      assertEquals(MPI.ERR_PROC_FAILED, e.getErrorClass(), e.getMessage());
      assertArrayEquals(new int[] {2}, e.getFailedRanks(), e.getMessage());
      MPI.Finalize();
    }
  }
}
