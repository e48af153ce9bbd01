package mpi.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mpi.MPI;
import org.jmpi.runtime.InProcess;
import org.junit.jupiter.api.Test;

/** A program started alone, by {@code java} itself: a job of one, with honest exit codes. */
class SingletonTest {
  private static final long TIMEOUT_S = 60;

  @Test
  void shouldRunAloneAsAJobOfOne() throws Exception {
    Outcome outcome = run(Alone.class, "a", "b");
    assertEquals(0, outcome.exitCode, outcome.output);
    assertEquals("rank 0 of 1", outcome.output.strip());
  }

  @Test
  void shouldInitialiseWithoutArguments() {
    InProcess.run(2, NoArguments.class);
  }

  @Test
  void shouldEndWhenMainThrowsThoughAnotherThreadGoesOn() throws Exception {
    Outcome outcome = run(Throwing.class);
    assertNotEquals(0, outcome.exitCode, outcome.output);
    assertTrue(outcome.output.contains("IllegalStateException: escaped"), outcome.output);
    assertTrue(outcome.output.contains("rank 0 of MPI.COMM_WORLD: uncaught"), outcome.output);
  }

  @Test
  void shouldLeaveTheProgramsOwnHandlerInPlace() throws Exception {
    Outcome outcome = run(OwnHandler.class);
    assertNotEquals(0, outcome.exitCode, outcome.output);
    assertTrue(outcome.output.contains("own handler saw escaped"), outcome.output);
  }

  @Test
  void shouldExitWithTheErrorClassOfAFatalError() throws Exception {
    Outcome outcome = run(Fatal.class);
    assertEquals(MPI.ERR_TAG, outcome.exitCode, outcome.output);
    assertEquals(1, outcome.output.lines().count(), outcome.output);
    assertTrue(outcome.output.contains("[MPI_ERR_TAG]"), outcome.output);
  }

  private static Outcome run(Class<?> main, String... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(args));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    byte[] output = process.getInputStream().readAllBytes();
    if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the program did not end");
    }
    return new Outcome(process.exitValue(), new String(output, StandardCharsets.UTF_8));
  }

  /** How a program ended. */
  private record Outcome(int exitCode, String output) {}

  /** All goes well. */
  public static final class Alone {
    private Alone() {}

    public static void main(String[] args) {
      assertArrayEquals(new String[] {"a", "b"}, MPI.Init(args));
      System.out.println("rank " + MPI.COMM_WORLD.Rank() + " of " + MPI.COMM_WORLD.Size());
      MPI.Finalize();
    }
  }

  /** Programs pass null where they have none. */
  public static final class NoArguments {
    private NoArguments() {}

    public static void main(String[] args) {
      assertArrayEquals(new String[0], MPI.Init(null));
      assertEquals(2, MPI.COMM_WORLD.Size());
      MPI.Finalize();
    }
  }

  /** A thread that never ends would keep the process. */
  public static final class Throwing {
    private Throwing() {}

    public static void main(String[] args) {
      MPI.Init(args);
      new Thread(
              () -> {
                try {
                  new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              })
          .start();
      throw new IllegalStateException("escaped");
    }
  }

  /** The program says what to do with uncaught exceptions. */
  public static final class OwnHandler {
    private OwnHandler() {}

    public static void main(String[] args) {
      Thread.setDefaultUncaughtExceptionHandler(
          (thread, thrown) -> System.out.println("own handler saw " + thrown.getMessage()));
      MPI.Init(args);
      throw new IllegalStateException("escaped");
    }
  }

  /** Errors are fatal. */
  public static final class Fatal {
    private Fatal() {}

    public static void main(String[] args) {
      MPI.Init(args);
      MPI.COMM_WORLD.send(new int[1], 1, MPI.INT, 0, -5);
      MPI.Finalize();
    }
  }
}
