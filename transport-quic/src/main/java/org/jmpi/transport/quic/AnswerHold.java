package org.jmpi.transport.quic;

import java.util.function.LongSupplier;

/**
 * Says when what was read is answered. The codec acknowledges whatever it has read when it is told
 * that a batch is complete. On a slow line packets of a large message arrive one by one, and would
 * be acknowledged one by one: a twelfth of the bytes of the way back, and a packet to make, send,
 * carry and take in for each. So these batches are put together, for a quarter of the round trip
 * and no longer than half of the 25 ms in which a peer expects an answer (RFC 9000 §18.2,
 * max_ack_delay). RFC 9000 §13.2.2 asks for an acknowledgement of every second packet for the sake
 * of senders whose congestion window grows by counting them; ours go by what was delivered.
 * Everything else is answered at once.
 *
 * <p>The codec tells the peer how long it took to answer (RFC 9000 §13.2.5), so the round-trip time
 * that the peer measures is the path's.
 *
 * <p>Knows neither clock nor socket.
 */
final class AnswerHold {
  static final int MOST_PACKETS = 8;
  static final long MOST_NS = 12_000_000L;
  static final int SHARE_OF_RTT = 4;

  private int packets;
  private boolean urgent;
  private boolean begun;
  private long untilNs;
  private long rttNs = Long.MAX_VALUE;
  private long round;

  /** A connection that carries nothing but the peer's large messages. */
  static final class Input {
    private final LongSupplier rttNs;
    private int packets;
    private long round;

    /**
     * Nothing has come on it.
     *
     * @param rttNs tells the path's round-trip time without queues; 0 while it is not known
     */
    Input(LongSupplier rttNs) {
      this.rttNs = rttNs;
    }
  }

  /** A packet was read that belongs to no connection for large messages. */
  void onPacket() {
    packets++;
    urgent = true;
  }

  /** A packet of a large message was read. */
  void onPacket(Input input) {
    packets++;
    if (input.round != round) {
      input.round = round;
      input.packets = 0;
    }
    input.packets++;
    long inputRttNs = input.rttNs.getAsLong();
    urgent |= inputRttNs == 0 || input.packets >= MOST_PACKETS;
    rttNs = Math.min(rttNs, inputRttNs);
  }

  /** What was read is to be answered at once. */
  void urge() {
    urgent = true;
  }

  /** How long the answer may still wait for more; 0: it is due. */
  long waitNs(long nowNs) {
    if (packets == 0 || urgent) {
      return 0;
    }
    if (!begun) {
      begun = true;
      untilNs = nowNs + Math.min(MOST_NS, rttNs / SHARE_OF_RTT);
    }
    return Math.max(0, untilNs - nowNs);
  }

  /** Something was read and is not answered. */
  boolean isWaiting() {
    return packets > 0;
  }

  /** All that was read is answered. */
  void answered() {
    round++;
    packets = 0;
    urgent = false;
    begun = false;
    rttNs = Long.MAX_VALUE;
  }
}
