package org.jmpi.launcher.agent;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code /proc/<pid>/stat} tells of a process (proc(5)).
 *
 * @param state one letter: R, S, D, T (stopped by a signal), t (stopped by a tracer), Z (has ended
 *     and is not collected yet), X
 * @param group its process group
 * @param cpuTicks processor time it has used, its kernel part included
 * @param startTicks when it was started, since the system's start
 */
public record ProcessSight(char state, long group, long cpuTicks, long startTicks) {
  private static final int MOST_BYTES = 4096;
  private static final int GROUP = 2;
  private static final int USER_TICKS = 11;
  private static final int KERNEL_TICKS = 12;
  private static final int START_TICKS = 19;
  private static final char SEPARATOR = '/';

  /** Whether this system tells anything. */
  static boolean isPossible() {
    return of(ProcessHandle.current().pid()).isPresent();
  }

  /** A process of this system; empty when there is none, or no {@code /proc}. */
  static Optional<ProcessSight> of(long pid) {
    return at("/proc/" + pid + "/stat");
  }

  private static Optional<ProcessSight> at(String path) {
    try (InputStream in = new FileInputStream(path)) {
      return parse(new String(in.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      // It has ended.
      return Optional.empty();
    }
  }

  /** The threads of a process, by number; empty when nothing can be seen. */
  static Map<Long, ProcessSight> threadsOf(long pid) {
    Map<Long, ProcessSight> threads = new HashMap<>();
    String[] numbers = new File("/proc/" + pid + "/task").list();
    for (String number : numbers == null ? new String[0] : numbers) {
      at("/proc/" + pid + "/task/" + number + "/stat")
          .ifPresent(sight -> threads.put(Long.valueOf(number), sight));
    }
    return threads;
  }

  /** The line of a process, whose name may hold blanks and brackets. */
  static Optional<ProcessSight> parse(String line) {
    int nameEnd = line.lastIndexOf(") ");
    if (nameEnd < 0) {
      return Optional.empty();
    }
    String[] fields = line.substring(nameEnd + 2).strip().split(" ");
    try {
      return Optional.of(
          new ProcessSight(
              fields[0].charAt(0),
              Long.parseLong(fields[GROUP]),
              Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[KERNEL_TICKS]),
              Long.parseLong(fields[START_TICKS])));
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Runs, or would if it got a processor. */
  boolean isReady() {
    return state == 'R';
  }

  /** Stopped by a signal or a tracer. */
  boolean isStopped() {
    return state == 'T' || state == 't';
  }

  /** Not ended. */
  boolean isAlive() {
    return state != 'Z' && state != 'X';
  }

  /**
   * What tells this process from all others, on any kernel, in any container, at any time; empty
   * where that cannot be told.
   */
  public static String ownIdentity() {
    long pid = ProcessHandle.current().pid();
    return of(pid)
        .flatMap(sight -> place().map(place -> place + pid + SEPARATOR + sight.startTicks()))
        .orElse("");
  }

  /**
   * The process of that identity, if it is one of this kernel that this process can see and it has
   * not ended.
   */
  public static Optional<ProcessSight> ofIdentity(String identity) {
    return pid(identity)
        .flatMap(ProcessSight::of)
        .filter(
            sight ->
                sight.isAlive()
                    && identity.endsWith(SEPARATOR + Long.toString(sight.startTicks())));
  }

  /** Whether it runs, or would if it got a processor. */
  public boolean runs() {
    return isAlive() && !isStopped();
  }

  /** Kills the process of that identity, if there is one here. */
  public static void kill(String identity) {
    if (ofIdentity(identity).isPresent()) {
      pid(identity).flatMap(ProcessHandle::of).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  private static Optional<Long> pid(String identity) {
    if (identity == null || identity.isEmpty()) {
      return Optional.empty();
    }
    return place()
        .filter(identity::startsWith)
        .map(place -> identity.substring(place.length()).split("/")[0])
        .filter(text -> text.matches("\\d{1,18}"))
        .map(Long::valueOf);
  }

  /** The kernel since its start, and the name space in which process numbers hold. */
  private static Optional<String> place() {
    try {
      String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
      Path space = Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
      return Optional.of(boot + SEPARATOR + space + SEPARATOR);
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }
}
