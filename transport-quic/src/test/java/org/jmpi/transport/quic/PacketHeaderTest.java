package org.jmpi.transport.quic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.SecureRandom;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is read of packets before anybody has authenticated them. */
class PacketHeaderTest {
  @Test
  void shouldFindTheIdInBothForms() {
    ConnectionIds ids = new ConnectionIds(new SecureRandom(), 0xcafe1234);
    byte[] id = new byte[ConnectionIds.LENGTH_BYTES];
    ids.newId(ConnectionIds.LENGTH_BYTES).get(id);
    ByteBuf shortForm = Unpooled.buffer().writeZero(3).writeByte(0x40).writeBytes(id);
    shortForm.skipBytes(3);
    ByteBuf longForm =
        Unpooled.buffer().writeByte(0xc0).writeInt(1).writeByte(id.length).writeBytes(id);
    for (ByteBuf packet : new ByteBuf[] {shortForm, longForm}) {
      int index = PacketHeader.destinationIdIndex(packet);
      assertEquals(0xcafe1234, packet.getInt(index));
      assertEquals(Unpooled.wrappedBuffer(id).getLong(4), PacketHeader.randomPart(packet, index));
    }
  }

  @Test
  void shouldSurviveAnyBytes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[random.nextInt(24)];
      random.nextBytes(bytes);
      ByteBuf packet = Unpooled.wrappedBuffer(bytes);
      int index = PacketHeader.destinationIdIndex(packet);
      assertTrue(index == -1 || index + ConnectionIds.LENGTH_BYTES <= bytes.length, "seed " + seed);
    }
  }
}
