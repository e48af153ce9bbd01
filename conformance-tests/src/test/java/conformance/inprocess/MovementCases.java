package conformance.inprocess;

import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.support.Conforms;
import conformance.support.Vec;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import mpi.Datatype;
import mpi.Intracomm;
import mpi.MPI;
import mpi.Request;

/** MPI-4.1 §6.3–§6.8 and §6.12: collectives that move data, in all their forms. */
public final class MovementCases {
  private static final long UNTOUCHED = 99;

  private MovementCases() {}

  private static void all(Intracomm world, Consumer<Cell> check) {
    Cell.each(world, check);
    Cell.eachLarge(world, check);
  }

  private static void rootless(Intracomm world, Consumer<Cell> check) {
    Cell.eachRootless(world, check);
    Cell.eachLarge(world, check);
  }

  @Conforms(
      to = "MPI-4.1 §6.4 MPI_Bcast: the root's message comes to all, itself included",
      ranks = {1, 2, 3, 4, 5, 8})
  public static void bcast(Intracomm world) {
    all(
        world,
        c -> {
          Vec v = c.vec(c.count, i -> c.isRoot() ? Cell.value(c.root, i) : UNTOUCHED);
          if (c.blocking) {
            world.bcast(v.memory(), c.count, v.type(), c.root);
          } else {
            c.await(world.iBcast(v.buffer(), c.count, v.type(), c.root));
          }
          v.check("bcast of " + c, i -> Cell.value(c.root, i));
        });
  }

  @Conforms(
      to =
          "MPI-4.1 §6.5 MPI_Gather: the root receives the blocks in rank order; in place at the root"
              + " its own block is there already",
      ranks = {1, 2, 3, 4, 7, 8})
  public static void gather(Intracomm world) {
    all(world, MovementCases::gather);
  }

  private static void gather(Cell c) {
    Vec mine = c.vec(c.count, i -> Cell.value(c.rank, i));
    boolean here = c.inPlace && c.isRoot();
    Vec into =
        !c.isRoot()
            ? null
            : c.vec(
                c.count * c.size,
                i ->
                    here && i / Math.max(1, c.count) == c.rank
                        ? Cell.value(c.rank, i - c.rank * c.count)
                        : UNTOUCHED);
    Intracomm world = c.world;
    Datatype type = mine.type();
    if (c.inPlace) {
      Vec buffer = c.isRoot() ? into : mine;
      if (c.blocking) {
        world.gather(buffer.memory(), c.count, type, c.root);
      } else {
        c.await(world.iGather(buffer.buffer(), c.count, type, c.root));
      }
    } else if (c.blocking) {
      world.gather(
          mine.memory(), c.count, type, into == null ? null : into.memory(), c.count, type, c.root);
    } else {
      c.await(
          world.iGather(
              mine.buffer(),
              c.count,
              type,
              into == null ? null : into.buffer(),
              c.count,
              type,
              c.root));
    }
    if (c.isRoot()) {
      into.check("gather of " + c, i -> Cell.value(i / c.count, i % c.count));
    }
    if (!c.isRoot() || !c.inPlace) {
      mine.check("operand of gather of " + c, i -> Cell.value(c.rank, i));
    }
  }

  @Conforms(
      to = "MPI-4.1 §6.6 MPI_Scatter: the inverse of MPI_Gather",
      ranks = {1, 2, 3, 4, 7, 8})
  public static void scatter(Intracomm world) {
    all(world, MovementCases::scatter);
  }

  private static void scatter(Cell c) {
    Vec from =
        c.isRoot() ? c.vec(c.count * c.size, i -> Cell.value(i / c.count, i % c.count)) : null;
    Vec mine = c.vec(c.count, i -> UNTOUCHED);
    Intracomm world = c.world;
    Datatype type = mine.type();
    if (c.inPlace) {
      Vec buffer = c.isRoot() ? from : mine;
      if (c.blocking) {
        world.scatter(buffer.memory(), c.count, type, c.root);
      } else {
        c.await(world.iScatter(buffer.buffer(), c.count, type, c.root));
      }
    } else if (c.blocking) {
      world.scatter(
          from == null ? null : from.memory(), c.count, type, mine.memory(), c.count, type, c.root);
    } else {
      c.await(
          world.iScatter(
              from == null ? null : from.buffer(),
              c.count,
              type,
              mine.buffer(),
              c.count,
              type,
              c.root));
    }
    boolean kept = c.inPlace && c.isRoot();
    mine.check("scatter of " + c, i -> kept ? UNTOUCHED : Cell.value(c.rank, i));
    if (from != null) {
      from.check("source of scatter of " + c, i -> Cell.value(i / c.count, i % c.count));
    }
  }

