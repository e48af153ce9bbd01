package org.jmpi.transport.quic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuicSettingsTest {
  @Test
  void shouldHaveDefaults() {
    assertEquals(QuicSettings.DEFAULTS, QuicSettings.from(Map.of()));
  }

  @Test
  void shouldReadARangeOfPorts() {
    QuicSettings settings = QuicSettings.from(Map.of("udp-ports", "4000-4010"));
    assertEquals(4000, settings.firstPort());
    assertEquals(4010, settings.lastPort());
    assertEquals(4000, QuicSettings.from(Map.of("udp-ports", "4000")).lastPort());
  }

  @ParameterizedTest
  @CsvSource({
    "udp-ports,5-4",
    "udp-ports,x",
    "udp-ports,1-70000",
    "quic-datagram,1199",
    "quic-datagram,16385",
    "quic-congestion-control,reno",
    "quic-path,short",
    "quic-gso,65",
    "quic-receive-batch,0",
    "quic-idle-timeout-ms,0",
    "udp-address,no.such.host.invalid"
  })
  void shouldNameTheSettingThatIsWrong(String name, String value) {
    IllegalArgumentException wrong =
        assertThrows(IllegalArgumentException.class, () -> QuicSettings.from(Map.of(name, value)));
    assertTrue(wrong.getMessage().contains(name), wrong.getMessage());
  }

  @Test
  void shouldKeepSegmentedSendsBelowTheLimitOfUdp() {
    QuicSettings settings = QuicSettings.from(Map.of("quic-gso", "64"));
    for (PathProfile profile : PathProfile.values()) {
      assertTrue(settings.segments(profile) * settings.datagramBytes(profile) <= 65_000);
      assertTrue(settings.segments(profile) > 1);
    }
  }
}
