package org.jmpi.p2p;

import java.util.function.BooleanSupplier;

/**
 * Something that goes on by what other processes write into memory that they share with this one:
 * nobody calls when there is news, so it is looked at again and again. All methods are called under
 * the engine's lock. As a condition it holds when a look would not be in vain.
 */
public interface SharedWait extends BooleanSupplier {
  /** What a look has brought. */
  enum Look {
    /** Nothing: another process has to do something first. */
    WAITS,
    /** Something was done and more can be done now. */
    WORKED,
    /** All is done. */
    DONE
  }

  /** Does what can be done now. */
  Look look();

  /** Looking has been in vain for a while: others must wake this process from now on. */
  void beginSleep();

  /** Others need not wake this process any more. */
  void endSleep();
}
