package org.jmpi.job;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/**
 * What a process proves itself with: issued by the job's own certificate authority, handed over on
 * a private channel.
 *
 * @param authority the job's certificate authority: the only one that is trusted
 * @param certificate of this process; its subject alternative name is the URI {@link
 *     ProcessId#toString()}
 * @param key the private key to {@code certificate}
 */
public record Credentials(X509Certificate authority, X509Certificate certificate, PrivateKey key) {
  /** Never the key. */
  @Override
  public String toString() {
    return "Credentials[" + certificate.getSubjectX500Principal() + "]";
  }
}
