package org.jmpi.launcher.rank;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.jmpi.launcher.wire.FrameDecoder;
import org.jmpi.launcher.wire.MalformedException;
import org.jmpi.launcher.wire.RankDown;
import org.jmpi.launcher.wire.RankUp;

/** The connection to the agent: while it lives, the rank may live. */
final class LifeLine {
  private static final int MAX_TOKEN_FILE_BYTES = 256;

  private final SocketChannel channel;

  private LifeLine(SocketChannel channel) {
    this.channel = channel;
  }

  /**
   * Connects and says hello.
   *
   * @param address the agent's socket ({@code .sock}) or the file with its port and token ({@code
   *     .tcp})
   */
  static LifeLine connect(Path address, int index) throws IOException {
    byte[] token = new byte[0];
    SocketChannel channel;
    if (address.toString().endsWith(".tcp")) {
      String[] parts = readTokenFile(address);
      token = HexFormat.of().parseHex(parts[1]);
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      channel = SocketChannel.open(new InetSocketAddress(loopback, Integer.parseInt(parts[0])));
    } else {
      channel = SocketChannel.open(UnixDomainSocketAddress.of(address));
    }
    LifeLine line = new LifeLine(channel);
    line.send(new RankUp.Hello(RankUp.VERSION, index, ProcessHandle.current().pid(), token));
    return line;
  }

  /** Sends a message whole. */
  synchronized void send(RankUp message) throws IOException {
    ByteBuffer frame = ByteBuffer.wrap(message.encode());
    while (frame.hasRemaining()) {
      channel.write(frame);
    }
  }

  /**
   * Starts a thread that hands over what comes in, then calls {@code onEnd} with the reason, once.
   */
  void read(Consumer<RankDown> onMessage, Consumer<String> onEnd) {
    Thread thread = new Thread(() -> onEnd.accept(readAll(onMessage)), "jmpi-life-line");
    thread.setDaemon(true);
    thread.start();
  }

  /** Ends the connection. */
  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing can be done about it, and the agent sees the end of the process in any case.
      return;
    }
  }

  private String readAll(Consumer<RankDown> onMessage) {
    FrameDecoder decoder = new FrameDecoder(FrameDecoder.MAX_FRAME_BYTES);
    ByteBuffer buffer = ByteBuffer.allocate(16 << 10);
    try {
      while (channel.read(buffer) >= 0) {
        decoder.feed(buffer.flip(), frame -> onMessage.accept(RankDown.decode(frame)));
        buffer.clear();
      }
      return "the agent has closed the life-line";
    } catch (IOException | MalformedException e) {
      return "the life-line broke: " + e.getMessage();
    }
  }

  private static String[] readTokenFile(Path file) throws IOException {
    if (Files.size(file) > MAX_TOKEN_FILE_BYTES) {
      throw new IOException(file + " is not an agent's file");
    }
    String[] parts = Files.readString(file).strip().split(" ");
    if (parts.length != 2) {
      throw new IOException(file + " is not an agent's file");
    }
    return parts;
  }
}
