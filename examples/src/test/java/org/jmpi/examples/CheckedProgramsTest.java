package org.jmpi.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jmpi.runtime.InProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each program checks its own result and throws when it is wrong. */
class CheckedProgramsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 6})
  void shouldSpreadHeat(int ranks) {
    InProcess.run(ranks, org.jmpi.examples.openmpi.Heat.class, "13", "30");
    InProcess.run(ranks, org.jmpi.examples.mpijava.Heat.class, "13", "30");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void shouldPlaceQueens(int ranks) {
    InProcess.run(ranks, org.jmpi.examples.openmpi.Queens.class, "7");
    InProcess.run(ranks, org.jmpi.examples.mpijava.Queens.class, "7");
  }

  @Test
  void shouldServeMoreWorkersThanTasks() {
    InProcess.run(7, org.jmpi.examples.openmpi.Queens.class, "2");
    InProcess.run(7, org.jmpi.examples.mpijava.Queens.class, "2");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void shouldMultiplyMatrices(int ranks) {
    InProcess.run(ranks, org.jmpi.examples.openmpi.MatrixMultiply.class, "31");
    InProcess.run(ranks, org.jmpi.examples.mpijava.MatrixMultiply.class, "31");
  }

  @Test
  void shouldMultiplyMatricesThatAreSmallerThanTheJob() {
    InProcess.run(5, org.jmpi.examples.openmpi.MatrixMultiply.class, "3");
    InProcess.run(5, org.jmpi.examples.mpijava.MatrixMultiply.class, "3");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void shouldCountWords(int ranks) {
    InProcess.run(ranks, org.jmpi.examples.openmpi.WordCount.class);
    InProcess.run(ranks, org.jmpi.examples.mpijava.WordCount.class);
  }

  @Test
  void shouldCountTheWordsOfAFile(@TempDir Path directory) throws IOException {
    Path text = Files.writeString(directory.resolve("text"), "one line\n\ntwo lines\n");
    InProcess.run(4, org.jmpi.examples.openmpi.WordCount.class, text.toString());
    InProcess.run(4, org.jmpi.examples.mpijava.WordCount.class, text.toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void shouldBringTokensHome(int ranks) {
    InProcess.run(ranks, org.jmpi.examples.openmpi.PersistentRing.class, "20");
    InProcess.run(ranks, org.jmpi.examples.mpijava.PersistentRing.class, "20");
  }

  @Test
  void shouldRefuseMoreQueensThanAreKnown() {
    InProcess.RankFailure failure =
        assertThrows(
            InProcess.RankFailure.class,
            () -> InProcess.run(1, org.jmpi.examples.openmpi.Queens.class, "13"));
    assertEquals(0, failure.rank());
    assertTrue(failure.getMessage().contains("from 2 to 12 queens"), failure.getMessage());
  }
}
