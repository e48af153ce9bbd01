package org.jmpi.transport.quic;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jmpi.job.Contact;
import org.jmpi.job.ProcessId;

/**
 * Reaches one peer: looks its addresses up, tries them one after the other with a short head start
 * each (as in RFC 8305), makes further attempts beside those from which nothing is heard, and
 * starts again after a while when all fail. The first connection that stands wins. Under the
 * engine's lock but for the look-up.
 */
final class Dialler {
  private static final long LOOK_UP_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);
  private static final long HEAD_START_NS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long FIRST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LONGEST_PAUSE_NS = TimeUnit.SECONDS.toNanos(1);

  /**
   * An attempt begins anew, beside those under way, when nothing has come of them: their first
   * packets may be lost in an outage, and the codec repeats them after one second, then three.
   */
  private static final long AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(500);

  /** The same while the peer was never reached: it may still be starting. */
  private static final long FIRST_AGAIN_NS = TimeUnit.SECONDS.toNanos(2);

  private static final int MAX_ATTEMPTS = 8;

  /** How long a way through a third host is tried before another one is asked for. */
  private static final long RELAY_AGAIN_NS = TimeUnit.SECONDS.toNanos(3);

  private static final long RELAY_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(3);

  private final QuicTransport transport;
  private final ProcessId peer;
  private final QuicLink link;
  private final List<QuicConnection> attempts = new ArrayList<>();
  private List<InetSocketAddress> addresses = List.of();
  private List<InetSocketAddress> relays = List.of();
  private InetSocketAddress lastHeardFrom;
  private boolean relayAsked;
  private long relayAskedAtNs;
  private int nextAddress;
  private boolean lookedUp;
  private long redials;
  private long followed;
  private boolean againTimerSet;
  private boolean dialling;
  private int round;
  private long pauseNs = FIRST_PAUSE_NS;
  private long sinceNs;
  private String lastFailure = "not tried yet";

  Dialler(QuicTransport transport, ProcessId peer, QuicLink link) {
    this.transport = transport;
    this.peer = peer;
    this.link = link;
  }

  boolean isDialling() {
    return dialling;
  }

  String lastFailure() {
    return lastFailure;
  }

  /**
   * Where the peer was reached last: that is tried first from now on, and at once where attempts
   * are under way already, which go to where it was before.
   */
  void prefer(InetSocketAddress address) {
    if (isRelay(address)) {
      return;
    }
    boolean isNews = !address.equals(lastHeardFrom);
    lastHeardFrom = address;
    order();
    if (isNews && dialling && attempts.size() < MAX_ATTEMPTS) {
      redials++;
      followed++;
      attempts.add(transport.endpoint().dial(address, peer, link));
    }
  }

  /** Whether that is a third host, which passes on what is for the peer. */
  boolean isRelay(InetSocketAddress address) {
    return relays.contains(address);
  }

  /** Tries the peer's own addresses once, beside a connection through a third host. */
  void tryDirectly() {
    for (InetSocketAddress address : addresses) {
      if (attempts.size() < MAX_ATTEMPTS && !isRelay(address)) {
        attempts.add(transport.endpoint().dial(address, peer, link));
      }
    }
  }

  /** Attempts that were made beside others or beside a connection. */
  long redials() {
    return redials;
  }

  /** Attempts at an address from which the peer was heard while others were under way. */
  long followed() {
    return followed;
  }

  /** Begins, when it has not begun. */
  void start() {
    if (transport.failure() != null) {
      link.giveUp(transport.failure());
      return;
    }
    if (dialling || transport.endpoint() == null) {
      return;
    }
    dialling = true;
    sinceNs = now();
    pauseNs = FIRST_PAUSE_NS;
    setAgainTimer();
    round++;
    if (!addresses.isEmpty()) {
      // What is known: the look-up may itself be cut off.
      nextAddress = 0;
      redials++;
      dialNext();
    }
    if (!lookedUp) {
      lookUp();
    }
  }

  /**
   * A connection stands, or none is wanted any more: no new attempts. Those under way go on and are
   * judged when they are complete, as those of the other side are: both sides then choose the same
   * one. (Besides, the codec was seen to send without end when it is told to close a connection in
   * the middle of its handshake.)
   */
  void stop() {
    dialling = false;
    round++;
    attempts.clear();
  }

  /** One of the attempts may have succeeded. */
  void onConnected(QuicConnection connection) {
    attempts.remove(connection);
  }

  /** Says whether the connection that was closed was one of the attempts. */
  boolean onClosed(QuicConnection connection, CloseReason reason) {
    if (!attempts.remove(connection)) {
      return false;
    }
    lastFailure = reason.text();
    if (dialling && nextAddress < addresses.size()) {
      dialNext();
    } else if (dialling && attempts.isEmpty()) {
      pause();
    }
    return true;
  }

  private void setAgainTimer() {
    if (!againTimerSet) {
      againTimerSet = true;
      transport.endpoint().schedule(this::again, lastHeardFrom == null ? FIRST_AGAIN_NS : AGAIN_NS);
    }
  }

  private void again() {
    againTimerSet = false;
    if (!dialling || isTooLong()) {
      return;
    }
    if (mayNeedRelay()) {
      askForRelay();
    }
    if (!attempts.isEmpty() && attempts.size() < MAX_ATTEMPTS && !isAnswered()) {
      redials++;
      nextAddress = nextAddress < addresses.size() ? nextAddress : 0;
      dialNext();
    }
    setAgainTimer();
  }

  /**
   * A handshake that is slow though the path works is so because a processor is short: another one
   * would make that worse.
   */
  private boolean isAnswered() {
    for (QuicConnection attempt : attempts) {
      if (attempt.isAnswered()) {
        return true;
      }
    }
    return false;
  }

  private boolean mayNeedRelay() {
    long relayNs = transport.linkSettings().relayNs();
    long now = now();
    return relayNs > 0
        && now - sinceNs >= relayNs
        && (!relayAsked || now - relayAskedAtNs >= RELAY_AGAIN_NS)
        && !isAnswered();
  }

  private void askForRelay() {
    relayAsked = true;
    relayAskedAtNs = now();
    transport
        .context()
        .runBlocking(
            () -> {
              try {
                List<InetSocketAddress> found =
                    transport.job().relay(peer.index(), RELAY_TIMEOUT_NS);
                transport.context().runLocked(() -> foundRelay(found));
              } catch (RuntimeException e) {
                QuicLog.LOG.debug("No way to {} through a third host", peer, e);
              }
            });
  }

  private void foundRelay(List<InetSocketAddress> found) {
    List<InetSocketAddress> own = new ArrayList<>(addresses);
    own.removeAll(relays);
    relays = found;
    addresses = own;
    order();
    if (dialling && !found.isEmpty()) {
      nextAddress = addresses.indexOf(found.get(0));
      dialNext();
    }
  }

  /** The contact's addresses, that which was reached last before them, third hosts behind. */
  private void order() {
    if (!addresses.containsAll(relays)) {
      List<InetSocketAddress> all = new ArrayList<>(addresses);
      all.removeAll(relays);
      all.addAll(relays);
      addresses = all;
    }
    if (lastHeardFrom != null && (addresses.isEmpty() || !addresses.get(0).equals(lastHeardFrom))) {
      List<InetSocketAddress> ordered = new ArrayList<>(addresses);
      ordered.remove(lastHeardFrom);
      ordered.add(0, lastHeardFrom);
      addresses = ordered;
    }
  }

  private void lookUp() {
    int current = round;
    transport
        .context()
        .runBlocking(
            () -> {
              try {
                Contact contact = transport.job().lookUp(peer.index(), LOOK_UP_TIMEOUT_NS);
                transport.context().runLocked(() -> found(current, contact));
              } catch (RuntimeException e) {
                transport.context().runLocked(() -> notFound(current, e));
              }
            });
  }

  private void found(int lookUpRound, Contact contact) {
    if (lookUpRound != round || !dialling) {
      return;
    }
    lookedUp = true;
    addresses = contact.addresses();
    order();
    nextAddress = 0;
    if (addresses.isEmpty()) {
      lastFailure = "it has no address";
      pause();
    } else if (attempts.isEmpty()) {
      dialNext();
    }
  }

  private void notFound(int lookUpRound, RuntimeException reason) {
    if (lookUpRound == round && dialling) {
      lastFailure = String.valueOf(reason.getMessage());
      if (attempts.isEmpty()) {
        pause();
      }
    }
  }

  private void dialNext() {
    InetSocketAddress address = addresses.get(nextAddress++);
    attempts.add(transport.endpoint().dial(address, peer, link));
    if (nextAddress < addresses.size()) {
      int current = round;
      int expected = nextAddress;
      transport
          .endpoint()
          .schedule(
              () -> {
                if (dialling && current == round && expected == nextAddress) {
                  dialNext();
                }
              },
              HEAD_START_NS);
    }
  }

  private void pause() {
    if (isTooLong()) {
      return;
    }
    int current = ++round;
    transport
        .endpoint()
        .schedule(
            () -> {
              if (dialling && current == round) {
                lookUp();
              }
            },
            pauseNs);
    pauseNs = Math.min(2 * pauseNs, LONGEST_PAUSE_NS);
  }

  /** Gives up when the bound is reached. */
  private boolean isTooLong() {
    long sinceStartNs = now() - sinceNs;
    if (sinceStartNs <= transport.linkSettings().unreachableNs()) {
      return false;
    }
    dialling = false;
    round++;
    link.giveUp(
        "not reached for "
            + TimeUnit.NANOSECONDS.toMillis(sinceStartNs)
            + " ms; last failure: "
            + lastFailure);
    // Whoever decides may find that the peer lives and only gets no processor.
    link.redialSoon();
    return true;
  }

  private long now() {
    return transport.context().clockNs().getAsLong();
  }
}
