package org.jmpi.launcher.core;

/** For how long nothing was heard of somebody, counted in looks of a {@link LookClock}. */
final class Silence {
  private long silentNs;
  private boolean heard = true;

  /** Something was heard. */
  void hear() {
    heard = true;
  }

  /** A look was taken, with that answer. */
  void look(long countedNs) {
    silentNs = heard || countedNs == LookClock.GAP ? 0 : silentNs + countedNs;
    heard = false;
  }

  /** How long the silence has lasted. */
  long silentNs() {
    return heard ? 0 : silentNs;
  }
}
