package org.jmpi.launcher.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jmpi.launcher.wire.FrameDecoder;
import org.jmpi.launcher.wire.MalformedException;
import org.jmpi.launcher.wire.RankDown;
import org.jmpi.launcher.wire.RankUp;

/**
 * The agent's end of the life-lines where there are no pipes: a Unix-domain socket in a directory
 * that only this user can enter or, where the system has none, a loopback TCP port with a token in
 * a file that only this user can read. One thread, never blocked by a rank that does not read.
 */
final class LifeLines implements RankLines {
  static final int MAX_QUEUED_BYTES = 2 * FrameDecoder.MAX_FRAME_BYTES;
  static final int TOKEN_BYTES = 32;

  private final Events events;
  private final Path address;
  private final byte[] token;
  private final Selector selector;
  private final ServerSocketChannel server;
  private final Map<Integer, Line> lines = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Line> toFlush = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  /**
   * Listens below {@code directory}; over TCP when {@code unixSockets} is false or there are none.
   */
  LifeLines(Path directory, boolean unixSockets, Events events) throws IOException {
    this.events = events;
    selector = Selector.open();
    ServerSocketChannel unix = unixSockets ? openUnix(directory) : null;
    if (unix != null) {
      server = unix;
      token = new byte[0];
      address = directory.resolve("agent.sock");
    } else {
      server = ServerSocketChannel.open(StandardProtocolFamily.INET);
      server.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
      token = KernelRandom.bytes(TOKEN_BYTES);
      address = writeTokenFile(directory, ((InetSocketAddress) server.getLocalAddress()).getPort());
    }
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
    Thread thread = new Thread(this::run, "life-lines");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public Path address() {
    return address;
  }

  @Override
  public void expect(int index) {
    // Whoever comes is asked who it is.
  }

  @Override
  public void forget(int index) {
    // The connection has ended with the process.
  }

  @Override
  public void send(int index, byte[] frame) {
    Line line = lines.get(index);
    if (line != null) {
      line.queue(frame);
      toFlush.add(line);
      selector.wakeup();
    }
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
  }

  /** Why a process of another distribution is not let in. */
  static String otherVersion(int version) {
    return "the runtime speaks version "
        + version
        + ", jmpirun "
        + RankUp.VERSION
        + ": use one distribution";
  }

  private static ServerSocketChannel openUnix(Path directory) throws IOException {
    ServerSocketChannel channel = null;
    try {
      channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      channel.bind(UnixDomainSocketAddress.of(directory.resolve("agent.sock")));
      return channel;
    } catch (UnsupportedOperationException | IOException e) {
      if (channel != null) {
        channel.close();
      }
      return null;
    }
  }

  private Path writeTokenFile(Path directory, int port) throws IOException {
    Path file = directory.resolve("agent.tcp");
    if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    String line = port + " " + HexFormat.of().formatHex(token) + "\n";
    return Files.write(file, line.getBytes(StandardCharsets.US_ASCII));
  }

  private void run() {
    try (selector;
        server) {
      while (!closed) {
        selector.select();
        for (Line line = toFlush.poll(); line != null; line = toFlush.poll()) {
          line.flush();
        }
        for (SelectionKey key : selector.selectedKeys()) {
          if (key.isValid() && key.isAcceptable()) {
            accept();
          } else if (key.attachment() instanceof Line line) {
            line.onReady(key);
          }
        }
        selector.selectedKeys().clear();
      }
      for (Line line : lines.values()) {
        line.close();
      }
      if (token.length > 0 || Files.exists(address)) {
        Files.deleteIfExists(address);
      }
    } catch (IOException e) {
      lines.values().forEach(Line::close);
    }
  }

  private void accept() throws IOException {
    SocketChannel channel = server.accept();
    if (channel != null) {
      channel.configureBlocking(false);
      Line line = new Line(channel);
      line.key = channel.register(selector, SelectionKey.OP_READ, line);
    }
  }

  private final class Line {
    final SocketChannel channel;
    final FrameDecoder decoder = new FrameDecoder(RankUp.MAX_HELLO_BYTES);
    final ByteBuffer input = ByteBuffer.allocate(16 << 10);
    final ArrayDeque<ByteBuffer> output = new ArrayDeque<>();
    SelectionKey key;
    int queuedBytes;
    int index = -1;
    boolean closeWhenFlushed;

    Line(SocketChannel channel) {
      this.channel = channel;
    }

    synchronized void queue(byte[] frame) {
      queuedBytes += frame.length;
      output.add(ByteBuffer.wrap(frame));
    }

    void onReady(SelectionKey ready) {
      try {
        if (ready.isValid() && ready.isWritable()) {
          flush();
        }
        if (ready.isValid() && ready.isReadable()) {
          read();
        }
      } catch (IOException | MalformedException e) {
        close();
      }
    }

    private void read() throws IOException {
      input.clear();
      int count = channel.read(input);
      if (count < 0) {
        close();
        return;
      }
      decoder.feed(input.flip(), this::onFrame);
    }

    private void onFrame(byte[] frame) {
      if (closeWhenFlushed) {
        return;
      }
      if (index < 0) {
        onHello(frame);
      } else {
        events.onFrame(index, frame);
      }
    }

    private void onHello(byte[] frame) {
      if (!(RankUp.decode(frame) instanceof RankUp.Hello hello)) {
        throw new MalformedException("a life-line begins without hello");
      }
      if (!MessageDigest.isEqual(token, hello.token())) {
        throw new MalformedException("wrong token");
      }
      String refusal =
          hello.version() == RankUp.VERSION
              ? events.onHello(hello.index())
              : otherVersion(hello.version());
      if (refusal == null) {
        index = hello.index();
        lines.put(index, this);
        decoder.allow(FrameDecoder.MAX_FRAME_BYTES);
        events.onFrame(index, Arrays.copyOf(frame, frame.length));
      } else {
        queue(new RankDown.Refused(refusal).encode());
        closeWhenFlushed = true;
        flush();
      }
    }

    synchronized void flush() {
      try {
        while (!output.isEmpty()) {
          ByteBuffer first = output.peek();
          queuedBytes -= channel.write(first);
          if (first.hasRemaining()) {
            break;
          }
          output.remove();
        }
        if (output.isEmpty() && closeWhenFlushed || queuedBytes > MAX_QUEUED_BYTES) {
          close();
        } else if (key != null && key.isValid()) {
          key.interestOps(SelectionKey.OP_READ | (output.isEmpty() ? 0 : SelectionKey.OP_WRITE));
        }
      } catch (IOException e) {
        close();
      }
    }

    void close() {
      try {
        channel.close();
      } catch (IOException e) {
        closeWhenFlushed = true;
      }
      if (index >= 0 && lines.remove(index, this)) {
        events.onClosed(index);
      }
    }
  }
}
