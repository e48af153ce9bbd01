package mpi;

import java.nio.Buffer;
import org.jmpi.data.Layout;
import org.jmpi.data.Payload;
import org.jmpi.data.ReduceOp;

/** MPI_Reduce_local on any buffers: the engine's operators know arrays only. */
final class LocalReduction {
  private LocalReduction() {}

  static void reduce(Object in, Object inOut, int count, Datatype type, Op op) {
    Layout layout = Datatype.layout(type);
    ReduceOp reduceOp = Op.engineOp(op, type);
    reduceOp.requireSupports(layout);
    if (CommHandle.isObject(layout)) {
      ObjectRegion.of(in, 0, count, layout);
      ObjectRegion.of(inOut, 0, count, layout);
      reduceOp.reduce(in, 0, inOut, 0, count, layout);
      return;
    }
    Payload operand = new Payload().set(in, 0, count, layout);
    Payload result = new Payload().set(inOut, 0, count, layout).requireWritable();
    if (count == 0) {
      return;
    }
    Object first = in instanceof Buffer ? Copies.of(operand, layout, count) : in;
    Object second = inOut instanceof Buffer ? Copies.of(result, layout, count) : inOut;
    reduceOp.reduce(first, 0, second, 0, count, layout);
    if (second != inOut) {
      Copies.copy(new Payload().set(second, 0, count, layout), result);
    }
  }
}
