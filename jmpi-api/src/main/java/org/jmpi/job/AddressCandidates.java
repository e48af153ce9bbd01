package org.jmpi.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Which addresses a wildcard-bound port can be reached at: what a process publishes as its {@link
 * Contact}.
 */
public final class AddressCandidates {
  private AddressCandidates() {}

  /**
   * The addresses of all interfaces that are up with {@code port}: global and site-local ones first
   * (IPv4 before IPv6), then loopback. Link-local addresses are left out: they need a scope that
   * another host cannot know.
   */
  public static List<InetSocketAddress> of(int port) {
    List<InetAddress> found = new ArrayList<>();
    try {
      for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (each.isUp()) {
          found.addAll(Collections.list(each.getInetAddresses()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list the network interfaces", e);
    }
    found.removeIf(a -> a.isLinkLocalAddress() || a.isAnyLocalAddress() || a.isMulticastAddress());
    return order(found).stream().map(a -> new InetSocketAddress(a, port)).toList();
  }

  /**
   * The same addresses in the order in which a peer should try them: loopback first on the host of
   * the process itself, last elsewhere.
   */
  public static List<InetSocketAddress> forPeer(
      List<InetSocketAddress> addresses, boolean sameHost) {
    Comparator<InetSocketAddress> loopbackLast =
        Comparator.comparing(a -> a.getAddress().isLoopbackAddress());
    return addresses.stream().sorted(sameHost ? loopbackLast.reversed() : loopbackLast).toList();
  }

  private static List<InetAddress> order(List<InetAddress> addresses) {
    return addresses.stream()
        .sorted(
            Comparator.comparing(InetAddress::isLoopbackAddress)
                .thenComparing(a -> !(a instanceof Inet4Address)))
        .toList();
  }
}
