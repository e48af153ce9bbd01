package conformance.suite.cases;

import conformance.suite.Case;
import conformance.suite.Chapter;
import conformance.suite.CommKind;
import conformance.suite.Place;
import java.util.EnumSet;
import java.util.List;
import mpi.CartComm;
import mpi.Comm;
import mpi.Datatype;
import mpi.Errhandler;
import mpi.Group;
import mpi.Info;
import mpi.Intercomm;
import mpi.Intracomm;
import mpi.MPI;

/**
 * MPI-4.1 §9.4: calls on groups, communicators, topologies, error handlers and info objects that
 * are null, freed or predefined, and wrong arguments of calls that make them or ask them.
 */
public final class WrongObjects extends Rows {
  @Override
  public List<Case> cases() {
    return List.of(
        family(Chapter.COMMUNICATORS, "groups", this::groups),
        family(Chapter.COMMUNICATORS, "communicators", this::communicators),
        family(
            Chapter.COMMUNICATORS,
            "intercommunicators",
            EnumSet.of(CommKind.INTER),
            this::intercommunicators),
        family(Chapter.COMMUNICATORS, "attributes", this::attributes),
        family(Chapter.TOPOLOGIES, "topologies", this::topologies),
        family(Chapter.ENVIRONMENT, "error handlers", this::errorHandlers),
        family(Chapter.INFO, "info", this::infos));
  }

  private void groups() {
    row("union with null", MPI.ERR_GROUP, p -> Group.union(group(p), null), "null");
    row(
        "intersection with GROUP_NULL",
        MPI.ERR_GROUP,
        p -> Group.intersection(MPI.GROUP_NULL, group(p)),
        "null");
    row(
        "difference with a freed group",
        MPI.ERR_GROUP,
        p -> Group.difference(group(p), freedGroup(p)),
        "freed");
    row("Union with null", MPI.ERR_GROUP, p -> Group.Union(null, group(p)), "null");
    row("compare with null", MPI.ERR_GROUP, p -> Group.compare(group(p), null), "null");
    row("getSize of a freed group", MPI.ERR_GROUP, p -> freedGroup(p).getSize(), "freed");
    row("getRank of a freed group", MPI.ERR_GROUP, p -> freedGroup(p).getRank(), "freed");
    row("Size of a freed group", MPI.ERR_GROUP, p -> freedGroup(p).Size(), "freed");
    row("free twice", MPI.ERR_GROUP, p -> freedGroup(p).free(), "freed");
    row("incl, rank = size", MPI.ERR_RANK, p -> group(p).incl(new int[] {p.size()}));
    row("incl, rank −1", MPI.ERR_RANK, p -> group(p).incl(new int[] {-1}), "-1");
    row("incl, a rank twice", MPI.ERR_RANK, p -> group(p).incl(new int[] {0, 0}), "0");
    row("incl(null)", MPI.ERR_ARG, p -> group(p).incl(null), "null");
    row("excl, rank −1", MPI.ERR_RANK, p -> group(p).excl(new int[] {-1}), "-1");
    row("excl, a rank twice", MPI.ERR_RANK, p -> group(p).excl(new int[] {0, 0}), "0");
    row("Incl, rank 99", MPI.ERR_RANK, p -> group(p).Incl(new int[] {99}), "99");
    row("Excl, rank 99", MPI.ERR_RANK, p -> group(p).Excl(new int[] {99}), "99");
    row(
        "rangeIncl, stride 0",
        MPI.ERR_ARG,
        p -> group(p).rangeIncl(new int[][] {{0, 0, 0}}),
        "stride");
    row("rangeIncl, a range of two", MPI.ERR_ARG, p -> group(p).rangeIncl(new int[][] {{0, 0}}));
    row("rangeIncl, a null range", MPI.ERR_ARG, p -> group(p).rangeIncl(new int[1][]));
    row(
        "rangeIncl, rank 99",
        MPI.ERR_RANK,
        p -> group(p).rangeIncl(new int[][] {{0, 99, 99}}),
        "99");
    row("rangeExcl(null)", MPI.ERR_ARG, p -> group(p).rangeExcl(null), "null");
    row(
        "Range_excl, rank 99",
        MPI.ERR_RANK,
        p -> group(p).Range_excl(new int[][] {{99, 99, 1}}),
        "99");
    row(
        "translateRanks, rank 99",
        MPI.ERR_RANK,
        p -> Group.translateRanks(group(p), new int[] {99}, group(p)),
        "99");
    row(
        "translateRanks(null)",
        MPI.ERR_ARG,
        p -> Group.translateRanks(group(p), null, group(p)),
        "null");
    row(
        "Translate_ranks to null",
        MPI.ERR_GROUP,
        p -> Group.Translate_ranks(group(p), new int[] {0}, null),
        "null");
  }

