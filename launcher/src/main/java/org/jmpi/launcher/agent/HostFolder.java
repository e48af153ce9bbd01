package org.jmpi.launcher.agent;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jmpi.job.SharedFolder;

/**
 * The folder for memory that the ranks of this agent share. A lock on its file {@value #LOCK},
 * which the kernel gives back however the agent ends, says that it is alive; the next agent of this
 * user removes folders whose lock is free. A folder appears with its lock taken: it is made under a
 * name that nobody looks at.
 */
final class HostFolder implements AutoCloseable {
  static final String LOCK = "lock";

  /** In it, the name of the agent's directory for life-lines, which goes with the folder. */
  static final String LIFE_LINES = "life-lines";

  private static final int MAX_PATH_BYTES = 4096;
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final String DRAFT = ".draft";
  private static final long DRAFT_LIFE_S = 60;
  private static final long ORPHAN_LIFE_S = 3600;

  /**
   * Where a folder is to be.
   *
   * @param temporary where ranks make a second one, of the same name, when the first is full
   */
  record Place(Path parent, Path temporary, String name) {
    /** A new name, in memory where the system has such a place. */
    static Place choose() {
      Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
      return choose(Files.isWritable(MEMORY) ? MEMORY : temporary, temporary);
    }

    static Place choose(Path parent, Path temporary) {
      return new Place(parent, temporary, prefix() + thisProcess() + "-" + KernelRandom.hex(8));
    }

    /** What is there when there is a folder: the lock is in the first, which is removed last. */
    List<Path> paths() {
      return List.of(temporary.resolve(name), parent.resolve(name));
    }
  }

  private final Path path;
  private final Path second;
  private final String nonce;
  private final FileChannel lock;

  private HostFolder(Path path, Path second, String nonce, FileChannel lock) {
    this.path = path;
    this.second = second;
    this.nonce = nonce;
    this.lock = lock;
  }

