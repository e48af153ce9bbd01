package org.jmpi.bench.wan;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** A connection to a {@link TcpPeer}. */
final class TcpConnection implements AutoCloseable {
  private static final int CONNECT_MS = 20_000;
  private static final long RETRY_NS = 100_000_000;

  private final Socket socket;
  private final DataOutputStream out;
  private final DataInputStream in;
  private final byte[][] blocks = TcpPeer.patterns();

  /**
   * Connects.
   *
   * @param what the first byte: what the other end is to do
   */
  TcpConnection(String host, int port, int what) throws IOException {
    socket = connect(new InetSocketAddress(host, port));
    socket.setTcpNoDelay(true);
    socket.getOutputStream().write(what);
    out =
        new DataOutputStream(
            new BufferedOutputStream(socket.getOutputStream(), TcpPeer.BLOCK_BYTES + 16));
    in = new DataInputStream(socket.getInputStream());
  }

  /** Again and again while nobody listens: the other end may be starting. */
  private static Socket connect(InetSocketAddress address) throws IOException {
    long startNs = System.nanoTime();
    while (true) {
      Socket socket = new Socket();
      try {
        socket.connect(address, CONNECT_MS);
        return socket;
      } catch (ConnectException e) {
        socket.close();
        if (System.nanoTime() - startNs > CONNECT_MS * 1_000_000L) {
          throw e;
        }
        LockSupport.parkNanos(RETRY_NS);
      }
    }
  }

  /**
   * Sends blocks for so long or so many bytes, whichever comes first; at least one.
   *
   * @return the bytes, when the other end has said that it has them
   */
  long send(long limitNs, long limitBytes) throws IOException {
    long startNs = System.nanoTime();
    long bytes = 0;
    for (long index = 0; bytes < limitBytes; index++) {
      if (index > 0 && System.nanoTime() - startNs >= limitNs) {
        break;
      }
      bytes += sendBlock(index, (int) Math.min(TcpPeer.BLOCK_BYTES, limitBytes - bytes));
    }
    out.writeInt(0);
    out.flush();
    long received = in.readLong();
    if (received != bytes) {
      throw new IllegalStateException("wrong data: " + received + " bytes of " + bytes);
    }
    return bytes;
  }

  /** Sends until it is over; {@code sent} has what was handed to the socket. */
  Void sendUntil(AtomicBoolean isOver, AtomicLong sent) throws IOException {
    for (long index = 0; !isOver.get(); index++) {
      sent.addAndGet(sendBlock(index, TcpPeer.BLOCK_BYTES));
    }
    socket.close();
    return null;
  }

  private int sendBlock(long index, int length) throws IOException {
    out.writeInt(length);
    out.write(blocks[(int) (index % blocks.length)], 0, length);
    out.flush();
    return length;
  }

  /** Pings for so long; the round trips. */
  Histogram ping(long limitNs) throws IOException {
    Histogram roundTripsNs = Wan.newHistogram();
    long startNs = System.nanoTime();
    for (int i = 0; System.nanoTime() - startNs < limitNs; i++) {
      roundTripsNs.recordValue(ping(i));
    }
    return roundTripsNs;
  }

  /** One ping; its round trip in nanoseconds. */
  long ping(int number) throws IOException {
    long startNs = System.nanoTime();
    out.writeLong(number);
    out.flush();
    long answer = in.readLong();
    long elapsedNs = System.nanoTime() - startNs;
    if (answer != number) {
      throw new IllegalStateException("wrong data: ping " + number + " says " + answer);
    }
    return elapsedNs;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
