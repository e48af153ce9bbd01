package org.jmpi.bench.wan;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;

/**
 * The receiving end of {@link TcpBench}: takes blocks and checks them, answers pings, as the first
 * byte of each connection says, until it is killed.
 */
public final class TcpPeer {
  static final int SINK = 'S';
  static final int ECHO = 'E';

  static final int BLOCK_BYTES = 65_536;
  static final int PING_BYTES = Long.BYTES;
  private static final int PATTERNS = 13;

  private TcpPeer() {}

  /**
   * Listens.
   *
   * @param args the port
   */
  public static void main(String[] args) throws IOException {
    try (ServerSocket server = new ServerSocket(Integer.parseInt(args[0]))) {
      while (true) {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        int what = socket.getInputStream().read();
        Thread thread = new Thread(() -> serve(socket, what), "connection");
        thread.setDaemon(true);
        thread.start();
      }
    }
  }

  /** What block {@code index} of a connection holds. */
  static byte[] pattern(long index) {
    byte[] block = new byte[BLOCK_BYTES];
    for (int i = 0; i < block.length; i++) {
      block[i] = (byte) ((i + index % PATTERNS) * 0x9E3779B1L >>> 24);
    }
    return block;
  }

  static byte[][] patterns() {
    byte[][] all = new byte[PATTERNS][];
    Arrays.setAll(all, TcpPeer::pattern);
    return all;
  }

  private static void serve(Socket socket, int what) {
    try (socket) {
      if (what == SINK) {
        sink(socket);
      } else {
        echo(socket);
      }
    } catch (EOFException e) {
      // The other end has had enough.
      return;
    } catch (IOException | IllegalStateException e) {
      System.err.println("TcpPeer: " + e);
    }
  }

  /** Blocks follow their lengths; after a length of 0 the answer is how many bytes there were. */
  private static void sink(Socket socket) throws IOException {
    DataInputStream in =
        new DataInputStream(new BufferedInputStream(socket.getInputStream(), 4 * BLOCK_BYTES));
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    byte[][] expected = patterns();
    byte[] block = new byte[BLOCK_BYTES];
    long bytes = 0;
    for (long index = 0; ; index++) {
      int length = in.readInt();
      if (length < 0 || length > BLOCK_BYTES) {
        throw new IllegalStateException("wrong data: a block of " + length + " bytes");
      }
      if (length == 0) {
        out.writeLong(bytes);
        bytes = 0;
        index = -1;
        continue;
      }
      in.readFully(block, 0, length);
      byte[] wanted = expected[(int) (index % PATTERNS)];
      if (!Arrays.equals(block, 0, length, wanted, 0, length)) {
        throw new IllegalStateException("wrong data: block " + index);
      }
      bytes += length;
    }
  }

  private static void echo(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] ping = new byte[PING_BYTES];
    while (true) {
      in.readFully(ping);
      socket.getOutputStream().write(ping);
    }
  }
}
