package conformance.inprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.support.Conforms;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import mpi.Intracomm;
import mpi.MPI;
import mpi.Message;
import mpi.Request;
import mpi.Status;

/** MPI-4.1 §11.6: threads of one process call at once. */
public final class ThreadCases {
  private static final int THREADS = 4;
  private static final long BOUND_S = 60;

  private ThreadCases() {}

  /** What one thread does. */
  private interface Body {
    void run(int thread) throws Exception;
  }

  private static void onThreads(Body body) {
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> threads = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        int thread = t;
        threads.add(
            pool.submit(
                () -> {
                  body.run(thread);
                  return null;
                }));
      }
      for (Future<?> thread : threads) {
        thread.get(BOUND_S, TimeUnit.SECONDS);
      }
    } catch (Exception e) {
      throw new AssertionError("a thread failed or hung: " + e, e);
    } finally {
      pool.shutdownNow();
    }
  }

  @Conforms(
      to =
          "MPI-4.1 §11.6.2 MPI_THREAD_MULTIPLE: threads send and receive at once; a blocked one"
              + " does not block the others",
      ranks = {1, 2, 3})
  public static void threadsExchangeByTag(Intracomm world) {
    assertEquals(MPI.THREAD_MULTIPLE, MPI.queryThread());
    int right = (world.getRank() + 1) % world.getSize();
    int left = (world.getRank() + world.getSize() - 1) % world.getSize();
    onThreads(
        thread -> {
          for (int i = 0; i < 400; i++) {
            int length = i % 50 == 0 ? 30_000 : 3;
            int[] out = new int[length];
            out[length - 1] = 1000 * world.getRank() + i;
            int[] in = new int[length];
            Status status =
                world.sendRecv(
                    out, length, MPI.INT, right, thread, in, length, MPI.INT, left, thread);
            assertEquals(left, status.getSource());
            assertEquals(1000 * left + i, in[length - 1], "thread " + thread + " round " + i);
          }
        });
  }

  @Conforms(
      to =
          "MPI-4.1 §11.6.1: collectives of different communicators may run in different threads at"
              + " once",
      ranks = {2, 3})
  public static void collectivesOfDifferentCommunicators(Intracomm world) {
    Intracomm[] comms = new Intracomm[THREADS];
    for (int t = 0; t < THREADS; t++) {
      comms[t] = world.dup();
    }
    int size = world.getSize();
    onThreads(
        thread -> {
          Intracomm comm = comms[thread];
          for (int i = 0; i < 150; i++) {
            int length = i % 30 == 0 ? 20_000 : 4;
            int[] sum = new int[length];
            sum[length - 1] = comm.getRank() * (thread + 1) + i;
            comm.allReduce(sum, length, MPI.INT, MPI.SUM);
            assertEquals(
                size * (size - 1) / 2 * (thread + 1) + size * i,
                sum[length - 1],
                "thread " + thread + " round " + i);
            int[] root = {comm.getRank() == i % size ? 7 * i + thread : -1};
            comm.bcast(root, 1, MPI.INT, i % size);
            assertEquals(7 * i + thread, root[0]);
            if (i % 10 == 0) {
              comm.barrier();
            }
          }
        });
    for (Intracomm comm : comms) {
      comm.free();
    }
  }

  @Conforms(
      to =
          "MPI-4.1 §11.6.1, §3.8.2: threads that receive with wildcards get each message exactly"
              + " once; a matched probe makes probe and receive one step",
      ranks = {2})
  public static void messagesGoToExactlyOneThread(Intracomm world) {
    int messages = 1_000;
    if (world.getRank() == 0) {
      for (int i = 0; i < messages; i++) {
        world.send(new int[] {i}, 1, MPI.INT, 1, i % 7);
      }
      for (int t = 0; t < THREADS; t++) {
        world.send(new int[] {-1}, 1, MPI.INT, 1, 8);
      }
      return;
    }
    java.util.concurrent.atomic.AtomicIntegerArray seen =
        new java.util.concurrent.atomic.AtomicIntegerArray(messages);
    onThreads(
        thread -> {
          while (true) {
            int[] value = new int[1];
            if (thread % 2 == 0) {
              world.recv(value, 1, MPI.INT, MPI.ANY_SOURCE, MPI.ANY_TAG);
            } else {
              Message message = new Message();
              Status status = message.mProbe(MPI.ANY_SOURCE, MPI.ANY_TAG, world);
              message.mRecv(value, status.getCount(MPI.INT), MPI.INT);
            }
            if (value[0] < 0) {
              return;
            }
            assertEquals(1, seen.incrementAndGet(value[0]), "message " + value[0]);
          }
        });
    for (int i = 0; i < messages; i++) {
      assertEquals(1, seen.get(i), "message " + i);
    }
  }

  @Conforms(
      to =
          "MPI-4.1 §11.6.1: a request may be started in one thread and completed in another; one"
              + " thread may wait while another makes what it waits for",
      ranks = {1, 2})
  public static void requestsCrossThreads(Intracomm world) {
    int other = world.getSize() - 1 - world.getRank();
    int rounds = 200;
    IntBuffer in = MPI.newIntBuffer(rounds);
    Request[] receives = new Request[rounds];
    for (int i = 0; i < rounds; i++) {
      receives[i] = world.iRecv(MPI.slice(in, i), 1, MPI.INT, other, i);
    }
    onThreads(
        thread -> {
          for (int i = thread; i < rounds; i += THREADS) {
            if (thread % 2 == 0) {
              world.send(new int[] {i + 1}, 1, MPI.INT, other, i);
              world.send(new int[] {i + 2}, 1, MPI.INT, other, i + 1);
            }
          }
          for (int i = thread; i < rounds; i += THREADS) {
            receives[i].waitFor();
          }
        });
    for (int i = 0; i < rounds; i++) {
      assertEquals(i + 1, in.get(i));
    }
  }

  @Conforms(
      to =
          "MPI-4.1 §11.6.1: threads make communicators of their own at once, each from its own"
              + " parent",
      ranks = {2, 3})
  public static void threadsMakeCommunicators(Intracomm world) {
    Intracomm[] parents = new Intracomm[THREADS];
    for (int t = 0; t < THREADS; t++) {
      parents[t] = world.dup();
    }
    onThreads(
        thread -> {
          for (int i = 0; i < 20; i++) {
            Intracomm copy = parents[thread].dup();
            Intracomm turned = copy.split(thread, -copy.getRank());
            assertEquals(world.getSize() - 1 - world.getRank(), turned.getRank());
            int[] sum = {1};
            turned.allReduce(sum, 1, MPI.INT, MPI.SUM);
            assertEquals(world.getSize(), sum[0]);
            turned.free();
            copy.free();
          }
        });
    assertTrue(MPI.isThreadMain());
  }
}
