package conformance.inprocess;

import conformance.support.Kind;
import conformance.support.Store;
import conformance.support.Vec;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;
import mpi.Intracomm;
import mpi.Request;

/**
 * One place in the matrix of the collectives: what is moved, how much, where it lies, from whom.
 */
final class Cell {
  private static final int[] COUNTS = {1, 3, 0, 17, 600};

  final Intracomm world;
  final int rank;
  final int size;
  final Kind kind;
  final Store store;
  final int root;
  final int count;
  final boolean blocking;
  final boolean inPlace;

  private Cell(
      Intracomm world, Kind kind, Store store, int root, int count, int flags, int rank, int size) {
    this.world = world;
    this.kind = kind;
    this.store = store;
    this.root = root;
    this.count = count;
    this.blocking = (flags & 1) == 0;
    this.inPlace = (flags & 2) != 0;
    this.rank = rank;
    this.size = size;
  }

  /** Every kind × store × root × blocking or not × in place or not; the counts take turns. */
  static void each(Intracomm world, Consumer<Cell> check) {
    int turn = 0;
    int rank = world.getRank();
    int size = world.getSize();
    for (Kind kind : Kind.values()) {
      for (Store store : Store.values()) {
        for (int root = 0; root < size; root++) {
          for (int flags = 0; flags < 4; flags++) {
            int count = COUNTS[turn++ % COUNTS.length];
            check.accept(new Cell(world, kind, store, root, count, flags, rank, size));
          }
        }
      }
    }
  }

  /** As {@link #each} for calls without a root. */
  static void eachRootless(Intracomm world, Consumer<Cell> check) {
    each(
        world,
        cell -> {
          // Two rounds, so that all counts are seen by all kinds and stores.
          if (cell.root < 2) {
            check.accept(cell);
          }
        });
  }

  /** Large enough for the algorithms for long vectors. */
  static void eachLarge(Intracomm world, Consumer<Cell> check) {
    int rank = world.getRank();
    int size = world.getSize();
    for (int count : new int[] {5_000, 40_001, 150_000}) {
      for (int flags = 0; flags < 4; flags++) {
        Store store = Store.values()[(count + flags) % 3];
        int root = (count + flags) % size;
        check.accept(new Cell(world, Kind.INT, store, root, count, flags, rank, size));
      }
    }
  }

  boolean isRoot() {
    return rank == root;
  }

  Vec vec(int length) {
    return new Vec(kind, store, length);
  }

  Vec vec(int length, IntToLongFunction values) {
    return new Vec(kind, store, length, values);
  }

  /** What rank {@code from} gives as element {@code i}: fits a byte, differs between ranks. */
  static long value(int from, int i) {
    return (i * 7L + from * 13L) % 101;
  }

  /** A small operand, so that sums and products stay exact in floating point. */
  static long operand(int from, int i) {
    return (i + from) % 3 + 1;
  }

  void await(Request request) {
    request.waitFor();
  }

  @Override
  public String toString() {
    return count
        + " "
        + kind
        + " in "
        + store
        + ", root "
        + root
        + " of "
        + size
        + (blocking ? "" : ", non-blocking")
        + (inPlace ? ", in place" : "");
  }
}
