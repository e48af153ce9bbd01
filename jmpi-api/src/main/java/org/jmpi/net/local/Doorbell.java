package org.jmpi.net.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Where a process sleeps: a Unix-domain socket on which a byte from a neighbour is a bell. */
final class Doorbell implements AutoCloseable {
  private static final int BACKLOG = 1 << 12;

  private final Selector selector;
  private final ServerSocketChannel server;
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(64);
  private final Answer answer = new Answer();

  private Doorbell(Selector selector, ServerSocketChannel server) {
    this.selector = selector;
    this.server = server;
  }

  /** Listens at {@code address}. */
  static Doorbell open(Path address) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(address), BACKLOG);
      server.configureBlocking(false);
      Selector selector = Selector.open();
      server.register(selector, SelectionKey.OP_ACCEPT);
      return new Doorbell(selector, server);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** Waits for a bell or {@link #wakeUp}; 0 waits without a bound. */
  void await(long maxWaitMs) {
    try {
      selector.select(answer, maxWaitMs);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot wait for the bell of this rank", e);
    }
  }

  /** Ends {@link #await}, now or the next time. */
  void wakeUp() {
    selector.wakeup();
  }

  /** No lambda: a virtual machine links one the first time that a rank sleeps. */
  private final class Answer implements Consumer<SelectionKey> {
    @Override
    public void accept(SelectionKey key) {
      try {
        if (key.isAcceptable()) {
          for (SocketChannel caller = server.accept(); caller != null; caller = server.accept()) {
            caller.configureBlocking(false);
            caller.register(selector, SelectionKey.OP_READ);
          }
        } else {
          SocketChannel caller = (SocketChannel) key.channel();
          if (caller.read(bytes.clear()) < 0) {
            caller.close();
          }
        }
      } catch (IOException e) {
        key.cancel();
        try {
          key.channel().close();
        } catch (IOException again) {
          // It is not selected any more: nothing else matters.
          return;
        }
      }
    }
  }

  @Override
  public void close() {
    if (!selector.isOpen()) {
      return;
    }
    try (selector;
        server) {
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the bell of this rank", e);
    }
  }
}
