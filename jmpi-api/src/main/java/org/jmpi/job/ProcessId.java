package org.jmpi.job;

/**
 * The identity of a process: never an address.
 *
 * @param jobId random number of the job
 * @param index place in the job's process table; given by the launcher, never given twice
 * @param incarnation 0 for the first process at that index; a fenced incarnation is refused for
 *     ever
 */
public record ProcessId(long jobId, int index, int incarnation) {
  private static final String SCHEME = "jmpi:";

  /** Parses what {@link #toString()} made; throws IllegalArgumentException on anything else. */
  public static ProcessId parse(String text) {
    String[] parts =
        text.startsWith(SCHEME) ? text.substring(SCHEME.length()).split("/", -1) : null;
    if (parts == null || parts.length != 3) {
      throw new IllegalArgumentException("not a process id: " + text);
    }
    ProcessId id =
        new ProcessId(
            Long.parseUnsignedLong(parts[0], 16),
            Integer.parseInt(parts[1]),
            Integer.parseInt(parts[2]));
    // One identity has one spelling: no signs, leading zeros, capitals or other scripts' digits.
    if (id.index < 0 || id.incarnation < 0 || !id.toString().equals(text)) {
      throw new IllegalArgumentException("not a process id: " + text);
    }
    return id;
  }

  /** The form that certificates carry: {@code jmpi:<job in hex>/<index>/<incarnation>}. */
  @Override
  public String toString() {
    return SCHEME + Long.toHexString(jobId) + "/" + index + "/" + incarnation;
  }
}
