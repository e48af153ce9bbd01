package org.jmpi.net.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import org.jmpi.net.ProtocolException;
import org.jmpi.sim.Sweep;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The decoder and the session on bytes from somebody who means no good. */
@Tag("sweep")
class RecordFuzzTest {

  /** Writes down what it is told; pieces of bulk are joined. */
  private static final class Log implements RecordDecoder.Handler {
    final StringBuilder text = new StringBuilder();
    final CRC32 bulk = new CRC32();
    long bulkId = -1;
    long bulkEnd;

    @Override
    public void onRecord(byte type, long number, ByteBuffer body) {
      CRC32 sum = new CRC32();
      int length = body.remaining();
      sum.update(body);
      text.append(type).append(' ').append(number).append(' ').append(length);
      text.append(' ').append(sum.getValue()).append('\n');
    }

    @Override
    public void onBulk(long transferId, long offset, ByteBuffer piece) {
      assertTrue(piece.hasRemaining());
      if (transferId != bulkId || offset != bulkEnd) {
        text.append("bulk ").append(transferId).append(' ').append(offset).append('\n');
        bulkId = transferId;
        bulkEnd = offset;
      }
      bulkEnd += piece.remaining();
      bulk.update(piece);
    }

    @Override
    public String toString() {
      return text + "bulk sum " + bulk.getValue() + " end " + bulkEnd;
    }
  }

  @Test
  void shouldDecodeTheSameWhereverTheStreamIsCut() {
    for (long seed = 1; seed <= 40; seed++) {
      Random random = new Random(seed);
      byte[] stream = validStream(random);
      Log whole = new Log();
      new RecordDecoder(whole).feed(ByteBuffer.wrap(stream));
      Log bytewise = new Log();
      RecordDecoder one = new RecordDecoder(bytewise);
      Log cut = new Log();
      RecordDecoder some = new RecordDecoder(cut);
      for (byte b : stream) {
        one.feed(ByteBuffer.wrap(new byte[] {b}));
      }
      for (int at = 0; at < stream.length; ) {
        int length = Math.min(stream.length - at, 1 + random.nextInt(1 + random.nextInt(40_000)));
        // Also as a part of a larger buffer, direct or not.
        ByteBuffer buffer =
            random.nextBoolean()
                ? ByteBuffer.allocateDirect(length + 9)
                : ByteBuffer.allocate(length + 9);
        buffer.position(5).limit(5 + length);
        buffer.duplicate().put(stream, at, length);
        some.feed(buffer);
        assertEquals(0, buffer.remaining());
        at += length;
      }
      assertEquals(whole.toString(), bytewise.toString(), "seed " + seed);
      assertEquals(whole.toString(), cut.toString(), "seed " + seed);
      assertTrue(whole.text.length() > 0);
    }
  }

  @Test
  void shouldSurviveNoise() {
    fuzz(
        random -> {
          byte[] noise = new byte[random.nextInt(3000)];
          random.nextBytes(noise);
          if (noise.length > 8 && random.nextBoolean()) {
            noise[4] = (byte) (1 + random.nextInt(5));
            noise[2] = 0;
            noise[3] = 0;
          }
          return noise;
        });
  }

  @Test
  void shouldSurviveStreamsThatWereTamperedWith() {
    fuzz(
        random -> {
          byte[] stream = validStream(random);
          for (int i = random.nextInt(6); i >= 0; i--) {
            int at = random.nextInt(stream.length);
            switch (random.nextInt(4)) {
              case 0 -> stream[at] ^= (byte) (1 << random.nextInt(8));
              case 1 -> stream[at] = (byte) random.nextInt();
              case 2 -> stream = Arrays.copyOf(stream, at + 1);
              default -> {
                // One byte is missing.
                System.arraycopy(stream, at + 1, stream, at, stream.length - at - 1);
                stream = Arrays.copyOf(stream, Math.max(1, stream.length - 1));
              }
            }
          }
          return stream;
        });
  }

  @Test
  void shouldTakeNoMemoryForALengthThatIsOnlyClaimed() {
    // The first round loads classes, which takes memory of its own.
    for (int round = 0; round < 3; round++) {
      int claimed = Record.MAX_BODY_BYTES - round;
      ByteBuffer header = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
      Record.writeHeader(header, 0, claimed, Record.DATA, 0);
      Log log = new Log();
      long before = allocatedBytes();
      new RecordDecoder(log).feed(header);
      long allocated = allocatedBytes() - before;
      assertTrue(round == 0 || allocated < 10_000, "bytes taken: " + allocated);
      assertEquals(0, log.text.length());
    }
  }

