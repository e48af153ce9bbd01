package conformance.suite.cases;

import conformance.suite.Kind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongBinaryOperator;
import mpi.Datatype;
import mpi.MPI;
import mpi.Op;
import mpi.UserFunction;
import mpi.User_function;

/**
 * An operator on a datatype that it is defined for (MPI-4.1 §6.9.2, §6.9.4, §6.9.5), and what it
 * does to two numbers.
 *
 * @param composes whether operands are maps in the sense of {@link #compose}
 */
record Operator(String name, Kind kind, Op op, LongBinaryOperator fold, boolean composes) {
  private static final int HALF_BITS = 16;
  private static final long HALF = 0xFFFF;
  private static final long MODULUS = 65521;

  /** Small numbers, zeros among them, so that products stay exact in floating point. */
  long operand(int id, int i) {
    if (composes) {
      return (id * 3L + i % 50 + 2) << HALF_BITS | (id * 7L + i % 31 + 1);
    }
    return kind.cut(i % 4 == 0 ? (i / 4 + id) % 2 : 1 + (i + id) % 3);
  }

  /** The combination of all, the first of them first. */
  long combined(int[] ids, int i) {
    long result = operand(ids[0], i);
    for (int r = 1; r < ids.length; r++) {
      result = kind.cut(fold.applyAsLong(result, operand(ids[r], i)));
    }
    return result;
  }

  @Override
  public String toString() {
    return name + " of " + kind;
  }

  /** Each predefined operator with each type that it is defined for. */
  static List<Operator> predefined() {
    List<Operator> all = new ArrayList<>();
    Map<String, Op> names = new LinkedHashMap<>();
    Map<Op, LongBinaryOperator> arithmetic = new LinkedHashMap<>();
    arithmetic.put(name(names, "SUM", MPI.SUM), Long::sum);
    arithmetic.put(name(names, "PROD", MPI.PROD), (a, b) -> a * b);
    arithmetic.put(name(names, "MAX", MPI.MAX), Math::max);
    arithmetic.put(name(names, "MIN", MPI.MIN), Math::min);
    Map<Op, LongBinaryOperator> logical = new LinkedHashMap<>();
    logical.put(name(names, "LAND", MPI.LAND), (a, b) -> a != 0 && b != 0 ? 1 : 0);
    logical.put(name(names, "LOR", MPI.LOR), (a, b) -> a != 0 || b != 0 ? 1 : 0);
    logical.put(name(names, "LXOR", MPI.LXOR), (a, b) -> (a != 0) != (b != 0) ? 1 : 0);
    Map<Op, LongBinaryOperator> bitwise = new LinkedHashMap<>();
    bitwise.put(name(names, "BAND", MPI.BAND), (a, b) -> a & b);
    bitwise.put(name(names, "BOR", MPI.BOR), (a, b) -> a | b);
    bitwise.put(name(names, "BXOR", MPI.BXOR), (a, b) -> a ^ b);
    Map<Op, LongBinaryOperator> places = new LinkedHashMap<>();
    places.put(name(names, "MAXLOC", MPI.MAXLOC), Math::max);
    places.put(name(names, "MINLOC", MPI.MINLOC), Math::min);
    for (Map.Entry<String, Op> entry : names.entrySet()) {
      Op op = entry.getValue();
      for (Kind kind : kinds(arithmetic.containsKey(op), places.containsKey(op))) {
        LongBinaryOperator fold =
            arithmetic.getOrDefault(
                op, logical.getOrDefault(op, bitwise.getOrDefault(op, places.get(op))));
        all.add(new Operator(entry.getKey(), kind, op, fold, false));
      }
    }
    return List.copyOf(all);
  }

  private static Op name(Map<String, Op> names, String name, Op op) {
    names.put(name, op);
    return op;
  }

  private static List<Kind> kinds(boolean arithmetic, boolean places) {
    if (arithmetic) {
      return Kind.NUMBERS;
    }
    return places
        ? List.of(Kind.INT2, Kind.SHORT_INT, Kind.LONG_INT, Kind.FLOAT_INT, Kind.DOUBLE_INT)
        : List.of(Kind.BYTE, Kind.SHORT, Kind.INT, Kind.LONG, Kind.BOOLEAN);
  }

  /** MINLOC and MAXLOC on mpiJava's pairs. */
  static List<Operator> pairs() {
    List<Operator> all = new ArrayList<>();
    for (Kind kind : List.of(Kind.SHORT2, Kind.INT2, Kind.LONG2, Kind.FLOAT2, Kind.DOUBLE2)) {
      all.add(new Operator("MAXLOC", kind, MPI.MAXLOC, Math::max, false));
      all.add(new Operator("MINLOC", kind, MPI.MINLOC, Math::min, false));
    }
    return List.copyOf(all);
  }

  /**
   * The program's own: they compose maps x → a x + b modulo a prime, which is associative and not
   * commutative, so only the order of ranks gives the result. To be freed.
   */
  static List<Operator> own() {
    return List.of(
        new Operator("own (buffers)", Kind.LONG, new Op(new OnBuffers(), false), OWN, true),
        new Operator("own (arrays)", Kind.LONG, new Op(new OnArrays(), false), OWN, true),
        new Operator("own (mpiJava)", Kind.LONG, new Op(new OnOffsets(), false), OWN, true));
  }

  private static final LongBinaryOperator OWN = Operator::compose;

  /** First {@code x}, then {@code y}. */
  private static long compose(long x, long y) {
    long a = (x >> HALF_BITS) * (y >> HALF_BITS) % MODULUS;
    long b = ((y >> HALF_BITS) * (x & HALF) + (y & HALF)) % MODULUS;
    return a << HALF_BITS | b;
  }

  /** Open MPI's form on buffers. */
  private static final class OnBuffers extends UserFunction {
    @Override
    public void call(ByteBuffer in, ByteBuffer inOut, int count, Datatype type) {
      for (int i = 0; i < count; i++) {
        int at = Long.BYTES * i;
        inOut.putLong(at, compose(in.getLong(at), inOut.getLong(at)));
      }
    }
  }

  /** Open MPI's form on arrays. */
  private static final class OnArrays extends UserFunction {
    @Override
    public void call(Object in, Object inOut, int count, Datatype type) {
      long[] first = (long[]) in;
      long[] second = (long[]) inOut;
      for (int i = 0; i < count; i++) {
        second[i] = compose(first[i], second[i]);
      }
    }
  }

  /** MpiJava's form. */
  private static final class OnOffsets extends User_function {
    @Override
    public void Call(Object in, int inAt, Object inOut, int at, int count, Datatype type) {
      long[] first = (long[]) in;
      long[] second = (long[]) inOut;
      for (int i = 0; i < count; i++) {
        second[at + i] = compose(first[inAt + i], second[at + i]);
      }
    }
  }
}
