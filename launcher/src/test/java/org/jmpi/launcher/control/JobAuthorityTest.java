package org.jmpi.launcher.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.jmpi.job.ProcessId;
import org.jmpi.launcher.wire.RankDown;
import org.junit.jupiter.api.Test;

class JobAuthorityTest {
  private static final ProcessId ID = new ProcessId(0xabcL, 3, 1);

  @Test
  void shouldIssueACertificateForTheProcess() throws Exception {
    RankDown.CredentialsIssued issued = new JobAuthority(0xabcL).issue(ID);
    X509Certificate authority = parse(issued.authority());
    X509Certificate certificate = parse(issued.certificate());
    certificate.verify(authority.getPublicKey());
    assertEquals(
        List.of(List.of(6, "jmpi:abc/3/1")), List.copyOf(certificate.getSubjectAlternativeNames()));
    assertTrue(certificate.getExtendedKeyUsage().contains("1.3.6.1.5.5.7.3.1"));
    assertTrue(certificate.getExtendedKeyUsage().contains("1.3.6.1.5.5.7.3.2"));
    assertEquals(-1, certificate.getBasicConstraints());
    assertEquals(0, authority.getBasicConstraints());
    assertTrue(authority.getKeyUsage()[5], "may sign certificates");
    certificate.checkValidity(Date.from(Instant.now().minus(Duration.ofHours(23))));
    certificate.checkValidity(Date.from(Instant.now().plus(Duration.ofDays(60))));
  }

  @Test
  void shouldHandOverTheKeyThatBelongsToIt() throws Exception {
    RankDown.CredentialsIssued issued = new JobAuthority(1).issue(ID);
    PrivateKey key =
        KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(issued.key()));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    signature.update((byte) 1);
    byte[] signed = signature.sign();
    signature.initVerify(parse(issued.certificate()));
    signature.update((byte) 1);
    assertTrue(signature.verify(signed));
  }

  @Test
  void shouldNotTrustAnotherJob() throws Exception {
    X509Certificate mine = parse(new JobAuthority(1).issue(ID).certificate());
    X509Certificate other = parse(new JobAuthority(1).issue(ID).authority());
    assertThrows(GeneralSecurityException.class, () -> mine.verify(other.getPublicKey()));
  }

  private static X509Certificate parse(byte[] der) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }
}
