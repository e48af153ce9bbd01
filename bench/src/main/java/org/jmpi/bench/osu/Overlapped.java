package org.jmpi.bench.osu;

import mpi.MPIException;
import mpi.Request;

/** A non-blocking collective, some work, and waiting for the collective. */
final class Overlapped implements Kernel {
  private final Collective collective;
  private final Computation work;

  /**
   * Puts them together.
   *
   * @param work what is done meanwhile, or null
   */
  Overlapped(Collective collective, Computation work) {
    this.collective = collective;
    this.work = work;
  }

  @Override
  public void timedSingly(boolean singly) {
    collective.timedSingly(singly);
  }

  @Override
  public void prepare(int seed) {
    collective.prepare(seed);
    if (work != null) {
      work.prepare(seed);
    }
  }

  @Override
  public void once() throws MPIException {
    Request request = collective.start();
    if (work != null) {
      work.once();
    }
    request.waitFor();
  }

  @Override
  public void between() throws MPIException {
    collective.between();
  }

  @Override
  public void check(int seed) {
    collective.check(seed);
    if (work != null) {
      work.check(seed);
    }
  }
}