  private static Group group(Place p) {
    return p.comm().getGroup();
  }

  private static Group freedGroup(Place p) {
    Group group = group(p);
    group.free();
    return group;
  }

  private void communicators() {
    row("free MPI_COMM_WORLD", MPI.ERR_COMM, p -> MPI.COMM_WORLD.free(), "WORLD");
    row("free MPI_COMM_SELF", MPI.ERR_COMM, p -> MPI.COMM_SELF.free(), "SELF");
    row("Free MPI_COMM_WORLD", MPI.ERR_COMM, p -> MPI.COMM_WORLD.Free(), "WORLD");
    row("free MPI_COMM_NULL", MPI.ERR_COMM, p -> MPI.COMM_NULL.free(), "NULL");
    row("free twice", MPI.ERR_COMM, p -> freedComm(p).free(), "freed");
    row("getRank of MPI_COMM_NULL", MPI.ERR_COMM, p -> MPI.COMM_NULL.getRank(), "NULL");
    row("getSize of a freed communicator", MPI.ERR_COMM, p -> freedComm(p).getSize(), "freed");
    row("Rank of a freed communicator", MPI.ERR_COMM, p -> freedComm(p).Rank(), "freed");
    row("getGroup of a freed communicator", MPI.ERR_COMM, p -> freedComm(p).getGroup(), "freed");
    row("Group of MPI_COMM_NULL", MPI.ERR_COMM, p -> MPI.COMM_NULL.Group(), "NULL");
    row("setName of a freed communicator", MPI.ERR_COMM, p -> freedComm(p).setName("x"), "freed");
    row("isInter of MPI_COMM_NULL", MPI.ERR_COMM, p -> MPI.COMM_NULL.isInter(), "NULL");
    row("getTopology of MPI_COMM_NULL", MPI.ERR_COMM, p -> MPI.COMM_NULL.getTopology(), "NULL");
    row("dup of a freed communicator", MPI.ERR_COMM, p -> freedComm(p).dup(), "freed");
    row("iDup of a freed communicator", MPI.ERR_COMM, p -> freedComm(p).iDup(), "freed");
    row(
        "dupWithInfo of a freed communicator",
        MPI.ERR_COMM,
        p -> freedComm(p).dupWithInfo(MPI.INFO_NULL),
        "freed");
    row("split of a freed communicator", MPI.ERR_COMM, p -> freedComm(p).split(0, 0), "freed");
    row("Split, colour −3", MPI.ERR_ARG, p -> p.intra().Split(-3, 0), "-3");
    row("split, colour −3", MPI.ERR_ARG, p -> p.intra().split(-3, 0), "colour", "-3");
    row("splitType, no type", MPI.ERR_ARG, p -> p.intra().splitType(99, 0, MPI.INFO_NULL), "99");
    row("create of null", MPI.ERR_GROUP, p -> p.intra().create(null), "null");
    row("create of a freed group", MPI.ERR_GROUP, p -> p.intra().create(freedGroup(p)), "freed");
    row("Create of GROUP_NULL", MPI.ERR_GROUP, p -> p.intra().Create(MPI.GROUP_NULL), "null");
    row("createGroup of null", MPI.ERR_GROUP, p -> p.intra().createGroup(null, 0), "null");
    row("createGroup, tag −5", MPI.ERR_TAG, p -> p.intra().createGroup(group(p), -5), "-5");
    row("compare with null", MPI.ERR_COMM, p -> Comm.compare(p.comm(), null), "null");
    row(
        "compare with MPI_COMM_NULL",
        MPI.ERR_COMM,
        p -> Comm.compare(MPI.COMM_NULL, p.comm()),
        "NULL");
    row(
        "Compare with a freed one",
        MPI.ERR_COMM,
        p -> Comm.Compare(p.comm(), freedComm(p)),
        "freed");
    row(
        "createIntercomm of null",
        MPI.ERR_COMM,
        p -> p.comm().createIntercomm(null, 0, 0, 0),
        "null");
    row(
        "createIntercomm, no such leader",
        MPI.ERR_RANK,
        p -> p.comm().createIntercomm(MPI.COMM_SELF, 5, 0, 0),
        "5");
    row(
        "createIntercomm, no such remote leader",
        MPI.ERR_RANK,
        p -> p.comm().createIntercomm(MPI.COMM_SELF, 0, 99, 0),
        "99");
    row(
        "Create_intercomm, tag −5",
        MPI.ERR_TAG,
        p -> p.comm().Create_intercomm(MPI.COMM_SELF, 0, 0, -5),
        "-5");
    row("disconnect MPI_COMM_NULL", MPI.ERR_COMM, p -> MPI.COMM_NULL.disconnect(), "NULL");
  }

