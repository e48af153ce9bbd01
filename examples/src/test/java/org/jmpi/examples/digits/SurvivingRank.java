package org.jmpi.examples.digits;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import mpi.MPI;
import mpi.MPIException;

/** One rank of {@link SurvivingTrainingTest}: runs the program, dies when it should. */
public final class SurvivingRank {
  /** The end of a rank as if its process had been killed. */
  static final class Death extends Error {
    private static final long serialVersionUID = 1L;
  }

  private SurvivingRank() {}

  /** Arguments: the rank that prints, lines that it must print, "--", the program's arguments. */
  public static void main(String[] args) throws MPIException {
    String[] own = MPI.Init(args);
    int end = Arrays.asList(own).indexOf("--");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    int exitCode =
        TrainDigits.run(
            MPI.COMM_WORLD,
            Arrays.copyOfRange(own, end + 1, own.length),
            out,
            out,
            () -> {
              throw new Death();
            });
    String text = bytes.toString(StandardCharsets.UTF_8);
    if (MPI.COMM_WORLD.getRank() == Integer.parseInt(own[0])) {
      for (String line : Arrays.copyOfRange(own, 1, end)) {
        if (exitCode != TrainDigits.EXIT_OK || !text.contains(line)) {
          throw new AssertionError("exit code " + exitCode + ", printed: " + text);
        }
      }
    } else if (exitCode != TrainDigits.EXIT_OK || text.contains("accuracy")) {
      throw new AssertionError("exit code " + exitCode + ", printed: " + text);
    }
    MPI.Finalize();
  }
}
