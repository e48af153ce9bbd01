package org.jmpi.coll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is woken; that orders hold between processes is for jcstress. */
class HostSlotsTest {
  private static final long NUMBER = 5;

  @Test
  void shouldWakeOneThatWaitsForAllWhateverTheOrder() {
    int orders = 0;
    for (List<Integer> order : interleavings(3, 2)) {
      int size = 3;
      ByteBuffer memory = memory(size);
      HostSlots sleeper = new HostSlots(memory, 2, size);
      sleeper.publish(NUMBER, NUMBER << 8);
      int[] step = new int[size];
      boolean sawAll = false;
      int wakes = 0;
      for (int actor : order) {
        boolean isFirst = step[actor]++ == 0;
        if (actor == 2 && isFirst) {
          sleeper.sleep(HostSlots.untilAllAt(NUMBER, 0, size));
        } else if (actor == 2) {
          sawAll = isAt(sleeper, 0) && isAt(sleeper, 1);
        } else {
          HostSlots publisher = new HostSlots(memory, actor, size);
          if (isFirst) {
            publisher.publish(NUMBER, NUMBER << 8);
          } else if (publisher.hasSleepers() && publisher.mustWake(2)) {
            wakes++;
            assertTrue(isAt(sleeper, 0) && isAt(sleeper, 1), "woken in vain: " + order);
          }
        }
      }
      assertTrue(sawAll || wakes > 0, "sleeps though all is there: " + order);
      orders++;
    }
    assertEquals(90, orders);
  }

  @Test
  void shouldWakeOneThatWaitsForAnythingAndNobodyElse() {
    ByteBuffer memory = memory(3);
    HostSlots publisher = new HostSlots(memory, 0, 3);
    assertFalse(publisher.hasSleepers());
    HostSlots sleeper = new HostSlots(memory, 1, 3);
    sleeper.sleep(HostSlots.ANYTHING);
    assertTrue(publisher.hasSleepers());
    assertTrue(publisher.mustWake(1));
    assertFalse(publisher.mustWake(2));
    sleeper.endSleep();
    assertFalse(publisher.hasSleepers());
  }

  @Test
  void shouldNotReadBeyondTheSlotsWhateverAMemberHasWritten() {
    ByteBuffer memory = memory(2);
    HostSlots sleeper = new HostSlots(memory, 1, 2);
    HostSlots publisher = new HostSlots(memory, 0, 2);
    for (long what : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 0xfff, 0xfff000, 2}) {
      sleeper.sleep(what);
      publisher.publish(NUMBER, NUMBER << 8);
      publisher.mustWake(1);
    }
    assertEquals(HostSlots.ANYTHING, HostSlots.untilAllAt(NUMBER, 0, 1 << 12));
  }

  private static boolean isAt(HostSlots slots, int member) {
    return HostSlots.numberOf(slots.flag(member, NUMBER)) >= NUMBER;
  }

  /** Direct: newer JDKs refuse atomic access to the memory of arrays. */
  private static ByteBuffer memory(int size) {
    return ByteBuffer.allocateDirect(HostSlots.memoryBytes(size)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** All orders in which actors can take their steps. */
  private static List<List<Integer>> interleavings(int actors, int steps) {
    List<List<Integer>> all = new ArrayList<>();
    extend(new ArrayList<>(), new int[actors], steps, all);
    return all;
  }

  private static void extend(List<Integer> begun, int[] taken, int steps, List<List<Integer>> all) {
    if (begun.size() == taken.length * steps) {
      all.add(List.copyOf(begun));
      return;
    }
    for (int actor = 0; actor < taken.length; actor++) {
      if (taken[actor] < steps) {
        taken[actor]++;
        begun.add(actor);
        extend(begun, taken, steps, all);
        begun.remove(begun.size() - 1);
        taken[actor]--;
      }
    }
  }
}
