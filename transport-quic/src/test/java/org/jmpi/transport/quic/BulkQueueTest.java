package org.jmpi.transport.quic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jmpi.net.BulkSource;
import org.junit.jupiter.api.Test;

class BulkQueueTest {
  private final BulkQueue queue = new BulkQueue();

  /** One that had to stop for its grant goes on before those that began later. */
  @Test
  void shouldLetTheOldestGoFirst() {
    Source early = new Source(3);
    queue.add(early);
    queue.add(new Source(4));
    queue.add(new Source(7));
    queue.remove(early);
    queue.add(new Source(9));
    queue.add(early);
    queue.add(early);
    assertEquals(List.of(3L, 4L, 7L, 9L), drained());
  }

  @Test
  void shouldBeEmptyWhenCleared() {
    queue.add(new Source(1));
    queue.clear();
    assertTrue(queue.isEmpty());
    assertNull(queue.first());
  }

  private List<Long> drained() {
    List<Long> order = new ArrayList<>();
    while (!queue.isEmpty()) {
      order.add(queue.first().transferId());
      queue.remove(queue.first());
    }
    return order;
  }

  private static final class Source implements BulkSource {
    private final long id;

    Source(long id) {
      this.id = id;
    }

    @Override
    public long transferId() {
      return id;
    }

    @Override
    public int nextChunkBytes(int maxBytes) {
      return maxBytes;
    }

    @Override
    public long nextChunkOffset() {
      return 0;
    }

    @Override
    public void copyChunk(ByteBuffer target, int lengthBytes) {}
  }
}
