package org.jmpi.launcher.archive;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes the archives from a job of three ranks. Everything is written beside its place and renamed,
 * so that who looks finds an archive that is whole; of several makers one works and the others
 * leave it to that one. Nothing that goes wrong here is more than a slower start.
 */
public final class ArchiveMaker {
  private static final String WORK = "making";
  private static final long STALE_S = 60;
  private static final long BOUND_S = 30;

  private final ClassArchives archives;
  private final Path java;
  private final String launcherClassPath;
  private final String main;

  /**
   * A maker for this JVM's Java.
   *
   * @param launcherClassPath class path of {@code jmpirun}, which begins with the runtime
   * @param main the class that is {@code jmpirun}
   */
  public ArchiveMaker(ClassArchives archives, String launcherClassPath, String main) {
    this(
        archives, Path.of(System.getProperty("java.home"), "bin", "java"), launcherClassPath, main);
  }

  ArchiveMaker(ClassArchives archives, Path java, String launcherClassPath, String main) {
    this.archives = archives;
    this.java = java;
    this.launcherClassPath = launcherClassPath;
    this.main = main;
  }

  /**
   * Makes them, within half a minute.
   *
   * @return null when they are there now, otherwise why not, for people
   */
  public String make() {
    Path work = archives.folder().resolve(WORK);
    try {
      Files.createDirectories(archives.folder());
      claim(work);
    } catch (FileAlreadyExistsException e) {
      return "somebody else makes them at this moment, in " + work;
    } catch (IOException e) {
      return "cannot write to " + archives.folder() + ": " + e;
    }
    try {
      String trouble = run(work);
      if (Thread.currentThread().isInterrupted()) {
        return trouble;
      }
      // The identity too when they could not be made: the next job does not try again.
      publish(work, ClassArchives.LAUNCHER);
      publish(work, ClassArchives.RANKS);
      Files.writeString(work.resolve(ClassArchives.IDENTITY), archives.identity());
      publish(work, ClassArchives.IDENTITY);
      return trouble;
    } catch (IOException e) {
      return "cannot write to " + archives.folder() + ": " + e;
    } finally {
      remove(work);
    }
  }

  /** Of several makers one gets the folder; what one that has died has left is removed. */
  private static void claim(Path work) throws IOException {
    try {
      Files.createDirectory(work);
    } catch (FileAlreadyExistsException e) {
      Instant made = Files.getLastModifiedTime(work).toInstant();
      if (made.isAfter(Instant.now().minusSeconds(STALE_S))) {
        throw e;
      }
      remove(work);
      Files.createDirectory(work);
    }
  }

  /**
   * One rank and {@code jmpirun} write an archive when they end; one of the others is there to talk
   * to, and one to die.
   */
  private String run(Path work) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command(work));
    builder.environment().keySet().removeIf(name -> name.startsWith("JMPI_"));
    builder.redirectInput(new File(File.separatorChar == '/' ? "/dev/null" : "NUL"));
    Path log = work.resolve("log");
    Process process =
        builder.redirectErrorStream(true).redirectOutput(Redirect.to(log.toFile())).start();
    Thread killer = new Thread(process::destroyForcibly, "no orphans");
    try {
      Runtime.getRuntime().addShutdownHook(killer);
      if (!process.waitFor(BOUND_S, TimeUnit.SECONDS)) {
        return "the job that they are made from did not end within " + BOUND_S + " s";
      }
      Runtime.getRuntime().removeShutdownHook(killer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    } catch (IllegalStateException e) {
      Thread.currentThread().interrupt();
      return "jmpirun is ending";
    } finally {
      process.destroyForcibly();
    }
    boolean made =
        Files.exists(work.resolve(ClassArchives.LAUNCHER))
            && Files.exists(work.resolve(ClassArchives.RANKS));
    if (process.exitValue() == 0 && made) {
      return null;
    }
    Files.deleteIfExists(work.resolve(ClassArchives.RANKS));
    Files.deleteIfExists(work.resolve(ClassArchives.LAUNCHER));
    return "the job that they are made from ended with "
        + process.exitValue()
        + ": "
        + new String(Files.readAllBytes(log), StandardCharsets.UTF_8).strip();
  }

  private List<String> command(Path work) {
    String runtime = archives.runtime();
    List<String> words = new ArrayList<>();
    words.add(java.toString());
    words.add("-XX:ArchiveClassesAtExit=" + work.resolve(ClassArchives.LAUNCHER));
    words.add("-XX:TieredStopAtLevel=1");
    words.add("-Djmpi.runtime=" + runtime);
    words.addAll(List.of("-cp", launcherClassPath, main, "--with-ft", "ulfm"));
    words.addAll(List.of("-n", "1", java.toString()));
    words.add("-XX:ArchiveClassesAtExit=" + work.resolve(ClassArchives.RANKS));
    words.addAll(List.of("-cp", runtime, Exercise.class.getName(), ":", "-n", "2"));
    words.addAll(List.of("-cp", runtime, Exercise.class.getName()));
    return words;
  }

  private void publish(Path work, String name) throws IOException {
    Path made = work.resolve(name);
    Path place = archives.folder().resolve(name);
    if (Files.exists(made)) {
      Files.move(made, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } else {
      Files.deleteIfExists(place);
    }
  }

  private static void remove(Path work) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(work)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(work);
    } catch (IOException e) {
      // The next maker removes it when it is old.
      return;
    }
  }
}
