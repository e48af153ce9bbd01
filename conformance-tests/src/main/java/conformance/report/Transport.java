package conformance.report;

/** How the ranks of a job talk. */
enum Transport {
  /** Threads of one JVM. */
  IN_PROCESS("in-process", ""),
  /** Processes over shared memory. */
  SHM("shared memory", "shm"),
  /** Processes over QUIC. */
  QUIC("QUIC", "quic");

  private final String title;
  private final String option;

  Transport(String title, String option) {
    this.title = title;
    this.option = option;
  }

  String title() {
    return title;
  }

  String option() {
    return option;
  }
}
