package org.jmpi.coll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jmpi.data.Layout;
import org.jmpi.data.ReduceOps;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.topology.Tiers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The choice of algorithms. */
@Tag("sweep")
class SelectorTest {

  @Test
  void shouldNameTheAlgorithmsThereAreWhenASettingIsUnknown() {
    EngineException error =
        assertThrows(EngineException.class, () -> new Selector(Map.of("coll.allreduce", "rings")));
    assertEquals(ErrorClass.ARG, error.errorClass());
    assertTrue(
        error.getMessage().contains("recursive_doubling, rabenseifner, ring"), error.getMessage());
    error =
        assertThrows(EngineException.class, () -> new Selector(Map.of("coll.allreduces", "ring")));
    assertTrue(error.getMessage().contains("coll.allreduce,"), error.getMessage());
  }

  @Test
  void shouldIgnoreSettingsOfOthers() {
    Selector selector = new Selector(Map.of("net.port", "ring"));
    Shape shape = new Shape(CollectiveKind.BARRIER, 4, 0, 0, true, false, Tiers.flat(4));
    assertEquals("dissemination", selector.select(shape).algorithm().name());
  }

  @Test
  void shouldRunWhatItAnnounces() {
    Set<String> seen = new HashSet<>();
    for (int size : new int[] {2, 3, 4, 9}) {
      for (int count : new int[] {1, 4000, 40_000, 300_000}) {
        PortCluster cluster = new PortCluster(size, count, Map.of());
        Scenarios.runWell(
            cluster,
            "allreduce",
            rank ->
                cluster
                    .collectives(rank)
                    .startAllReduce(
                        new int[count], 0, new int[count], 0, count, Layout.INT, ReduceOps.SUM));
        String announced =
            cluster
                .collectives(0)
                .explain(CollectiveKind.ALLREDUCE, 4L * count, count, true, false);
        for (int rank = 0; rank < size; rank++) {
          String ran = cluster.collectives(rank).lastAlgorithm(CollectiveKind.ALLREDUCE);
          assertTrue(announced.contains(": " + ran + " ("), announced + " but ran " + ran);
          seen.add(ran);
        }
      }
    }
    assertEquals(Set.of("recursive_doubling", "rabenseifner", "ring"), seen);
  }

  @Test
  void shouldFindAnAlgorithmForEveryShape() {
    Selector selector = new Selector(Map.of());
    for (CollectiveKind kind : CollectiveKind.values()) {
      for (int size = 1; size <= 70; size++) {
        for (long bytes = 0; bytes < 1L << 34; bytes = bytes * 4 + 1) {
          for (int flags = 0; flags < 4; flags++) {
            Shape shape =
                new Shape(
                    kind,
                    size,
                    bytes,
                    bytes / 8,
                    (flags & 1) == 0,
                    (flags & 2) == 0,
                    Tiers.flat(size));
            Selector.Choice choice = selector.select(shape);
            assertTrue(choice.algorithm().supports(shape), shape + " got " + choice);
          }
        }
      }
    }
  }

  @Test
  void shouldSayWhyASettingWasNotFollowed() {
    Selector selector = new Selector(Map.of("coll.allreduce", "ring"));
    Shape plain = new Shape(CollectiveKind.ALLREDUCE, 4, 8, 1, true, false, Tiers.flat(4));
    assertTrue(selector.explain(plain).contains(": ring (set by coll.allreduce)"));
    Shape ordered = new Shape(CollectiveKind.ALLREDUCE, 4, 8, 1, false, false, Tiers.flat(4));
    String explained = selector.explain(ordered);
    assertTrue(explained.contains(": recursive_doubling ("), explained);
    assertTrue(
        explained.contains("ring, which the settings ask for, cannot do this call"), explained);
  }
}
