package org.jmpi.transport.quic;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jmpi.job.Credentials;
import org.jmpi.job.ProcessId;

/** A certificate authority for tests: one job's, or a stranger's with the same name. */
final class TestAuthority {
  private static final X500Name NAME = new X500Name("CN=jmpi test job");

  private final KeyPair keys = newKeys();
  private final X509Certificate certificate;
  private long serial = 1;

  TestAuthority() {
    Instant now = Instant.now();
    certificate =
        sign(
            NAME,
            keys.getPublic(),
            now.minus(Duration.ofDays(1)),
            now.plus(Duration.ofDays(1)),
            new Extra(Extension.basicConstraints, new BasicConstraints(true)));
  }

  /** Valid credentials of a process. */
  Credentials issue(ProcessId id) {
    Instant now = Instant.now();
    return issue(id.toString(), now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1)));
  }

  /** Credentials with any name and validity. */
  Credentials issue(String uri, Instant from, Instant until) {
    KeyPair own = newKeys();
    Extra name =
        new Extra(
            Extension.subjectAlternativeName,
            new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, uri)));
    return new Credentials(
        certificate,
        sign(new X500Name("CN=process"), own.getPublic(), from, until, name),
        own.getPrivate());
  }

  /** Credentials issued by another authority, but trusting this one. */
  Credentials forged(ProcessId id) {
    Credentials foreign = new TestAuthority().issue(id);
    return new Credentials(certificate, foreign.certificate(), foreign.key());
  }

  X509Certificate certificate() {
    return certificate;
  }

  private record Extra(
      org.bouncycastle.asn1.ASN1ObjectIdentifier id, org.bouncycastle.asn1.ASN1Encodable value) {}

  private X509Certificate sign(
      X500Name subject, PublicKey key, Instant from, Instant until, Extra extra) {
    try {
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              NAME, BigInteger.valueOf(serial++), Date.from(from), Date.from(until), subject, key);
      builder.addExtension(extra.id(), true, extra.value());
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
