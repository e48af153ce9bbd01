package org.jmpi.transport.quic;

import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/**
 * How long the packets are that routes from this host begin with. Longer ones than Ethernet's are
 * of use only where the kernel does not cut datagrams to pieces: then a probe that is too long is
 * lost, as the codec's discovery of the path's longest packet expects (RFC 8899 §3, RFC 9000 §14).
 */
final class FrameSizes {
  /** The longest IP packet of Ethernet. */
  static final int ETHERNET_BYTES = 1500;

  /** Of IPv6 and UDP. */
  private static final int HEADER_BYTES = 48;

  // Linux, <linux/in.h> and <linux/in6.h>.
  private static final int IPPROTO_IP = 0;
  private static final int IP_MTU_DISCOVER = 10;
  private static final int IP_MTU = 14;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_MTU_DISCOVER = 23;
  private static final int IPV6_MTU = 24;

  /** Never cut, and heed no word from routers: the codec finds out itself. */
  private static final int PMTUDISC_PROBE = 3;

  private final boolean sendsWhole;

  private FrameSizes(boolean sendsWhole) {
    this.sendsWhole = sendsWhole;
  }

  /**
   * Has the kernel send each datagram of the channel whole or not at all, where it can.
   *
   * @param nearBytes payload of datagrams inside this host, which are never probed: where loopback
   *     is too narrow for them they have to be cut
   */
  static FrameSizes of(DatagramChannel channel, int nearBytes) {
    return new FrameSizes(
        channel instanceof EpollDatagramChannel
            && loopbackBytes() >= nearBytes + HEADER_BYTES
            && (set(channel, "IP_MTU_DISCOVER", IPPROTO_IP, IP_MTU_DISCOVER)
                | set(channel, "IPV6_MTU_DISCOVER", IPPROTO_IPV6, IPV6_MTU_DISCOVER)));
  }

  /**
   * The longest packet that the route to the peer begins with; {@link #ETHERNET_BYTES} when that is
   * not known.
   */
  int towards(InetSocketAddress peer) {
    if (!sendsWhole) {
      return ETHERNET_BYTES;
    }
    boolean isIpv6 = peer.getAddress() instanceof Inet6Address;
    LinuxSocket unused = LinuxSocket.newSocketDgram(isIpv6);
    try {
      // Nothing is sent: the kernel looks the route up.
      unused.connect(peer);
      return isIpv6
          ? unused.getIntOpt(IPPROTO_IPV6, IPV6_MTU)
          : unused.getIntOpt(IPPROTO_IP, IP_MTU);
    } catch (IOException | RuntimeException e) {
      QuicLog.LOG.debug("How long packets to {} may be is not known", peer, e);
      return ETHERNET_BYTES;
    } finally {
      close(unused);
    }
  }

  private static boolean set(DatagramChannel channel, String name, int level, int option) {
    try {
      return channel
          .config()
          .setOption(new IntegerUnixChannelOption(name, level, option), PMTUDISC_PROBE);
    } catch (RuntimeException e) {
      QuicLog.LOG.debug("{} cannot be set", name, e); // a socket of the other family
      return false;
    }
  }

  private static int loopbackBytes() {
    try {
      NetworkInterface loopback =
          NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
      return loopback == null ? 0 : loopback.getMTU();
    } catch (SocketException e) {
      return 0;
    }
  }

  private static void close(LinuxSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      QuicLog.LOG.debug("A socket did not close", e);
    }
  }
}
