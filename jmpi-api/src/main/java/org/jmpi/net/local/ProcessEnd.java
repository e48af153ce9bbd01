package org.jmpi.net.local;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Processes of this host as Linux shows them (proc(5), {@code /proc/<pid>/stat}): who they are, and
 * whether a signal is ending them. A process that is killed executes nothing of its program any
 * more, but for an instant where it runs on another processor; that it has ended is only told when
 * its memory has been taken down, which takes milliseconds.
 */
final class ProcessEnd {
  private static final int MOST_BYTES = 1024;

  // Fields after the name, counted from 0: proc(5) counts the state as the third.
  private static final int FLAGS = 6;
  static final int START_TICKS = 19;
  private static final int PENDING_SIGNALS = 28;
  private static final int EXIT_CODE = 49;
  private static final int FIELDS = 50;

  /** PF_EXITING, include/linux/sched.h. */
  private static final long EXITING = 4;

  private static final long KILL_PENDING = 1L << 9 - 1;
  private static final int SIGNAL_MASK = 0x7f;

  /** SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU: a process that is stopped shows them in the same place. */
  private static final int FIRST_STOP_SIGNAL = 19;

  private static final int LAST_STOP_SIGNAL = 22;

  /**
   * What tells a process from others that had or will have its number.
   *
   * @param pid 0 where nothing is known
   * @param startTicks when it was started, since the system's start
   * @param space the name space in which process numbers hold
   */
  record Identity(long pid, long startTicks, long space) {
    static final Identity NONE = new Identity(0, 0, 0);
  }

  private ProcessEnd() {}

  /** This process; {@link Identity#NONE} where the system does not say. */
  static Identity self() {
    String[] fields = read("self");
    long space = space();
    if (fields == null || space == 0) {
      return Identity.NONE;
    }
    try {
      return new Identity(pid(), Long.parseLong(fields[START_TICKS]), space);
    } catch (NumberFormatException | IOException e) {
      return Identity.NONE;
    }
  }

  /**
   * The signal that is ending a process or has ended it; 0 when none is, when it is of another name
   * space, and when nothing can be seen.
   *
   * @param self who asks
   */
  static int deadlySignal(Identity self, Identity process) {
    boolean isVisible = process.pid() > 0 && process.space() == self.space();
    String[] fields = isVisible ? read(Long.toString(process.pid())) : null;
    return fields == null ? 0 : deadlySignal(fields, process.startTicks());
  }

  /**
   * As above. All threads have been told to end when the code by which the process ends is a
   * signal's, and the first thread is on its way out or is about to be: either alone could mean
   * something else (a first thread that has ended by itself, a process that is being stopped).
   */
  static int deadlySignal(String[] fields, long startTicks) {
    try {
      boolean ends =
          fields[0].equals("Z")
              || fields[0].equals("X")
              || (Long.parseLong(fields[FLAGS]) & EXITING) != 0
              || (Long.parseLong(fields[PENDING_SIGNALS]) & KILL_PENDING) != 0;
      int signal = (int) Long.parseLong(fields[EXIT_CODE]) & SIGNAL_MASK;
      boolean isStop =
          signal == SIGNAL_MASK || signal >= FIRST_STOP_SIGNAL && signal <= LAST_STOP_SIGNAL;
      return ends && !isStop && Long.parseLong(fields[START_TICKS]) == startTicks ? signal : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** The fields after the name, which may hold blanks and brackets; null when there are none. */
  static String[] fields(String line) {
    int nameEnd = line.lastIndexOf(") ");
    String[] fields = nameEnd < 0 ? new String[0] : line.substring(nameEnd + 2).strip().split(" ");
    return fields.length < FIELDS ? null : fields;
  }

  static String[] read(String process) {
    try (InputStream in = new FileInputStream("/proc/" + process + "/stat")) {
      return fields(new String(in.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      // It has ended, or this is another system.
      return null;
    }
  }

  private static long pid() throws IOException {
    return Long.parseLong(Files.readSymbolicLink(Path.of("/proc/self")).toString());
  }

  /** The number in "pid:[4026531836]"; 0 when there is none. */
  private static long space() {
    try {
      String link = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
      return Long.parseLong(link.substring(link.indexOf('[') + 1, link.indexOf(']')));
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }
}
