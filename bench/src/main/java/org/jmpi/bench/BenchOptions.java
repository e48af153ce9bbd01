package org.jmpi.bench;

import java.util.Locale;

/**
 * What a transport benchmark is told: {@code --datagram BYTES --pings N --seconds S --chunk BYTES
 * --idle S --spin-us N}.
 *
 * @param datagramBytes the longest UDP payload
 * @param pings round trips measured, after half as many that are not
 * @param seconds of streaming
 * @param chunkBytes written to the stream at once
 * @param idleSeconds of waiting, for the cost of idleness
 * @param spinNs how long a waiter polls before it sleeps; the bare codec has none
 */
record BenchOptions(
    int datagramBytes, int pings, int seconds, int chunkBytes, int idleSeconds, long spinNs) {
  static final int PING_BYTES = 8;

  static BenchOptions parse(String[] args) {
    int datagram = 16_384;
    int pings = 50_000;
    int seconds = 5;
    int chunk = 64 << 10;
    int idle = 3;
    long spin = 0;
    for (int i = 0; i + 1 < args.length; i += 2) {
      int value = Integer.parseInt(args[i + 1]);
      switch (args[i].toLowerCase(Locale.ROOT)) {
        case "--datagram" -> datagram = value;
        case "--pings" -> pings = value;
        case "--seconds" -> seconds = value;
        case "--chunk" -> chunk = value;
        case "--idle" -> idle = value;
        case "--spin-us" -> spin = value * 1_000L;
        default -> throw new IllegalArgumentException("unknown option " + args[i]);
      }
    }
    return new BenchOptions(datagram, pings, seconds, chunk, idle, spin);
  }

  /** The arguments that {@link #parse} reads. */
  String[] format() {
    return new String[] {
      "--datagram", String.valueOf(datagramBytes),
      "--pings", String.valueOf(pings),
      "--seconds", String.valueOf(seconds),
      "--chunk", String.valueOf(chunkBytes),
      "--idle", String.valueOf(idleSeconds),
      "--spin-us", String.valueOf(spinNs / 1_000)
    };
  }
}