  private static Intracomm freedComm(Place p) {
    Intracomm comm = p.intra().split(0, 0);
    comm.free();
    return comm;
  }

  private void intercommunicators() {
    int[] one = new int[1];
    row(
        "send to a rank of the own group alone",
        MPI.ERR_RANK,
        p -> p.comm().send(one, 1, MPI.INT, p.peers(), 0),
        "destination");
    row("recv from −7", MPI.ERR_RANK, p -> p.comm().recv(one, 1, MPI.INT, -7, 0), "source", "-7");
    row("bcast, root 99", MPI.ERR_ROOT, p -> p.comm().bcast(one, 1, MPI.INT, 99), "root", "99");
    row(
        "reduce, root −1",
        MPI.ERR_ROOT,
        p -> p.comm().reduce(one, one, 1, MPI.INT, MPI.SUM, -1),
        "root",
        "-1");
    row(
        "allReduce in place (§6.2.2)",
        MPI.ERR_BUFFER,
        p -> p.comm().allReduce(one, 1, MPI.INT, MPI.SUM));
    row("allGather in place (§6.2.2)", MPI.ERR_BUFFER, p -> p.comm().allGather(one, 1, MPI.INT));
    row(
        "allReduce, count −1",
        MPI.ERR_COUNT,
        p -> p.comm().allReduce(one, new int[1], -1, MPI.INT, MPI.SUM),
        "-1");
    row(
        "allToAll, count −1",
        MPI.ERR_COUNT,
        p -> p.comm().allToAll(one, -1, MPI.INT, new int[1], 1, MPI.INT),
        "-1");
    row(
        "allGatherv, null counts",
        MPI.ERR_ARG,
        p -> p.comm().allGatherv(one, 1, MPI.INT, new int[9], null, one, MPI.INT),
        "count");
    row(
        "allReduce, null operator",
        MPI.ERR_OP,
        p -> p.comm().allReduce(one, new int[1], 1, MPI.INT, null),
        "null");
    row(
        "allGather, null datatype",
        MPI.ERR_TYPE,
        p -> p.comm().allGather(one, 1, null, new int[9], 1, MPI.INT),
        "null");
    row(
        "neighborAllGather",
        MPI.ERR_TOPOLOGY,
        p -> p.comm().neighborAllGather(one, 1, MPI.INT, one, 1, MPI.INT),
        "topology");
    row(
        "getRemoteSize of a freed one",
        MPI.ERR_COMM,
        p -> {
          Intercomm copy = p.inter().dup();
          copy.free();
          copy.getRemoteSize();
        },
        "freed");
    row(
        "merge of a freed one",
        MPI.ERR_COMM,
        p -> {
          Intercomm copy = p.inter().dup();
          copy.free();
          copy.merge(true);
        },
        "freed");
  }

