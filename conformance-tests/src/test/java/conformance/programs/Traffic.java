package conformance.programs;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.CRC32;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;
import mpi.Request;
import mpi.Status;

/**
 * Messages of all lengths between all pairs, each with a checksum, until somebody dies. Whoever
 * sees a message that is not as it was sent says so.
 */
final class Traffic {
  private static final int TAG = 11;
  private static final int MAX_LENGTH = 400_000;
  private static final int MAX_INTS = 200_000;

  private Traffic() {}

  static void run(Intracomm world, long seed) {
    int me = world.getRank();
    int size = world.getSize();
    Random random = new Random(seed + me);
    byte[] in = new byte[MAX_LENGTH];
    world.setErrhandler(MPI.ERRORS_RETURN);
    Program.say(world, "runs in " + System.getenv("JMPI_FOLDER"));
    long intact = 0;
    try {
      for (int round = 0; ; round++) {
        int step = 1 + round % (size - 1);
        byte[] out = message(random);
        ByteBuffer buffer = ByteBuffer.allocateDirect(out.length).put(out);
        Request send = world.iSend(buffer, out.length, MPI.BYTE, (me + step) % size, TAG);
        Status status = world.recv(in, in.length, MPI.BYTE, (me - step + size) % size, TAG);
        int length = status.getCount(MPI.BYTE);
        if (!isIntact(in, length)) {
          Program.say(world, "CORRUPT: round " + round + ", " + length + " bytes");
          Runtime.getRuntime().halt(3);
        }
        intact++;
        send.waitFor();
      }
    } catch (MPIException e) {
      Program.say(world, "intact " + intact + ", then error " + e.getErrorClass());
    }
  }

  /** Collectives over all lengths, which go through shared segments, until somebody dies. */
  static void runCollectives(Intracomm world, long seed) {
    world.setErrhandler(MPI.ERRORS_RETURN);
    Program.say(world, "runs in " + System.getenv("JMPI_FOLDER"));
    Random random = new Random(seed);
    long intact = 0;
    try {
      for (int round = 0; ; round++) {
        int length = random.nextBoolean() ? 1 + random.nextInt(100) : 1 + random.nextInt(MAX_INTS);
        boolean isRight =
            round % 2 == 0 ? reduce(world, round, length) : broadcast(world, round, length);
        if (!isRight) {
          Program.say(world, "CORRUPT: round " + round + ", " + length + " ints");
          Runtime.getRuntime().halt(3);
        }
        intact++;
      }
    } catch (MPIException e) {
      Program.say(world, "intact " + intact + ", then error " + e.getErrorClass());
    }
  }

  private static boolean reduce(Intracomm world, int round, int length) {
    int[] values = new int[length];
    for (int i = 0; i < length; i++) {
      values[i] = (world.getRank() + 1) * (round + i);
    }
    world.allReduce(values, length, MPI.INT, MPI.SUM);
    int size = world.getSize();
    return isRamp(values, size * (size + 1) / 2, round);
  }

  private static boolean broadcast(Intracomm world, int round, int length) {
    int root = round / 2 % world.getSize();
    int[] values = new int[length];
    for (int i = 0; world.getRank() == root && i < length; i++) {
      values[i] = (root + 1) * (round + i);
    }
    world.bcast(values, length, MPI.INT, root);
    return isRamp(values, root + 1, round);
  }

  private static boolean isRamp(int[] values, int factor, int offset) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] != factor * (offset + i)) {
        return false;
      }
    }
    return true;
  }

  private static byte[] message(Random random) {
    int length =
        switch (random.nextInt(4)) {
          case 0 -> 8 + random.nextInt(100);
          case 1 -> 8 + random.nextInt(20_000);
          default -> 8 + random.nextInt(MAX_LENGTH - 8);
        };
    byte[] message = new byte[length];
    random.nextBytes(message);
    long sum = checksum(message, length);
    for (int i = 0; i < 8; i++) {
      message[i] = (byte) (sum >>> 8 * i);
    }
    return message;
  }

  private static boolean isIntact(byte[] message, int length) {
    long sum = checksum(message, length);
    for (int i = 0; i < 8; i++) {
      if (message[i] != (byte) (sum >>> 8 * i)) {
        return false;
      }
    }
    return true;
  }

  private static long checksum(byte[] message, int length) {
    CRC32 crc = new CRC32();
    crc.update(message, 8, length - 8);
    return crc.getValue() ^ (long) length << 32;
  }
}
