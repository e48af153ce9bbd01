package org.jmpi.launcher.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this host calls itself, without asking a name server. */
final class HostName {
  private HostName() {}

  static String get() {
    try {
      String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
      if (!name.isEmpty()) {
        return name;
      }
    } catch (IOException e) {
      // Not Linux: the environment may know.
      return fromEnvironment();
    }
    return fromEnvironment();
  }

  private static String fromEnvironment() {
    String name = System.getenv("HOSTNAME");
    if (name == null) {
      name = System.getenv("COMPUTERNAME");
    }
    return name == null ? "localhost" : name;
  }
}
