package org.jmpi.transport.quic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PathProfileTest {
  private static InetSocketAddress at(String address) throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByName(address), 4433);
  }

  private static PathProfile of(String address, boolean allFar, int frameBytes)
      throws UnknownHostException {
    Set<InetAddress> own = Set.of(InetAddress.getByName("192.0.2.1"));
    return PathProfile.of(at(address), own, allFar, peer -> frameBytes);
  }

  @Test
  void shouldTakeOwnAddressesForNear() throws UnknownHostException {
    assertEquals(PathProfile.NEAR, of("127.0.0.1", false, 65_536));
    assertEquals(PathProfile.NEAR, of("192.0.2.1", false, 9000));
    assertEquals(PathProfile.FAR_IPV4, of("192.0.2.1", true, 9000));
  }

  @Test
  void shouldUseLongFramesOfTheInterface() throws UnknownHostException {
    assertEquals(PathProfile.FAR_IPV4, of("192.0.2.2", false, 1500));
    assertEquals(PathProfile.FAR_IPV6, of("2001:db8::2", false, 1500));
    assertEquals(PathProfile.FAR_JUMBO, of("192.0.2.2", false, 9000));
    assertEquals(PathProfile.FAR_JUMBO, of("2001:db8::2", false, 9000));
  }
}
