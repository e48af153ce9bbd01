package org.jmpi.launcher.agent;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;

/** The one thread that drives a core: takes events in order and wakes when something is due. */
public final class Loop {
  private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
  private final LongUnaryOperator tick;
  private final Consumer<Throwable> onTrouble;
  private final Thread thread;
  private volatile boolean stopped;

  /**
   * A loop that is not running yet.
   *
   * @param name of the thread
   * @param tick gets the time, does what is due, returns when to be called again (or
   *     Long.MAX_VALUE)
   * @param onTrouble what an event threw
   */
  public Loop(String name, LongUnaryOperator tick, Consumer<Throwable> onTrouble) {
    this.tick = tick;
    this.onTrouble = onTrouble;
    thread =
        new Thread(name) {
          @Override
          public void run() {
            loop();
          }
        };
    thread.setDaemon(true);
  }

  /** Starts the thread. It lives until {@link #stop}: children may be bound to its life. */
  public void start() {
    thread.start();
  }

  /** Runs {@code event} on the thread. */
  public void post(Runnable event) {
    events.add(event);
  }

  /** Ends the thread after the events that are queued. */
  public void stop() {
    post(
        new Runnable() {
          @Override
          public void run() {
            stopped = true;
          }
        });
  }

  private void loop() {
    while (!stopped) {
      try {
        long nowNs = System.nanoTime();
        long dueNs = tick.applyAsLong(nowNs);
        Runnable event =
            dueNs == Long.MAX_VALUE
                ? events.take()
                : events.poll(Math.max(0, dueNs - nowNs), TimeUnit.NANOSECONDS);
        if (event != null) {
          event.run();
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | Error e) {
        onTrouble.accept(e);
      }
    }
  }
}
