package org.jmpi.bench.jmh;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jmpi.data.Kind;
import org.jmpi.data.Layout;
import org.jmpi.data.Payload;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Floats from the program's memory into a frame and back, beside a plain copy. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PackBenchmark {
  private static final int STRIDE = 4;

  /** Contiguous memory, or every fourth float of an array (a column of a matrix). */
  @Param({"array", "direct", "strided"})
  public String memory;

  /** Floats of a message. */
  @Param({"16", "4096"})
  public int floats;

  private final Payload payload = new Payload();
  private Object buffer;
  private Layout layout;
  private float[] plain;
  private ByteBuffer frame;

  /** Makes the memory. */
  @Setup
  public void setUp() {
    boolean isStrided = memory.equals("strided");
    layout =
        isStrided
            ? Layout.ofRuns(
                "column",
                Kind.FLOAT,
                (long) STRIDE * Float.BYTES,
                List.of(new Layout.Run(0, Float.BYTES, Kind.FLOAT)))
            : Layout.FLOAT;
    int length = isStrided ? floats * STRIDE : floats;
    plain = new float[floats];
    buffer =
        memory.equals("direct")
            ? ByteBuffer.allocateDirect(length * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer()
            : new float[length];
    frame = ByteBuffer.allocateDirect(floats * Float.BYTES).order(ByteOrder.nativeOrder());
  }

  /** As a send does it. */
  @Benchmark
  public Payload pack() {
    payload.set(buffer, 0, floats, layout);
    payload.pack(0, frame.clear(), floats * Float.BYTES);
    return payload;
  }

  /** As a receive does it. */
  @Benchmark
  public Payload unpack() {
    payload.set(buffer, 0, floats, layout);
    payload.unpack(0, frame.clear(), floats * Float.BYTES);
    return payload;
  }

  /** The yardstick: as many contiguous floats of an array, by the library's own copy. */
  @Benchmark
  public ByteBuffer plainCopy() {
    frame.clear().asFloatBuffer().put(plain);
    return frame;
  }
}
