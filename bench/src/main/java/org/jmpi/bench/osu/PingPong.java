package org.jmpi.bench.osu;

import mpi.Comm;
import mpi.MPIException;

/** A message to the partner and one back, by blocking calls. */
final class PingPong implements Kernel {
  private static final int TAG = 1;

  private final Comm comm;
  private final boolean isFirst;
  private final int partner;
  private final Data sent;
  private final Data received;

  /**
   * For a rank and its partner.
   *
   * @param isFirst whether this rank sends first
   */
  PingPong(Bench bench, boolean isFirst, int partner, int bytes) {
    comm = bench.world();
    this.isFirst = isFirst;
    this.partner = partner;
    sent = bench.bytes(bytes);
    received = bench.bytes(bytes);
  }

  @Override
  public void prepare(int seed) {
    sent.fill(isFirst ? 1 : 2, seed);
    received.clear();
  }

  @Override
  public void once() throws MPIException {
    if (isFirst) {
      comm.send(sent.memory(), sent.count(), sent.type(), partner, TAG);
      comm.recv(received.memory(), received.count(), received.type(), partner, TAG);
    } else {
      comm.recv(received.memory(), received.count(), received.type(), partner, TAG);
      comm.send(sent.memory(), sent.count(), sent.type(), partner, TAG);
    }
  }

  @Override
  public void check(int seed) {
    received.check(isFirst ? 2 : 1, seed, "the message of rank " + partner);
  }
}
