package org.jmpi.transport.quic;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class TurnBoundAllocatorTest {
  @Test
  void shouldEndALoopThatAsksForBuffersWithoutEnd() {
    TurnBoundAllocator allocator = new TurnBoundAllocator(100);
    assertThrows(
        IllegalStateException.class,
        () -> {
          for (; ; ) {
            allocator.directBuffer(8).release();
          }
        });
  }

  @Test
  void shouldCountEachTurnAnew() {
    TurnBoundAllocator allocator = new TurnBoundAllocator(100);
    for (int turn = 0; turn < 10; turn++) {
      allocator.newTurn();
      for (int i = 0; i < 100; i++) {
        allocator.directBuffer(8).release();
      }
    }
  }
}
