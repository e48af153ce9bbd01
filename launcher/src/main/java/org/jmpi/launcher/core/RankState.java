package org.jmpi.launcher.core;

import java.util.Locale;

/** How far a rank has come. */
enum RankState {
  WAITING,
  STARTED,
  INITIALIZED,
  FINALIZED,
  ENDED;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
