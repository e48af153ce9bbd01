package org.jmpi.net.local;

/** Wakes one other process or rank. */
interface Bell {
  /**
   * Wakes it if it sleeps. What was published before this call is seen by it: either it is awake
   * and looks again before it sleeps, or it is woken. Orders earlier stores before the look at
   * whether it sleeps.
   */
  void ring();
}
