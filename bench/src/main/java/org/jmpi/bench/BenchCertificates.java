package org.jmpi.bench;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jmpi.job.Credentials;
import org.jmpi.job.ProcessId;

/** A throw-away authority for two processes of a benchmark. */
final class BenchCertificates {
  private static final X500Name NAME = new X500Name("CN=jmpi benchmark");

  private final KeyPair keys = newKeys();
  private final X509Certificate certificate =
      sign(NAME, keys.getPublic(), 1, Extension.basicConstraints, new BasicConstraints(true));

  Credentials issue(ProcessId id) {
    KeyPair own = newKeys();
    GeneralNames names =
        new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, id.toString()));
    X509Certificate signed =
        sign(
            new X500Name("CN=process"),
            own.getPublic(),
            2L + id.index(),
            Extension.subjectAlternativeName,
            names);
    return new Credentials(certificate, signed, own.getPrivate());
  }

  /** One line that {@link #parse} reads: for a child process of the benchmark only. */
  static String format(Credentials credentials) throws GeneralSecurityException {
    Base64.Encoder encoder = Base64.getEncoder();
    return encoder.encodeToString(credentials.authority().getEncoded())
        + " "
        + encoder.encodeToString(credentials.certificate().getEncoded())
        + " "
        + encoder.encodeToString(credentials.key().getEncoded());
  }

  static Credentials parse(String line) throws GeneralSecurityException {
    String[] parts = line.split(" ");
    Base64.Decoder decoder = Base64.getDecoder();
    PrivateKey key =
        KeyFactory.getInstance("EC")
            .generatePrivate(new PKCS8EncodedKeySpec(decoder.decode(parts[2])));
    return new Credentials(
        certificate(decoder.decode(parts[0])), certificate(decoder.decode(parts[1])), key);
  }

  private static X509Certificate certificate(byte[] encoded) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }

  private X509Certificate sign(
      X500Name subject,
      PublicKey key,
      long serial,
      ASN1ObjectIdentifier extension,
      ASN1Encodable value) {
    Instant now = Instant.now();
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(
              new JcaX509v3CertificateBuilder(
                      NAME,
                      BigInteger.valueOf(serial),
                      Date.from(now.minus(Duration.ofDays(1))),
                      Date.from(now.plus(Duration.ofDays(1))),
                      subject,
                      key)
                  .addExtension(extension, true, value)
                  .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
      throw new IllegalStateException("no certificate for the benchmark", e);
    }
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no keys for the benchmark", e);
    }
  }
}
