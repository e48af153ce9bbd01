package org.jmpi.net.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Reading memory by process number; the process read here is this one. */
@EnabledOnOs(OS.LINUX)
class PeerMemoryTest {
  private static final long WORD = 0x1234_5678_9abc_def0L;
  private static final int LENGTH = 100_000;

  private final long pid = ProcessHandle.current().pid();
  private final BufferAddress addresses = BufferAddress.find();
  private final ByteBuffer token = direct(8).putLong(0, WORD);

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  private List<PeerMemory> ways() {
    List<PeerMemory> ways = new ArrayList<>();
    ways.add(ProcMemory.open(pid));
    PeerMemory calls = VmRead.open(addresses, (int) pid, addresses.of(token), WORD);
    assertEquals(Runtime.version().feature() >= 22, calls != null, "native access is allowed");
    if (calls != null) {
      ways.add(calls);
    }
    return ways;
  }

  @Test
  void shouldReadWhatIsThereAndNothingBesideIt() {
    ByteBuffer source = direct(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      source.put(i, (byte) (i * 31 >>> 3));
    }
    int[][] ranges = {{0, LENGTH}, {1, 7}, {4080, 16}, {4079, 8193}, {50_000, 4096}, {99_999, 1}};
    for (PeerMemory way : ways()) {
      for (int[] range : ranges) {
        ByteBuffer target = direct(LENGTH + 2);
        target.limit(3).position(2);
        assertTrue(way.read(addresses.of(source) + range[0], target, 1, range[1]), way.name());
        for (int i = 0; i < LENGTH + 2; i++) {
          boolean inside = i >= 1 && i < 1 + range[1];
          byte expected = inside ? source.get(range[0] + i - 1) : 0;
          assertEquals(expected, target.duplicate().clear().get(i), way.name() + " at " + i);
        }
      }
      way.close();
    }
  }

  @Test
  void shouldFindBuffersWhateverTheirPositionAndKind() {
    ByteBuffer bytes = direct(64);
    long start = addresses.of(bytes);
    assertEquals(start, addresses.of(bytes.duplicate().position(9)));
    assertEquals(start + 8, addresses.of(bytes.slice(8, 16)));
    assertEquals(start + 8, addresses.of(bytes.position(8).slice().asLongBuffer()));
    IntBuffer ints = bytes.clear().asIntBuffer();
    assertEquals(start, addresses.of(ints.position(3)));
    assertEquals(3, ints.position());
  }

  @Test
  void shouldSayThatItCannotRead() {
    ByteBuffer target = direct(LENGTH);
    for (PeerMemory way : ways()) {
      for (long address : new long[] {0, -1, 1, Long.MIN_VALUE, Long.MAX_VALUE - 3, 1L << 46}) {
        assertFalse(way.read(address, target, 0, LENGTH), way.name() + " at " + address);
      }
      way.close();
    }
  }

  @Test
  void shouldReadThoughTheThreadIsInterrupted() {
    PeerMemory memory = PeerMemory.open(addresses, pid, addresses.of(token), WORD);
    Thread.currentThread().interrupt();
    assertTrue(memory.read(addresses.of(token), direct(8), 0, 8));
    assertTrue(Thread.interrupted(), "the interrupt is lost");
    memory.close();
  }

  @Test
  void shouldOpenTheProcessThatProvesItselfAndNoOther() {
    long address = addresses.of(token);
    PeerMemory right = PeerMemory.open(addresses, pid, address, WORD);
    assertNotNull(right);
    right.close();
    assertNull(PeerMemory.open(addresses, pid, address, WORD + 1), "a wrong word");
    assertNull(PeerMemory.open(addresses, pid, address + (1L << 40), WORD), "nothing there");
    assertNull(PeerMemory.open(addresses, pid, -address, WORD));
    assertNull(PeerMemory.open(addresses, 0, address, WORD), "not signed");
    assertNull(PeerMemory.open(addresses, 1L << 40, address, WORD), "no number");
    assertNull(PeerMemory.open(addresses, Integer.MAX_VALUE, address, WORD), "nobody");
  }

  @Test
  void shouldNotReadAnotherProcess() throws Exception {
    Process other = new ProcessBuilder("cat").start();
    try {
      assertNull(PeerMemory.open(addresses, other.pid(), addresses.of(token), WORD));
      PeerMemory calls = VmRead.open(addresses, (int) other.pid(), addresses.of(token), WORD);
      assertFalse(calls != null && calls.read(addresses.of(token), direct(8), 0, 8));
    } finally {
      other.getOutputStream().close();
      other.waitFor();
    }
  }
}
