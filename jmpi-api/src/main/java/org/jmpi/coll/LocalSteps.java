package org.jmpi.coll;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jmpi.data.Layout;
import org.jmpi.data.ObjectCodec;
import org.jmpi.data.Payload;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/** Executes the steps that need no other member. One per thread. */
final class LocalSteps {
  private static final int SCRATCH_BYTES = 8 << 10;

  private final ObjectCodec codec;
  private final Payload from = new Payload();
  private final Payload to = new Payload();
  private ByteBuffer scratch;

  LocalSteps(ObjectCodec codec) {
    this.codec = codec;
  }

  void run(CollectiveOperation op, int step) {
    switch (op.schedule.kind[step]) {
      case Schedule.REDUCE -> reduce(op, step);
      case Schedule.COPY -> copy(op, step);
      case Schedule.ENCODE -> encode(op, step);
      case Schedule.DECODE -> decode(op, step);
      case Schedule.PACK -> pack(op, step);
      case Schedule.UNPACK -> unpack(op, step);
      case Schedule.PASS -> pass(op, step);
      default -> throw new IllegalStateException("not a local step: " + op.schedule.kind[step]);
    }
  }

  private static void reduce(CollectiveOperation op, int step) {
    Schedule s = op.schedule;
    int in = s.slotA[step];
    int inout = s.slotB[step];
    op.reduceOp.reduce(
        op.buffer(in),
        Math.toIntExact(op.element(in, s.offsetA[step])),
        op.buffer(inout),
        Math.toIntExact(op.element(inout, s.offsetB[step])),
        Math.toIntExact(s.countA[step]),
        s.slotLayout[in]);
  }

  private void copy(CollectiveOperation op, int step) {
    Schedule s = op.schedule;
    int source = s.slotA[step];
    int target = s.slotB[step];
    if (scratch == null) {
      scratch = ByteBuffer.allocate(SCRATCH_BYTES);
    }
    try {
      from.set(
          op.buffer(source),
          op.element(source, s.offsetA[step]),
          s.countA[step],
          s.slotLayout[source]);
      to.set(
          op.buffer(target),
          op.element(target, s.offsetB[step]),
          s.countB[step],
          s.slotLayout[target]);
      if (from.lengthBytes() > to.lengthBytes()) {
        throw new EngineException(
            ErrorClass.TRUNCATE,
            op
                + ": this rank's own part has "
                + from.lengthBytes()
                + " bytes, its place in the receive buffer "
                + to.lengthBytes()
                + "; send and receive counts and datatypes must fit each other");
      }
      Payload.copy(from, to, 0, from.lengthBytes(), scratch);
    } finally {
      from.clear();
      to.clear();
    }
  }

  private void encode(CollectiveOperation op, int step) {
    Schedule s = op.schedule;
    int slot = s.slotA[step];
    Object[] values = objects(op, slot);
    int first = Math.toIntExact(op.element(slot, s.offsetA[step]));
    Layout layout = s.slotLayout[slot];
    int count = elements(layout, s.countA[step]);
    byte[] encoded =
        layout.isContiguous()
            ? codec.encode(values, first, count)
            : codec.encode(gathered(values, first, count, layout), 0, count);
    op.blob(s.slotB[step]).setEncoded(encoded);
  }

  private void decode(CollectiveOperation op, int step) {
    Schedule s = op.schedule;
    int slot = s.slotB[step];
    Object[] values = objects(op, slot);
    int first = Math.toIntExact(op.element(slot, s.offsetB[step]));
    Layout layout = s.slotLayout[slot];
    int count = elements(layout, s.countB[step]);
    Blob blob = op.blob(s.slotA[step]);
    int decoded = 0;
    if (blob.lengthBytes() > 0 && layout.isContiguous()) {
      decoded = codec.decode(blob.bytes(), blob.lengthBytes(), values, first, count);
    } else if (blob.lengthBytes() > 0) {
      // An array of the same type, so that what does not fit is refused as without gaps.
      Object[] came = Arrays.copyOf(values, count);
      decoded = codec.decode(blob.bytes(), blob.lengthBytes(), came, 0, count);
      for (int i = 0; i < decoded; i++) {
        values[first + place(layout, i)] = came[i];
      }
    }
    if (decoded != count) {
      throw new EngineException(
          ErrorClass.COUNT,
          op
              + ": "
              + decoded
              + " objects came where "
              + count
              + " were expected; either counts differ between the members, or one of them has had an error");
    }
  }

