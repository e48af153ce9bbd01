package org.jmpi.transport.quic;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jmpi.comm.Communicator;
import org.jmpi.data.Layout;
import org.jmpi.error.EngineException;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.SendMode;
import org.jmpi.p2p.StatusRecord;
import org.jmpi.runtime.Engine;

/** Messages whose contents say who sent them and when. */
final class Traffic {
  private Traffic() {}

  /** Sends message {@code number} of {@code rank} and waits until the buffer is free. */
  static void send(Engine engine, int to, int tag, int number, int length) {
    int self = engine.world().rank();
    engine
        .world()
        .send(SendMode.STANDARD, message(self, number, length), 0, length, Layout.BYTE, to, tag);
  }

  /** Receives the next message and checks that it is that one. */
  static void receive(Engine engine, int from, int tag, int number, int length) {
    byte[] data = new byte[length];
    StatusRecord status = new StatusRecord();
    engine.world().recv(data, 0, length, Layout.BYTE, from, tag, status);
    check(data, from, number, length, status.lengthBytes);
  }

  /**
   * Each side sends {@code count} messages of mixed sizes to the other and receives as many,
   * several at a time; order and contents are checked.
   */
  static void exchange(Engine engine, int peer, long seed, int count, int longest) {
    Communicator world = engine.world();
    int self = world.rank();
    int window = 16;
    List<Operation> sends = new ArrayList<>();
    List<Operation> receives = new ArrayList<>();
    byte[][] targets = new byte[count][];
    Random mine = new Random(seed * 100 + self);
    Random theirs = new Random(seed * 100 + peer);
    for (int i = 0; i < count + window; i++) {
      if (i < count) {
        int length = length(mine, longest);
        byte[] data = message(self, i, length);
        sends.add(world.startSend(SendMode.STANDARD, data, 0, length, Layout.BYTE, peer, 5));
        targets[i] = new byte[length(theirs, longest)];
        receives.add(world.startRecv(targets[i], 0, targets[i].length, Layout.BYTE, peer, 5));
      }
      int done = i - window;
      if (done >= 0) {
        finish(world, sends.get(done));
        finish(world, receives.get(done));
        check(
            targets[done],
            peer,
            done,
            targets[done].length,
            receives.get(done).status().lengthBytes);
        targets[done] = null;
        sends.set(done, null);
        receives.set(done, null);
      }
    }
  }

  static void finish(Communicator world, Operation operation) {
    world.await(operation);
    EngineException error = operation.error();
    if (error != null) {
      throw error;
    }
  }

  private static int length(Random random, int longest) {
    return switch (random.nextInt(10)) {
      case 0 -> random.nextInt(longest);
      case 1, 2 -> random.nextInt(40_000);
      default -> random.nextInt(2000);
    };
  }

  static byte[] message(int from, int number, int length) {
    byte[] data = new byte[length];
    for (int i = 0; i < length; i++) {
      data[i] = content(from, number, i);
    }
    return data;
  }

  private static void check(byte[] data, int from, int number, int length, long received) {
    if (received != length) {
      throw new AssertionError(
          "message " + number + " from " + from + " has " + received + " bytes, not " + length);
    }
    for (int i = 0; i < length; i++) {
      if (data[i] != content(from, number, i)) {
        throw new AssertionError(
            "message " + number + " from " + from + " is wrong at byte " + i + " of " + length);
      }
    }
  }

  private static byte content(int from, int number, int at) {
    return (byte) (from * 101 + number * 13 + at + (at >> 8) * 7 + (at >> 16));
  }
}
