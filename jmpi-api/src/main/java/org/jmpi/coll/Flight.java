package org.jmpi.coll;

import org.jmpi.error.EngineException;

/** A message of a collective under way. Pooled by the runner. */
final class Flight implements MessagePort.Listener {
  private final ScheduleRunner runner;
  final boolean outgoing;
  final MessagePort.Message message;
  CollectiveOperation operation;
  int step;
  int activeIndex;
  Flight nextFree;

  /** What a receive must bring; -1 when any length will do. */
  long expectedBytes;

  Flight(ScheduleRunner runner, MessagePort port, boolean outgoing) {
    this.runner = runner;
    this.outgoing = outgoing;
    this.message = outgoing ? port.newSend(this) : port.newReceive(this);
  }

  @Override
  public void done(EngineException error) {
    runner.messageDone(this, error);
  }
}
