package mpi.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.IntBuffer;
import java.util.concurrent.atomic.AtomicReference;
import mpi.Intracomm;
import mpi.MPI;
import mpi.Request;
import org.jmpi.runtime.InProcess;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MPI-4.1 §11.6: with THREAD_MULTIPLE any thread may call at any time. */
class ThreadsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void shouldServeSeveralThreadsOfARank(int ranks) {
    InProcess.run(ranks, Conversations.class);
  }

  /**
   * Each thread talks with its like in a communicator of their own, blocking, non-blocking and
   * collectively.
   */
  public static final class Conversations {
    private static final int THREADS = 4;
    private static final int ROUNDS = 150;

    private Conversations() {}

    public static void main(String[] args) throws InterruptedException {
      assertEquals(MPI.THREAD_MULTIPLE, MPI.InitThread(args, MPI.THREAD_MULTIPLE));
      AtomicReference<Throwable> failure = new AtomicReference<>();
      Thread[] threads = new Thread[THREADS];
      for (int i = 0; i < THREADS; i++) {
        Intracomm own = MPI.COMM_WORLD.dup();
        threads[i] = new Thread(() -> talk(own));
        threads[i].setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
        threads[i].start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertNull(failure.get(), () -> "a thread failed: " + failure.get());
      MPI.Finalize();
    }

    private static void talk(Intracomm own) {
      int rank = own.getRank();
      int size = own.getSize();
      int right = (rank + 1) % size;
      int left = (rank + size - 1) % size;
      IntBuffer got = MPI.newIntBuffer(1);
      for (int round = 0; round < ROUNDS; round++) {
        int[] value = {100 * round + rank};
        Request receive = own.iRecv(got, 1, MPI.INT, left, 0);
        own.send(value, 1, MPI.INT, right, 0);
        receive.waitFor();
        assertEquals(100 * round + left, got.get(0));
        own.Sendrecv_replace(value, 0, 1, MPI.INT, right, 1, left, 1);
        assertEquals(100 * round + left, value[0]);
        value[0] = 1;
        own.allReduce(value, 1, MPI.INT, MPI.SUM);
        assertEquals(size, value[0]);
      }
    }
  }
}
