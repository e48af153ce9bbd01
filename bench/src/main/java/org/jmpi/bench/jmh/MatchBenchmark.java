package org.jmpi.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.jmpi.p2p.RecvOp;
import org.jmpi.p2p.SendOp;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Matching with many other receives posted, or many other messages unexpected: neither may cost
 * more for it. The time is that of a whole message over a ring.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MatchBenchmark {
  private static final long TAG = 1 << 20;

  /** How many receives of other tags, or messages of other tags, there are besides. */
  @Param({"0", "1000"})
  public int others;

  private final SendOp send = new SendOp();
  private final RecvOp receive = new RecvOp();
  private final byte[] source = new byte[8];
  private final byte[] target = new byte[8];
  private EnginePair posted;
  private EnginePair unexpected;

  /** Fills the queues. */
  @Setup
  public void setUp() {
    posted = new EnginePair(true);
    unexpected = new EnginePair(true);
    for (int tag = 0; tag < others; tag++) {
      posted.post(new RecvOp(), new byte[8], tag);
      unexpected.send(new SendOp(), source, tag);
    }
  }

  /** A receive is posted and taken back. */
  @Benchmark
  public boolean post() {
    posted.post(receive, target, TAG);
    posted.cancel(receive);
    return requireDone(receive.isDone());
  }

  /** The message finds its receive. */
  @Benchmark
  public boolean matchPosted() {
    posted.post(receive, target, TAG);
    posted.send(send, source, TAG);
    return requireDone(receive.isDone() && send.isDone());
  }

  /** The receive finds its message. */
  @Benchmark
  public boolean matchUnexpected() {
    unexpected.send(send, source, TAG);
    unexpected.post(receive, target, TAG);
    return requireDone(receive.isDone() && send.isDone());
  }

  private static boolean requireDone(boolean isDone) {
    if (!isDone) {
      throw new IllegalStateException("the operation did not complete");
    }
    return true;
  }
}
