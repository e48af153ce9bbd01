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

/** A life-line over a Unix-domain or a loopback socket. */
final class SocketLine extends LifeLine {
  private static final int MAX_TOKEN_FILE_BYTES = 256;

  private final SocketChannel channel;

  private SocketLine(SocketChannel channel) {
    this.channel = channel;
  }

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
    LifeLine line = new SocketLine(channel);
    line.sendHello(index, token);
    return line;
  }

  @Override
  void write(byte[] frame) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(frame);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  int read(byte[] buffer) throws IOException {
    return channel.read(ByteBuffer.wrap(buffer));
  }

  @Override
  void endReading() throws IOException {
    channel.shutdownInput();
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
