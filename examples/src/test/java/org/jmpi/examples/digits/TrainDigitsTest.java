package org.jmpi.examples.digits;

import org.jmpi.runtime.InProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainDigitsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void shouldTrainOnAnyNumberOfRanks(int ranks) {
    InProcess.run(
        ranks,
        TrainingRank.class,
        "0",
        "identical weights on all ranks: yes",
        "--epochs=20",
        "--hidden=32");
  }

  @Test
  void shouldReachItsAccuracyAsShipped() {
    InProcess.run(2, TrainingRank.class, "0", "accuracy on the held-out digits: 9");
  }

  @Test
  void shouldServeRanksWithoutWork() {
    InProcess.run(5, TrainingRank.class, "1", "FAILED", "--epochs=1", "--hidden=4", "--batch=3");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void shouldLearnTheSameTogetherAsAlone(int ranks) {
    InProcess.run(ranks, ComparingRank.class);
  }

  @Test
  void shouldFailWhenItIsNotAccurateEnough() {
    InProcess.run(
        2, TrainingRank.class, "1", "% is less than the 95 % wanted", "--epochs=1", "--rate=1e-9");
  }

  @Test
  void shouldRefuseAWrongOption() {
    InProcess.run(2, TrainingRank.class, "2", "TrainDigits: unknown option --epoch", "--epoch=1");
  }

  @Test
  void shouldSayThatTheDataFileIsMissing() {
    InProcess.run(
        2, TrainingRank.class, "2", "TrainDigits: there is no file no-such", "--data=no-such");
  }

  @Test
  void shouldExplainItself() {
    InProcess.run(2, TrainingRank.class, "0", "Usage: TrainDigits", "--help");
  }
}
