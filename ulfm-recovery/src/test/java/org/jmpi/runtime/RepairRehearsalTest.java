package org.jmpi.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jmpi.comm.AgreeOperation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A repair is gone through beside the program, which does not notice. */
class RepairRehearsalTest {
  private static final int RANKS = 4;
  private static final long BOUND_S = 30;

  private final ExecutorService threads = Executors.newFixedThreadPool(RANKS);
  private final InProcessJob job = new InProcessJob(RANKS, Map.of("ft", "true"));
  private final List<Engine> engines =
      IntStream.range(0, RANKS)
          .mapToObj(rank -> Engine.rehearse(job.member(rank), job.hub(), new NoObjects()))
          .toList();

  @AfterEach
  void end() {
    engines.forEach(Engine::abandon);
    threads.shutdownNow();
  }

  @Test
  void shouldGoThroughARepairThatTheProgramDoesNotSee() throws Exception {
    engines.forEach(Engine::beginRehearsal);
    agreeInTheWorld();
    for (Engine engine : engines) {
      await(engine::hasRehearsedRepair);
      assertFalse(engine.world().repair().isRevoked());
      assertEquals(0, engine.world().repair().failed().size());
    }
    agreeInTheWorld();
  }

  @Test
  void shouldWaitForNobody() throws Exception {
    // The last one never takes part, and nobody minds, in Finalize neither.
    engines.subList(0, RANKS - 1).forEach(Engine::beginRehearsal);
    agreeInTheWorld();
    assertFalse(engines.get(0).hasRehearsedRepair());
    List<Future<?>> ends =
        engines.stream().<Future<?>>map(engine -> threads.submit(engine::finish)).toList();
    for (Future<?> end : ends) {
      end.get(BOUND_S, TimeUnit.SECONDS);
    }
  }

  @Test
  void shouldEndThoughOneDiesMeanwhile() throws Exception {
    engines.subList(0, RANKS - 1).forEach(Engine::beginRehearsal);
    job.failed(RANKS - 1, "was killed by signal 9 (SIGKILL)");
    for (Engine engine : engines.subList(0, RANKS - 1)) {
      await(engine::hasRehearsedRepair);
    }
  }

  @Test
  void shouldReachThosePartnersBeforeWhomOneMayDie() {
    for (int size = 2; size <= 33; size++) {
      int[] members = IntStream.range(0, size).map(rank -> 3 * rank + 1).toArray();
      boolean[][] reached = new boolean[size][size];
      for (int rank = 0; rank < size; rank++) {
        int self = rank;
        int[] named = {0};
        new PartnersAhead(members, members[rank])
            .name(
                process -> true,
                process -> {
                  reached[self][Arrays.binarySearch(members, process)] = true;
                  reached[Arrays.binarySearch(members, process)][self] = true;
                  named[0]++;
                });
        assertTrue(named[0] <= 2 * (32 - Integer.numberOfLeadingZeros(size)), "named " + named[0]);
        assertFalse(reached[rank][rank]);
      }
      for (int dead = -1; dead < size; dead++) {
        int gone = dead;
        int[] living = IntStream.range(0, size).filter(rank -> rank != gone).toArray();
        for (int i = 0; i < living.length; i++) {
          for (int distance = 1; distance < living.length; distance *= 2) {
            int partner = living[(i + distance) % living.length];
            String what = size + " members, " + gone + " dead: " + living[i] + ", " + partner;
            assertTrue(reached[living[i]][partner], what);
          }
        }
      }
    }
  }

  private void agreeInTheWorld() throws Exception {
    List<Future<AgreeOperation>> all =
        engines.stream()
            .map(engine -> threads.submit(() -> engine.world().repair().agree(6)))
            .toList();
    for (Future<AgreeOperation> each : all) {
      assertEquals(6, each.get(BOUND_S, TimeUnit.SECONDS).agreed().value());
    }
  }

  private static void await(BooleanSupplier condition) {
    long startNs = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - startNs < TimeUnit.SECONDS.toNanos(BOUND_S), "waited in vain");
      Thread.onSpinWait();
    }
  }
}
