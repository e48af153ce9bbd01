package org.jmpi.transport.quic;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.function.ToIntFunction;

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
  FAR_IPV6,
  /**
   * Any other path that begins at an interface for longer frames than Ethernet's: as long as is
   * found to get through, up to a jumbo frame.
   */
  FAR_JUMBO;

  /**
   * The profile of the path to or from an address. The address may come from a datagram's header:
   * the worst that a forged one causes is an unsuitable datagram size for the forger.
   *
   * @param own the addresses of this host
   * @param allFar no path is near
   * @param frameBytes tells the longest packet of the interface towards a peer
   */
  static PathProfile of(
      InetSocketAddress peer,
      Set<InetAddress> own,
      boolean allFar,
      ToIntFunction<InetSocketAddress> frameBytes) {
    InetAddress address = peer.getAddress();
    boolean isOwn = address.isLoopbackAddress() || own.contains(address);
    if (!allFar && isOwn) {
      return NEAR;
    }
    // What is far on the own host stands for something else, which has Ethernet's frames.
    if (!isOwn && frameBytes.applyAsInt(peer) > FrameSizes.ETHERNET_BYTES) {
      return FAR_JUMBO;
    }
    return address instanceof Inet6Address ? FAR_IPV6 : FAR_IPV4;
  }
}
