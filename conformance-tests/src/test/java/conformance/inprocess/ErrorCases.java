package conformance.inprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.support.Conforms;
import conformance.support.Expect;
import java.nio.IntBuffer;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;
import mpi.Request;

/** MPI-4.1 §9.3–§9.4: error handlers and classes. */
public final class ErrorCases {
  private ErrorCases() {}

  @Conforms(
      to =
          "MPI-4.1 §9.4 Table of error classes: a wrong argument raises the class of that argument")
  public static void wrongArgumentsOfMessages(Intracomm world) {
    world.setErrhandler(MPI.ERRORS_RETURN);
    int[] one = new int[1];
    IntBuffer buffer = IntBuffer.wrap(one);
    int size = world.getSize();
    Expect.error(MPI.ERR_COUNT, () -> world.send(one, -1, MPI.INT, 0, 0));
    Expect.error(MPI.ERR_COUNT, () -> world.iRecv(buffer, -1, MPI.INT, 0, 0));
    Expect.error(MPI.ERR_COUNT, () -> world.Recv(one, 0, -2, MPI.INT, 0, 0));
    Expect.error(MPI.ERR_TYPE, () -> world.send(one, 1, MPI.DATATYPE_NULL, 0, 0));
    Expect.error(MPI.ERR_TYPE, () -> world.recv(one, 1, null, 0, 0));
    Expect.error(MPI.ERR_TAG, () -> world.send(one, 1, MPI.INT, 0, -1));
    Expect.error(MPI.ERR_TAG, () -> world.iSend(buffer, 1, MPI.INT, 0, MPI.ANY_TAG));
    Expect.error(MPI.ERR_TAG, () -> world.recv(one, 1, MPI.INT, 0, -5));
    Expect.error(MPI.ERR_RANK, () -> world.send(one, 1, MPI.INT, size, 0));
    Expect.error(MPI.ERR_RANK, () -> world.send(one, 1, MPI.INT, MPI.ANY_SOURCE, 0));
    Expect.error(MPI.ERR_RANK, () -> world.recv(one, 1, MPI.INT, size, 0));
    Expect.error(MPI.ERR_RANK, () -> world.iProbe(-9, 0));
    Expect.error(
        MPI.ERR_RANK, () -> world.sendRecv(one, 1, MPI.INT, size, 0, new int[1], 1, MPI.INT, 0, 0));
    Expect.error(MPI.ERR_BUFFER, () -> world.send(null, 1, MPI.INT, 0, 0));
    // Errors on no communicator are COMM_SELF's (§9.3).
    MPI.COMM_SELF.setErrhandler(MPI.ERRORS_RETURN);
    Expect.error(MPI.ERR_COMM, () -> MPI.COMM_NULL.send(one, 1, MPI.INT, 0, 0));
  }

  @Conforms(to = "MPI-4.1 §9.4, §6.1: MPI_ERR_ROOT, MPI_ERR_OP, MPI_ERR_COUNT of collectives")
  public static void wrongArgumentsOfCollectives(Intracomm world) {
    world.setErrhandler(MPI.ERRORS_RETURN);
    int[] one = new int[1];
    int[] two = new int[2];
    Expect.error(MPI.ERR_ROOT, () -> world.bcast(one, 1, MPI.INT, 2));
    Expect.error(MPI.ERR_ROOT, () -> world.reduce(one, 1, MPI.INT, MPI.SUM, -1));
    Expect.error(MPI.ERR_ROOT, () -> world.gather(one, 1, MPI.INT, two, 1, MPI.INT, 9));
    Expect.error(MPI.ERR_COUNT, () -> world.bcast(one, -1, MPI.INT, 0));
    Expect.error(MPI.ERR_COUNT, () -> world.allReduce(one, -1, MPI.INT, MPI.SUM));
    Expect.error(MPI.ERR_OP, () -> world.allReduce(one, 1, MPI.INT, null));
    Expect.error(MPI.ERR_OP, () -> world.allReduce(one, 1, MPI.INT, MPI.MAXLOC));
    Expect.error(MPI.ERR_OP, () -> world.allReduce(new double[1], 1, MPI.DOUBLE, MPI.BAND));
    Expect.error(MPI.ERR_TYPE, () -> world.bcast(one, 1, null, 0));
    Expect.error(MPI.ERR_BUFFER, () -> world.allGather(one, 1, MPI.INT, one, 1, MPI.INT));
    // All ranks were refused alike, so the communicator is as good as before.
    world.barrier();
    world.allReduce(one, 1, MPI.INT, MPI.SUM);
  }

  @Conforms(
      to =
          "MPI-4.1 §9.3: MPI_ERRORS_RETURN returns the error (as an exception); the communicator"
              + " stays usable")
  public static void errorsReturnAndLifeGoesOn(Intracomm world) {
    world.setErrhandler(MPI.ERRORS_RETURN);
    assertSame(MPI.ERRORS_RETURN, world.getErrhandler());
    int other = 1 - world.getRank();
    for (int i = 0; i < 20; i++) {
      MPIException e = Expect.error(MPI.ERR_RANK, () -> world.send(new int[1], 1, MPI.INT, 99, 0));
      assertTrue(e.getMessage().contains("99"), e.getMessage());
      assertEquals(MPI.ERR_RANK, e.getErrorCode());
      int[] in = new int[1];
      world.sendRecv(new int[] {i}, 1, MPI.INT, other, 0, in, 1, MPI.INT, other, 0);
      assertEquals(i, in[0]);
    }
  }

  @Conforms(to = "MPI-4.1 §9.3.1: a new communicator inherits the error handler of the old one")
  public static void handlersAreInherited(Intracomm world) {
    world.setErrhandler(MPI.ERRORS_RETURN);
    Intracomm copy = world.dup();
    Intracomm half = copy.split(0, 0);
    Expect.error(MPI.ERR_RANK, () -> half.send(new int[1], 1, MPI.INT, 7, 0));
    Expect.error(MPI.ERR_RANK, () -> copy.Send(new int[1], 0, 1, MPI.INT, 7, 0));
    half.free();
    copy.free();
  }

  @Conforms(
      to =
          "the dialects' rule 12: on a communicator nobody touched, capitalised calls throw, and a"
              + " request remembers the spelling that made it")
  public static void capitalisedCallsThrow(Intracomm world) {
    Expect.error(MPI.ERR_RANK, () -> world.Send(new int[1], 0, 1, MPI.INT, 7, 0));
    Expect.error(MPI.ERR_ROOT, () -> world.Bcast(new int[1], 0, 1, MPI.INT, 7));
    int other = 1 - world.Rank();
    Request request = world.Irecv(new int[1], 0, 1, MPI.INT, other, 0);
    world.Send(new int[2], 0, 2, MPI.INT, other, 0);
    Expect.error(MPI.ERR_TRUNCATE, request::waitFor);
  }

  /** Rank 1 makes an error on a communicator nobody touched: the job must end. */
  @Conforms(to = "used by ErrorTest: the end of the job is what it checks")
  public static void lowerCaseErrorIsFatal(Intracomm world) {
    if (world.getRank() == 1) {
      world.send(new int[1], 1, MPI.INT, 7, 0);
      throw new IllegalStateException("the job went on");
    }
    world.recv(new int[1], 1, MPI.INT, 1, 0);
  }
}
