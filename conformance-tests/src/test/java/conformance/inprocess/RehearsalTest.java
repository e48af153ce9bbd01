package conformance.inprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jmpi.comm.Communicator;
import org.jmpi.data.ObjectCodec;
import org.jmpi.error.EngineException;
import org.jmpi.runtime.Rehearsal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The job on which a death is gone through beforehand. */
class RehearsalTest {
  private static final long BOUND_S = 30;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Rehearsal job = new Rehearsal(3, new NoObjects());

  @AfterEach
  void end() {
    job.close();
    threads.shutdownNow();
  }

  @Test
  void shouldRepairWhatADeathHasLeft() throws Exception {
    job.die(2);
    Future<Communicator> first = threads.submit(() -> repaired(0));
    Future<Communicator> second = threads.submit(() -> repaired(1));
    Communicator left = first.get(BOUND_S, TimeUnit.SECONDS);
    assertEquals(2, left.size());
    assertEquals(0, left.rank());
    Communicator other = second.get(BOUND_S, TimeUnit.SECONDS);
    assertEquals(1, other.rank());
    assertEquals(left.id(), other.id());
  }

  @Test
  void shouldEndCallsThatWaitWhenItIsClosed() throws Exception {
    Future<Communicator> waits = threads.submit(() -> job.world(0).repair().shrink());
    // It cannot end: nobody else takes part.
    job.close();
    ExecutionException e =
        assertThrows(ExecutionException.class, () -> waits.get(BOUND_S, TimeUnit.SECONDS));
    assertTrue(e.getCause() instanceof EngineException, "" + e.getCause());
  }

  private Communicator repaired(int rank) {
    job.world(rank).repair().revoke();
    assertTrue(job.world(rank).repair().isRevoked());
    return job.world(rank).repair().shrink();
  }

  private static final class NoObjects implements ObjectCodec {
    @Override
    public byte[] encode(Object[] values, int offset, int count) {
      throw new AssertionError("no objects here");
    }

    @Override
    public int decode(byte[] bytes, int lengthBytes, Object[] target, int offset, int maxCount) {
      throw new AssertionError("no objects here");
    }
  }
}
