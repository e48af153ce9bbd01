package org.jmpi.transport.quic;

import static org.jmpi.transport.quic.EndpointPair.process;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import org.jmpi.error.EngineException;
import org.jmpi.job.Credentials;
import org.jmpi.job.ProcessId;
import org.junit.jupiter.api.Test;

/**
 * Who gets in: a process of the job with a valid certificate for exactly its id, and nobody else.
 */
class IdentityTest {
  private static final Duration DAY = Duration.ofDays(1);

  private final Instant now = Instant.now();

  @Test
  void shouldRefuseACertificateOfAnotherAuthority() {
    try (EndpointPair job = new EndpointPair()) {
      assertRefusedAsDialler(job, job.authority.forged(process(2)), "authority");
    }
  }

  @Test
  void shouldRefuseAnExpiredCertificate() {
    try (EndpointPair job = new EndpointPair()) {
      assertRefusedAsDialler(
          job,
          job.authority.issue(
              process(2).toString(), now.minus(DAY.multipliedBy(2)), now.minus(DAY)),
          "NotAfter");
    }
  }

  @Test
  void shouldRefuseACertificateThatIsNotYetValid() {
    try (EndpointPair job = new EndpointPair()) {
      assertRefusedAsDialler(
          job,
          job.authority.issue(process(2).toString(), now.plus(DAY), now.plus(DAY.multipliedBy(2))),
          "NotBefore");
    }
  }

  @Test
  void shouldRefuseAProcessOfAnotherJob() throws InterruptedException {
    ProcessId other = new ProcessId(EndpointPair.JOB + 1, 2, 0);
    try (EndpointPair job = new EndpointPair()) {
      assertStrangerGetsNothing(job, job.authority.issue(other), CodecSet.ALPN, "another job");
    }
  }

  @Test
  void shouldRefuseAProcessThatClaimsToBeTheAcceptor() throws InterruptedException {
    try (EndpointPair job = new EndpointPair()) {
      assertStrangerGetsNothing(
          job, job.authority.issue(process(5)), CodecSet.ALPN, "claims to be this process");
    }
  }

  @Test
  void shouldRefuseACertificateThatNamesNoProcess() throws InterruptedException {
    try (EndpointPair job = new EndpointPair()) {
      Credentials nobody = job.authority.issue("urn:nobody", now.minus(DAY), now.plus(DAY));
      assertStrangerGetsNothing(job, nobody, CodecSet.ALPN, "does not name a process");
    }
  }

  @Test
  void shouldLetAClientWithoutCertificateGetNoFurtherThanTheHandshake()
      throws InterruptedException {
    try (EndpointPair job = new EndpointPair()) {
      assertStrangerGetsNothing(job, null, CodecSet.ALPN, null);
    }
  }

  @Test
  void shouldRefuseAnotherProtocolVersion() throws InterruptedException {
    try (EndpointPair job = new EndpointPair()) {
      assertStrangerGetsNothing(job, job.authority.issue(process(2)), "jmpi/0", null);
    }
  }

  @Test
  void shouldTakeTheRawClientWhenItHasWhatAProcessHas() throws InterruptedException {
    try (EndpointPair job = new EndpointPair()) {
      EndpointPair.Node acceptor = job.add(5, QuicSettings.DEFAULTS);
      try (RawClient client =
          new RawClient(
              acceptor.address(InetAddress.getLoopbackAddress()),
              job.authority.issue(process(2)),
              CodecSet.ALPN,
              new byte[] {'E', 'h', 'i'})) {
        job.until(
            "its data", () -> acceptor.accepted.size() == 1 && acceptor.accepted.get(0).bytes == 2);
        assertEquals("EAGER:hi", acceptor.accepted.get(0).text.toString());
        assertTrue(client.handshaken.get());
      }
    }
  }

  @Test
  void shouldRefuseAFencedIncarnationAndTakeTheNext() {
    try (EndpointPair job = new EndpointPair()) {
      EndpointPair.Node acceptor = job.add(1, QuicSettings.DEFAULTS);
      acceptor.fenced.add(process(2));
      EndpointPair.Node fenced = job.add(2, QuicSettings.DEFAULTS);
      EndpointPair.Log refused = fenced.dial(acceptor, process(1));
      job.until("the refusal", () -> refused.closed != null);
      assertTrue(acceptor.endpoint.verifier().takeRefusal().contains("declared dead"));
      assertTrue(acceptor.accepted.isEmpty());

      EndpointPair.Node next =
          job.add(
              QuicSettings.DEFAULTS, job.authority.issue(new ProcessId(EndpointPair.JOB, 2, 1)));
      next.dial(acceptor, process(1));
      job.until("the next incarnation", () -> acceptor.accepted.size() == 1);
      assertEquals(1, acceptor.accepted.get(0).connection.peer().incarnation());
    }
  }