  /**
   * Makes a folder, and removes what dead agents left: their folders, and the directories of their
   * life-lines.
   *
   * @param lifeLines the directory of this agent's
   */
  static HostFolder open(Place place, Path lifeLines) throws IOException {
    Path parent = place.parent();
    Path temporary = place.temporary();
    String name = place.name();
    Path draft = parent.resolve(name + DRAFT);
    Files.createDirectory(draft, onlyOwner(parent, "rwx------"));
    FileChannel lock = null;
    try {
      removeDead(parent, temporary, Files.getOwner(draft));
      lock = createLock(draft);
      String nonce = KernelRandom.hex(16);
      Path file = draft.resolve(SharedFolder.NONCE_FILE);
      Files.createFile(file, onlyOwner(parent, "rw-------"));
      Files.write(file, nonce.getBytes(StandardCharsets.US_ASCII));
      Path lines = draft.resolve(LIFE_LINES);
      Files.createFile(lines, onlyOwner(parent, "rw-------"));
      Files.writeString(lines, lifeLines.toAbsolutePath().toString());
      Path path = Files.move(draft, parent.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      return new HostFolder(path, temporary.resolve(name), nonce, lock);
    } catch (IOException | RuntimeException e) {
      if (lock != null) {
        lock.close();
      }
      removeFolder(draft);
      throw e;
    }
  }

  Path path() {
    return path;
  }

  /** Where ranks put what finds no room in the first. */
  Path second() {
    return second;
  }

  /** What ranks are told of it. */
  SharedFolder shared() {
    return new SharedFolder(path, nonce);
  }

  /** Removes it; what ranks have mapped stays with them. */
  @Override
  public void close() throws IOException {
    removeFolder(second);
    removeFolder(path);
    lock.close();
  }

  private static String prefix() {
    return "jmpi-" + System.getProperty("user.name").replaceAll("[^A-Za-z0-9_]", "_") + "-";
  }

  /** In containers every agent may have the same number. */
  private static String thisProcess() {
    ProcessHandle self = ProcessHandle.current();
    Optional<Instant> started = self.info().startInstant();
    return self.pid()
        + "."
        + Long.toHexString(started.isEmpty() ? 0 : started.get().toEpochMilli());
  }

  private static FileChannel createLock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve(LOCK),
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            onlyOwner(folder, "rw-------"));
    if (channel.tryLock() == null) {
      channel.close();
      throw new IOException("cannot lock " + folder);
    }
    return channel;
  }

  /** Removes the folders of agents that are dead; what cannot be removed now the next one tries. */
  private static void removeDead(Path parent, Path temporary, UserPrincipal owner) {
    for (Path folder : ours(parent, owner)) {
      String name = folder.getFileName().toString();
      try {
        if (name.endsWith(DRAFT) ? isOlder(folder, DRAFT_LIFE_S) : isDead(folder)) {
          removeLifeLines(folder.resolve(LIFE_LINES), owner);
          removeFolder(temporary.resolve(name));
          removeFolder(folder);
        }
      } catch (IOException | InvalidPathException | OverlappingFileLockException e) {
        continue;
      }
    }
    for (Path folder : temporary.equals(parent) ? List.<Path>of() : ours(temporary, owner)) {
      try {
        // Its first may be where only another container of this user sees it.
        if (Files.notExists(parent.resolve(folder.getFileName()))
            && isOlder(folder, ORPHAN_LIFE_S)) {
          removeFolder(folder);
        }
      } catch (IOException e) {
        continue;
      }
    }
  }

  /** Nothing but what an agent has made: a directory of such a name, and pipes or a socket. */
  private static void removeLifeLines(Path file, UserPrincipal owner) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        || Files.size(file) > MAX_PATH_BYTES
        || !owner.equals(Files.getOwner(file, LinkOption.NOFOLLOW_LINKS))) {
      return;
    }
    Path directory = Path.of(Files.readString(file));
    if (!Guard.isPrivateDirectory(directory)
        || !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
        || !owner.equals(Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS))) {
      return;
    }
    try (DirectoryStream<Path> lines = Files.newDirectoryStream(directory, "agent.*")) {
      for (Path line : lines) {
        Files.deleteIfExists(line);
      }
    }
    Files.deleteIfExists(directory);
  }

  private static List<Path> ours(Path parent, UserPrincipal owner) {
    List<Path> found = new ArrayList<>();
    String own = prefix() + thisProcess() + "-";
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, prefix() + "*")) {
      for (Path each : folders) {
        // Those of this very process are alive, and a look at their locks would release them.
        if (!each.getFileName().toString().startsWith(own)
            && Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)
            && owner.equals(Files.getOwner(each, LinkOption.NOFOLLOW_LINKS))) {
          found.add(each);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // One has gone while this looked; what is found is enough.
      return found;
    }
    return found;
  }

  private static boolean isOlder(Path folder, long lifeS) throws IOException {
    Instant made = Files.getLastModifiedTime(folder, LinkOption.NOFOLLOW_LINKS).toInstant();
    return made.isBefore(Instant.now().minusSeconds(lifeS));
  }

  private static boolean isDead(Path folder) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve(LOCK), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        FileLock taken = channel.tryLock()) {
      return taken != null;
    } catch (NoSuchFileException e) {
      // It goes last when a folder is removed.
      return true;
    }
  }

  /** Removes a folder of files, its lock last. */
  private static void removeFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Set<Path> files = new LinkedHashSet<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
      for (Path file : found) {
        files.add(file);
      }
    } catch (NoSuchFileException e) {
      // Somebody else removes it too.
      return;
    }
    Path lock = folder.resolve(LOCK);
    files.remove(lock);
    files.add(lock);
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(folder);
  }

  private static FileAttribute<?>[] onlyOwner(Path near, String permissions) {
    if (!near.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
    };
  }
}