  @Conforms(
      to = "MPI-4.1 §6.7 MPI_Allgather: as MPI_Gather, but all receive the result",
      ranks = {1, 2, 3, 4, 5, 6, 7, 8})
  public static void allGather(Intracomm world) {
    rootless(
        world,
        c -> {
          Vec mine = c.vec(c.count, i -> Cell.value(c.rank, i));
          Vec into =
              c.vec(
                  c.count * c.size,
                  i ->
                      c.inPlace && i / c.count == c.rank
                          ? Cell.value(c.rank, i % c.count)
                          : UNTOUCHED);
          Datatype t = mine.type();
          if (c.inPlace && c.blocking) {
            world.allGather(into.memory(), c.count, t);
          } else if (c.inPlace) {
            c.await(world.iAllGather(into.buffer(), c.count, t));
          } else if (c.blocking) {
            world.allGather(mine.memory(), c.count, t, into.memory(), c.count, t);
          } else {
            c.await(world.iAllGather(mine.buffer(), c.count, t, into.buffer(), c.count, t));
          }
          into.check("allGather of " + c, i -> Cell.value(i / c.count, i % c.count));
        });
  }

  @Conforms(
      to = "MPI-4.1 §6.8 MPI_Alltoall: block j of rank i becomes block i of rank j",
      ranks = {1, 2, 3, 4, 5, 8})
  public static void allToAll(Intracomm world) {
    rootless(
        world,
        c -> {
          if (c.inPlace) {
            return; // The dialects have no in-place form of it.
          }
          int n = c.count;
          Vec out = c.vec(n * c.size, i -> Cell.value(c.rank * 10 + i / n, i % n));
          Vec in = c.vec(n * c.size, i -> UNTOUCHED);
          if (c.blocking) {
            world.allToAll(out.memory(), n, out.type(), in.memory(), n, in.type());
          } else {
            c.await(world.iAllToAll(out.buffer(), n, out.type(), in.buffer(), n, in.type()));
          }
          in.check("allToAll of " + c, i -> Cell.value(i / n * 10 + c.rank, i % n));
        });
  }

  /** The v-forms: rank r has (r + 1) % 3 × count elements; gaps of 2 between the blocks. */
  private static int[] counts(Cell c) {
    return each(c, r -> (r + 1) % 3 * c.count);
  }

  /** Blocks in reverse order with a gap of 2 before each. */
  private static int[] places(Cell c, int[] counts) {
    int[] places = new int[c.size];
    int at = 2;
    for (int r = c.size - 1; r >= 0; r--) {
      places[r] = at;
      at += counts[r] + 2;
    }
    return places;
  }

  private static int extent(int[] counts) {
    return IntStream.of(counts).sum() + 2 * counts.length + 2;
  }

  private static int[] each(Cell c, IntUnaryOperator f) {
    return IntStream.range(0, c.size).map(f).toArray();
  }

  /** What a buffer with all blocks in place holds, {@link #UNTOUCHED} in the gaps. */
  private static long blocks(int i, int[] counts, int[] places) {
    for (int r = 0; r < counts.length; r++) {
      if (i >= places[r] && i < places[r] + counts[r]) {
        return Cell.value(r, i - places[r]);
      }
    }
    return UNTOUCHED;
  }

  private static long ownBlock(int i, Cell c, int[] counts, int[] places) {
    int from = places[c.rank];
    return i >= from && i < from + counts[c.rank] ? blocks(i, counts, places) : UNTOUCHED;
  }

  @Conforms(
      to =
          "MPI-4.1 §6.5 MPI_Gatherv: varying counts, blocks placed by displacements; what lies"
              + " between them is not touched",
      ranks = {1, 2, 4, 5})
  public static void gatherv(Intracomm world) {
    all(world, MovementCases::gatherv);
  }