  private void attributes() {
    int never = 123456;
    row("getAttr, no such key", MPI.ERR_KEYVAL, p -> p.comm().getAttr(never), "123456");
    row("Attr_get, no such key", MPI.ERR_KEYVAL, p -> p.comm().Attr_get(MPI.KEYVAL_INVALID), "-1");
    row("setAttr, no such key", MPI.ERR_KEYVAL, p -> p.comm().setAttr(never, 1), "123456");
    row(
        "setAttr of a predefined key",
        MPI.ERR_KEYVAL,
        p -> p.comm().setAttr(MPI.TAG_UB, 1),
        "predefined");
    row("deleteAttr, no such key", MPI.ERR_KEYVAL, p -> p.comm().deleteAttr(never), "123456");
    row(
        "deleteAttr of a predefined key",
        MPI.ERR_KEYVAL,
        p -> p.comm().deleteAttr(MPI.IO),
        "predefined");
    row("Attr_delete, no such key", MPI.ERR_KEYVAL, p -> p.comm().Attr_delete(never), "123456");
    row("freeKeyval, no such key", MPI.ERR_KEYVAL, p -> Comm.freeKeyval(never), "123456");
    row(
        "freeKeyval of a predefined key",
        MPI.ERR_KEYVAL,
        p -> Comm.freeKeyval(MPI.TAG_UB),
        "predefined");
    row(
        "freeKeyval twice",
        MPI.ERR_KEYVAL,
        p -> {
          int key = Comm.createKeyval();
          Comm.freeKeyval(key);
          Comm.freeKeyval(key);
        });
    row("getAttr of MPI_COMM_NULL", MPI.ERR_COMM, p -> MPI.COMM_NULL.getAttr(MPI.TAG_UB), "NULL");
    row(
        "Datatype.freeKeyval, no such key",
        MPI.ERR_KEYVAL,
        p -> Datatype.freeKeyval(never),
        "123456");
    row("Datatype.setAttr, no such key", MPI.ERR_KEYVAL, p -> MPI.INT.setAttr(never, 1), "123456");
    row("Datatype.deleteAttr, not there", MPI.ERR_KEYVAL, p -> MPI.INT.deleteAttr(never), "123456");
  }

