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
        new TrainOptions(
            7,
            32,
            16,
            0.5,
            -3,
            Path.of("d.csv"),
            ProgressLine.Mode.LOG,
            new TrainOptions.Survival(true, 2, 1, 70),
            false),
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
            "--survive",
            "--spares",
            "2",
            "--kill-rank=1",
            "--kill-at-step=70",
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
    assertMessage("--spares needs a whole number from 0 to 100000, not -1", "--spares", "-1");
    assertMessage(
        "--spares, --kill-rank and --kill-at-step are of use with --survive only", "--spares=1");
    assertMessage("--progress is auto, tty or log, not bar", "--progress", "bar");
  }

  @Test
  void shouldNameEveryOptionInItsHelp() {
    assertTrue(TrainOptions.parse("--epochs", "3", "--help", "nonsense").help());
    for (String option :
        new String[] {
          "epochs",
          "batch",
          "hidden",
          "rate",
          "seed",
          "data",
          "progress",
          "survive",
          "spares",
          "kill-rank",
          "kill-at-step"
        }) {
      assertTrue(TrainOptions.USAGE.contains("--" + option + " "), option);
    }
  }

  private static void assertMessage(String message, String... args) {
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> TrainOptions.parse(args));
    assertEquals(message, thrown.getMessage());
  }
}
