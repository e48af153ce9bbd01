package org.jmpi.transport.quic;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jmpi.net.session.RepeatQueue;

/**
 * What can be set about links.
 *
 * @param replayBytes bound of what a session keeps until it is acknowledged; a power of two
 * @param eagerLimitBytes messages up to this travel inside their envelope
 * @param sendAheadBytes of medium messages may be copied on long paths, so that their senders need
 *     not wait
 * @param farStreams eager streams on paths between hosts: a lost packet stalls one of them
 * @param unreachableNs a peer that cannot be reached for so long is reported
 * @param relayNs a peer that was not reached for so long is sought through a third host; 0: never
 * @param pingNs between hosts a peer that was silent for so long is asked for a sign of life
 * @param silentNs a connection on which the peer was silent for so long is replaced
 * @param duplicates when small records are sent twice between hosts
 */
record LinkSettings(
    int replayBytes,
    int eagerLimitBytes,
    int sendAheadBytes,
    int farStreams,
    long unreachableNs,
    long relayNs,
    long pingNs,
    long silentNs,
    RepeatQueue.Mode duplicates) {

  /**
   * Reads {@code quic-replay-buffer}, {@code eager-limit}, {@code quic-send-ahead}, {@code
   * quic-eager-streams}, {@code quic-unreachable-ms}, {@code quic-relay-ms}, {@code quic-ping-ms},
   * {@code quic-duplicates}.
   *
   * @throws IllegalArgumentException naming the setting that is wrong
   */
  static LinkSettings from(Map<String, String> settings, QuicSettings quic) {
    int replay = number(settings, "quic-replay-buffer", 1 << 21, 1 << 17, 1 << 26);
    return new LinkSettings(
        Integer.highestOneBit(replay),
        number(settings, "eager-limit", 16 << 10, 0, 48 << 10),
        number(settings, "quic-send-ahead", 4 << 20, 0, 1 << 26),
        number(settings, "quic-eager-streams", 4, 1, 8),
        TimeUnit.MILLISECONDS.toNanos(
            number(settings, "quic-unreachable-ms", 30_000, 100, 86_400_000)),
        TimeUnit.MILLISECONDS.toNanos(number(settings, "quic-relay-ms", 2000, 0, 86_400_000)),
        Math.min(
            TimeUnit.MILLISECONDS.toNanos(number(settings, "quic-ping-ms", 1000, 50, 86_400_000)),
            quic.idleTimeoutNs() / 3),
        quic.idleTimeoutNs(),
        duplicates(settings.getOrDefault("quic-duplicates", "auto")));
  }

  private static RepeatQueue.Mode duplicates(String text) {
    for (RepeatQueue.Mode mode : RepeatQueue.Mode.values()) {
      if (mode.name().toLowerCase(Locale.ROOT).equals(text)) {
        return mode;
      }
    }
    throw new IllegalArgumentException(
        "setting quic-duplicates must be auto, on or off, not " + text);
  }

  private static int number(
      Map<String, String> settings, String name, int otherwise, int least, int most) {
    String text = settings.get(name);
    if (text == null) {
      return otherwise;
    }
    try {
      int value = Integer.parseInt(text.trim());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(
        "setting " + name + " must be a number from " + least + " to " + most + ", not " + text);
  }
}
