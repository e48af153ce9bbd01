package org.jmpi.coll;

import java.util.Arrays;
import org.jmpi.data.Layout;
import org.jmpi.topology.Tiers;

/**
 * Takes an algorithm down step by step, as it would be written for blocking calls with non-blocking
 * sends and receives, and finds out what may overlap: a step waits only for those earlier steps
 * whose data it needs or would destroy. So a reduction's order is the order it was written in,
 * whatever arrives first.
 *
 * <p>The k-th message from one member to another must be written as its k-th send to the other and
 * the other's k-th receive from it. Messages without data are left out at both ends, since the
 * signatures are equal. Elements of OBJECT layouts are encoded and decoded by steps that are put in
 * here; a blob that was received or made for the same elements is sent again as it is.
 *
 * <p>Reusable: {@link #begin} starts the next schedule. Not thread-safe.
 */
final class ScheduleBuilder {
  private static final int FIRST_TEMPORARY = 2;

  final Edges edges = new Edges();
  private final Hazards hazards = new Hazards(edges);
  byte[] kind = new byte[32];
  int[] peer = new int[32];
  int[] message = new int[32];
  int[] slotA = new int[32];
  long[] offsetA = new long[32];
  long[] countA = new long[32];
  int[] slotB = new int[32];
  long[] offsetB = new long[32];
  long[] countB = new long[32];
  int[] slotBuffer = new int[8];
  long[] slotBaseElements = new long[8];
  Layout[] slotLayout = new Layout[8];
  private boolean[] slotReadOnly = new boolean[8];
  Layout[] temporaryLayout = new Layout[8];
  long[] temporaryItems = new long[8];
  int slotCount;
  int temporaryCount;
  private final int rank;
  private final int size;
  private Tiers tiers;
  private SitePlan sites;
  private final int[] messagesTo;
  private final int[] messagesFrom;
  private String algorithm;
  private int steps;
  private int[] pendingAfter = new int[4];
  private int pendingCount;
  private int[] blobSlot = new int[4];
  private int[] blobOf = new int[4];
  private long[] blobOffset = new long[4];
  private long[] blobCount = new long[4];
  private int blobs;
  private long bundledBytes;

  /** For members that are all alike. */
  ScheduleBuilder(int rank, int size) {
    this(rank, Tiers.flat(size));
  }

  ScheduleBuilder(int rank, Tiers tiers) {
    this.rank = rank;
    this.size = tiers.size();
    tiers(tiers);
    this.messagesTo = new int[size];
    this.messagesFrom = new int[size];
  }

  /** Starts a schedule on buffers with these layouts (null: there is no such buffer). */
  void begin(String algorithm, Layout sendLayout, Layout recvLayout) {
    this.algorithm = algorithm;
    steps = 0;
    slotCount = 0;
    temporaryCount = 0;
    blobs = 0;
    bundledBytes = 0;
    pendingCount = 0;
    edges.clear(0);
    hazards.clear();
    Arrays.fill(messagesTo, 0);
    Arrays.fill(messagesFrom, 0);
    addSlot(0, 0, sendLayout == null ? Layout.BYTE : sendLayout, true);
    addSlot(1, 0, recvLayout == null ? Layout.BYTE : recvLayout, false);
  }

  int rank() {
    return rank;
  }

  int size() {
    return size;
  }

  /** How the members lie on the levels of the network. */
  Tiers tiers() {
    return tiers;
  }

  /** What follows from the rates between the sites. */
  SitePlan sites() {
    return sites;
  }

  /** As {@link #tiers()} from the next schedule on. */
  final void tiers(Tiers newer) {
    tiers = newer;
    sites = new SitePlan(newer);
  }

  String algorithm() {
    return algorithm;
  }

  int stepCount() {
    return steps;
  }

  /** The newest step, for {@link #after}. */
  int lastStep() {
    return steps - 1;
  }

  Layout layout(int slot) {
    return slotLayout[slot];
  }

  boolean isObject(int slot) {
    return Schedule.isObject(slotLayout[slot]);
  }

  /** Another view of the program's send buffer ({@code SEND_SLOT}) or receive buffer. */
  int view(int buffer, long baseElements, Layout layout) {
    return addSlot(buffer, baseElements, layout, buffer == Schedule.SEND_SLOT);
  }

  /** A temporary for packed bytes. */
  int newBytes(long lengthBytes) {
    return newTemporary(Layout.BYTE, lengthBytes);
  }

  /** A temporary for items as {@code slot} has them. */
  int newItemsLike(int slot, long items) {
    return newTemporary(slotLayout[slot], items);
  }

  /** The next step waits for this one too, whatever data it works on. */
  void after(int step) {
    if (pendingCount == pendingAfter.length) {
      pendingAfter = Arrays.copyOf(pendingAfter, pendingCount * 2);
    }
    pendingAfter[pendingCount++] = step;
  }

