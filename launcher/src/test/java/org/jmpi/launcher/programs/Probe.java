package org.jmpi.launcher.programs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jmpi.job.AddressCandidates;
import org.jmpi.job.Contact;
import org.jmpi.job.Job;
import org.jmpi.job.JobListener;
import org.jmpi.job.JobProvider;

/** A rank for the tests: its first argument says what it does. */
public final class Probe {
  private static final long BOUND_S = 60;

  private final PrintStream out = System.out;
  private final String[] args;
  private final CountDownLatch failureSeen = new CountDownLatch(1);
  private Job job;

  private Probe(String[] args) {
    this.args = args;
  }

  /** Runs the mode that the first argument names. */
  public static void main(String[] args) throws Exception {
    new Probe(args).run();
  }

  private void run() throws Exception {
    switch (args[0]) {
      case "plain-hang" -> {
        out.println("here");
        hang();
      }
      case "args" -> out.println(String.join("|", Arrays.asList(args)));
      case "env" -> out.println(System.getenv(args[1]) + " " + Path.of("").toAbsolutePath());
      case "cat" -> cat();
      case "lines" -> lines();
      default -> withJob();
    }
  }

  private void withJob() throws Exception {
    job = JobProvider.find(System.getenv()).orElseThrow();
    job.listen(new Listener());
    job.initialized();
    int rank = job.self().index();
    boolean chosen = rank == job.world().size() - 1;
    out.println(
        "rank " + rank + " of " + job.world().size() + " agent " + job.process(rank).agentId());
    switch (args[0]) {
      case "hello" -> job.finalized();
      case "exit" -> endIf(chosen, () -> System.exit(3));
      case "abort" -> endIf(chosen, () -> job.abort(42, "the probe wants it"));
      case "no-finalize" -> endIf(chosen, () -> System.exit(0));
      case "throw" -> {
        if (chosen) {
          throw new IllegalStateException("thrown by the probe");
        }
        hang();
      }
      case "survive" -> {
        if (chosen) {
          new ProcessBuilder("sh", "-c", "kill -KILL " + ProcessHandle.current().pid()).start();
          hang();
        }
        if (failureSeen.await(BOUND_S, TimeUnit.SECONDS)) {
          job.finalized();
        }
      }
      case "look-up" -> {
        Contact next =
            job.lookUp((rank + 1) % job.world().size(), TimeUnit.SECONDS.toNanos(BOUND_S));
        out.println(
            "found "
                + next.id().index()
                + " loopback first "
                + next.addresses().get(0).getAddress().isLoopbackAddress());
        out.println(
            "certificate "
                + job.credentials(TimeUnit.SECONDS.toNanos(BOUND_S))
                    .certificate()
                    .getSubjectAlternativeNames());
        if (failureSeen.await(Integer.parseInt(args[1]), TimeUnit.MILLISECONDS)) {
          System.exit(9);
        }
        job.finalized();
      }
      default -> hang();
    }
  }

  private void endIf(boolean chosen, Runnable end) throws InterruptedException {
    if (chosen) {
      end.run();
    }
    hang();
  }

  private void hang() throws InterruptedException {
    if (!new CountDownLatch(1).await(BOUND_S, TimeUnit.SECONDS)) {
      System.exit(99);
    }
  }

  private void cat() throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    int count = 0;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      count++;
    }
    out.println(System.getenv("JMPI_RANK") + " read " + count);
  }

  /** Long lines of one letter per rank, written in small pieces. */
  private void lines() {
    String letter = String.valueOf((char) ('a' + Integer.parseInt(System.getenv("JMPI_RANK"))));
    int lengthChars = Integer.parseInt(args[1]);
    String piece = letter.repeat(1000);
    for (int line = 0; line < 5; line++) {
      for (int at = 0; at < lengthChars; at += piece.length()) {
        out.print(piece);
        out.flush();
      }
      out.println();
    }
    out.print(letter + " end");
    out.flush();
  }

  private final class Listener implements JobListener {
    @Override
    public void onContactWanted() {
      job.publish(new Contact(job.self(), AddressCandidates.of(5000 + job.self().index())));
    }

    @Override
    public void onProcessFailed(int processIndex, String cause) {
      out.println("rank " + job.self().index() + " heard of " + processIndex + ": " + cause);
      failureSeen.countDown();
    }

    @Override
    public String onStateWanted() {
      return "hangs on purpose";
    }
  }
}
