package org.jmpi.net.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jmpi.error.EngineException;
import org.jmpi.job.SharedFolder;
import org.jmpi.net.ProtocolException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The neighbours of one host, here all in this JVM: the files are the same. */
class HostNeighboursTest {
  private static final long BOUND_NS = TimeUnit.SECONDS.toNanos(30);

  @TempDir Path first;
  @TempDir Path other;

  private final AtomicInteger engineWakes = new AtomicInteger();
  private final List<HostNeighbours> opened = new java.util.ArrayList<>();
  private SegmentFiles.Maker maker = SegmentFiles::make;

  private HostNeighbours open(int self) {
    HostNeighbours neighbours =
        new HostNeighbours(
            new SegmentFiles(
                first, other.resolve("second"), (file, bytes) -> maker.make(file, bytes)),
            self,
            3,
            2,
            engineWakes::incrementAndGet);
    opened.add(neighbours);
    return neighbours;
  }

  @AfterEach
  void close() {
    opened.forEach(HostNeighbours::close);
  }

  private static void send(RingProducer ring, int value) {
    ring.claimFrame(4).putInt(value);
    ring.publish();
  }

  private static int receive(RingConsumer ring) {
    int value = ring.peek().getInt();
    ring.consume();
    return value;
  }

  @Test
  void shouldFindWhatWasSentBeforeItStarted() {
    HostNeighbours early = open(0);
    send(early.openOutgoing(2), 42);
    early.close();
    HostNeighbours late = open(2);
    assertTrue(late.hasArrival());
    assertEquals(0, late.nextArrival());
    assertEquals(-1, late.nextArrival());
    assertFalse(late.hasArrival());
    assertEquals(42, receive(late.openIncoming(0)));
    assertNull(late.openIncoming(1));
  }

  @Test
  void shouldMakeNoFileWhileNobodyHasAnythingToSay() {
    HostNeighbours quiet = open(0);
    assertEquals(-1, quiet.nextArrival());
    quiet.beginSleep();
    assertFalse(quiet.hasArrival());
    quiet.await(1);
    quiet.endSleep();
    assertNull(quiet.openIncoming(1));
    assertFalse(Files.exists(first.resolve("mail-0")));
    open(1).openOutgoing(0);
    assertTrue(quiet.hasArrival());
  }

  @Test
  void shouldHearOfARingThatIsMadeLater() {
    HostNeighbours receiver = open(1);
    assertEquals(-1, receiver.nextArrival());
    send(open(0).openOutgoing(1), 1);
    send(open(2).openOutgoing(1), 2);
    assertEquals(0, receiver.nextArrival());
    assertTrue(receiver.hasArrival());
    assertEquals(2, receiver.nextArrival());
    assertEquals(-1, receiver.nextArrival());
    assertEquals(1, receive(receiver.openIncoming(0)));
    assertEquals(2, receive(receiver.openIncoming(2)));
  }

