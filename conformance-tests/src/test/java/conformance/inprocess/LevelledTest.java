package conformance.inprocess;

import conformance.support.Cases;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * MPI-4.1 chapter 6 where members are at several sites: the same cases as on one host, on maps that
 * are pretended. Whatever way a collective takes, it must do the same.
 */
@Tag("sweep")
class LevelledTest {
  private record Pretence(String map, int ranks) {}

  private static final List<Pretence> MAPS =
      List.of(new Pretence("a:1+1,b:2", 4), new Pretence("a:1,b:1,a:1,c:1,b:1", 5));

  @TestFactory
  Stream<DynamicTest> shouldMoveDataBetweenSites() {
    return MAPS.stream().flatMap(m -> Cases.pretending(MovementCases.class, m.map, m.ranks));
  }

  @TestFactory
  Stream<DynamicTest> shouldReduceBetweenSites() {
    return MAPS.stream().flatMap(m -> Cases.pretending(ReductionCases.class, m.map, m.ranks));
  }

  /** Chosen by measured rates alone, which there are none of here. */
  @TestFactory
  Stream<DynamicTest> shouldGoRoundTheSites() {
    Pretence three = MAPS.get(1);
    Map<String, String> ring = new TreeMap<>();
    for (String op : List.of("allreduce", "allgather", "allgatherv", "reduce_scatter")) {
      ring.put("coll." + op, "levelled_ring");
    }
    return Stream.of(MovementCases.class, ReductionCases.class)
        .flatMap(cases -> Cases.pretending(cases, three.map, three.ranks, ring));
  }

  @TestFactory
  Stream<DynamicTest> shouldSplitBySiteAndHost() {
    return Cases.pretending(PlaceCases.class, PlaceCases.MAP, PlaceCases.RANKS);
  }
}
