package org.jmpi.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.jmpi.data.Layout;
import org.jmpi.net.Link;
import org.jmpi.net.local.LocalHub;
import org.jmpi.net.local.LocalTransport;
import org.jmpi.p2p.MatchContext;
import org.jmpi.p2p.P2pEngine;
import org.jmpi.p2p.RecvOp;
import org.jmpi.p2p.SendMode;
import org.jmpi.p2p.SendOp;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * One eager message from engine to engine in one thread: posting, matching, packing, unpacking, and
 * the link's own part. Over rings, and over two sessions as QUIC links have them, without the
 * codec. With the GC profiler it shows that nothing is allocated.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EagerPathBenchmark {
  private static final long CONTEXT = 1L << 32;

  /** What carries the message. */
  @Param({"ring", "session"})
  public String link;

  /** How long it is. */
  @Param({"8", "4096"})
  public int bytes;

  private P2pEngine sender;
  private P2pEngine receiver;
  private LocalTransport receiverTransport;
  private LocalTransport senderTransport;
  private MatchContext senderContext;
  private MatchContext receiverContext;
  private final SendOp send = new SendOp();
  private final RecvOp receive = new RecvOp();
  private byte[] source;
  private byte[] target;

  /** Puts two engines together. */
  @Setup
  public void setUp() {
    Link[] links = new Link[2];
    sender = new P2pEngine(peer -> links[0], work -> {}, (peer, why) -> {});
    receiver = new P2pEngine(peer -> links[1], work -> {}, (peer, why) -> {});
    if (link.equals("ring")) {
      LocalHub hub = new LocalHub();
      senderTransport = new LocalTransport(hub, new CoreJob(0, sender), () -> {});
      receiverTransport = new LocalTransport(hub, new CoreJob(1, receiver), () -> {});
      links[0] = senderTransport.link(1);
      links[1] = receiverTransport.link(0);
    } else {
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
    source = new byte[bytes];
    target = new byte[bytes];
  }

  /** One message. */
  @Benchmark
  public byte message() {
    receive.payload().set(target, 0, bytes, Layout.BYTE);
    receiver.recv(receive.from(receiverContext, 0, 3), null);
    source[0]++;
    send.payload().set(source, 0, bytes, Layout.BYTE);
    sender.send(send.to(senderContext, 1, 3, SendMode.STANDARD), null);
    sender.flush();
    if (receiverTransport != null) {
      receiverTransport.poll();
    }
    receiver.flush();
    if (senderTransport != null) {
      senderTransport.poll();
    }
    if (!receive.isDone() || !send.isDone() || target[0] != source[0]) {
      throw new IllegalStateException("the message did not arrive");
    }
    return target[0];
  }
}
