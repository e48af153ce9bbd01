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
 * One eager message from engine to engine in one thread: posting, matching, packing, unpacking, and
 * the link's own part. Over rings, and over two sessions as QUIC links have them, without the
 * codec. With the GC profiler it shows that nothing is allocated.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EagerPathBenchmark {
  /** What carries the message. */
  @Param({"ring", "session"})
  public String link;

  /** How long it is. */
  @Param({"8", "4096"})
  public int bytes;

  private EnginePair engines;
  private final SendOp send = new SendOp();
  private final RecvOp receive = new RecvOp();
  private byte[] source;
  private byte[] target;

  /** Puts two engines together. */
  @Setup
  public void setUp() {
    engines = new EnginePair(link.equals("ring"));
    source = new byte[bytes];
    target = new byte[bytes];
  }

  /** One message. */
  @Benchmark
  public byte message() {
    engines.post(receive, target, 3);
    source[0]++;
    engines.send(send, source, 3);
    if (!receive.isDone() || !send.isDone() || target[0] != source[0]) {
      throw new IllegalStateException("the message did not arrive");
    }
    return target[0];
  }
}
