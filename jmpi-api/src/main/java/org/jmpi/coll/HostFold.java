package org.jmpi.coll;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jmpi.data.Kind;
import org.jmpi.data.Layout;
import org.jmpi.data.ReduceOp;
import org.jmpi.data.Scratch;

/**
 * Combines the members' blocks in rank order, whoever does it: so all get the same bits, and
 * operators need not commute. The blocks are short, so that they stay in the first cache.
 */
final class HostFold {
  /** The longest block. */
  static final int BLOCK_BYTES = 8 << 10;

  private final Object[] firsts = new Object[Kind.values().length];
  private final Object[] seconds = new Object[Kind.values().length];
  private HostViews stagingViews;
  private ByteBuffer staging;
  private ReduceOp op;
  private Layout layout;
  private Kind kind;
  private int items;
  private int elements;
  private Object folded;
  private Object spare;
  private boolean empty;

  /** Begins a block of {@code lengthBytes}, a multiple of the item's size. */
  void begin(ReduceOp operator, Layout itemLayout, int lengthBytes) {
    op = operator;
    layout = itemLayout;
    kind = itemLayout.kind();
    elements = lengthBytes / kind.bytes();
    items = (int) (lengthBytes / itemLayout.sizeBytes());
    int index = kind.ordinal();
    if (firsts[index] == null) {
      Layout basic = Planner.basic(kind);
      firsts[index] = Scratch.newArray(basic, BLOCK_BYTES / kind.bytes());
      seconds[index] = Scratch.newArray(basic, BLOCK_BYTES / kind.bytes());
    }
    folded = firsts[index];
    spare = seconds[index];
    empty = true;
  }

  /** Adds the next member's block. */
  void add(HostViews views, int atByte) {
    if (empty) {
      empty = false;
      views.load(kind, atByte, folded, elements);
      return;
    }
    views.load(kind, atByte, spare, elements);
    op.reduce(folded, 0, spare, 0, items, layout);
    Object result = spare;
    spare = folded;
    folded = result;
  }

  /** Writes the result to a segment. */
  void store(HostViews views, int atByte) {
    views.store(kind, folded, atByte, elements);
  }

  /** Writes the result to the call's receive buffer, {@code outAtByte} bytes in. */
  void deliver(HostCall call, int lengthBytes) {
    if (BufferCheck.isArrayOf(call.outBuffer, kind)) {
      System.arraycopy(folded, 0, call.outBuffer, (int) call.outOffset, elements);
      return;
    }
    if (staging == null) {
      staging = ByteBuffer.allocateDirect(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      stagingViews = new HostViews(staging);
    }
    stagingViews.store(kind, folded, 0, elements);
    staging.clear();
    call.out.unpack(0, staging, lengthBytes);
  }
}
