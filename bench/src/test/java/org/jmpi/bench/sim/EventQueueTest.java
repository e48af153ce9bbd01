package org.jmpi.bench.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventQueueTest {
  private final EventQueue queue = new EventQueue();
  private final List<Integer> happened = new ArrayList<>();

  @Test
  void shouldKeepTheOrderOfTimeAndThenOfArrival() {
    long seed = 7;
    Random random = new Random(seed);
    List<long[]> expected = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      int number = i;
      long whenNs = random.nextInt(200);
      expected.add(new long[] {whenNs, number});
      queue.at(whenNs, event(() -> happened.add(number)));
    }
    expected.sort((a, b) -> a[0] != b[0] ? Long.compare(a[0], b[0]) : Long.compare(a[1], b[1]));
    queue.run();
    assertEquals(expected.stream().map(e -> (int) e[1]).toList(), happened, "seed " + seed);
    assertEquals(5000, queue.happened());
  }

  @Test
  void shouldLetAnEventPutInOthersOfItsOwnTime() {
    queue.at(5, event(() -> queue.at(5, event(() -> happened.add(2)))));
    queue.at(5, event(() -> happened.add(1)));
    assertEquals(5, queue.run());
    assertEquals(List.of(1, 2), happened);
  }

  @Test
  void shouldRefuseThePast() {
    queue.at(9, event(() -> {}));
    queue.run();
    assertThrows(IllegalArgumentException.class, () -> queue.at(8, event(() -> {})));
  }

  private static Event event(Runnable action) {
    return new Event() {
      @Override
      protected void happen(long nowNs) {
        action.run();
      }
    };
  }
}
