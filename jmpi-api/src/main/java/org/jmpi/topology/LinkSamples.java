package org.jmpi.topology;

/** Where the samples of this process's links come from. */
@FunctionalInterface
public interface LinkSamples {
  /** The link to another process, as it is now; never null. Called under the engine's lock. */
  LinkSample of(int process);
}