  @Test
  void shouldRefuseAProcessThatWasNotDialled() {
    try (EndpointPair job = new EndpointPair()) {
      EndpointPair.Node one = job.add(1, QuicSettings.DEFAULTS);
      EndpointPair.Node two = job.add(2, QuicSettings.DEFAULTS);
      EndpointPair.Log log = one.dial(two, process(3));
      job.until("the end of the dial", () -> log.closed != null);
      assertFalse(log.connected);
      assertTrue(log.closed.text().contains("answered"), log.closed.text());
      assertTrue(two.accepted.isEmpty());
      assertEquals(CloseReason.Cause.DIAL_FAILED, log.closed.cause());
    }
  }

  @Test
  void shouldNotDialAStrangerWhoAnswers() {
    try (EndpointPair job = new EndpointPair()) {
      EndpointPair.Node one = job.add(1, QuicSettings.DEFAULTS);
      EndpointPair.Node stranger = job.add(QuicSettings.DEFAULTS, job.authority.forged(process(2)));
      EndpointPair.Log log = one.dial(stranger, process(2));
      job.until("the end of the dial", () -> log.closed != null);
      assertFalse(log.connected);
      assertTrue(log.closed.text().contains("authority"), log.closed.text());
      assertEquals(1, log.closings);
    }
  }

  @Test
  void shouldFailToOpenWithACertificateThatNamesNoProcess() {
    TestAuthority authority = new TestAuthority();
    Credentials nobody = authority.issue("https://example.org/", now.minus(DAY), now.plus(DAY));
    assertThrows(
        EngineException.class,
        () -> QuicEndpoint.open(QuicSettings.DEFAULTS, nobody, () -> true, null, System::nanoTime));
  }

  @Test
  void shouldProveIdentityAnewInEachDial() {
    try (EndpointPair job = new EndpointPair()) {
      EndpointPair.Node one = job.add(1, QuicSettings.DEFAULTS);
      EndpointPair.Node two = job.add(2, QuicSettings.DEFAULTS);
      EndpointPair.Log first = one.dial(two, process(2));
      job.until("a first connection", () -> first.connected && two.accepted.size() == 1);
      first.connection.close(CloseReason.CODE_GOODBYE, "done");
      job.until("its end", () -> two.accepted.get(0).closed != null);
      two.fenced.add(process(1));
      EndpointPair.Log second = one.dial(two, process(2));
      job.until("the refusal", () -> second.closed != null);
      assertTrue(two.endpoint.verifier().takeRefusal().contains("declared dead"));
      assertEquals(1, two.accepted.size());
    }
  }

  private static void assertRefusedAsDialler(
      EndpointPair job, Credentials credentials, String reason) {
    EndpointPair.Node acceptor = job.add(5, QuicSettings.DEFAULTS);
    EndpointPair.Node dialler = job.add(QuicSettings.DEFAULTS, credentials);
    EndpointPair.Log log = dialler.dial(acceptor, process(5));
    job.until("the refusal", () -> log.closed != null);
    String refusal = acceptor.endpoint.verifier().takeRefusal();
    assertNotNull(refusal, () -> "not refused by the acceptor but: " + log.closed);
    assertTrue(refusal.contains(reason), refusal);
    assertTrue(log.closed.text().contains("TLS alert"), log.closed.text());
    assertTrue(acceptor.accepted.isEmpty(), () -> "accepted " + acceptor.accepted);
    assertEquals(1, log.closings);
  }

  private static void assertStrangerGetsNothing(
      EndpointPair job, Credentials credentials, String alpn, String reason)
      throws InterruptedException {
    EndpointPair.Node acceptor = job.add(5, QuicSettings.DEFAULTS);
    try (RawClient client =
        new RawClient(
            acceptor.address(InetAddress.getLoopbackAddress()),
            credentials,
            alpn,
            new byte[] {'E', 1, 2, 3})) {
      job.until("the refusal", client.ended::get);
      assertTrue(acceptor.accepted.isEmpty(), () -> "accepted " + acceptor.accepted);
      assertEquals(0, client.received.get());
      String refusal = acceptor.endpoint.verifier().takeRefusal();
      assertTrue(
          reason == null ? refusal == null : refusal != null && refusal.contains(reason),
          () -> "refused for another reason: " + refusal);
    }
  }
}
