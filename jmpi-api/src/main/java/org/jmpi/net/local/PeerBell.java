package org.jmpi.net.local;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Rings at another process's door, if that sleeps. */
final class PeerBell implements Bell {
  private final Mailbox mailbox;
  private final Path address;
  private final ByteBuffer one = ByteBuffer.allocateDirect(1);
  private SocketChannel door;

  /**
   * The bell of one peer.
   *
   * @param address of its socket, which is there whenever it sleeps
   */
  PeerBell(Mailbox mailbox, Path address) {
    this.mailbox = mailbox;
    this.address = address;
  }

  @Override
  public void ring() {
    if (mailbox.mustRing()) {
      boolean interrupted = Thread.interrupted();
      try {
        send();
      } finally {
        Interruption.restore(interrupted);
      }
    }
  }

  private void send() {
    try {
      if (door == null) {
        door = SocketChannel.open(UnixDomainSocketAddress.of(address));
        door.configureBlocking(false);
      }
      // When nothing fits, bells enough are on their way.
      door.write(one.clear());
    } catch (IOException e) {
      // It has ended: whoever is asleep for ever need not be woken, and its death is told by the
      // agent.
      close();
    }
  }

  void close() {
    if (door != null) {
      try {
        door.close();
      } catch (IOException e) {
        // Nothing was to come of it any more.
        return;
      } finally {
        door = null;
      }
    }
  }
}
