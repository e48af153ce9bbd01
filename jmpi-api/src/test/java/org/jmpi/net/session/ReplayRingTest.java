package org.jmpi.net.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ReplayRingTest {
  @Test
  void shouldTakeAcknowledgementsWhileAClaimIsOpenOrOutputIsTaken() {
    ReplayRing ring = new ReplayRing(1 << 17, 0);
    for (int i = 0; i < 8; i++) {
      ring.claim(100);
      ring.publish(Record.DATA);
    }
    int bytes = ring.unsentBytes(1 << 16);
    ring.buffer().limit(ring.unsentIndex() + bytes).position(ring.unsentIndex() + bytes);
    ring.sent(bytes);
    ring.acknowledge(0, 8);
    assertTrue(ring.isEmpty());
    for (int i = 0; i < 6; i++) {
      ring.claim(20_000);
      ring.publish(Record.DATA);
    }
    ring.sent(ring.unsentBytes(1 << 20));
    ring.acknowledge(8, 10);
    // At the memory's start, and never published.
    ring.claim(20_000);
    ring.acknowledge(10, 14);
    assertEquals(14, ring.nextNumber());
    assertTrue(ring.isEmpty());
  }
}
