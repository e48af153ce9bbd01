package org.jmpi.transport.quic;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;

/**
 * The kinds of path that get different settings. The codec has one set of settings for all its
 * connections, so the endpoint has a pair of codecs (dialling, accepting) per kind that is in use.
 */
enum PathProfile {
  /** Loopback or another process on this host: large datagrams, no pacing. */
  NEAR,
  /** Any other IPv4 path: datagrams of an Ethernet frame, path MTU discovery. */
  FAR_IPV4,
  /** Any other IPv6 path: the same with its longer header. */
  FAR_IPV6;

  /**
   * The profile of the path to or from an address. The address may come from a datagram's header:
   * the worst that a forged one causes is an unsuitable datagram size for the forger.
   *
   * @param own the addresses of this host
   * @param allFar no path is near
   */
  static PathProfile of(InetSocketAddress peer, Set<InetAddress> own, boolean allFar) {
    InetAddress address = peer.getAddress();
    if (!allFar && (address.isLoopbackAddress() || own.contains(address))) {
      return NEAR;
    }
    return address instanceof Inet6Address ? FAR_IPV6 : FAR_IPV4;
  }
}
