package org.jmpi.launcher.agent;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Random bytes that nobody can guess, from the kernel: Java's own generator comes with all security
 * providers, and takes jmpirun longer to load than to start a rank.
 */
public final class KernelRandom {
  private static final String DEVICE = "/dev/urandom";

  private KernelRandom() {}

  /** So many bytes. */
  public static byte[] bytes(int count) {
    byte[] value = new byte[count];
    try (InputStream device = new FileInputStream(DEVICE)) {
      if (device.read(value) == count) {
        return value;
      }
    } catch (IOException e) {
      // No such system: Java knows its source.
      return ofJava(count);
    }
    return ofJava(count);
  }

  /** Eight of them. */
  public static long number() {
    return ByteBuffer.wrap(bytes(Long.BYTES)).getLong();
  }

  /** So many bytes, two digits each. */
  public static String hex(int bytes) {
    return HexFormat.of().formatHex(bytes(bytes));
  }

  private static byte[] ofJava(int count) {
    byte[] value = new byte[count];
    new SecureRandom().nextBytes(value);
    return value;
  }
}
