package org.jmpi.launcher.archive;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the archives for one Java and one distribution are. The start script chooses the folder
 * from the paths of both, inside the distribution or in the user's cache, and hands it over in the
 * property {@value #FOLDER_PROPERTY}.
 */
public final class ClassArchives {
  /** The folder; missing or empty when archives are neither to be used nor to be made. */
  public static final String FOLDER_PROPERTY = "jmpi.archives";

  static final String LAUNCHER = "launcher.jsa";
  static final String RANKS = "ranks.jsa";
  static final String IDENTITY = "identity";

  /** Options of the program's own that an archive of ours would contradict. */
  private static final List<String> CONTRARY =
      List.of(
          "-Xshare",
          "-XX:SharedArchiveFile",
          "-XX:ArchiveClassesAtExit",
          "-XX:+AutoCreateSharedArchive",
          "-XX:AOT",
          "-Xbootclasspath",
          "-Djava.system.class.loader",
          "--patch-module",
          "--upgrade-module-path",
          "--limit-modules");

  private final Path folder;
  private final String runtime;
  private final boolean exists;

  /**
   * The archives in a folder.
   *
   * @param folder need not exist
   * @param runtime class path of the runtime that they are for
   */
  ClassArchives(Path folder, String runtime) {
    this.folder = folder;
    this.runtime = runtime;
    exists = Files.isReadable(folder.resolve(RANKS));
  }

  /**
   * The archives that the start script has named.
   *
   * @param runtime class path of the runtime
   */
  public static Optional<ClassArchives> named(String runtime) {
    String folder = System.getProperty(FOLDER_PROPERTY, "");
    return folder.isEmpty()
        ? Optional.empty()
        : Optional.of(new ClassArchives(Path.of(folder), runtime));
  }

  /**
   * Options to put in front of a rank's own; none when there is no archive or {@code options}
   * contradict it. A JVM whose class path does not begin with the runtime, or that is another than
   * the archive was made by, ignores the archive and is not to say so. The archive is mapped where
   * it was made for: a JVM that moves it to a random address, as newer ones do of themselves, takes
   * 7 ms and 10 MB more, since it has to copy what all could share.
   *
   * @param options the rank's own, which begin at the second word
   */
  public List<String> rankOptions(List<String> options) {
    if (!exists) {
      return List.of();
    }
    for (String option : options) {
      for (String contrary : CONTRARY) {
        if (option.startsWith(contrary)) {
          return List.of();
        }
      }
    }
    return List.of(
        "-XX:SharedArchiveFile=" + folder.resolve(RANKS),
        "-Xlog:cds=off,cds+dynamic=off",
        "-XX:+UnlockDiagnosticVMOptions",
        "-XX:ArchiveRelocationMode=0");
  }

  /** True when there are none, or none that fit this Java and this runtime. */
  public boolean areMissing() {
    try {
      return !Files.readString(folder.resolve(IDENTITY)).equals(identity());
    } catch (IOException e) {
      return true;
    }
  }

  Path folder() {
    return folder;
  }

  String runtime() {
    return runtime;
  }

  /** What the archives depend on: the JVM's build, and which jar the runtime is. */
  String identity() {
    StringBuilder identity = new StringBuilder();
    identity.append(System.getProperty("java.home")).append('\n');
    identity.append(System.getProperty("java.vm.name")).append('\n');
    identity.append(System.getProperty("java.vm.version")).append('\n');
    for (String entry : runtime.split(File.pathSeparator)) {
      File file = new File(entry);
      identity.append(entry).append(' ').append(file.length()).append(' ');
      identity.append(file.lastModified()).append('\n');
    }
    return identity.toString();
  }
}
