package org.jmpi.launcher.control;

import org.jmpi.launcher.wire.AgentDown;

/** The way to an agent, here or on another host. */
interface AgentHandle {
  /** Sends a message; never waits. */
  void send(AgentDown message);

  /** Waits at most {@code boundMs} for the agent's end, then gives up on it. */
  void close(long boundMs);
}
