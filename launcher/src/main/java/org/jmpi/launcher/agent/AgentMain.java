package org.jmpi.launcher.agent;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jmpi.launcher.output.OutputSink;
import org.jmpi.launcher.wire.AgentDown;
import org.jmpi.launcher.wire.AgentUp;
import org.jmpi.launcher.wire.FrameDecoder;
import org.jmpi.launcher.wire.MalformedException;
import org.jmpi.launcher.wire.RankUp;

/**
 * The agent on another host: frames on standard input and output. When standard input closes,
 * {@code jmpirun} is gone: all ranks are killed and the agent ends.
 */
public final class AgentMain {
  private static final int EXIT_PROTOCOL = 1;
  private static final int EXIT_CUT_OFF = 122;
  private static final long LEAVE_BOUND_S = 5;

  private AgentMain() {}

  /** Runs until told to leave. */
  public static void main(String[] args) throws InterruptedException {
    OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16);
    System.setOut(System.err);
    BlockingQueue<AgentUp> outbox = new LinkedBlockingQueue<>();
    String runtime = System.getProperty("jmpi.runtime", System.getProperty("java.class.path"));
    CountDownLatch left = new CountDownLatch(1);
    Agent agent =
        new Agent(
            runtime,
            List.of(),
            true,
            outbox::add,
            new FarOutput(outbox::add),
            () -> leave(outbox, left));
    Thread writer = new Thread(() -> write(out, outbox, agent), "channel");
    writer.setDaemon(true);
    writer.start();
    agent.start();
    Thread last = new Thread(() -> endThough(left, agent), "last");
    last.setDaemon(true);
    last.start();
    Runtime.getRuntime().addShutdownHook(new Thread(agent::channelLost, "ended"));
    read(agent);
    agent.channelLost();
    left.await(LEAVE_BOUND_S, TimeUnit.SECONDS);
    Runtime.getRuntime().halt(exitCode(agent));
  }

  /** Nobody may be there to read what is still to be written. */
  private static void endThough(CountDownLatch left, Agent agent) {
    try {
      left.await();
      TimeUnit.SECONDS.sleep(LEAVE_BOUND_S);
      Runtime.getRuntime().halt(exitCode(agent));
    } catch (InterruptedException e) {
      Runtime.getRuntime().halt(EXIT_PROTOCOL);
    }
  }

  private static int exitCode(Agent agent) {
    return agent.isCutOff() ? EXIT_CUT_OFF : 0;
  }

  private static void read(Agent agent) {
    FrameDecoder decoder = new FrameDecoder(FrameDecoder.MAX_FRAME_BYTES);
    byte[] buffer = new byte[64 << 10];
    try (InputStream in = new FileInputStream(FileDescriptor.in)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        decoder.feed(
            ByteBuffer.wrap(buffer, 0, count), frame -> command(agent, AgentDown.decode(frame)));
      }
    } catch (IOException | MalformedException e) {
      System.err.println("the channel from jmpirun broke: " + e.getMessage());
    }
  }

  private static void command(Agent agent, AgentDown message) {
    if (message instanceof AgentDown.Setup setup) {
      if (setup.version() != RankUp.VERSION) {
        throw new MalformedException(
            "jmpirun speaks version " + setup.version() + ", the agent " + RankUp.VERSION);
      }
    } else {
      agent.command(message);
    }
  }

  private static void leave(BlockingQueue<AgentUp> outbox, CountDownLatch left) {
    left.countDown();
    outbox.add(new AgentUp.Note(""));
  }

  private static void write(OutputStream out, BlockingQueue<AgentUp> outbox, Agent agent) {
    try {
      out.write(AgentUp.PREAMBLE.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      for (AgentUp next = outbox.take(); !isLast(next); next = outbox.take()) {
        out.write(next.encode());
        if (outbox.isEmpty()) {
          out.flush();
        }
      }
      out.flush();
      Runtime.getRuntime().halt(exitCode(agent));
    } catch (IOException e) {
      // Nobody hears it any more; standard input has closed too, and the ranks are killed for that.
      return;
    } catch (InterruptedException e) {
      Runtime.getRuntime().halt(EXIT_PROTOCOL);
    }
  }

  private static boolean isLast(AgentUp message) {
    return message instanceof AgentUp.Note note && note.text().isEmpty();
  }

  /** Output that may be sent: so many bytes per stream are under way at most. */
  private static final class FarOutput implements OutputSink {
    private static final int ROOM_BYTES = 256 << 10;

    private final Consumer<AgentUp> up;
    private final Map<Integer, Integer> underWay = new HashMap<>();

    FarOutput(Consumer<AgentUp> up) {
      this.up = up;
    }

    @Override
    public synchronized void write(int rank, boolean error, byte[] bytes, int lengthBytes)
        throws InterruptedException {
      while (underWay.getOrDefault(key(rank, error), 0) >= ROOM_BYTES) {
        wait();
      }
      underWay.merge(key(rank, error), lengthBytes, Integer::sum);
      up.accept(new AgentUp.Output(rank, error, Arrays.copyOf(bytes, lengthBytes)));
    }

    @Override
    public void end(int rank, boolean error) {
      up.accept(new AgentUp.Output(rank, error, new byte[0]));
    }

    @Override
    public synchronized void taken(int rank, boolean error, int bytes) {
      underWay.merge(key(rank, error), -bytes, Integer::sum);
      notifyAll();
    }

    private static int key(int rank, boolean error) {
      return 2 * rank + (error ? 1 : 0);
    }
  }
}
