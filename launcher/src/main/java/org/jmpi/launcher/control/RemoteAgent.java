package org.jmpi.launcher.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jmpi.launcher.wire.AgentDown;
import org.jmpi.launcher.wire.AgentUp;
import org.jmpi.launcher.wire.FrameDecoder;
import org.jmpi.launcher.wire.MalformedException;
import org.jmpi.launcher.wire.RankUp;

/**
 * An agent on another host: its standard input and output, through whatever runs a command there,
 * are the channel.
 */
final class RemoteAgent implements AgentHandle {
  private static final int MAX_GREETING_BYTES = 1 << 20;
  private static final long LAST_WORDS_MS = 500;
  private static final AgentDown LAST = new AgentDown.Leave();

  private final String host;
  private final Consumer<AgentUp> up;
  private final Consumer<String> onLost;
  private final Consumer<String> say;
  private final BlockingQueue<AgentDown> outbox = new LinkedBlockingQueue<>();
  private volatile Process process;
  private volatile String lastError = "";

  RemoteAgent(
      int agentId,
      String host,
      List<String> command,
      Consumer<AgentUp> up,
      Consumer<String> onLost,
      Consumer<String> say) {
    this.host = host;
    this.up = up;
    this.onLost = onLost;
    this.say = say;
    outbox.add(new AgentDown.Setup(RankUp.VERSION, agentId));
    daemon("agent " + host, () -> run(command));
  }

  @Override
  public void send(AgentDown message) {
    outbox.add(message);
  }

  @Override
  public void close(long boundMs) {
    Process started = process;
    try {
      if (started != null && !started.waitFor(boundMs, TimeUnit.MILLISECONDS)) {
        started.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(List<String> command) {
    try {
      Process started = new ProcessBuilder(command).start();
      process = started;
      daemon("to " + host, () -> write(started.getOutputStream()));
      Thread errors = daemon("err " + host, () -> readErrors(started.getErrorStream()));
      String reason = read(started.getInputStream());
      if (!started.waitFor(1, TimeUnit.SECONDS)) {
        started.destroy();
      } else {
        errors.join(LAST_WORDS_MS);
        reason =
            "its command '" + command.get(0) + "' ended with " + started.exitValue() + lastError;
      }
      onLost.accept(reason);
    } catch (IOException e) {
      onLost.accept("cannot run '" + command.get(0) + "': " + e.getMessage() + " (see --rsh)");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(OutputStream to) {
    try (to) {
      AgentDown message;
      do {
        message = outbox.take();
        to.write(message.encode());
        if (outbox.isEmpty()) {
          to.flush();
        }
      } while (!message.equals(LAST));
    } catch (IOException e) {
      // The reader sees the same end and knows more of its reason.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String read(InputStream from) {
    try {
      if (!skipGreeting(from)) {
        return "it answered with something else than the agent's protocol";
      }
      FrameDecoder decoder = new FrameDecoder(FrameDecoder.MAX_FRAME_BYTES);
      byte[] buffer = new byte[64 << 10];
      for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
        decoder.feed(ByteBuffer.wrap(buffer, 0, count), f -> up.accept(AgentUp.decode(f)));
      }
      return "the channel was closed";
    } catch (IOException | MalformedException e) {
      return "the channel broke: " + e.getMessage();
    }
  }

  /** A login shell may print anything before the agent speaks. */
  private static boolean skipGreeting(InputStream from) throws IOException {
    byte[] preamble = AgentUp.PREAMBLE.getBytes(StandardCharsets.US_ASCII);
    int matched = 0;
    for (int skipped = 0; skipped < MAX_GREETING_BYTES; skipped++) {
      int next = from.read();
      if (next < 0) {
        return false;
      }
      matched = next == preamble[matched] ? matched + 1 : next == preamble[0] ? 1 : 0;
      if (matched == preamble.length) {
        return true;
      }
    }
    return false;
  }

  private void readErrors(InputStream from) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        lastError = ": " + line;
        say.accept("[" + host + "] " + line);
      }
    } catch (IOException e) {
      lastError = ": " + e.getMessage();
    }
  }

  private static Thread daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
