package org.jmpi.examples.digits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TrainOptionsTest {
  @Test
  void shouldReadAllOptions() {
    assertEquals(
        new TrainOptions(7, 32, 16, 0.5, -3, Path.of("d.csv"), ProgressLine.Mode.LOG, false),
        TrainOptions.parse(
            "--epochs",
            "7",
            "--batch=32",
            "--hidden",
            "16",
            "--rate=0.5",
            "--seed",
            "-3",
            "--data",
            "d.csv",
            "--progress",
            "log"));
    assertEquals(TrainOptions.DEFAULTS, TrainOptions.parse());
  }

  @Test
  void shouldSayWhatIsWrong() {
    assertMessage("unknown option --epoch; --help lists them", "--epoch", "3");
    assertMessage("--epochs needs a value", "--epochs");
    assertMessage("--epochs needs a whole number from 1 to 100000, not 0", "--epochs", "0");
    assertMessage("--batch needs a whole number from 1 to 1000000, not many", "--batch", "many");
    assertMessage("--rate needs a number above 0, not NaN", "--rate", "NaN");
    assertMessage("--seed needs a whole number, not x", "--seed=x");
    assertMessage("--progress is auto, tty or log, not bar", "--progress", "bar");
  }

  @Test
  void shouldNameEveryOptionInItsHelp() {
    assertTrue(TrainOptions.parse("--epochs", "3", "--help", "nonsense").help());
    for (String option :
        new String[] {"epochs", "batch", "hidden", "rate", "seed", "data", "progress"}) {
      assertTrue(TrainOptions.USAGE.contains("--" + option + " "), option);
    }
  }

  private static void assertMessage(String message, String... args) {
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> TrainOptions.parse(args));
    assertEquals(message, thrown.getMessage());
  }
}
