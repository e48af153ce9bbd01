package org.jmpi.launcher.control;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jmpi.launcher.agent.Agent;
import org.jmpi.launcher.output.Output;
import org.jmpi.launcher.wire.AgentDown;
import org.jmpi.launcher.wire.AgentUp;

/** The agent of jmpirun's own host: the same object as elsewhere, without a channel. */
final class LocalAgent implements AgentHandle {
  private final Agent agent;
  private final CountDownLatch left = new CountDownLatch(1);

  /**
   * @param expected indices of ranks that will be started here
   */
  LocalAgent(String runtime, List<Integer> expected, Consumer<AgentUp> up, Output output) {
    agent = new Agent(runtime, expected, true, up, output, left::countDown);
    agent.start();
  }

  @Override
  public void send(AgentDown message) {
    agent.command(message);
  }

  @Override
  public void close(long boundMs) {
    try {
      left.await(boundMs, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
