package org.jmpi.transport.quic;

import io.netty.buffer.ByteBuf;
import io.netty.channel.epoll.Epoll;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.job.Credentials;
import org.jmpi.job.ProcessId;

/** Endpoints of one job in one thread, and what they saw. */
final class EndpointPair implements AutoCloseable {
  static final long JOB = 0x1234abcdL;
  static final long BOUND_NS = TimeUnit.SECONDS.toNanos(60);

  final TestAuthority authority = new TestAuthority();
  final List<Node> nodes = new ArrayList<>();
  ImpairedRelay relay;
  boolean epoll = Epoll.isAvailable();

  static ProcessId process(int index) {
    return new ProcessId(JOB, index, 0);
  }

  Node add(int index, QuicSettings settings) {
    return add(settings, authority.issue(process(index)));
  }

  Node add(QuicSettings settings, Credentials credentials) {
    Node node = new Node(settings, credentials, epoll);
    nodes.add(node);
    return node;
  }

  /** Polls all until the condition holds. */
  void until(String what, BooleanSupplier condition) {
    long startNs = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - startNs > BOUND_NS) {
        throw new AssertionError("waited in vain: " + what + "; " + nodes);
      }
      boolean any = relay != null && relay.pump();
      for (Node node : nodes) {
        any |= node.endpoint.poll();
      }
      if (!any) {
        nodes.get(0).endpoint.awaitInput(200_000);
      }
    }
  }

  @Override
  public void close() {
    for (Node node : nodes) {
      node.endpoint.close();
      if (node.endpoint.buffersInUse() != 0) {
        throw new AssertionError(node.endpoint.buffersInUse() + " buffers were not released");
      }
    }
  }

  /** One endpoint. */
  static final class Node implements EndpointEvents {
    final QuicEndpoint endpoint;
    final ProcessId id;
    final List<Log> accepted = new ArrayList<>();
    final Set<ProcessId> fenced = new HashSet<>();

    Node(QuicSettings settings, Credentials credentials, boolean epoll) {
      try {
        id = PeerVerifier.identity(credentials.certificate());
      } catch (CertificateException e) {
        throw new EngineException(ErrorClass.OTHER, "no process", e);
      }
      endpoint =
          QuicEndpoint.open(settings, credentials, () -> true, this, System::nanoTime, epoll);
    }

    InetSocketAddress address(InetAddress via) {
      return new InetSocketAddress(via, endpoint.localAddress().getPort());
    }

    Log dial(Node other, ProcessId expected) {
      return dial(other.address(InetAddress.getLoopbackAddress()), expected);
    }

    Log dial(InetSocketAddress address, ProcessId expected) {
      Log log = new Log();
      log.connection = endpoint.dial(address, expected, log);
      return log;
    }

    @Override
    public boolean isFenced(ProcessId process) {
      return fenced.contains(process);
    }

    @Override
    public ConnectionEvents onAccepted(QuicConnection connection) {
      Log log = new Log();
      log.connection = connection;
      accepted.add(log);
      return log;
    }

    @Override
    public String toString() {
      return endpoint.localAddress() + " accepted " + accepted;
    }
  }

  /** What one connection saw. */
  static class Log implements ConnectionEvents {
    QuicConnection connection;
    boolean connected;
    CloseReason closed;
    int closings;
    long bytes;
    long writable;
    int streamsEnded;
    int datagrams;
    InetSocketAddress moved;
    StringBuilder text = new StringBuilder();
    RuntimeException onData;

    @Override
    public void onConnected(QuicConnection connection) {
      connected = true;
    }

    @Override
    public void onData(QuicConnection connection, IncomingStream stream, ByteBuf data) {
      if (onData != null) {
        throw onData;
      }
      bytes += data.readableBytes();
      if (data.readableBytes() < 100) {
        text.append(stream.kind()).append(':');
        while (data.isReadable()) {
          text.append((char) data.readByte());
        }
      }
    }

    @Override
    public void onDatagram(QuicConnection connection, ByteBuf data) {
      datagrams++;
      bytes += data.readableBytes();
    }

    @Override
    public void onPeerMoved(QuicConnection connection, InetSocketAddress address) {
      moved = address;
    }

    @Override
    public void onStreamEnd(QuicConnection connection, IncomingStream stream) {
      streamsEnded++;
    }

    @Override
    public void onWritable(QuicConnection connection, OutgoingStream stream) {
      writable++;
    }

    @Override
    public void onClosed(QuicConnection connection, CloseReason reason) {
      closed = reason;
      closings++;
    }

    OutgoingStream open(StreamKind kind) {
      return connection.openStream(kind);
    }

    void send(OutgoingStream stream, QuicEndpoint endpoint, String message) {
      ByteBuf data = endpoint.allocator().directBuffer(message.length());
      for (char c : message.toCharArray()) {
        data.writeByte(c);
      }
      stream.write(data);
    }

    @Override
    public String toString() {
      return connection + " " + connected + " " + closed + " " + bytes;
    }
  }
}
