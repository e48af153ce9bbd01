package org.jmpi.bench.osu;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Wrong data are seen, whatever is wrong with them. */
class DataTest {
  private static final int COUNT = 1000;

  private final List<Data> kinds =
      List.of(
          Data.bytes(false, COUNT),
          Data.bytes(true, COUNT),
          Data.floats(false, COUNT),
          Data.floats(true, COUNT));

  @Test
  void shouldAcceptWhatWasFilledIn() {
    for (Data data : kinds) {
      data.fill(3, 17);
      data.check(3, 17, "all");
    }
  }

  @Test
  void shouldSeeAnElementThatWasNotWritten() {
    for (Data data : kinds) {
      data.clear();
      data.fill(0, COUNT - 1, 3, 17);
      refused(data, 3, 17);
    }
  }

  @Test
  void shouldSeeTheBlockOfAnotherRankOrOfAnEarlierSeed() {
    for (Data data : kinds) {
      data.fill(3, 17);
      refused(data, 4, 17);
      refused(data, 3, 18);
    }
  }

  @Test
  void shouldSeeABlockInAWrongPlace() {
    for (Data data : kinds) {
      data.fill(0, COUNT / 2, 3, 17);
      data.fill(COUNT / 2, COUNT / 2, 3, 17);
      refused(data, 3, 17);
    }
  }

  private static void refused(Data data, int factor, int seed) {
    assertThrows(IllegalStateException.class, () -> data.check(factor, seed, "all"));
  }
}
