package org.jmpi.examples.digits;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import mpi.MPI;
import mpi.MPIException;

/** One rank of {@link TrainDigitsTest}: runs the program and compares how it ends. */
public final class TrainingRank {
  private TrainingRank() {}

  /** Arguments: the exit code expected, a text expected from rank 0, the program's arguments. */
  public static void main(String[] args) throws MPIException {
    String[] own = MPI.Init(args);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    int exitCode =
        TrainDigits.run(
            MPI.COMM_WORLD, Arrays.copyOfRange(own, 2, own.length), out, out, TrainingRank::die);
    String text = bytes.toString(StandardCharsets.UTF_8);
    boolean speaks = MPI.COMM_WORLD.getRank() == 0;
    if (exitCode != Integer.parseInt(own[0])
        || speaks && !text.contains(own[1])
        || !speaks && !text.isEmpty()) {
      throw new AssertionError("exit code " + exitCode + ", printed: " + text);
    }
    MPI.Finalize();
  }

  private static void die() {
    throw new AssertionError("nobody wanted it to die");
  }
}