  private void pack(CollectiveOperation op, int step) {
    Schedule s = op.schedule;
    int slot = s.slotA[step];
    long bytes = s.bytesA(step);
    boolean withBytes = s.offsetB[step] != 0;
    Blob bundle = op.blob(s.slotB[step]);
    int at = bundle.append(bytes, withBytes);
    if (withBytes && bytes > 0) {
      from.set(
          op.buffer(slot), op.element(slot, s.offsetA[step]), s.countA[step], s.slotLayout[slot]);
      to.set(bundle.bytes(), at, bytes, Layout.BYTE);
      copy(bytes);
    }
  }

  private void unpack(CollectiveOperation op, int step) {
    Schedule s = op.schedule;
    int slot = s.slotB[step];
    long bytes = s.countB[step] * s.slotLayout[slot].sizeBytes();
    Blob bundle = op.blob(s.slotA[step]);
    int at = find(op, bundle, (int) s.offsetA[step], bytes);
    if (bytes > 0 && bytes <= s.bundledBytes()) {
      from.set(bundle.bytes(), at, bytes, Layout.BYTE);
      to.set(
          op.buffer(slot), op.element(slot, s.offsetB[step]), s.countB[step], s.slotLayout[slot]);
      copy(bytes);
    }
  }

  private static int find(CollectiveOperation op, Blob bundle, int block, long bytes) {
    try {
      return bundle.find(block, bytes, op.schedule.bundledBytes());
    } catch (EngineException e) {
      throw new EngineException(e.errorClass(), op + ": " + e.getMessage(), e);
    }
  }

  private static void pass(CollectiveOperation op, int step) {
    Schedule s = op.schedule;
    Blob bundle = op.blob(s.slotA[step]);
    long limit = s.bundledBytes();
    int first = bundle.skip(0, (int) s.offsetA[step], limit);
    boolean all = s.countA[step] == Schedule.ALL_BLOCKS;
    int end = all ? bundle.lengthBytes() : bundle.skip(first, (int) s.countA[step], limit);
    if (end == first) {
      throw new EngineException(
          ErrorClass.COUNT, op + ": a member that passes blocks on has had an error");
    }
    op.blob(s.slotB[step]).append(bundle, first, end);
  }

  private void copy(long bytes) {
    if (scratch == null) {
      scratch = ByteBuffer.allocate(SCRATCH_BYTES);
    }
    try {
      Payload.copy(from, to, 0, bytes, scratch);
    } finally {
      from.clear();
      to.clear();
    }
  }

  private static Object[] objects(CollectiveOperation op, int slot) {
    Object buffer = op.buffer(slot);
    if (buffer instanceof Object[]) {
      return (Object[]) buffer;
    }
    throw new EngineException(
        ErrorClass.TYPE,
        op + ": items of " + op.schedule.slotLayout[slot] + " need an Object[] as buffer");
  }

  private static Object[] gathered(Object[] values, int first, int count, Layout layout) {
    Object[] gathered = new Object[count];
    for (int i = 0; i < count; i++) {
      gathered[i] = values[first + place(layout, i)];
    }
    return gathered;
  }

  /** Where the object is that comes after so many others. */
  private static int place(Layout layout, int element) {
    return Math.toIntExact(layout.memoryByte(element));
  }

  private static int elements(Layout layout, long count) {
    return Math.toIntExact(count * layout.elementsPerItem());
  }
}
