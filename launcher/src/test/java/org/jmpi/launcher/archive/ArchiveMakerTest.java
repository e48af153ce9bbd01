package org.jmpi.launcher.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the Java that makes archives is a shell script")
final class ArchiveMakerTest {
  /** Writes what it is told to write, and counts how often it was asked. */
  private static final String WRITES =
      """
      for word do
        case $word in
          -XX:ArchiveClassesAtExit=*) echo whole >"${word#*=}" ;;
        esac
      done
      echo x >>"$(dirname "$0")/runs"
      """;

  private static final Set<String> COMPLETE =
      new TreeSet<>(List.of(ClassArchives.IDENTITY, ClassArchives.LAUNCHER, ClassArchives.RANKS));

  @TempDir Path directory;
  private Path jar;
  private Path folder;

  @BeforeEach
  void makeRuntime() throws IOException {
    jar = Files.writeString(directory.resolve("jmpi.jar"), "a runtime");
    folder = directory.resolve("cache/usr/bin/java");
  }

  @Test
  void shouldMakeBothOnce() throws IOException {
    assertTrue(archives().areMissing());
    assertEquals(List.of(), archives().rankOptions(List.of("java")));
    assertNull(maker(WRITES).make());
    assertEquals(COMPLETE, files());
    assertFalse(archives().areMissing());
    assertEquals(
        "-XX:SharedArchiveFile=" + folder.resolve(ClassArchives.RANKS),
        archives().rankOptions(List.of("java", "-Xmx1g")).get(0));
  }

  @Test
  void shouldMakeThemAgainForAnotherRuntime() throws IOException {
    assertNull(maker(WRITES).make());
    Files.writeString(jar, "a longer runtime");
    assertTrue(archives().areMissing());
    assertNull(maker(WRITES).make());
    assertFalse(archives().areMissing());
  }

  @Test
  void shouldNotContradictTheRanksOwnOptions() {
    assertNull(maker(WRITES).make());
    for (String own :
        List.of("-Xshare:off", "-XX:SharedArchiveFile=x", "-XX:AOTCache=x", "--patch-module=a=b")) {
      assertEquals(List.of(), archives().rankOptions(List.of("java", own)), own);
    }
  }

  @Test
  void shouldLetOneOfSeveralMakersWork() throws Exception {
    int makers = 6;
    ExecutorService threads = Executors.newFixedThreadPool(makers);
    try {
      List<Callable<String>> all = new ArrayList<>();
      String slow = WRITES + "while [ ! -e \"$(dirname \"$0\")/go\" ]; do sleep 0.01; done\n";
      for (int i = 0; i < makers; i++) {
        all.add(maker(slow)::make);
      }
      List<Future<String>> answers = new ArrayList<>();
      all.forEach(each -> answers.add(threads.submit(each)));
      // All but the one that works are answered at once.
      long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (answers.stream().filter(Future::isDone).count() < makers - 1) {
        assertTrue(System.nanoTime() < deadlineNs, "makers wait for each other");
        Thread.yield();
      }
      Files.createFile(directory.resolve("go"));
      int made = 0;
      for (Future<String> answer : answers) {
        String trouble = answer.get(20, TimeUnit.SECONDS);
        made += trouble == null ? 1 : 0;
        assertTrue(trouble == null || trouble.contains("somebody else"), trouble);
      }
      assertEquals(1, made);
      assertEquals(1, Files.readAllLines(directory.resolve("runs")).size());
      assertEquals(COMPLETE, files());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void shouldNotTryAgainWhatFailed() throws IOException {
    assertNull(maker(WRITES).make());
    Files.writeString(jar, "a longer runtime");
    String trouble = maker("echo no room; exit 3").make();
    assertTrue(trouble.contains("ended with 3: no room"), trouble);
    assertFalse(archives().areMissing(), "every job would try again");
    assertEquals(Set.of(ClassArchives.IDENTITY), files(), "an archive of another runtime stays");
    assertEquals(List.of(), archives().rankOptions(List.of("java")));
  }

  @Test
  void shouldBeHarmlessWhereNothingCanBeWritten() throws IOException {
    Files.createDirectories(folder.getParent().getParent());
    Files.writeString(folder.getParent(), "a file where a folder would have to be");
    String trouble = maker(WRITES).make();
    assertNotNull(trouble);
    assertTrue(trouble.startsWith("cannot write to " + folder), trouble);
  }

  @Test
  void shouldTakeOverFromAMakerThatDied() throws IOException {
    Path claim = Files.createDirectories(folder.resolve("making"));
    Files.writeString(claim.resolve("ranks.jsa"), "half");
    assertTrue(maker(WRITES).make().contains("somebody else"));
    Files.setLastModifiedTime(claim, FileTime.from(Instant.now().minusSeconds(3600)));
    assertNull(maker(WRITES).make());
    assertEquals(COMPLETE, files());
    assertEquals("whole\n", Files.readString(folder.resolve(ClassArchives.RANKS)));
  }

  /** The JVM's own word that archives may be wrong. */
  @Test
  void shouldStartQuietlyWithAnArchiveThatDoesNotFit() throws Exception {
    Files.createDirectories(folder);
    for (String content : List.of("", "no archive at all")) {
      Files.writeString(folder.resolve(ClassArchives.RANKS), content);
      List<String> words = new ArrayList<>();
      words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      words.addAll(archives().rankOptions(words));
      words.addAll(List.of("--version"));
      assertEquals("-XX:SharedArchiveFile=" + folder.resolve(ClassArchives.RANKS), words.get(1));
      Process process = new ProcessBuilder(words).start();
      process.getInputStream().readAllBytes();
      assertEquals("", new String(process.getErrorStream().readAllBytes()));
      assertEquals(0, process.waitFor());
    }
  }

  private ClassArchives archives() {
    return new ClassArchives(folder, jar.toString());
  }

  private ArchiveMaker maker(String script) {
    try {
      Path java = directory.resolve("java");
      if (!Files.exists(java)) {
        Files.createFile(
            java,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      if (!Files.readString(java).endsWith(script)) {
        Files.writeString(java, "#!/bin/sh\n" + script);
      }
      return new ArchiveMaker(archives(), java, jar.toString(), "Main");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Set<String> files() {
    File[] found = folder.toFile().listFiles();
    Set<String> names = new TreeSet<>();
    Arrays.stream(found).forEach(file -> names.add(file.getName()));
    return names;
  }
}
