package org.jmpi.examples.digits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jmpi.runtime.InProcess;
import org.junit.jupiter.api.Test;

class SurvivingTrainingTest {
  private static final String ACCURATE = "accuracy on the held-out digits: 9";
  private static final String IDENTICAL = "identical weights on all ranks: yes";

  @Test
  void shouldGoOnWithoutADeadRank() {
    // 12 batches an epoch: step 30 is in the third.
    die(
        4,
        "0",
        "rank 2 has failed at epoch 3; going on with 3 ranks",
        ACCURATE,
        IDENTICAL,
        "--",
        "--kill-rank=2",
        "--kill-at-step=30");
  }

  @Test
  void shouldGiveTheWeightsToASpare() {
    die(
        4,
        "0",
        "rank 1 has failed at epoch 1; rank 3, a spare, takes the place of rank 1;"
            + " going on with 3 ranks",
        ACCURATE,
        IDENTICAL,
        "--",
        "--spares=1",
        "--kill-rank=1",
        "--kill-at-step=7");
  }

  @Test
  void shouldSurviveTheRankThatPrints() {
    die(
        2,
        "1",
        "rank 0 has failed at epoch 2; going on with 1 rank",
        ACCURATE,
        IDENTICAL,
        "--",
        "--kill-rank=0",
        "--kill-at-step=12");
  }

  @Test
  void shouldTrainAsWellWhereNobodyDies() {
    run(3, "0", ACCURATE, IDENTICAL, "--", "--spares=1");
  }

  @Test
  void shouldNeedSomebodyToWork() {
    InProcess.run(
        2,
        TrainingRank.class,
        "2",
        "TrainDigits: --spares must leave a rank to work",
        "--survive",
        "--spares=2");
  }

  private static void die(int ranks, String... args) {
    InProcess.RankFailure failure =
        assertThrows(InProcess.RankFailure.class, () -> run(ranks, args));
    assertEquals(0, failure.getSuppressed().length, () -> failure.getSuppressed()[0].getMessage());
    // By name: each rank has its own class.
    assertEquals(SurvivingRank.Death.class.getName(), failure.getCause().getClass().getName());
  }

  private static void run(int ranks, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--survive", "--epochs=40", "--hidden=32", "--progress=log"));
    InProcess.run(
        ranks,
        Duration.ofMinutes(2),
        Map.of("ft", "true"),
        SurvivingRank.class,
        all.toArray(String[]::new));
  }
}
