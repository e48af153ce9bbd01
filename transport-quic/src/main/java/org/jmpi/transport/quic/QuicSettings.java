package org.jmpi.transport.quic;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What can be set about an endpoint. Immutable; {@link #DEFAULTS} and the {@code with} methods make
 * variants.
 *
 * @param bindAddress the local address, or null for all addresses of both families
 * @param firstPort the first UDP port to try; 0 for any
 * @param lastPort the last UDP port to try
 * @param socketBufferBytes asked of the kernel for each direction; what it gave is read back
 * @param nearDatagramBytes UDP payload between processes of one host, at most {@link
 *     #MAX_DATAGRAM_BYTES}
 * @param allFar treats every path as one between hosts, for example because a relay stands in the
 *     way
 * @param congestionControl of paths between hosts
 * @param idleTimeoutNs a connection that hears nothing for so long is closed (RFC 9000 §10.1)
 * @param dialTimeoutNs a handshake that takes longer is given up
 * @param segments packets per system call by UDP segmentation offload; 0 for off (not all kernels
 *     and cards can)
 * @param receiveBatch datagrams per receiving system call; 1 for off
 */
public record QuicSettings(
    InetAddress bindAddress,
    int firstPort,
    int lastPort,
    int socketBufferBytes,
    int nearDatagramBytes,
    boolean allFar,
    CongestionControl congestionControl,
    long idleTimeoutNs,
    long dialTimeoutNs,
    int segments,
    int receiveBatch) {
  /** No endpoint sends a longer UDP payload, so receive buffers have this size. */
  public static final int MAX_DATAGRAM_BYTES = 16_384;

  /**
   * Between hosts that are nearer than this round-trip time large messages go with CUBIC, farther
   * ones with BBR, unless told otherwise.
   */
  static final long LONG_RTT_NS = 2_000_000L;

  /** How the congestion window is found. */
  public enum CongestionControl {
    /** BBR on long paths, CUBIC on short ones. */
    AUTO,
    /** CUBIC (RFC 9438). */
    CUBIC,
    /** BBR. */
    BBR;

    static CongestionControl of(String name) {
      for (CongestionControl each : values()) {
        if (each.name().toLowerCase(Locale.ROOT).equals(name)) {
          return each;
        }
      }
      throw new IllegalArgumentException(
          "setting quic-congestion-control must be auto, cubic or bbr, not " + name);
    }
  }

  /** The smallest UDP payload that QUIC allows (RFC 9000 §14.1). */
  public static final int MIN_DATAGRAM_BYTES = 1_200;

  /** What a frame of 9,000 bytes has room for behind the headers of IPv6 and UDP. */
  private static final int JUMBO_DATAGRAM_BYTES = 8_952;

  private static final int MAX_SEGMENTED_BYTES = 65_000;

  /** Any port on all addresses. */
  public static final QuicSettings DEFAULTS =
      new QuicSettings(
          null,
          0,
          0,
          4 << 20,
          MAX_DATAGRAM_BYTES,
          false,
          CongestionControl.AUTO,
          TimeUnit.SECONDS.toNanos(10),
          TimeUnit.SECONDS.toNanos(5),
          0,
          1);

  /** Checks the ranges. */
  public QuicSettings {
    require(0 <= firstPort && firstPort <= lastPort && lastPort <= 0xffff, "udp-ports");
    require(socketBufferBytes > 0, "quic-socket-buffer");
    require(
        MIN_DATAGRAM_BYTES <= nearDatagramBytes && nearDatagramBytes <= MAX_DATAGRAM_BYTES,
        "quic-datagram");
    require(idleTimeoutNs > 0 && dialTimeoutNs > 0, "quic-idle-timeout-ms, quic-dial-timeout-ms");
    require(0 <= segments && segments <= 64, "quic-gso");
    require(1 <= receiveBatch && receiveBatch <= 64, "quic-receive-batch");
  }

  /**
   * Reads a job's settings: {@code udp-ports} ({@code A} or {@code A-B}), {@code udp-address},
   * {@code quic-socket-buffer}, {@code quic-datagram}, {@code quic-path} ({@code auto} or {@code
   * far}), {@code quic-congestion-control} ({@code auto}, {@code cubic} or {@code bbr}), {@code
   * quic-idle-timeout-ms}, {@code quic-dial-timeout-ms}, {@code quic-gso}, {@code
   * quic-receive-batch}. What is not there has its default.
   *
   * @throws IllegalArgumentException naming the setting that is wrong
   */
  public static QuicSettings from(Map<String, String> settings) {
    String ports = settings.getOrDefault("udp-ports", "0");
    int dash = ports.indexOf('-');
    String path = settings.getOrDefault("quic-path", "auto");
    require(path.equals("auto") || path.equals("far"), "quic-path");
    return new QuicSettings(
        address(settings.get("udp-address")),
        number("udp-ports", dash < 0 ? ports : ports.substring(0, dash)),
        number("udp-ports", ports.substring(dash + 1)),
        number(settings, "quic-socket-buffer", DEFAULTS.socketBufferBytes),
        number(settings, "quic-datagram", DEFAULTS.nearDatagramBytes),
        path.equals("far"),
        CongestionControl.of(settings.getOrDefault("quic-congestion-control", "auto")),
        nanoseconds(settings, "quic-idle-timeout-ms", DEFAULTS.idleTimeoutNs),
        nanoseconds(settings, "quic-dial-timeout-ms", DEFAULTS.dialTimeoutNs),
        number(settings, "quic-gso", DEFAULTS.segments),
        number(settings, "quic-receive-batch", DEFAULTS.receiveBatch));
  }

  /** The same, bound to one address. */
  public QuicSettings withBindAddress(InetAddress address) {
    return new QuicSettings(
        address,
        firstPort,
        lastPort,
        socketBufferBytes,
        nearDatagramBytes,
        allFar,
        congestionControl,
        idleTimeoutNs,
        dialTimeoutNs,
        segments,
        receiveBatch);
  }

  /** The same with other time-outs. */
  public QuicSettings withTimeouts(long idleNs, long dialNs) {
    return new QuicSettings(
        bindAddress,
        firstPort,
        lastPort,
        socketBufferBytes,
        nearDatagramBytes,
        allFar,
        congestionControl,
        idleNs,
        dialNs,
        segments,
        receiveBatch);
  }

  /**
   * The codec for a connection. Small messages that go between hosts get BBR: it does not take a
   * lost packet for a full path.
   *
   * @param rttNs of the path, as measured; 0: not known
   */
  CodecKind codecKind(PathProfile profile, boolean bulk, long rttNs) {
    boolean bbr =
        switch (congestionControl) {
          case AUTO -> !bulk || rttNs >= LONG_RTT_NS;
          case BBR -> true;
          case CUBIC -> false;
        };
    return new CodecKind(profile, bulk, bbr && profile != PathProfile.NEAR);
  }

  /** The longest UDP payload sent on a path of this kind. */
  int datagramBytes(PathProfile profile) {
    return switch (profile) {
      case NEAR -> nearDatagramBytes;
      case FAR_IPV4 -> 1472;
      case FAR_IPV6 -> 1452;
      case FAR_JUMBO -> JUMBO_DATAGRAM_BYTES;
    };
  }

  /**
   * Packets that one segmented send may hold: more than 64 KB together would be dropped silently.
   */
  int segments(PathProfile profile) {
    return Math.min(segments, MAX_SEGMENTED_BYTES / datagramBytes(profile));
  }

  private static int number(Map<String, String> settings, String name, int otherwise) {
    String text = settings.get(name);
    return text == null ? otherwise : number(name, text);
  }

  private static int number(String name, String text) {
    try {
      return Integer.parseInt(text.trim());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "setting " + name + " is not a number: " + text + " (give one, or leave it out)", e);
    }
  }

  private static long nanoseconds(Map<String, String> settings, String name, long otherwise) {
    String text = settings.get(name);
    return text == null ? otherwise : TimeUnit.MILLISECONDS.toNanos(number(name, text));
  }

  private static InetAddress address(String text) {
    try {
      return text == null ? null : InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "setting udp-address is not an address of this host: " + text, e);
    }
  }

  private static void require(boolean condition, String name) {
    if (!condition) {
      throw new IllegalArgumentException("setting " + name + " is out of range");
    }
  }
}
