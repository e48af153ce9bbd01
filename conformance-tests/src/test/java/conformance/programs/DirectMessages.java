package conformance.programs;

import java.nio.ByteBuffer;
import java.util.Random;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;

/**
 * Long messages between two ranks, from direct buffers and arrays into direct buffers and arrays.
 */
final class DirectMessages {
  private static final int TAG = 12;
  private static final int[] LENGTHS = {
    16_384, 16_385, 65_536, 131_072, 131_073, 1 << 20, (1 << 20) + 1, 9_000_001
  };

  private DirectMessages() {}

  /** Each length in each combination, both ways, as often as asked. */
  static void run(Intracomm world, int rounds) {
    int peer = 1 - world.getRank();
    for (int round = 0; round < rounds; round++) {
      for (int length : LENGTHS) {
        for (int kinds = 0; kinds < 4; kinds++) {
          ByteBuffer out = buffer((kinds & 1) != 0, length);
          ByteBuffer in = buffer((kinds & 2) != 0, length);
          fill(out, round + kinds + world.getRank());
          if (peer == 1) {
            world.send(memory(out), length, MPI.BYTE, peer, TAG);
          }
          world.recv(memory(in), length, MPI.BYTE, peer, TAG);
          if (peer == 0) {
            world.send(memory(out), length, MPI.BYTE, peer, TAG);
          }
          fill(out, round + kinds + peer);
          if (!in.equals(out)) {
            Program.say(world, "CORRUPT: " + length + " bytes, kinds " + kinds);
            Runtime.getRuntime().halt(3);
          }
        }
      }
    }
    Program.say(world, "intact");
  }

  /** Rank 0 sends to rank 1 until one of them dies. */
  static void runUntilDeath(Intracomm world) {
    int length = 32 << 20;
    ByteBuffer buffer = ByteBuffer.allocateDirect(length);
    ByteBuffer expected = ByteBuffer.allocateDirect(length);
    fill(buffer, 1);
    fill(expected, 1);
    world.setErrhandler(MPI.ERRORS_RETURN);
    long intact = 0;
    try {
      for (; ; intact++) {
        if (world.getRank() == 0) {
          world.send(buffer, length, MPI.BYTE, 1, TAG);
        } else {
          world.recv(buffer, length, MPI.BYTE, 0, TAG);
          if (!buffer.equals(expected)) {
            Program.say(world, "CORRUPT: message " + intact);
            Runtime.getRuntime().halt(3);
          }
          buffer.putLong(length / 2, intact);
        }
        if (intact == 3) {
          Program.say(world, "runs");
        }
      }
    } catch (MPIException e) {
      Program.say(world, "intact " + intact + ", then error " + e.getErrorClass());
    }
  }

  private static ByteBuffer buffer(boolean direct, int length) {
    return direct ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
  }

  private static Object memory(ByteBuffer buffer) {
    return buffer.hasArray() ? buffer.array() : buffer;
  }

  private static void fill(ByteBuffer buffer, long seed) {
    byte[] data = new byte[buffer.capacity()];
    new Random(seed).nextBytes(data);
    buffer.put(0, data);
  }
}
