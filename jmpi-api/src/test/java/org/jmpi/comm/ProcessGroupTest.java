package org.jmpi.comm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jmpi.comm.ProcessGroup.Comparison;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.junit.jupiter.api.Test;

/** MPI-4.1 §7.3: groups are ordered sets. */
class ProcessGroupTest {
  private final ProcessGroup unsorted = ProcessGroup.of(7, 3, 9, 0);

  @Test
  void shouldMapRanksToProcessesAndBack() {
    assertEquals(4, unsorted.size());
    for (int rank = 0; rank < unsorted.size(); rank++) {
      assertEquals(rank, unsorted.rankOf(unsorted.process(rank)));
    }
    assertEquals(-1, unsorted.rankOf(1));
    assertTrue(unsorted.contains(9));
    assertFalse(unsorted.contains(8));
    assertArrayEquals(new int[] {0, 1, 2}, ProcessGroup.range(3).processes());
  }

  @Test
  void shouldKeepTheOrderOfTheFirstGroup() {
    ProcessGroup other = ProcessGroup.of(1, 0, 3);
    assertArrayEquals(new int[] {7, 3, 9, 0, 1}, unsorted.union(other).processes());
    assertArrayEquals(new int[] {3, 0}, unsorted.intersection(other).processes());
    assertArrayEquals(new int[] {7, 9}, unsorted.difference(other).processes());
  }

  @Test
  void shouldSelectByRanksInTheOrderGivenAndExcludeInGroupOrder() {
    assertArrayEquals(new int[] {9, 7}, unsorted.incl(2, 0).processes());
    assertArrayEquals(new int[] {3, 0}, unsorted.excl(2, 0).processes());
    assertEquals(ProcessGroup.EMPTY, unsorted.incl());
    assertEquals(unsorted, unsorted.excl());
  }

  @Test
  void shouldExpandRangesUpAndDown() {
    ProcessGroup ten = ProcessGroup.range(10);
    assertArrayEquals(
        new int[] {1, 4, 9, 7, 5},
        ten.rangeIncl(new int[] {1, 6, 3}, new int[] {9, 5, -2}).processes());
    assertArrayEquals(new int[] {0, 9}, ten.rangeExcl(new int[] {8, 1, -1}).processes());
    assertEquals(ProcessGroup.EMPTY, ten.rangeIncl(new int[] {3, 2, 1}));
  }

  @Test
  void shouldTranslateRanks() {
    ProcessGroup other = ProcessGroup.of(0, 7);
    assertArrayEquals(new int[] {1, -1, 0}, unsorted.translate(new int[] {0, 1, 3}, other));
  }

  @Test
  void shouldCompareAsTheStandardSays() {
    assertEquals(Comparison.IDENT, unsorted.compare(ProcessGroup.of(7, 3, 9, 0)));
    assertEquals(Comparison.SIMILAR, unsorted.compare(ProcessGroup.of(0, 3, 7, 9)));
    assertEquals(Comparison.UNEQUAL, unsorted.compare(ProcessGroup.of(0, 3, 7)));
    assertEquals(Comparison.UNEQUAL, unsorted.compare(ProcessGroup.of(0, 3, 7, 8)));
    assertEquals(Comparison.IDENT, ProcessGroup.EMPTY.compare(ProcessGroup.of()));
  }

  @Test
  void shouldRefuseWhatIsNoGroup() {
    assertError(ErrorClass.RANK, () -> unsorted.process(4));
    assertError(ErrorClass.RANK, () -> unsorted.incl(-1));
    assertError(ErrorClass.RANK, () -> unsorted.incl(1, 1));
    assertError(ErrorClass.RANK, () -> unsorted.excl(0, 0));
    assertError(ErrorClass.RANK, () -> unsorted.rangeIncl(new int[] {0, Integer.MAX_VALUE, 1}));
    assertError(ErrorClass.ARG, () -> unsorted.rangeIncl(new int[] {0, 1, 0}));
    assertError(ErrorClass.ARG, () -> unsorted.rangeExcl(new int[] {0, 1}));
    assertError(ErrorClass.GROUP, () -> ProcessGroup.of(1, 2, 1));
    assertError(ErrorClass.GROUP, () -> ProcessGroup.of(-1));
  }

  @Test
  void shouldAgreeWithSetsOnRandomGroups() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<Integer> a = randomMembers(random);
      List<Integer> b = randomMembers(random);
      Set<Integer> union = new LinkedHashSet<>(a);
      union.addAll(b);
      Set<Integer> intersection = new LinkedHashSet<>(a);
      intersection.retainAll(b);
      Set<Integer> difference = new LinkedHashSet<>(a);
      difference.removeAll(b);
      ProcessGroup groupA = group(a);
      ProcessGroup groupB = group(b);
      assertEquals(group(union), groupA.union(groupB), "seed " + seed);
      assertEquals(group(intersection), groupA.intersection(groupB), "seed " + seed);
      assertEquals(group(difference), groupA.difference(groupB), "seed " + seed);
    }
  }

  private static List<Integer> randomMembers(Random random) {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(i);
    }
    Collections.shuffle(all, random);
    return all.subList(0, random.nextInt(all.size() + 1));
  }

  private static ProcessGroup group(Iterable<Integer> members) {
    List<Integer> list = new ArrayList<>();
    members.forEach(list::add);
    return ProcessGroup.of(list.stream().mapToInt(Integer::intValue).toArray());
  }

  private static void assertError(ErrorClass expected, Runnable action) {
    assertEquals(expected, assertThrows(EngineException.class, action::run).errorClass());
  }
}
