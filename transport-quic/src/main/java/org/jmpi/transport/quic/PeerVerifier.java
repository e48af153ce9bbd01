package org.jmpi.transport.quic;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jmpi.job.ProcessId;

/**
 * Decides in the TLS handshake whether the peer is a process of this job: its certificate is signed
 * by the job's authority itself (no intermediates), is valid now, and names a process of this job
 * that is not fenced; on a dial, exactly the one that was dialled (the engine's peer host carries
 * its id).
 */
final class PeerVerifier extends X509ExtendedTrustManager {
  private static final int URI_NAME = 6;
  private static final int MAX_CHAIN_LENGTH = 2;

  private final X509Certificate authority;
  private final ProcessId self;
  private final Predicate<ProcessId> isFenced;
  private String refusal;

  PeerVerifier(X509Certificate authority, ProcessId self, Predicate<ProcessId> isFenced) {
    this.authority = authority;
    this.self = self;
    this.isFenced = isFenced;
  }

  /**
   * The process that a certificate names.
   *
   * @throws CertificateException when it does not name exactly one
   */
  static ProcessId identity(X509Certificate certificate) throws CertificateException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    ProcessId found = null;
    if (names != null) {
      for (List<?> name : names) {
        if (!Integer.valueOf(URI_NAME).equals(name.get(0)) || found != null) {
          throw new CertificateException("the certificate does not name exactly one process");
        }
        try {
          found = ProcessId.parse((String) name.get(1));
        } catch (IllegalArgumentException e) {
          throw new CertificateException("the certificate does not name a process", e);
        }
      }
    }
    if (found == null) {
      throw new CertificateException("the certificate names no process");
    }
    return found;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    verify(chain, null);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    // The engine itself does not know the peer host, its session does.
    verify(chain, String.valueOf(engine.getSession().getPeerHost()));
  }

  /**
   * Why the last peer was refused, or null; forgets it. The codec only says that verification
   * failed.
   */
  String takeRefusal() {
    String taken = refusal;
    refusal = null;
    return taken;
  }

  /**
   * Also called after the handshake: what a resumed session remembers is judged by what is known
   * now.
   */
  ProcessId check(X509Certificate[] chain) throws CertificateException {
    if (chain == null || chain.length == 0 || chain.length > MAX_CHAIN_LENGTH) {
      throw new CertificateException("expected the certificate of a process and nothing else");
    }
    X509Certificate certificate = chain[0];
    certificate.checkValidity();
    if (certificate.getBasicConstraints() >= 0
        || !certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal())) {
      throw new CertificateException("the certificate is not from this job's authority");
    }
    try {
      certificate.verify(authority.getPublicKey());
    } catch (GeneralSecurityException e) {
      throw new CertificateException("the certificate is not from this job's authority", e);
    }
    ProcessId found = identity(certificate);
    if (found.jobId() != self.jobId()) {
      throw new CertificateException(found + " belongs to another job");
    }
    if (found.index() == self.index()) {
      throw new CertificateException(found + " claims to be this process");
    }
    if (isFenced.test(found)) {
      throw new CertificateException(found + " was declared dead and may not come back");
    }
    return found;
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[] {authority};
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    verify(chain, null);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("a dial needs the id of the process that was dialled");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("sockets are not used");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("sockets are not used");
  }

  private void verify(X509Certificate[] chain, String expected) throws CertificateException {
    try {
      ProcessId found = check(chain);
      if (expected != null && !found.toString().equals(expected)) {
        throw new CertificateException("dialled " + expected + " but " + found + " answered");
      }
    } catch (CertificateException e) {
      refusal = e.getMessage();
      QuicLog.LOG.info("A peer was refused: {}", refusal);
      throw e;
    }
  }
}
