package org.jmpi.bench.jmh;

import org.jmpi.data.Layout;
import org.jmpi.net.Link;
import org.jmpi.net.local.LocalHub;
import org.jmpi.net.local.LocalTransport;
import org.jmpi.p2p.MatchContext;
import org.jmpi.p2p.P2pEngine;
import org.jmpi.p2p.RecvOp;
import org.jmpi.p2p.SendMode;
import org.jmpi.p2p.SendOp;

/** Two engines in one thread: what one sends reaches the other within the call. */
final class EnginePair {
  private static final long CONTEXT = 1L << 32;

  private final P2pEngine sender;
  private final P2pEngine receiver;
  private final LocalTransport senderTransport;
  private final LocalTransport receiverTransport;
  private final MatchContext senderContext;
  private final MatchContext receiverContext;

  /**
   * Puts them together.
   *
   * @param isRing by rings as between ranks of a host, else by sessions as QUIC links have them,
   *     without the codec
   */
  EnginePair(boolean isRing) {
    Link[] links = new Link[2];
    sender = new P2pEngine(peer -> links[0], work -> {}, (peer, why) -> {});
    receiver = new P2pEngine(peer -> links[1], work -> {}, (peer, why) -> {});
    if (isRing) {
      LocalHub hub = new LocalHub();
      senderTransport = new LocalTransport(hub, new CoreJob(0, sender), () -> {});
      receiverTransport = new LocalTransport(hub, new CoreJob(1, receiver), () -> {});
      links[0] = senderTransport.link(1);
      links[1] = receiverTransport.link(0);
    } else {
      senderTransport = null;
      receiverTransport = null;
      SessionPipe there = new SessionPipe(1, sender);
      SessionPipe here = new SessionPipe(0, receiver);
      there.join(here);
      here.join(there);
      links[0] = there;
      links[1] = here;
    }
    int[] both = {0, 1};
    senderContext = sender.openContext(CONTEXT, both, 0);
    receiverContext = receiver.openContext(CONTEXT, both, 1);
  }

  /** Posts a receive. */
  void post(RecvOp receive, byte[] target, long tag) {
    receive.payload().set(target, 0, target.length, Layout.BYTE);
    receiver.recv(receive.from(receiverContext, 0, tag), null);
  }

  /** Takes it back, if it is not complete. */
  void cancel(RecvOp receive) {
    receiver.cancel(receive);
  }

  /** Sends a message, which arrives. */
  void send(SendOp send, byte[] source, long tag) {
    send.payload().set(source, 0, source.length, Layout.BYTE);
    sender.send(send.to(senderContext, 1, tag, SendMode.STANDARD), null);
    sender.flush();
    if (receiverTransport != null) {
      receiverTransport.poll();
    }
    receiver.flush();
    if (senderTransport != null) {
      senderTransport.poll();
    }
  }
}
