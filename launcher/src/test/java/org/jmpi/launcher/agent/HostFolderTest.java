package org.jmpi.launcher.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jmpi.job.SharedFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs({OS.LINUX, OS.MAC})
class HostFolderTest {
  private static final String PREFIX = "jmpi-" + System.getProperty("user.name") + "-";

  @TempDir Path parent;
  @TempDir Path temporary;

  @Test
  void shouldBeForTheOwnerAloneAndLeaveNothing() throws IOException {
    HostFolder folder = open(parent, temporary);
    assertEquals("rwx------", permissions(folder.path()));
    List<Path> files = list(folder.path());
    assertEquals(3, files.size(), files::toString);
    for (Path file : files) {
      assertEquals("rw-------", permissions(file));
    }
    String nonce = Files.readString(folder.path().resolve(SharedFolder.NONCE_FILE));
    assertEquals(folder.shared(), new SharedFolder(folder.path(), nonce));
    assertEquals(32, nonce.length());
    Files.writeString(folder.path().resolve("ring-0-1"), "what a rank has left");
    Files.createDirectory(folder.second());
    Files.writeString(folder.second().resolve("ring-1-0"), "and here");
    folder.close();
    assertEquals(List.of(), list(parent));
    assertEquals(List.of(), list(temporary));
  }

  @Test
  void shouldRemoveWhatDeadAgentsLeft() throws IOException {
    dead(parent, "1-aa", "lock", "nonce", "ring-0-1", "bell-0");
    dead(temporary, "1-aa", "ring-1-0");
    dead(parent, "2-bb", "ring-0-1");
    Path orphan = dead(temporary, "3-cc", "ring-5-6");
    Path draft = dead(parent, "4-dd.draft", "lock");
    FileTime longAgo = FileTime.from(Instant.now().minusSeconds(4000));
    Files.setLastModifiedTime(draft, longAgo);
    Files.setLastModifiedTime(orphan, longAgo);
    try (HostFolder folder = open(parent, temporary)) {
      assertEquals(List.of(folder.path()), list(parent));
      assertEquals(List.of(), list(temporary));
    }
  }

  @Test
  void shouldRemoveTheLifeLinesOfDeadAgents() throws IOException {
    Path dead = dead(parent, "1-aa", "lock");
    Path lines = Files.createDirectory(temporary.resolve("jmpi-00112233445566ff"));
    Files.writeString(lines.resolve("agent.0.up"), "");
    Files.writeString(lines.resolve("agent.0.taken"), "");
    Files.writeString(dead.resolve(HostFolder.LIFE_LINES), lines.toString());
    open(parent, temporary).close();
    assertEquals(List.of(), list(temporary));
    assertEquals(List.of(), list(parent));
  }

  @Test
  void shouldRemoveNothingThatOnlyClaimsToBeLifeLines() throws IOException {
    Path valuable = Files.createDirectory(temporary.resolve("valuable"));
    Files.writeString(valuable.resolve("agent.0.up"), "");
    Path lines = Files.createDirectory(temporary.resolve("jmpi-00112233445566ff"));
    Files.writeString(lines.resolve("agent.0.up"), "");
    Path link = Files.createSymbolicLink(temporary.resolve("jmpi-00112233445566aa"), valuable);
    int number = 0;
    for (String claimed :
        List.of(
            valuable.toString(),
            link.toString(),
            lines.getFileName().toString(),
            temporary.resolve("none").toString(),
            "\0",
            "")) {
      Path dead = dead(parent, ++number + "-aa", "lock");
      Files.writeString(dead.resolve(HostFolder.LIFE_LINES), claimed);
    }
    open(parent, temporary).close();
    assertTrue(Files.exists(valuable.resolve("agent.0.up")));
    assertTrue(Files.exists(lines.resolve("agent.0.up")));
  }

  @Test
  void shouldTouchNothingElse() throws IOException {
    // Just being made by another agent: its lock is not taken yet.
    Path draft = dead(parent, "5-ee.draft", "lock");
    Path file = Files.writeString(parent.resolve(PREFIX + "6-ff"), "a file");
    Path other = Files.createDirectory(parent.resolve("jmpi-somebody-else-1-a"));
    Path target = Files.createDirectory(temporary.resolve("target"));
    Files.writeString(target.resolve("lock"), "");
    Path link = Files.createSymbolicLink(parent.resolve(PREFIX + "7-gg"), target);
    try (HostFolder folder = open(parent, temporary)) {
      assertEquals(5, list(parent).size());
      assertTrue(Files.exists(folder.path()));
    }
    for (Path each : List.of(draft, file, other, target, link, target.resolve("lock"))) {
      assertTrue(Files.exists(each), each::toString);
    }
  }

  @Test
  void shouldLeaveTheFolderOfALivingAgentAlone() throws Exception {
    HostFolder first = open(parent, temporary);
    // This process's own: a look at its lock would release that.
    try (HostFolder second = open(parent, temporary)) {
      assertFalse(first.path().equals(second.path()));
    }
    assertTrue(Files.exists(first.path()));
    // Another process's.
    Path foreign =
        parent.resolve(
            first.path().getFileName().toString().replaceFirst("-\\d+\\.[0-9a-f]+-", "-1.0-"));
    Files.move(first.path(), foreign);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process other =
        new ProcessBuilder(
                java,
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Opens.class.getName(),
                parent.toString(),
                temporary.toString())
            .inheritIO()
            .start();
    assertEquals(0, other.waitFor());
    assertEquals(List.of(foreign), list(parent), "alive, by its lock");
    first.close();
    assertEquals(List.of(foreign), list(parent), "closed under its old name");
    try (HostFolder next = open(parent, temporary)) {
      assertEquals(List.of(next.path()), list(parent), "the lock was given back");
    }
  }

  /** Another agent that starts and ends. */
  public static final class Opens {
    private Opens() {}

    /** With the two parents. */
    public static void main(String[] args) throws IOException {
      open(Path.of(args[0]), Path.of(args[1])).close();
    }
  }

  private static HostFolder open(Path parent, Path temporary) throws IOException {
    return HostFolder.open(
        HostFolder.Place.choose(parent, temporary), parent.resolve("jmpi-0123456789abcdef"));
  }

  private static Path dead(Path in, String name, String... files) throws IOException {
    Path folder = Files.createDirectory(in.resolve(PREFIX + name));
    for (String file : files) {
      Files.writeString(folder.resolve(file), file);
    }
    return folder;
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
