package org.jmpi.net.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.job.SharedFolder;

/**
 * Mapped files in the folder that the processes of one agent share, or, where that is full, in one
 * of the same name in the folder for temporary files. Only this user can open them.
 */
final class SegmentFiles {
  /** How a file of zeros is made; a test puts a full disk in its place. */
  interface Maker {
    /** Makes a new file of so many zeros, all of them written, and maps it. */
    ByteBuffer make(Path file, int lengthBytes) throws IOException;
  }

  /** The shared folder itself. */
  static final int FIRST = 1;

  /** The one for what finds no room in the first. */
  static final int SECOND = 2;

  private static final int ZEROS_BYTES = 64 << 10;

  /** Nobody loses a race against those who clear up so often. */
  private static final int MOST_TRIES = 100;

  private static final String FOLDER = "rwx------";
  private static final String FILE = "rw-------";

  private final Path first;
  private final Path second;
  private final Maker maker;
  private final boolean posix;

  SegmentFiles(Path first, Path second, Maker maker) {
    this.first = first;
    this.second = second;
    this.maker = maker;
    posix = first.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /**
   * The files in a folder that the agent has made.
   *
   * @throws EngineException when it is not there or not the agent's
   */
  static SegmentFiles open(SharedFolder folder) {
    String found;
    try {
      found =
          Files.readString(
              folder.path().resolve(SharedFolder.NONCE_FILE), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw unusable(folder.path(), e.toString(), e);
    }
    if (!found.equals(folder.nonce())) {
      throw unusable(folder.path(), "it is not the folder that the agent of this rank made", null);
    }
    Path second =
        Path.of(System.getProperty("java.io.tmpdir")).resolve(folder.path().getFileName());
    return new SegmentFiles(
        folder.path(),
        second,
        new Maker() {
          @Override
          public ByteBuffer make(Path file, int lengthBytes) throws IOException {
            return SegmentFiles.make(file, lengthBytes);
          }
        });
  }

  private static EngineException unusable(Path path, String why, Throwable cause) {
    return new EngineException(
        ErrorClass.OTHER,
        "cannot share memory with the other ranks of this host in "
            + path
            + ": "
            + why
            + "; where ranks cannot share memory, start them with --transport quic",
        cause);
  }

  Path path(String name) {
    return first.resolve(name);
  }

  /** Makes a file of zeros in one of the two places. */
  ByteBuffer create(int place, String name, int lengthBytes) throws IOException {
    if (place == SECOND) {
      makeSecond();
    }
    return make(place == FIRST ? first : second, name, lengthBytes);
  }

  /**
   * The file of this name and length, made by whoever needs it first; complete for everybody who
   * sees it.
   */
  ByteBuffer createOrOpen(String name, int lengthBytes) throws IOException {
    for (int tries = 1; ; tries++) {
      if (!Files.exists(first.resolve(name))) {
        ByteBuffer made = createUnlessThere(name, lengthBytes);
        if (made != null) {
          return made;
        }
      }
      try {
        return open(FIRST, name, lengthBytes);
      } catch (NoSuchFileException e) {
        // Whose it was is dead, and another process has removed it just now.
        if (tries == MOST_TRIES) {
          throw e;
        }
      }
    }
  }

  /** Null when somebody was faster: all have to use the same. */
  private ByteBuffer createUnlessThere(String name, int lengthBytes) throws IOException {
    String draft = "draft-" + System.nanoTime() + "-" + ThreadLocalRandom.current().nextLong();
    ByteBuffer memory = make(first, draft, lengthBytes);
    try {
      Files.createLink(first.resolve(name), first.resolve(draft));
      return memory;
    } catch (FileAlreadyExistsException e) {
      return null;
    } catch (UnsupportedOperationException e) {
      throw new IOException("this file system has no links", e);
    } finally {
      Files.delete(first.resolve(draft));
    }
  }

  /** Maps a file that has this length, or any when that is 0. */
  ByteBuffer open(int place, String name, int lengthBytes) throws IOException {
    Path file = (place == FIRST ? first : second).resolve(name);
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      long size = channel.size();
      if (size == 0 || size > Integer.MAX_VALUE || lengthBytes != 0 && size != lengthBytes) {
        throw new IOException(file + " has " + size + " bytes");
      }
      return channel.map(MapMode.READ_WRITE, 0, size).order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  void delete(String name) throws IOException {
    Files.deleteIfExists(first.resolve(name));
    Files.deleteIfExists(second.resolve(name));
  }

  @Override
  public String toString() {
    return first + " and " + second;
  }

  private ByteBuffer make(Path folder, String name, int lengthBytes) throws IOException {
    return maker.make(folder.resolve(name), lengthBytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Only while the first is there: the agent removes the second before the first. */
  private void makeSecond() throws IOException {
    try {
      Files.createDirectory(second, attributes(FOLDER));
    } catch (FileAlreadyExistsException e) {
      // Another rank's, or a stranger's, who has seen the name of the first.
      if (!Files.isDirectory(second, LinkOption.NOFOLLOW_LINKS)
          || posix && !isPrivate()
          || !Files.getOwner(second, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(first))) {
        throw new IOException(second + " does not belong to this job", e);
      }
    }
  }

  private boolean isPrivate() throws IOException {
    Set<PosixFilePermission> found =
        Files.getPosixFilePermissions(second, LinkOption.NOFOLLOW_LINKS);
    return found.equals(PosixFilePermissions.fromString(FOLDER));
  }

  private FileAttribute<?>[] attributes(String permissions) {
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /** Writes every byte: a page that finds no room is an error here and not when it is touched. */
  static ByteBuffer make(Path file, int lengthBytes) throws IOException {
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] attributes =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(FILE))
            }
            : new FileAttribute<?>[0];
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
            attributes)) {
      try {
        ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(lengthBytes, ZEROS_BYTES));
        for (int written = 0; written < lengthBytes; ) {
          zeros.clear().limit(Math.min(zeros.capacity(), lengthBytes - written));
          written += channel.write(zeros);
        }
        return channel.map(MapMode.READ_WRITE, 0, lengthBytes);
      } catch (IOException e) {
        Files.deleteIfExists(file);
        throw e;
      }
    }
  }
}
