package org.jmpi.launcher.core;

/** The words for the ways in which a rank can end. */
final class FailureText {
  private static final int SIGNAL_BASE = 128;
  private static final int MAX_SIGNAL = 64;

  private FailureText() {}

  /**
   * Whether the operating system ended the process, by a signal, as far as an exit code can tell.
   */
  static boolean isKilled(int code) {
    return code > SIGNAL_BASE && code <= SIGNAL_BASE + MAX_SIGNAL;
  }

  /** What happened, in a few words; {@code why} the agent has killed it, or empty. */
  static String cause(int code, RankState reached, String why) {
    if (!why.isEmpty()) {
      return why;
    }
    if (code == 0) {
      return reached == RankState.INITIALIZED
          ? "ended with exit code 0 after MPI.Init but without MPI.Finalize"
          : "ended with exit code 0";
    }
    if (isKilled(code)) {
      return "was killed by signal " + (code - SIGNAL_BASE) + signalName(code - SIGNAL_BASE);
    }
    return "ended with exit code "
        + code
        + (reached == RankState.INITIALIZED ? " before MPI.Finalize" : "");
  }

  /** What the user may do about it. */
  static String hint(int code, long pid) {
    if (code == 0) {
      return "call MPI.Finalize before main returns";
    }
    return switch (code) {
      case 126, 127 -> "check the command and its PATH on that host";
      case SIGNAL_BASE + 4, SIGNAL_BASE + 6, SIGNAL_BASE + 7, SIGNAL_BASE + 8, SIGNAL_BASE + 11 ->
          "a crash of the JVM leaves hs_err_pid" + pid + ".log in its directory";
      case SIGNAL_BASE + 9 ->
          "not by jmpirun: a kill from outside, or the kernel was out of memory (see dmesg)";
      case SIGNAL_BASE + 15, SIGNAL_BASE + 2, SIGNAL_BASE + 1 ->
          "not by jmpirun: a kill from outside";
      default -> "its own output says why";
    };
  }

  private static String signalName(int signal) {
    return switch (signal) {
      case 1 -> " (SIGHUP)";
      case 2 -> " (SIGINT)";
      case 3 -> " (SIGQUIT)";
      case 4 -> " (SIGILL)";
      case 6 -> " (SIGABRT)";
      case 7 -> " (SIGBUS)";
      case 8 -> " (SIGFPE)";
      case 9 -> " (SIGKILL)";
      case 11 -> " (SIGSEGV)";
      case 13 -> " (SIGPIPE)";
      case 15 -> " (SIGTERM)";
      default -> "";
    };
  }
}