  /** Sends items; nothing happens when they have no bytes. */
  void send(int slot, long offset, long count, int dest) {
    if (bytes(slot, count) == 0) {
      return;
    }
    if (isObject(slot)) {
      signalWith(blobFor(slot, offset, count), 0, 1, dest);
    } else {
      signalWith(slot, offset, count, dest);
    }
  }

  /** Receives items; nothing happens when they have no bytes. */
  void recv(int slot, long offset, long count, int source) {
    if (bytes(slot, count) == 0) {
      return;
    }
    if (!isObject(slot)) {
      awaitWith(slot, offset, count, source);
      return;
    }
    int blob = newTemporary(null, 1);
    awaitWith(blob, 0, 1, source);
    decode(blob, slot, offset, count);
    remember(slot, offset, count, blob);
  }

  /** An empty message. */
  void signal(int dest) {
    signalWith(Schedule.SEND_SLOT, 0, 0, dest);
  }

  /** Receives an empty message. */
  void awaitSignal(int source) {
    awaitWith(Schedule.RECV_SLOT, 0, 0, source);
  }

  /** inout = in (op) inout, item by item; {@code in} holds the operands of the lower ranks. */
  void reduce(int in, long inOffset, int inout, long inoutOffset, long count) {
    if (count == 0) {
      return;
    }
    int step = add(Schedule.REDUCE, -1, 0);
    operandA(step, in, inOffset, count, false);
    operandB(step, inout, inoutOffset, count, true);
    forget(inout, inoutOffset, count);
  }

  /** As {@link #copy(int, long, long, int, long, long)} between slots of one layout. */
  void copy(int from, long fromOffset, int to, long toOffset, long count) {
    copy(from, fromOffset, count, to, toOffset, count);
  }

  /** Copies packed bytes; objects are copied deeply, as a message would. */
  void copy(int from, long fromOffset, long fromCount, int to, long toOffset, long toCount) {
    if (bytes(from, fromCount) == 0 || bytes(to, toCount) == 0) {
      return;
    }
    if (isObject(from)) {
      decode(blobFor(from, fromOffset, fromCount), to, toOffset, toCount);
      return;
    }
    int step = add(Schedule.COPY, -1, 0);
    operandA(step, from, fromOffset, fromCount, false);
    operandB(step, to, toOffset, toCount, true);
  }

  /** Bundles of this schedule have blocks up to this size in them, longer ones by length alone. */
  void bundle(long longestBytes) {
    bundledBytes = longestBytes;
  }

  long bundledBytes() {
    return bundledBytes;
  }

  /** Whether a block travels in bundles; at all members alike, since signatures are equal. */
  boolean isBundled(int slot, long count) {
    return bytes(slot, count) <= bundledBytes;
  }

  /** An empty bundle. */
  int newBundle() {
    return newTemporary(null, 1);
  }

  /** Items, or their length if they are too long, become the next block of a bundle. */
  void pack(int slot, long offset, long count, int bundle) {
    int step = add(Schedule.PACK, -1, 0);
    operandA(step, slot, offset, count, false);
    bundleB(step, bundle, isBundled(slot, count) ? 1 : 0);
  }

  /** A block of a bundle, unless it is too long for one; its length is looked at in any case. */
  void unpack(int bundle, int block, int slot, long offset, long count) {
    int step = add(Schedule.UNPACK, -1, 0);
    bundleA(step, bundle, block, 1);
    operandB(step, slot, offset, isBundled(slot, count) ? count : 0, true);
    countB[step] = count;
  }

  /** Blocks of a bundle become the next ones of another. */
  void pass(int bundle, int firstBlock, long blocks, int to) {
    int step = add(Schedule.PASS, -1, 0);
    bundleA(step, bundle, firstBlock, blocks);
    bundleB(step, to, 0);
  }

  void sendBundle(int bundle, int dest) {
    signalWith(bundle, 0, 1, dest);
  }

  /** A bundle from another member. */
  int recvBundle(int source) {
    int bundle = newBundle();
    awaitWith(bundle, 0, 1, source);
    return bundle;
  }

  Schedule build() {
    return new Schedule(this);
  }

  /** Packed bytes of items of a slot. */
  long bytes(int slot, long count) {
    return count * slotLayout[slot].sizeBytes();
  }

  private void signalWith(int slot, long offset, long count, int dest) {
    int step = add(Schedule.SEND, dest, messagesTo[dest]++);
    operandA(step, slot, offset, count, false);
  }

  private void awaitWith(int slot, long offset, long count, int source) {
    int step = add(Schedule.RECV, source, messagesFrom[source]++);
    operandA(step, slot, offset, count, true);
    forget(slot, offset, count);
  }

  private int blobFor(int slot, long offset, long count) {
    for (int i = 0; i < blobs; i++) {
      if (blobOf[i] == slot && blobOffset[i] == offset && blobCount[i] == count) {
        return blobSlot[i];
      }
    }
    int blob = newTemporary(null, 1);
    int step = add(Schedule.ENCODE, -1, 0);
    operandA(step, slot, offset, count, false);
    operandB(step, blob, 0, 1, true);
    remember(slot, offset, count, blob);
    return blob;
  }

