package org.jmpi.launcher.rank;

import java.util.function.Consumer;

/** Lets tests of other packages join without the end of the process that a lost agent means. */
public final class Joins {
  private Joins() {}

  /** As {@link LaunchedJob#join}. */
  public static LaunchedJob join(String address, Consumer<String> onOrphan) {
    return LaunchedJob.join(address, null, onOrphan);
  }
}
