package conformance.inprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import conformance.support.Conforms;
import conformance.support.Expect;
import mpi.Intracomm;
import mpi.MPI;

/** MPI-4.1 §3.6: the buffer of buffered mode. */
public final class BufferedCases {
  private BufferedCases() {}

  @Conforms(
      to =
          "MPI-4.1 §3.6 MPI_Buffer_detach: blocks until all messages in the buffer have been sent,"
              + " and gives the buffer back")
  public static void detachWaits(Intracomm world) {
    int messages = 20;
    int length = 10_000;
    if (world.getRank() == 0) {
      byte[] buffer = new byte[messages * (4 * length + MPI.BSEND_OVERHEAD)];
      MPI.attachBuffer(buffer);
      int[] data = new int[length];
      for (int i = 0; i < messages; i++) {
        data[length - 1] = i;
        world.bSend(data, length, MPI.INT, 1, 5);
        data[length - 1] = -1;
      }
      world.send(data, 1, MPI.INT, 1, 6);
      assertSame(buffer, MPI.detachBuffer());
      world.send(data, 1, MPI.INT, 1, 7);
    } else {
      int[] data = new int[length];
      // Received last to first by tag: the buffered ones must have been sent without their receive.
      world.recv(data, 1, MPI.INT, 0, 6);
      for (int i = 0; i < messages; i++) {
        world.recv(data, length, MPI.INT, 0, 5);
        assertEquals(i, data[length - 1]);
      }
      world.recv(data, 1, MPI.INT, 0, 7);
    }
  }

  @Conforms(
      to =
          "MPI-4.1 §3.6.1: room that completed sends held is used again; what finds no room is"
              + " MPI_ERR_BUFFER")
  public static void roomIsUsedAgain(Intracomm world) {
    world.setErrhandler(MPI.ERRORS_RETURN);
    MPI.COMM_SELF.setErrhandler(MPI.ERRORS_RETURN);
    int other = 1 - world.getRank();
    Expect.error(MPI.ERR_BUFFER, () -> world.bSend(new int[1], 1, MPI.INT, other, 0));
    MPI.attachBuffer(new byte[2 * (4 + MPI.BSEND_OVERHEAD)]);
    Expect.error(MPI.ERR_BUFFER, () -> MPI.attachBuffer(new byte[100]));
    Expect.error(MPI.ERR_BUFFER, () -> world.bSend(new int[999], 999, MPI.INT, other, 0));
    int[] in = new int[1];
    for (int i = 0; i < 500; i++) {
      world.bSend(new int[] {i}, 1, MPI.INT, other, 1);
      world.recv(in, 1, MPI.INT, other, 1);
      assertEquals(i, in[0]);
      // Both have received, so both sends are complete.
      world.barrier();
    }
    MPI.detachBuffer();
    Expect.error(MPI.ERR_BUFFER, () -> world.bSend(new int[1], 1, MPI.INT, other, 0));
  }
}