  private static void gatherv(Cell c) {
    int[] counts = counts(c);
    int[] places = places(c, counts);
    int own = counts[c.rank];
    Vec mine = c.vec(own, i -> Cell.value(c.rank, i));
    Vec into = c.vec(extent(counts), i -> c.inPlace ? ownBlock(i, c, counts, places) : UNTOUCHED);
    Datatype t = mine.type();
    Intracomm world = c.world;
    if (c.inPlace && c.isRoot()) {
      if (c.blocking) {
        world.gatherv(into.memory(), counts, places, t, c.root);
      } else {
        c.await(world.iGatherv(into.buffer(), counts, places, t, c.root));
      }
    } else if (c.inPlace) {
      if (c.blocking) {
        world.gatherv(mine.memory(), own, t, c.root);
      } else {
        c.await(world.iGatherv(mine.buffer(), own, t, c.root));
      }
    } else if (c.blocking) {
      world.gatherv(mine.memory(), own, t, into.memory(), counts, places, t, c.root);
    } else {
      c.await(world.iGatherv(mine.buffer(), own, t, into.buffer(), counts, places, t, c.root));
    }
    if (c.isRoot()) {
      into.check("gatherv of " + c, i -> blocks(i, counts, places));
    } else if (!c.inPlace) {
      into.check("not the root's, gatherv of " + c, i -> UNTOUCHED);
    }
  }

  @Conforms(
      to = "MPI-4.1 §6.6 MPI_Scatterv: the inverse of MPI_Gatherv",
      ranks = {1, 2, 4, 5})
  public static void scatterv(Intracomm world) {
    all(world, MovementCases::scatterv);
  }

  private static void scatterv(Cell c) {
    int[] counts = counts(c);
    int[] places = places(c, counts);
    int own = counts[c.rank];
    Vec from = c.vec(extent(counts), i -> c.isRoot() ? blocks(i, counts, places) : UNTOUCHED);
    Vec mine = c.vec(own, i -> UNTOUCHED);
    Datatype t = mine.type();
    Intracomm world = c.world;
    if (c.inPlace && c.isRoot()) {
      if (c.blocking) {
        world.scatterv(from.memory(), counts, places, t, c.root);
      } else {
        c.await(world.iScatterv(from.buffer(), counts, places, t, c.root));
      }
      mine.check("scatterv of " + c, i -> UNTOUCHED);
      return;
    }
    if (c.inPlace) {
      if (c.blocking) {
        world.scatterv(mine.memory(), own, t, c.root);
      } else {
        c.await(world.iScatterv(mine.buffer(), own, t, c.root));
      }
    } else if (c.blocking) {
      world.scatterv(from.memory(), counts, places, t, mine.memory(), own, t, c.root);
    } else {
      c.await(world.iScatterv(from.buffer(), counts, places, t, mine.buffer(), own, t, c.root));
    }
    mine.check("scatterv of " + c, i -> Cell.value(c.rank, i));
  }

  @Conforms(
      to = "MPI-4.1 §6.7 MPI_Allgatherv: as MPI_Gatherv, but all receive the result",
      ranks = {1, 2, 3, 5, 8})
  public static void allGatherv(Intracomm world) {
    rootless(
        world,
        c -> {
          int[] counts = counts(c);
          int[] places = places(c, counts);
          int own = counts[c.rank];
          Vec mine = c.vec(own, i -> Cell.value(c.rank, i));
          Vec into =
              c.vec(extent(counts), i -> c.inPlace ? ownBlock(i, c, counts, places) : UNTOUCHED);
          Datatype t = mine.type();
          if (c.inPlace && c.blocking) {
            world.allGatherv(into.memory(), counts, places, t);
          } else if (c.inPlace) {
            c.await(world.iAllGatherv(into.buffer(), counts, places, t));
          } else if (c.blocking) {
            world.allGatherv(mine.memory(), own, t, into.memory(), counts, places, t);
          } else {
            c.await(world.iAllGatherv(mine.buffer(), own, t, into.buffer(), counts, places, t));
          }
          into.check("allGatherv of " + c, i -> blocks(i, counts, places));
        });
  }

  @Conforms(
      to =
          "MPI-4.1 §6.8 MPI_Alltoallv: counts and displacements for each pair; a pair may exchange"
              + " nothing",
      ranks = {1, 2, 3, 5, 8})
  public static void allToAllv(Intracomm world) {
    rootless(
        world,
        c -> {
          if (c.inPlace) {
            return;
          }
          int unit = Math.min(c.count, 10_000);
          int[] sends = each(c, r -> (c.rank + 2 * r) % 3 * unit);
          int[] receives = each(c, r -> (r + 2 * c.rank) % 3 * unit);
          int[] from = places(c, sends);
          int[] to = places(c, receives);
          Vec out = c.vec(extent(sends), i -> pairs(i, sends, from, r -> c.rank * 8 + r));
          Vec in = c.vec(extent(receives), i -> UNTOUCHED);
          Datatype t = out.type();
          if (c.blocking) {
            world.allToAllv(out.memory(), sends, from, t, in.memory(), receives, to, t);
          } else {
            c.await(world.iAllToAllv(out.buffer(), sends, from, t, in.buffer(), receives, to, t));
          }
          in.check("allToAllv of " + c, i -> pairs(i, receives, to, r -> r * 8 + c.rank));
        });
  }