  @Test
  void shouldRefuseDatagramsThatAreNotWholeRecords() {
    long whole = 0;
    for (long seed = 1; seed <= Sweep.seeds(300); seed++) {
      Random random = new Random(seed);
      byte[] stream = validStream(random);
      int length = 1 + random.nextInt(Math.min(stream.length, 1200));
      boolean tamper = random.nextInt(4) == 0;
      if (tamper) {
        stream[random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
      }
      RecordDecoder decoder = new RecordDecoder(new SessionCore(1 << 17, new Counter(new int[1])));
      Log log = new Log();
      RecordDecoder model = new RecordDecoder(log);
      try {
        decoder.feedDatagram(ByteBuffer.wrap(stream, 0, length));
      } catch (ProtocolException e) {
        // nothing else comes out
      }
      try {
        model.feedDatagram(ByteBuffer.wrap(stream, 0, length));
        whole++;
      } catch (ProtocolException e) {
        // Nothing of a refused datagram is left for the next.
        log.text.setLength(0);
        ByteBuffer ping = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        SessionCore.writePing(ping, true);
        model.feedDatagram(ping.flip());
        assertEquals("4 1 0 0\n", log.text.toString(), "seed " + seed);
      }
    }
    assertTrue(whole > 0, "no datagram was whole");
  }

  private interface Source {
    byte[] next(Random random);
  }

  /** Only ProtocolException, and memory in proportion to what has come. */
  private static void fuzz(Source source) {
    long refused = 0;
    long seed = 0;
    allocatedBytes();
    while (seed < Sweep.seeds(1000)) {
      Random random = new Random(++seed);
      byte[] stream = source.next(random);
      int[] frames = {0};
      SessionCore session = new SessionCore(1 << 17, new Counter(frames));
      for (int i = 0; i < 5; i++) {
        session.claim(20);
        session.publish();
      }
      RecordDecoder decoder = new RecordDecoder(session);
      long before = allocatedBytes();
      try {
        for (int at = 0; at < stream.length; ) {
          int length = Math.min(stream.length - at, 1 + random.nextInt(2000));
          decoder.feed(ByteBuffer.wrap(stream, at, length));
          at += length;
        }
      } catch (ProtocolException e) {
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
      long taken = allocatedBytes() - before;
      assertTrue(
          taken < 100_000 + 8L * stream.length,
          "seed " + seed + ": " + taken + " bytes taken for " + stream.length);
    }
    assertTrue(refused > seed / 5, "hardly anything was refused: " + refused + " of " + seed);
  }

  private static final class Counter implements SessionCore.Events {
    private final int[] frames;

    Counter(int[] frames) {
      this.frames = frames;
    }

    @Override
    public void onFrame(ByteBuffer frame) {
      frames[0]++;
    }

    @Override
    public void onBulk(long transferId, long offset, ByteBuffer piece) {
      frames[0]++;
    }

    @Override
    public void onWritable() {}
  }

  private static byte[] validStream(Random random) {
    ByteBuffer stream = ByteBuffer.allocate(600_000).order(ByteOrder.LITTLE_ENDIAN);
    int records = 1 + random.nextInt(30);
    long number = 0;
    for (int i = 0; i < records && stream.remaining() > 200_000; i++) {
      int kind = random.nextInt(5);
      int start = stream.position();
      if (kind == 0) {
        int length = 1 + random.nextInt(100_000);
        Record.writeBulkHeader(stream, length, random.nextInt(5), random.nextLong() >>> 20);
        byte[] data = new byte[length];
        random.nextBytes(data);
        stream.put(data);
        continue;
      }
      int body =
          switch (kind) {
            case 1 -> 0;
            case 2 -> random.nextInt(Record.MAX_BODY_BYTES + 1);
            default -> random.nextInt(300);
          };
      byte type = kind == 1 ? Record.PING : i == 0 ? Record.HELLO : Record.DATA;
      if (type == Record.HELLO) {
        body = 0;
      }
      Record.writeHeader(stream, start, body, type, type == Record.DATA ? number++ : 0);
      for (int at = 0; at < body; at++) {
        stream.put(start + Record.HEADER_BYTES + at, (byte) random.nextInt());
      }
      stream.position(start + Record.paddedBytes(body));
    }
    return Arrays.copyOf(stream.array(), stream.position());
  }

  private static long allocatedBytes() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
