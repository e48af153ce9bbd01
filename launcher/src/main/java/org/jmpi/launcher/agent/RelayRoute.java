package org.jmpi.launcher.agent;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where the datagrams of two processes go that meet at a relay. Each has a port here; what comes at
 * the port of one leaves from that of the other. Until a process has been heard, what is for it
 * goes to all addresses that it has told; then to where it was heard from.
 *
 * <p>Strangers are not passed on: a datagram counts as the process's when it comes from an IP
 * address that it has told, or, since address translators change these, when nothing has come from
 * such a one, from the first address at all. Who speaks is proved by the connection inside.
 */
final class RelayRoute {
  private static final int MOST_TRIED = 8;

  private final Side[] sides;

  private static final class Side {
    private final List<InetSocketAddress> told;
    private final Set<InetAddress> hosts;
    private InetSocketAddress heard;

    Side(List<InetSocketAddress> addresses) {
      told =
          addresses.stream()
              .filter(address -> !address.getAddress().isLoopbackAddress())
              .limit(MOST_TRIED)
              .toList();
      hosts = told.stream().map(InetSocketAddress::getAddress).collect(Collectors.toSet());
    }

    boolean takes(InetSocketAddress from) {
      if (hosts.contains(from.getAddress()) || heard == null) {
        heard = from;
      }
      return from.equals(heard);
    }
  }

  RelayRoute(List<InetSocketAddress> first, List<InetSocketAddress> second) {
    sides = new Side[] {new Side(first), new Side(second)};
  }

  /**
   * A datagram has come at the port of a side, 0 or 1.
   *
   * @return where it goes from the other port; nowhere when it is a stranger's
   */
  List<InetSocketAddress> onDatagram(int side, InetSocketAddress from) {
    if (!sides[side].takes(from)) {
      return List.of();
    }
    Side other = sides[1 - side];
    return other.heard == null ? other.told : List.of(other.heard);
  }
}