  @Test
  void shouldWakeASleeperAndOnlyASleeper() throws Exception {
    HostNeighbours sleeper = open(0);
    HostNeighbours waker = open(1);
    Bell bell = waker.bell(0);
    bell.ring();
    assertFalse(Files.exists(first.resolve("bell-0")), "nobody sleeps: there is no bell");
    for (int i = 0; i < 100; i++) {
      sleeper.beginSleep();
      CompletableFuture<Void> ring = CompletableFuture.runAsync(bell::ring);
      long startNs = System.nanoTime();
      sleeper.await(BOUND_NS);
      assertTrue(System.nanoTime() - startNs < BOUND_NS / 2, "the bell was not heard, round " + i);
      sleeper.endSleep();
      ring.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void shouldLoseNoWakeUpBetweenTwoThatSleepWheneverNothingIsThere() throws Exception {
    HostNeighbours left = open(0);
    HostNeighbours right = open(1);
    int rounds = 3_000;
    long startNs = System.nanoTime();
    CompletableFuture<Void> answers =
        CompletableFuture.runAsync(() -> pingPong(right, 0, rounds, false));
    pingPong(left, 1, rounds, true);
    answers.get(60, TimeUnit.SECONDS);
    // One lost wake-up costs BOUND_NS.
    assertTrue(System.nanoTime() - startNs < BOUND_NS, "a wake-up was lost");
  }

  private static void pingPong(HostNeighbours own, int peer, int rounds, boolean begins) {
    RingProducer out = own.openOutgoing(peer);
    Bell bell = own.bell(peer);
    RingConsumer in = null;
    if (begins) {
      send(out, 0);
      bell.ring();
    }
    for (int i = 0; i < rounds; i++) {
      while (in == null || !in.hasRecord()) {
        in = in == null ? own.openIncoming(peer) : in;
        own.beginSleep();
        if (in == null ? !own.hasArrival() : !in.hasRecord()) {
          own.await(BOUND_NS);
        }
        own.endSleep();
        own.nextArrival();
      }
      assertEquals(begins ? i : i, receive(in));
      if (!begins || i + 1 < rounds) {
        send(out, begins ? i + 1 : i);
        bell.ring();
      }
    }
  }

  @Test
  void shouldWakeByOtherThreadsOfTheRank() {
    HostNeighbours rank = open(0);
    rank.wakeUp();
    rank.beginSleep();
    rank.await(BOUND_NS);
    rank.endSleep();
    rank.beginSleep();
    CompletableFuture.runAsync(rank::wakeUp);
    long startNs = System.nanoTime();
    rank.await(BOUND_NS);
    rank.endSleep();
    assertTrue(System.nanoTime() - startNs < BOUND_NS / 2);
  }

  @Test
  void shouldWakeTheEngineThatSleepsElsewhere() {
    HostNeighbours rank = open(0);
    HostNeighbours waker = open(1);
    rank.wakeThroughEngine();
    rank.beginSleep();
    waker.bell(0).ring();
    long deadlineNs = System.nanoTime() + BOUND_NS;
    while (engineWakes.get() == 0) {
      assertTrue(System.nanoTime() < deadlineNs, "the engine was not woken");
      Thread.onSpinWait();
    }
  }

  @Test
  void shouldLookItselfWhereThereAreNoSockets() throws IOException {
    // The place of the bell is taken by something else.
    Files.createDirectory(first.resolve("bell-0"));
    HostNeighbours rank = open(0);
    long startNs = System.nanoTime();
    rank.beginSleep();
    rank.await(BOUND_NS);
    rank.endSleep();
    assertTrue(System.nanoTime() - startNs < BOUND_NS / 2);
    open(1).bell(0).ring();
  }

  @Test
  void shouldNotMindARingAtADeadOnesDoor() throws IOException {
    HostNeighbours dead = open(0);
    dead.beginSleep();
    dead.close();
    Bell bell = open(1).bell(0);
    bell.ring();
    dead.beginSleep();
    bell.ring();
  }

  @Test
  void shouldBeUndisturbedByAnInterrupt() {
    HostNeighbours left = open(0);
    HostNeighbours right = open(1);
    Thread.currentThread().interrupt();
    try {
      RingProducer ring = left.openOutgoing(1);
      send(ring, 5);
      right.beginSleep();
      left.bell(1).ring();
      assertEquals(5, receive(right.openIncoming(0)));
      assertTrue(Thread.currentThread().isInterrupted());
    } finally {
      assertTrue(Thread.interrupted());
    }
    left.bell(1).ring();
  }

  @Test
  void shouldMakeSmallerRingsWhereThereIsLittleRoom() {
    maker = limited(100_000, Long.MAX_VALUE);
    RingProducer ring = open(0).openOutgoing(1);
    assertEquals(64 << 10, ring.capacityBytes());
    assertFalse(Files.exists(other.resolve("second")));
    send(ring, 6);
    HostNeighbours receiver = open(1);
    assertEquals(0, receiver.nextArrival());
    assertEquals(6, receive(receiver.openIncoming(0)));
  }

  @Test
  void shouldGoToTheOtherFolderWhenTheFirstIsFull() throws IOException {
    maker = limited(10_000, Long.MAX_VALUE);
    HostNeighbours sender = open(0);
    RingProducer ring = sender.openOutgoing(1);
    assertTrue(ring.capacityBytes() >= 1 << 20);
    assertTrue(Files.exists(other.resolve("second").resolve("ring-0-1")));
    send(ring, 7);
    assertEquals(7, receive(open(1).openIncoming(0)));
    if (Files.getFileStore(other).supportsFileAttributeView("posix")) {
      assertEquals(
          "rwx------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(other.resolve("second"))));
    }
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void shouldNotUseAFolderThatOthersCanEnter() throws IOException {
    maker = limited(10_000, Long.MAX_VALUE);
    Files.createDirectory(other.resolve("second"));
    Files.setPosixFilePermissions(
        other.resolve("second"), PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThrows(EngineException.class, () -> open(0).openOutgoing(1));
  }

  @Test
  void shouldSayWhenNothingHasRoom() {
    maker = limited(10_000, 10_000);
    EngineException none = assertThrows(EngineException.class, () -> open(0).openOutgoing(1));
    assertTrue(none.getMessage().contains("from process 0 to process 1"), none.getMessage());
    assertTrue(none.getMessage().contains("--transport quic"), none.getMessage());
    maker = limited(0, 0);
    EngineException noMail = assertThrows(EngineException.class, () -> open(2).openOutgoing(1));
    assertTrue(noMail.getMessage().contains("mailbox of process 2"), noMail.getMessage());
    assertNull(opened.get(0).createSegment(9, 4096));
  }

  /** A disk that has room for files up to so many bytes in the first and in the other folder. */
  private SegmentFiles.Maker limited(long firstBytes, long otherBytes) {
    return (file, bytes) -> {
      if (bytes > (file.startsWith(first) ? firstBytes : otherBytes)) {
        throw new IOException("No space left on device");
      }
      return SegmentFiles.make(file, bytes);
    };
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void shouldMakeFilesForTheOwnerAlone() throws IOException {
    HostNeighbours rank = open(0);
    rank.openOutgoing(1);
    rank.createSegment(77, 4096);
    rank.beginSleep();
    try (Stream<Path> files = Files.list(first)) {
      List<Path> all = files.filter(f -> !f.getFileName().toString().startsWith("bell")).toList();
      assertEquals(4, all.size(), all::toString);
      for (Path file : all) {
        assertEquals(
            "rw-------",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
            file.toString());
      }
    }
  }

  @Test
  void shouldShareSegmentsByName() {
    HostNeighbours left = open(0);
    HostNeighbours right = open(1);
    assertNull(right.openSegment(-5, 4096));
    ByteBuffer mine = left.createSegment(-5, 4096);
    assertNull(left.createSegment(-5, 4096), "a name is given once");
    assertNull(right.openSegment(-5, 8192), "another length");
    ByteBuffer yours = right.openSegment(-5, 4096);
    mine.putLong(8, 99);
    assertEquals(99, yours.getLong(8));
    assertEquals(0, yours.getLong(16));
    left.unlinkSegment(-5);
    assertNull(right.openSegment(-5, 4096));
    mine.putLong(8, 98);
    assertEquals(98, yours.getLong(8));
    assertNotNull(left.createSegment(-5, 4096));
  }

  @Test
  void shouldRefuseAFolderWithAnotherNonce() throws IOException {
    Files.writeString(first.resolve(SharedFolder.NONCE_FILE), "abc");
    SegmentFiles.open(new SharedFolder(first, "abc"));
    EngineException wrong =
        assertThrows(
            EngineException.class, () -> SegmentFiles.open(new SharedFolder(first, "abd")));
    assertTrue(wrong.getMessage().contains(first.toString()), wrong.getMessage());
    assertThrows(EngineException.class, () -> SegmentFiles.open(new SharedFolder(other, "abc")));
  }

  @Test
  void shouldBelieveNothingOfAnotherProcessesFile() throws IOException {
    HostNeighbours rank = open(0);
    new Mailbox(mail(0)).announce(1, 9);
    assertThrows(ProtocolException.class, () -> rank.openIncoming(1), "no such place");
    new Mailbox(mail(0)).announce(1, SegmentFiles.FIRST);
    assertThrows(ProtocolException.class, () -> rank.openIncoming(1), "no such file");
    Files.write(first.resolve("ring-1-0"), new byte[5000]);
    assertThrows(ProtocolException.class, () -> rank.openIncoming(1), "no ring");
    Files.write(first.resolve("ring-1-0"), new byte[0]);
    assertThrows(ProtocolException.class, () -> rank.openIncoming(1), "an empty file");
  }

  private ByteBuffer mail(int process) throws IOException {
    return new SegmentFiles(first, other, SegmentFiles::make)
        .createOrOpen("mail-" + process, Mailbox.lengthBytes(3));
  }

  @Test
  void shouldMakeRingsThatFitTogether() {
    assertEquals(4 << 20, HostNeighbours.ringBytes(1));
    assertEquals(4 << 20, HostNeighbours.ringBytes(2));
    for (int ranks = 2; ranks <= 32; ranks++) {
      long all = (long) ranks * (ranks - 1) * HostNeighbours.ringBytes(ranks);
      assertTrue(all <= 40 << 20, ranks + " ranks: " + all);
    }
    assertEquals(32 << 10, HostNeighbours.ringBytes(1000));
  }
}
