package org.jmpi.bench.wan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * What has gone from site to site, by the lab's counters; see {@code lab counters}.
 *
 * @param packets offered to the links of all pairs of sites
 * @param bytes of these, with frame headers
 */
record LabCounters(long packets, long bytes) {
  private static final long LIMIT_SECONDS = 20;
  private static final int PACKETS = 2;
  private static final int BYTES = 3;

  /**
   * Reads them now.
   *
   * @param command for the shell; empty: there is no lab, and nothing is counted
   */
  static LabCounters read(String command) {
    if (command.isEmpty()) {
      return new LabCounters(0, 0);
    }
    long packets = 0;
    long bytes = 0;
    for (String line : shell(command).split("\n")) {
      String[] words = line.split(" ");
      if (words.length > BYTES && words[PACKETS].matches("\\d+")) {
        packets += Long.parseLong(words[PACKETS]);
        bytes += Long.parseLong(words[BYTES]);
      }
    }
    return new LabCounters(packets, bytes);
  }

  LabCounters since(LabCounters earlier) {
    return new LabCounters(packets - earlier.packets, bytes - earlier.bytes);
  }

  /**
   * Runs a command of the lab; returns its output.
   *
   * @throws IllegalStateException when it fails or does not end
   */
  static String shell(String command) {
    try {
      Process process = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException("'" + command + "' failed: " + output.strip());
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in '" + command + "'", e);
    }
  }
}
