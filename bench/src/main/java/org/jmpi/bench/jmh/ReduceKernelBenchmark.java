package org.jmpi.bench.jmh;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jmpi.data.Layout;
import org.jmpi.data.ReduceOp;
import org.jmpi.data.ReduceOps;
import org.jmpi.data.Scratch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The predefined operators on arrays, beside a plain loop over floats, the simplest that a compiler
 * makes vector instructions of, on as many bytes. {@code -p op=MIN,LAND -p type=BYTE,INT} and so on
 * choose others.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class ReduceKernelBenchmark {
  private static final Map<String, ReduceOp> OPS =
      Map.of(
          "SUM", ReduceOps.SUM,
          "PROD", ReduceOps.PROD,
          "MIN", ReduceOps.MIN,
          "MAX", ReduceOps.MAX,
          "LAND", ReduceOps.LAND,
          "LOR", ReduceOps.LOR,
          "LXOR", ReduceOps.LXOR,
          "BAND", ReduceOps.BAND,
          "BOR", ReduceOps.BOR,
          "BXOR", ReduceOps.BXOR);
  private static final Map<String, Layout> LAYOUTS =
      Map.of(
          "BYTE", Layout.BYTE,
          "BOOLEAN", Layout.BOOLEAN,
          "CHAR", Layout.CHAR,
          "SHORT", Layout.SHORT,
          "INT", Layout.INT,
          "LONG", Layout.LONG,
          "FLOAT", Layout.FLOAT,
          "DOUBLE", Layout.DOUBLE,
          "FLOAT_COMPLEX", Layout.FLOAT_COMPLEX,
          "DOUBLE_COMPLEX", Layout.DOUBLE_COMPLEX);

  /** The operator. */
  @Param({"SUM", "MIN"})
  public String op;

  /** The datatype; one that the operator is defined on. */
  @Param({"INT", "FLOAT", "DOUBLE"})
  public String type;

  /** How long the data are. */
  @Param({"1024", "65536", "4194304"})
  public int bytes;

  /** Where the first operand starts, in elements; the second starts at 0. */
  @Param({"0", "3"})
  public int offset;

  private ReduceOp operator;
  private Layout layout;
  private Object in;
  private Object inout;
  private int count;
  private float[] plainIn;
  private float[] plainInout;

  /** Makes the arrays. */
  @Setup
  public void setUp() {
    operator = OPS.get(op);
    layout = LAYOUTS.get(type);
    count = (int) (bytes / layout.extentBytes());
    in = Scratch.newArray(layout, count + offset);
    inout = Scratch.newArray(layout, count);
    plainIn = new float[bytes / Float.BYTES];
    plainInout = new float[bytes / Float.BYTES];
  }

  /** The operator as collectives call it. */
  @Benchmark
  public Object operator() {
    operator.reduce(in, offset, inout, 0, count, layout);
    return inout;
  }

  /** The loop that it is measured by. */
  @Benchmark
  public Object plainLoop() {
    float[] from = plainIn;
    float[] to = plainInout;
    for (int i = 0; i < to.length; i++) {
      to[i] += from[i];
    }
    return to;
  }
}