  private static long pairs(int i, int[] counts, int[] places, IntUnaryOperator seed) {
    for (int r = 0; r < counts.length; r++) {
      if (i >= places[r] && i < places[r] + counts[r]) {
        return Cell.value(seed.applyAsInt(r), i - places[r]);
      }
    }
    return UNTOUCHED;
  }

  @Conforms(
      to = "MPI-4.1 §6.8 MPI_Alltoallw: a datatype for each pair, displacements in bytes",
      ranks = {1, 3})
  public static void allToAllw(Intracomm world) {
    int size = world.getSize();
    int me = world.getRank();
    byte[] out = new byte[8 * size];
    byte[] in = new byte[8 * size];
    int[] counts = new int[size];
    int[] places = new int[size];
    Datatype[] types = new Datatype[size];
    for (int r = 0; r < size; r++) {
      // A pair agrees on a type: that of the sum of its ranks.
      types[r] = (r + me) % 2 == 0 ? MPI.LONG : MPI.BYTE;
      counts[r] = (r + me) % 2 == 0 ? 1 : 5;
      places[r] = 8 * r;
      for (int i = 0; i < 8; i++) {
        out[8 * r + i] = (byte) (16 * me + r + i);
      }
    }
    world.allToAllw(out, counts, places, types, in, counts, places, types);
    for (int r = 0; r < size; r++) {
      int length = (r + me) % 2 == 0 ? 8 : 5;
      for (int i = 0; i < 8; i++) {
        int must = i < length ? (byte) (16 * r + me + i) : 0;
        assertTrue(in[8 * r + i] == must, "from " + r + " byte " + i + ": " + in[8 * r + i]);
      }
    }
  }

  @Conforms(
      to = "MPI-4.1 §6.3 MPI_Barrier: nobody leaves before all have entered",
      ranks = {2, 3, 5, 8},
      sharesTheJvm = true)
  public static void barrier(Intracomm world) {
    int me = world.getRank();
    // In-process ranks share the JVM's properties, which need no message.
    String entered = "conformance.barrier." + world.getSize() + ".";
    for (int round = 0; round < 60; round++) {
      System.setProperty(entered + me, Integer.toString(round));
      if (round % 2 == 0) {
        world.barrier();
      } else {
        world.iBarrier().waitFor();
      }
      for (int r = 0; r < world.getSize(); r++) {
        int seen = Integer.parseInt(System.getProperty(entered + r, "-1"));
        assertTrue(seen >= round, "rank " + r + " entered " + seen + " of " + round);
      }
    }
  }

  @Conforms(
      to =
          "MPI-4.1 §6.12: several non-blocking collectives of one communicator may be outstanding,"
              + " and complete in any order",
      ranks = {1, 3, 6})
  public static void manyOutstanding(Intracomm world) {
    int many = 60;
    Request[] requests = new Request[many];
    Vec[] data = new Vec[many];
    for (int k = 0; k < many; k++) {
      int seed = k;
      int root = k % world.getSize();
      boolean isRoot = world.getRank() == root;
      int length = k % 4 == 0 ? 20_000 : 5;
      data[k] =
          new Vec(
              conformance.support.Kind.INT,
              conformance.support.Store.DIRECT,
              length,
              i -> seed % 2 == 1 ? 1 : isRoot ? Cell.value(seed, i) : UNTOUCHED);
      requests[k] =
          k % 2 == 1
              ? world.iAllReduce(data[k].buffer(), length, MPI.INT, MPI.SUM)
              : world.iBcast(data[k].buffer(), length, MPI.INT, root);
    }
    for (int k = many - 1; k >= 0; k -= 2) {
      requests[k].waitFor();
    }
    Request.waitAll(requests);
    for (int k = 0; k < many; k++) {
      int seed = k;
      data[k].check("collective " + k, i -> seed % 2 == 1 ? world.getSize() : Cell.value(seed, i));
    }
  }
}