  private void topologies() {
    boolean[] ring = {true};
    row(
        "createCart, too many",
        MPI.ERR_DIMS,
        p -> p.intra().createCart(new int[] {p.size() + 1}, ring, false));
    row(
        "createCart, dimension 0",
        MPI.ERR_DIMS,
        p -> p.intra().createCart(new int[] {0}, ring, false),
        "0");
    row(
        "createCart, dimension −2",
        MPI.ERR_DIMS,
        p -> p.intra().createCart(new int[] {-2}, ring, false),
        "-2");
    row("createCart(null)", MPI.ERR_ARG, p -> p.intra().createCart(null, ring, false), "null");
    row(
        "createCart, periods missing",
        MPI.ERR_ARG,
        p -> p.intra().createCart(new int[] {1}, new boolean[0], false));
    row(
        "Create_cart, dimension −2",
        MPI.ERR_DIMS,
        p -> p.intra().Create_cart(new int[] {-2}, ring, false),
        "-2");
    row("createDims, nodes 0", MPI.ERR_ARG, p -> CartComm.createDims(0, new int[2]), "0");
    row("createDims(null)", MPI.ERR_ARG, p -> CartComm.createDims(6, null), "null");
    row("createDims, 7 by 2", MPI.ERR_DIMS, p -> CartComm.createDims(7, new int[] {2, 0}), "7");
    row(
        "createDims, dimension −1",
        MPI.ERR_DIMS,
        p -> CartComm.createDims(7, new int[] {-1, 0}),
        "-1");
    row("shift in dimension 1 of 1", MPI.ERR_DIMS, p -> line(p).shift(1, 1), "1");
    row("shift in dimension −1", MPI.ERR_DIMS, p -> line(p).shift(-1, 1), "-1");
    row("getCoords of rank 99", MPI.ERR_RANK, p -> line(p).getCoords(99), "99");
    row("getRank off the grid", MPI.ERR_ARG, p -> line(p).getRank(new int[] {-1}), "-1");
    row("getRank(null)", MPI.ERR_ARG, p -> line(p).getRank(null), "coordinates");
    row("sub(null)", MPI.ERR_ARG, p -> line(p).sub(null), "remain");
    row("map too many", MPI.ERR_DIMS, p -> line(p).map(new int[] {p.size() + 1}, ring));
    row(
        "createGraph, an edge to 99",
        MPI.ERR_RANK,
        p -> p.intra().createGraph(new int[] {1}, new int[] {99}, false),
        "99");
    row(
        "createGraph(null)",
        MPI.ERR_ARG,
        p -> p.intra().createGraph(null, new int[0], false),
        "null");
    row(
        "createGraph, index that falls",
        MPI.ERR_ARG,
        p -> p.intra().createGraph(new int[] {-1}, new int[0], false));
    row(
        "Create_graph, an edge to −1",
        MPI.ERR_RANK,
        p -> p.intra().Create_graph(new int[] {1}, new int[] {-1}, false),
        "-1");
    row(
        "getNeighbors of rank 99",
        MPI.ERR_RANK,
        p -> p.intra().createGraph(new int[p.size()], new int[0], false).getNeighbors(99));
    row(
        "createDistGraphAdjacent, source 99",
        MPI.ERR_RANK,
        p -> p.intra().createDistGraphAdjacent(new int[] {99}, new int[0], MPI.INFO_NULL, false),
        "99");
    row(
        "createDistGraphAdjacent(null)",
        MPI.ERR_ARG,
        p -> p.intra().createDistGraphAdjacent(null, new int[0], MPI.INFO_NULL, false),
        "null");
    row(
        "createDistGraph, degrees missing",
        MPI.ERR_ARG,
        p ->
            p.intra().createDistGraph(new int[] {0}, new int[0], new int[0], MPI.INFO_NULL, false));
    row(
        "createDistGraph, weight −1",
        MPI.ERR_ARG,
        p ->
            p.intra()
                .createDistGraph(
                    new int[] {0},
                    new int[] {1},
                    new int[] {0},
                    new int[] {-1},
                    MPI.INFO_NULL,
                    false),
        "negative");
    int[] one = {1};
    row(
        "neighborAllGather without a topology",
        MPI.ERR_TOPOLOGY,
        p -> p.comm().neighborAllGather(one, 1, MPI.INT, one, 1, MPI.INT),
        "topology");
    row(
        "neighborAllToAll without a topology",
        MPI.ERR_TOPOLOGY,
        p -> p.comm().neighborAllToAll(one, 1, MPI.INT, one, 1, MPI.INT),
        "topology");
    row(
        "neighborAllGather, count −1",
        MPI.ERR_COUNT,
        p -> line(p).neighborAllGather(one, -1, MPI.INT, new int[2], 1, MPI.INT),
        "-1");
    row(
        "neighborAllGather, null buffer",
        MPI.ERR_BUFFER,
        p -> ring(p).neighborAllGather(null, 1, MPI.INT, new int[2], 1, MPI.INT),
        "null");
    row(
        "neighborAllGather, null datatype",
        MPI.ERR_TYPE,
        p -> ring(p).neighborAllGather(one, 1, null, new int[2], 1, MPI.INT),
        "null");
    row(
        "neighborAllGatherv, counts missing",
        MPI.ERR_ARG,
        p ->
            ring(p)
                .neighborAllGatherv(one, 1, MPI.INT, new int[2], new int[1], new int[2], MPI.INT),
        "count");
    row(
        "neighborAllToAllv, null counts",
        MPI.ERR_ARG,
        p ->
            ring(p)
                .neighborAllToAllv(
                    new int[2],
                    null,
                    new int[2],
                    MPI.INT,
                    new int[2],
                    new int[2],
                    new int[2],
                    MPI.INT),
        "count");
    row(
        "neighborAllToAllv, count −1",
        MPI.ERR_COUNT,
        p ->
            line(p)
                .neighborAllToAllv(
                    new int[2],
                    new int[] {-1, 0},
                    new int[2],
                    MPI.INT,
                    new int[2],
                    new int[2],
                    new int[2],
                    MPI.INT),
        "-1");
  }

