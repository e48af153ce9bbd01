package org.jmpi.net.local;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A record through a ring, both sides in one thread: what the ring costs without the caches of two
 * processors.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RingBenchmark {
  private static final int CAPACITY_BYTES = 1 << 18;

  /** Length of the body. */
  @Param({"8", "4096"})
  public int bytes;

  private RingProducer producer;
  private RingConsumer consumer;
  private ByteBuffer source;
  private ByteBuffer target;

  /** An empty ring. */
  @Setup
  public void setUp() {
    ByteBuffer memory =
        ByteBuffer.allocateDirect(Ring.memoryBytes(CAPACITY_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    producer = new RingProducer(memory);
    consumer = new RingConsumer(memory);
    source = ByteBuffer.allocateDirect(bytes);
    target = ByteBuffer.allocateDirect(bytes);
  }

  /** Claim, copy in, publish; look, copy out, consume. */
  @Benchmark
  public boolean pushAndPop() {
    producer.claimFrame(bytes).put(source.clear());
    producer.publish();
    target.clear().put(consumer.peek());
    return consumer.consume();
  }

  /** The look at an empty ring: what a waiting rank does all the time. */
  @Benchmark
  public boolean lookInVain() {
    return consumer.hasRecord();
  }
}
