package org.jmpi.transport.quic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jmpi.job.AddressCandidates;
import org.jmpi.job.Contact;
import org.jmpi.job.Credentials;
import org.jmpi.job.Job;
import org.jmpi.job.ProcessId;
import org.jmpi.net.Link;
import org.jmpi.net.Transport;
import org.jmpi.net.TransportContext;

/**
 * Links over QUIC: one UDP port, a {@link QuicLink} per peer. Opening asks the launcher for this
 * process's certificate in the background; links take frames meanwhile.
 */
final class QuicTransport implements Transport, EndpointEvents {
  private static final long CREDENTIALS_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);

  private static final long CLOSED_AFTER_NS = TimeUnit.MILLISECONDS.toNanos(300);

  /** Who has more peers than this has too many to hold a further connection to each. */
  private static final int MOST_AHEAD = 4;

  private final TransportContext context;
  private final LinkSettings linkSettings;
  private final QuicSettings settings;
  private final Map<Integer, QuicLink> links = new HashMap<>();
  private final List<QuicLink> active = new ArrayList<>();
  private QuicEndpoint endpoint;

  /** Why there will never be an endpoint; null when there is or may be one. */
  private String failure;

  private boolean closed;
  private int ahead;
  private boolean farSeen;
  private boolean nearSeen;
  private boolean wasFar;
  private volatile boolean woken;
  private volatile Thread parked;

  QuicTransport(TransportContext context) {
    this.context = context;
    this.settings = QuicSettings.from(context.job().settings());
    this.linkSettings = LinkSettings.from(context.job().settings(), settings);
    context.runBlocking(this::fetchCredentials);
  }

  @Override
  public String name() {
    return "quic";
  }

  @Override
  public Link link(int peer) {
    return quicLink(peer);
  }

  @Override
  public boolean poll() {
    if (endpoint == null) {
      return false;
    }
    boolean worked = endpoint.poll();
    for (int i = active.size() - 1; i >= 0; i--) {
      QuicLink link = active.get(i);
      moved(link.isLong());
      if (link.pumpBulk()) {
        worked = true;
      } else {
        active.remove(i);
        link.deactivated();
      }
    }
    return worked;
  }

  @Override
  public boolean wasFar() {
    // Timers and acknowledgements belong to whatever was seen before.
    wasFar = nearSeen ? false : farSeen || wasFar;
    farSeen = false;
    nearSeen = false;
    return wasFar;
  }

  @Override
  public void awaitInput(long maxWaitNs) {
    if (endpoint != null) {
      endpoint.awaitInput(maxWaitNs);
      return;
    }
    parked = Thread.currentThread();
    try {
      if (!woken) {
        LockSupport.parkNanos(this, maxWaitNs);
      }
    } finally {
      parked = null;
      woken = false;
    }
  }

  @Override
  public void wakeUp() {
    woken = true;
    Thread thread = parked;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
    QuicEndpoint open = endpoint;
    if (open != null) {
      open.wakeUp();
    }
  }

  @Override
  public void close() {
    closed = true;
    links.values().forEach(QuicLink::close);
    if (endpoint != null) {
      endpoint.close();
    }
  }

  @Override
  public boolean isFenced(ProcessId process) {
    QuicLink link = links.get(process.index());
    return link != null && link.isClosed();
  }

  @Override
  public ConnectionEvents onAccepted(QuicConnection connection) {
    QuicLink link;
    try {
      link = quicLink(connection.peer().index());
    } catch (NoSuchElementException e) {
      // It has joined the job, and word of that is on its way here by a longer one.
      return null;
    }
    if (!link.peerId().equals(connection.peer())) {
      throw new IllegalStateException(
          connection.peer() + " dialled, but the job knows that process as " + link.peerId());
    }
    return connection.isBulk() ? link.bulkReceiver() : link;
  }

  // ---- for links

  QuicEndpoint endpoint() {
    return endpoint;
  }

  /** Why nothing can be dialled, ever; or null. */
  String failure() {
    return failure;
  }

  TransportContext context() {
    return context;
  }

  LinkSettings linkSettings() {
    return linkSettings;
  }

  Job job() {
    return context.job();
  }

  /** Something came from a peer, or data go to it. */
  void moved(boolean far) {
    farSeen |= far;
    nearSeen |= !far;
  }

  /** The link has bulk data to send: {@link #poll} asks it. */
  void activate(QuicLink link) {
    active.add(link);
  }

  /** Whether one more link may dial for large messages before there are any. */
  boolean takeAhead() {
    return ahead++ < MOST_AHEAD;
  }

  /** A link is closed: while others go on, its connection is when these have had their turn. */
  void closeWithoutHaste(QuicConnection connection) {
    GoodbyeLater goodbye = new GoodbyeLater(connection);
    if (closed) {
      goodbye.run();
    } else {
      endpoint.schedule(goodbye, CLOSED_AFTER_NS);
    }
  }

  private QuicLink quicLink(int peer) {
    return links.computeIfAbsent(peer, index -> new QuicLink(this, job().process(index).id()));
  }

  /** On a background thread: the launcher makes the certificate when it is first asked for. */
  private void fetchCredentials() {
    Credentials credentials;
    try {
      credentials = job().credentials(CREDENTIALS_TIMEOUT_NS);
    } catch (RuntimeException e) {
      context.runLocked(() -> failAll("no certificate from the launcher: " + e.getMessage()));
      return;
    }
    QuicEndpoint[] opened = new QuicEndpoint[1];
    context.runLocked(() -> opened[0] = open(credentials));
    if (opened[0] != null) {
      int port = opened[0].localAddress().getPort();
      job().publish(new Contact(job().self(), AddressCandidates.of(port)));
      context.runLocked(() -> links.values().forEach(QuicLink::endpointOpened));
    }
  }

  private QuicEndpoint open(Credentials credentials) {
    if (closed) {
      return null;
    }
    try {
      endpoint =
          QuicEndpoint.open(settings, credentials, context::isLockHeld, this, context.clockNs());
      return endpoint;
    } catch (RuntimeException | LinkageError e) {
      failAll("QUIC cannot be used here: " + e.getMessage());
      return null;
    }
  }

  private void failAll(String reason) {
    failure = reason;
    for (QuicLink link : List.copyOf(links.values())) {
      link.giveUp(reason);
    }
  }
}
