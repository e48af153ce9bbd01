package org.jmpi.coll;

import org.jmpi.p2p.SharedWait;

/**
 * One member's part in a collective over a segment, as a state machine: it never waits, but says
 * that it has to. Whoever drives it looks after messages in between.
 */
abstract class HostStep {
  /** Something was published since this was last set to false: others may have to be woken. */
  boolean published;

  /** Does what can be done now. After the end it does nothing more. */
  abstract SharedWait.Look advance();

  /** What has to come before a look is worth while: as {@link HostSlots#sleep} takes it. */
  long awaited() {
    return HostSlots.ANYTHING;
  }

  /** Whether this member's part is complete. */
  abstract boolean isDone();
}
