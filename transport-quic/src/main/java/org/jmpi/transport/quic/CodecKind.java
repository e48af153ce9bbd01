package org.jmpi.transport.quic;

/**
 * What the connections of one codec have in common; the codec has one set of settings for all of
 * them.
 *
 * @param profile the kind of path
 * @param bulk they carry chunks of large messages alone
 * @param bbr BBR instead of CUBIC
 */
record CodecKind(PathProfile profile, boolean bulk, boolean bbr) {
  @Override
  public String toString() {
    return profile + (bulk ? "-bulk" : "") + (bbr ? "-bbr" : "-cubic");
  }
}
