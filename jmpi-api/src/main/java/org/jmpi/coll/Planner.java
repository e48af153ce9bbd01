package org.jmpi.coll;

import org.jmpi.data.Kind;
import org.jmpi.data.Layout;
import org.jmpi.topology.LinkRates;
import org.jmpi.topology.Tiers;

/**
 * Makes schedules: selects the algorithm and puts temporaries between it and buffers that it cannot
 * work in.
 */
final class Planner {
  private final Selector selector;
  private final ScheduleBuilder builder;

  Planner(Selector selector, int rank, Tiers tiers) {
    this.selector = selector;
    this.builder = new ScheduleBuilder(rank, tiers);
  }

  Selector selector() {
    return selector;
  }

  Shape shape(CollectiveKind kind, long bytes, long count, boolean commutative, boolean object) {
    return new Shape(kind, builder.size(), bytes, count, commutative, object, builder.tiers());
  }

  Tiers tiers() {
    return builder.tiers();
  }

  /** The schedules from now on are for these rates. */
  void rates(LinkRates rates) {
    builder.tiers(builder.tiers().withRates(rates));
  }

  Schedule barrier(Part part) {
    Algorithm algorithm = select(CollectiveKind.BARRIER, 0, 0, true, false);
    builder.begin(algorithm.name(), null, null);
    algorithm.build(builder, part);
    return builder.build();
  }

  /** {@code part} has root and count. */
  Schedule bcast(Part part, Layout layout) {
    long bytes = part.count * layout.sizeBytes();
    Algorithm algorithm = select(CollectiveKind.BCAST, bytes, 0, true, Schedule.isObject(layout));
    builder.begin(algorithm.name(), null, layout);
    if (!algorithm.cutsItems()) {
      algorithm.build(builder, part);
    } else if (isPlain(layout)) {
      part.data = builder.view(Schedule.RECV_SLOT, 0, basic(layout.kind()));
      part.count *= layout.elementsPerItem();
      algorithm.build(builder, part);
    } else {
      packed(part, algorithm, bytes);
    }
    return builder.build();
  }

  /**
   * The algorithm cuts the packed bytes, since other members may have the same signature in other
   * items.
   */
  private void packed(Part part, Algorithm algorithm, long bytes) {
    long items = part.count;
    part.data = builder.newBytes(bytes);
    part.count = bytes;
    boolean atRoot = builder.rank() == part.root;
    if (atRoot) {
      builder.copy(Schedule.RECV_SLOT, 0, items, part.data, 0, bytes);
    }
    algorithm.build(builder, part);
    if (!atRoot) {
      builder.copy(part.data, 0, bytes, Schedule.RECV_SLOT, 0, items);
    }
  }

  /**
   * Gather, scatter, all-gather, all-to-all and their v-forms. {@code signature} is a layout that
   * says OBJECT or not.
   */
  Schedule blocks(
      CollectiveKind kind, Part part, Layout signature, Layout sendLayout, Layout recvLayout) {
    long bytes = part.blockBytes;
    if (kind == CollectiveKind.ALLGATHERV) {
      bytes = Blocks.starts(part.recvCounts)[builder.size()] * recvLayout.sizeBytes();
      bytes /= builder.size();
    }
    Algorithm algorithm = select(kind, bytes, 0, true, Schedule.isObject(signature));
    builder.begin(algorithm.name(), sendLayout, recvLayout);
    algorithm.build(builder, part);
    return builder.build();
  }

  /** All-to-all with a datatype for each peer; displacements in elements. */
  Schedule allToAllW(
      Part part,
      long[] sendElements,
      Layout[] sendLayouts,
      long[] recvElements,
      Layout[] recvLayouts) {
    int size = builder.size();
    Algorithm algorithm = select(CollectiveKind.ALLTOALLW, 0, 0, true, false);
    builder.begin(algorithm.name(), null, null);
    part.sendDisplacements = new int[size];
    part.recvDisplacements = new int[size];
    part.sendSlots = new int[size];
    part.recvSlots = new int[size];
    for (int rank = 0; rank < size; rank++) {
      if (!part.inPlace) {
        part.sendSlots[rank] =
            builder.view(Schedule.SEND_SLOT, sendElements[rank], sendLayouts[rank]);
      }
      part.recvSlots[rank] =
          builder.view(Schedule.RECV_SLOT, recvElements[rank], recvLayouts[rank]);
    }
    algorithm.build(builder, part);
    return builder.build();
  }

  /**
   * Reductions.
   *
   * @param ownCount items of this rank's operand
   * @param resultCount items of the result at this rank
   * @param stageIn the send buffer is not an array that operators can read
   * @param stageOut the receive buffer is not an array that operators can work in
   * @param writes whether this rank gets a result
   */
  Schedule reduction(
      CollectiveKind kind,
      Part part,
      Layout layout,
      long ownCount,
      long resultCount,
      boolean stageIn,
      boolean stageOut,
      boolean writes) {
    long bytes = ownCount * layout.sizeBytes();
    Algorithm algorithm =
        select(kind, bytes, ownCount, part.commutative, Schedule.isObject(layout));
    builder.begin(algorithm.name(), layout, layout);
    part.result = -1;
    if (writes) {
      long items = part.inPlace ? ownCount : resultCount;
      part.result = stageOut ? builder.newItemsLike(Schedule.RECV_SLOT, items) : Schedule.RECV_SLOT;
    }
    if (part.inPlace) {
      part.own = part.result;
      if (stageOut) {
        builder.copy(Schedule.RECV_SLOT, 0, part.own, 0, ownCount);
      }
    } else if (stageIn) {
      part.own = builder.newItemsLike(Schedule.SEND_SLOT, ownCount);
      builder.copy(Schedule.SEND_SLOT, 0, part.own, 0, ownCount);
    }
    algorithm.build(builder, part);
    if (writes && stageOut) {
      builder.copy(part.result, 0, Schedule.RECV_SLOT, 0, resultCount);
    }
    return builder.build();
  }

  private Algorithm select(
      CollectiveKind kind, long bytes, long count, boolean commutative, boolean object) {
    return selector.select(shape(kind, bytes, count, commutative, object)).algorithm();
  }

  /** Without gaps, and the elements are the array's own, so that any element is a place to cut. */
  private static boolean isPlain(Layout layout) {
    return layout.isContiguous()
        && layout.sizeBytes() == layout.elementsPerItem() * layout.kind().bytes();
  }

  /** The elements themselves. */
  static Layout basic(Kind kind) {
    return switch (kind) {
      case BYTE -> Layout.BYTE;
      case BOOLEAN -> Layout.BOOLEAN;
      case CHAR -> Layout.CHAR;
      case SHORT -> Layout.SHORT;
      case INT -> Layout.INT;
      case LONG -> Layout.LONG;
      case FLOAT -> Layout.FLOAT;
      case DOUBLE -> Layout.DOUBLE;
      case OBJECT -> Layout.OBJECT;
    };
  }
}