  private void decode(int blob, int slot, long offset, long count) {
    int step = add(Schedule.DECODE, -1, 0);
    operandA(step, blob, 0, 1, false);
    operandB(step, slot, offset, count, true);
    forget(slot, offset, count);
  }

  private void remember(int slot, long offset, long count, int blob) {
    if (blobs == blobSlot.length) {
      blobSlot = Arrays.copyOf(blobSlot, blobs * 2);
      blobOf = Arrays.copyOf(blobOf, blobs * 2);
      blobOffset = Arrays.copyOf(blobOffset, blobs * 2);
      blobCount = Arrays.copyOf(blobCount, blobs * 2);
    }
    blobSlot[blobs] = blob;
    blobOf[blobs] = slot;
    blobOffset[blobs] = offset;
    blobCount[blobs++] = count;
  }

  /** The elements change: blobs of them are stale. */
  private void forget(int slot, long offset, long count) {
    for (int i = blobs - 1; i >= 0; i--) {
      boolean overlaps = blobOffset[i] < offset + count && offset < blobOffset[i] + blobCount[i];
      if (blobOf[i] == slot && overlaps) {
        blobs--;
        blobSlot[i] = blobSlot[blobs];
        blobOf[i] = blobOf[blobs];
        blobOffset[i] = blobOffset[blobs];
        blobCount[i] = blobCount[blobs];
      }
    }
  }

  private int newTemporary(Layout layout, long items) {
    if (temporaryCount == temporaryLayout.length) {
      temporaryLayout = Arrays.copyOf(temporaryLayout, temporaryCount * 2);
      temporaryItems = Arrays.copyOf(temporaryItems, temporaryCount * 2);
    }
    temporaryLayout[temporaryCount] = layout;
    temporaryItems[temporaryCount] = items;
    long start = layout == null ? 0 : layout.arrayStart();
    return addSlot(FIRST_TEMPORARY + temporaryCount++, start, layout, false);
  }

  private int addSlot(int buffer, long baseElements, Layout layout, boolean readOnly) {
    if (slotCount == slotBuffer.length) {
      slotBuffer = Arrays.copyOf(slotBuffer, slotCount * 2);
      slotBaseElements = Arrays.copyOf(slotBaseElements, slotCount * 2);
      slotLayout = Arrays.copyOf(slotLayout, slotCount * 2);
      slotReadOnly = Arrays.copyOf(slotReadOnly, slotCount * 2);
    }
    slotBuffer[slotCount] = buffer;
    slotBaseElements[slotCount] = baseElements;
    slotLayout[slotCount] = layout;
    slotReadOnly[slotCount] = readOnly;
    return slotCount++;
  }

  private int add(byte stepKind, int stepPeer, int stepMessage) {
    if (steps == kind.length) {
      growSteps();
    }
    int step = steps++;
    kind[step] = stepKind;
    peer[step] = stepPeer;
    message[step] = stepMessage;
    slotB[step] = 0;
    offsetB[step] = 0;
    countB[step] = 0;
    for (int i = 0; i < pendingCount; i++) {
      edges.add(pendingAfter[i], step);
    }
    pendingCount = 0;
    return step;
  }

  private void growSteps() {
    int length = steps * 2;
    kind = Arrays.copyOf(kind, length);
    peer = Arrays.copyOf(peer, length);
    message = Arrays.copyOf(message, length);
    slotA = Arrays.copyOf(slotA, length);
    offsetA = Arrays.copyOf(offsetA, length);
    countA = Arrays.copyOf(countA, length);
    slotB = Arrays.copyOf(slotB, length);
    offsetB = Arrays.copyOf(offsetB, length);
    countB = Arrays.copyOf(countB, length);
  }

  private void operandA(int step, int slot, long offset, long count, boolean writes) {
    slotA[step] = slot;
    offsetA[step] = offset;
    countA[step] = count;
    note(step, slot, offset, count, writes);
  }

  private void operandB(int step, int slot, long offset, long count, boolean writes) {
    slotB[step] = slot;
    offsetB[step] = offset;
    countB[step] = count;
    note(step, slot, offset, count, writes);
  }

  /** Read; as a whole, whatever blocks are meant. */
  private void bundleA(int step, int slot, long block, long blocks) {
    slotA[step] = slot;
    offsetA[step] = block;
    countA[step] = blocks;
    note(step, slot, 0, 1, false);
  }

  /** Written. */
  private void bundleB(int step, int slot, long flag) {
    slotB[step] = slot;
    offsetB[step] = flag;
    countB[step] = 1;
    note(step, slot, 0, 1, true);
  }

  private void note(int step, int slot, long offset, long count, boolean writes) {
    if (slotReadOnly[slot]) {
      return;
    }
    hazards.access(slot, offset, offset + count, step, writes);
  }
}