  private static CartComm ring(Place p) {
    return p.intra().createCart(new int[] {p.size()}, new boolean[] {true}, false);
  }

  /** Its ends have nobody on one side; its errors are returned too. */
  private static CartComm line(Place p) {
    return p.intra().createCart(new int[] {p.size()}, new boolean[] {false}, false);
  }

  private void errorHandlers() {
    row("setErrhandler(null)", MPI.ERR_ARG, p -> p.comm().setErrhandler(null), "null");
    row("free a predefined handler", MPI.ERR_ARG, p -> MPI.ERRORS_RETURN.free(), "cannot be freed");
    row(
        "set a freed handler",
        MPI.ERR_ARG,
        p -> {
          Errhandler own = Comm.createErrhandler((comm, error) -> {});
          own.free();
          p.comm().setErrhandler(own);
        },
        "freed");
    row(
        "setErrhandler of MPI_COMM_NULL",
        MPI.ERR_COMM,
        p -> MPI.COMM_NULL.setErrhandler(MPI.ERRORS_RETURN),
        "NULL");
    row("getErrhandler of MPI_COMM_NULL", MPI.ERR_COMM, p -> MPI.COMM_NULL.getErrhandler(), "NULL");
    row("Init twice", MPI.ERR_OTHER, p -> MPI.Init(new String[0]), "already");
    row(
        "InitThread twice",
        MPI.ERR_OTHER,
        p -> MPI.InitThread(new String[0], MPI.THREAD_SINGLE),
        "already");
  }

  private void infos() {
    row("set of INFO_NULL", MPI.ERR_INFO, p -> MPI.INFO_NULL.set("k", "v"), "null");
    row("get of INFO_NULL", MPI.ERR_INFO, p -> MPI.INFO_NULL.get("k"), "null");
    row("size of a freed info", MPI.ERR_INFO, p -> freedInfo().size(), "freed");
    row("dup of a freed info", MPI.ERR_INFO, p -> freedInfo().dup(), "freed");
    row("free twice", MPI.ERR_INFO, p -> freedInfo().free(), "freed");
    row("set, null key", MPI.ERR_INFO_KEY, p -> new Info().set(null, "v"), "null");
    row("set, empty key", MPI.ERR_INFO_KEY, p -> new Info().set("", "v"), "1 to");
    row(
        "set, long key",
        MPI.ERR_INFO_KEY,
        p -> new Info().set("k".repeat(MPI.MAX_INFO_KEY + 1), "v"),
        Integer.toString(MPI.MAX_INFO_KEY));
    row("set, null value", MPI.ERR_INFO_VALUE, p -> new Info().set("k", null), "null");
    row(
        "set, long value",
        MPI.ERR_INFO_VALUE,
        p -> new Info().set("k", "v".repeat(MPI.MAX_INFO_VAL + 1)),
        Integer.toString(MPI.MAX_INFO_VAL));
    row("get, null key", MPI.ERR_INFO_KEY, p -> new Info().get(null), "null");
    row("delete, no such key", MPI.ERR_INFO_NOKEY, p -> new Info().delete("missing"), "missing");
    row("getKey 0 of 0", MPI.ERR_ARG, p -> new Info().getKey(0), "0");
    row("getKey −1", MPI.ERR_ARG, p -> new Info().getKey(-1), "-1");
  }

  private static Info freedInfo() {
    Info info = new Info();
    info.free();
    return info;
  }
}
