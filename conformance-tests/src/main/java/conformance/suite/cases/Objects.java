package conformance.suite.cases;

import conformance.suite.Case;
import conformance.suite.Chapter;
import conformance.suite.CommKind;
import conformance.suite.Place;
import conformance.suite.Table;
import java.io.Serializable;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mpi.Datatype;
import mpi.Group;
import mpi.Intercomm;
import mpi.Intracomm;
import mpi.MPI;
import mpi.Op;
import mpi.Prequest;
import mpi.Request;
import mpi.Status;
import mpi.User_function;

/** MpiJava 1.2 (Carpenter, Fox, Ko, Lim): serialised objects, offsets, fields, null results. */
public final class Objects implements Table {
  /** What a program sends: with a reference to itself by another. */
  private static final class Particle implements Serializable {
    private static final long serialVersionUID = 1L;
    final String name;
    final double[] position;
    Particle partner;

    Particle(String name, double... position) {
      this.name = name;
      this.position = position;
    }
  }

  @Override
  public List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    Set<CommKind> intra = CommKind.INTRA;
    add(
        cases,
        "objects",
        "MPI.OBJECT: each element is serialised, a copy arrives with its shape",
        CommKind.ALL,
        Objects::shapes);
    add(
        cases,
        "objects in collectives",
        "MPI.OBJECT in Bcast, Gatherv, Alltoallv, Reduce with an own operator",
        intra,
        Objects::collectives);
    add(
        cases,
        "objects between groups",
        "MPI.OBJECT over an intercommunicator",
        Set.of(CommKind.INTER),
        Objects::between);
    add(
        cases,
        "objects, derived",
        "derived types of MPI.OBJECT: places in the array",
        intra,
        Objects::derived);
    add(
        cases,
        "objects, persistent",
        "Send_init and Recv_init of objects: what is there at each start is sent",
        intra,
        Objects::persistent);
    add(
        cases,
        "null until there",
        "Iprobe, Test, Testall and Testany return null until there is something",
        intra,
        Objects::nullUntilThere);
    add(cases, "Status", "public fields source, tag, index, count", intra, Objects::fields);
    add(cases, "dialects mix", "what one spelling sends the other receives", intra, Objects::mixed);
    add(
        cases,
        "Comm.group",
        "the field of a communicator; Create_intercomm, Merge",
        intra,
        Objects::handles);
    add(
        cases,
        "Datatype of mpiJava",
        "Extent, Lb, Ub, Size, getByteSize in elements and bytes",
        CommKind.ALONE,
        Objects::types);
    return cases;
  }

  private static void add(
      List<Case> cases, String name, String rule, Set<CommKind> comms, Case.Body body) {
    cases.add(
        new Case(Chapter.MPIJAVA, name, rule, comms, p -> p.cell(() -> name, () -> body.run(p))));
  }

  private static void shapes(Place p) {
    Particle electron = new Particle("electron " + p.id(), 1, 2, 3);
    electron.partner = new Particle("positron", -1);
    electron.partner.partner = electron;
    Map<String, List<Integer>> map = new HashMap<>(Map.of("a", new ArrayList<>(List.of(p.id()))));
    Object[] out = {
      "skipped", electron, map, null, new int[][] {{1}, {2, p.id()}}, "x".repeat(50_000)
    };
    Object[] in = new Object[7];
    Request sent = p.comm().Isend(out, 1, 5, MPI.OBJECT, p.right(), 1);
    Status status = p.comm().Recv(in, 2, 5, MPI.OBJECT, p.left(), 1);
    sent.Wait();
    if (p.left() == MPI.PROC_NULL) {
      p.equal(0, status.Get_count(MPI.OBJECT), "objects from nobody");
      return;
    }
    int from = p.idOf(p.left());
    p.equal(5, status.Get_count(MPI.OBJECT), "count");
    Particle copy = (Particle) in[2];
    p.check(copy != electron && copy.partner.partner == copy, "a copy with its shape");
    p.equal("electron " + from, copy.name, "name");
    p.equal(new double[] {1, 2, 3}, copy.position, "array in an object");
    p.equal(Map.of("a", List.of(from)), in[3], "map");
    p.equal(null, in[4], "null");
    p.equal(new int[][] {{1}, {2, from}}, in[5], "array of arrays");
    p.equal(50_000, ((String) in[6]).length(), "long string");
    p.check(in[0] == null && in[1] == null, "what lies before the offset");
  }

  private static void collectives(Place p) {
    Intracomm comm = p.intra();
    int n = p.size();
    int me = p.rank();
    for (int root = 0; root < n; root++) {
      Object[] box = {null, me == root ? new Particle("muon " + root, 7) : null};
      comm.Bcast(box, 1, 1, MPI.OBJECT, root);
      p.equal("muon " + root, ((Particle) box[1]).name, "Bcast from " + root);
      int[] counts = new int[n];
      int[] places = new int[n];
      int total = 0;
      for (int r = 0; r < n; r++) {
        counts[r] = r % 3;
        places[r] = total;
        total += counts[r];
      }
      Object[] mine = new Object[me % 3];
      Arrays.fill(mine, "from " + me);
      Object[] all = new Object[total];
      comm.Gatherv(mine, 0, mine.length, MPI.OBJECT, all, 0, counts, places, MPI.OBJECT, root);
      for (int r = 0; r < n && me == root; r++) {
        for (int i = 0; i < counts[r]; i++) {
          p.equal("from " + r, all[places[r] + i], "Gatherv to " + root);
        }
      }
    }
    int[] ones = new int[n];
    int[] places = new int[n];
    Object[] out = new Object[n];
    for (int r = 0; r < n; r++) {
      ones[r] = 1;
      places[r] = n - 1 - r;
      out[n - 1 - r] = me + " to " + r;
    }
    Object[] in = new Object[n];
    comm.Alltoallv(out, 0, ones, places, MPI.OBJECT, in, 0, ones, places, MPI.OBJECT);
    for (int r = 0; r < n; r++) {
      p.equal(r + " to " + me, in[n - 1 - r], "Alltoallv");
    }
    Op join = new Op(new Join(), false, 77);
    p.equal(77, join.opCode, "opCode");
    Object[] joined = new Object[1];
    comm.Reduce(new Object[] {"" + me}, 0, joined, 0, 1, MPI.OBJECT, join, n - 1);
    StringBuilder expected = new StringBuilder("0");
    for (int r = 1; r < n; r++) {
      expected.append(',').append(r);
    }
    p.equal(me == n - 1 ? expected.toString() : null, joined[0], "Reduce in the order of ranks");
    join.free();
  }

  /** Joins words; does not commute. */
  private static final class Join extends User_function {
    @Override
    public void Call(Object in, int inAt, Object inOut, int at, int count, Datatype type) {
      Object[] left = (Object[]) in;
      Object[] right = (Object[]) inOut;
      for (int i = 0; i < count; i++) {
        right[at + i] = left[inAt + i] + "," + right[at + i];
      }
    }
  }

  private static void between(Place p) {
    Object[] all = new Object[p.peers()];
    p.comm().allGather(new Object[] {"id " + p.id()}, 1, MPI.OBJECT, all, 1, MPI.OBJECT);
    for (int r = 0; r < p.peers(); r++) {
      p.equal("id " + p.idOf(r), all[r], "allGather");
    }
  }

  private static void derived(Place p) {
    Datatype everyOther = Datatype.Vector(3, 1, 2, MPI.OBJECT);
    everyOther.Commit();
    Object[] out = {"a", 1, "b", 2, "c" + p.rank()};
    Request sent = p.comm().Isend(out, 0, 1, everyOther, p.right(), 1);
    Object[] in = new Object[4];
    Status status = p.comm().Recv(in, 1, 3, MPI.OBJECT, p.left(), 1);
    sent.Wait();
    p.equal(new Object[] {null, "a", "b", "c" + p.left()}, in, "objects");
    p.equal(1, status.Get_count(everyOther), "items");
    sent = p.comm().Isend(new Object[] {"x", "y", "z"}, 0, 3, MPI.OBJECT, p.right(), 2);
    Object[] spread = new Object[6];
    p.comm().Recv(spread, 1, 1, everyOther, p.left(), 2);
    sent.Wait();
    p.equal(new Object[] {null, "x", null, "y", null, "z"}, spread, "objects that are spread");
  }

  private static void persistent(Place p) {
    Object[] out = new Object[1];
    Object[] in = new Object[1];
    Prequest[] both = {
      p.comm().Send_init(out, 0, 1, MPI.OBJECT, p.right(), 1),
      p.comm().Recv_init(in, 0, 1, MPI.OBJECT, p.left(), 1)
    };
    for (int round = 0; round < 5; round++) {
      out[0] = "round " + round + " of " + p.rank();
      Prequest.Startall(both);
      Request.Waitall(both);
      p.equal("round " + round + " of " + p.left(), in[0], "object");
    }
    both[0].free();
    both[1].free();
  }

  private static void nullUntilThere(Place p) {
    p.check(p.comm().Iprobe(p.left(), 4) == null, "Iprobe");
    int[] in = new int[3];
    Request request = p.comm().Irecv(in, 0, 3, MPI.INT, p.left(), 5);
    p.check(request.Test() == null, "Test");
    p.check(Request.Testany(new Request[] {request}) == null, "Testany");
    p.check(Request.Testall(new Request[] {request}) == null, "Testall");
    p.equal(0, Request.Testsome(new Request[] {request}).length, "Testsome");
    p.comm().barrier();
    p.comm().Send(new int[] {1, 2}, 0, 2, MPI.INT, p.right(), 4);
    p.comm().Send(new int[] {3}, 0, 1, MPI.INT, p.right(), 5);
    Status probed = Waiting.until(() -> p.comm().Iprobe(p.left(), 4));
    p.equal(2, probed.Get_count(MPI.INT), "count of the probe");
    p.comm().Recv(in, 1, 2, MPI.INT, p.left(), 4);
    p.equal(1, Waiting.until(request::Test).count, "count of the test");
    p.check(request.Is_null(), "the request is null");
  }

  private static void fields(Place p) {
    Request[] requests = new Request[3];
    for (int i = 0; i < 3; i++) {
      requests[i] = p.comm().Irecv(new int[3], 0, 3, MPI.INT, p.left(), i);
    }
    for (int i = 0; i < 3; i++) {
      p.comm().Send(new int[3], 0, i + 1, MPI.INT, p.right(), i);
    }
    Status[] all = Request.Waitall(requests);
    for (int i = 0; i < 3; i++) {
      p.equal(p.left(), all[i].source, "source");
      p.equal(i, all[i].tag, "tag");
      p.equal(i, all[i].index, "index");
      p.equal(i + 1, all[i].count, "count");
      p.equal(i + 1, all[i].numEls, "numEls");
      p.equal(4 * (i + 1), all[i].countInBytes, "countInBytes");
      all[i].free();
    }
    p.equal(MPI.UNDEFINED, Request.Waitany(requests).index, "index when none is active");
    p.equal(MPI.ANY_SOURCE, MPI.EMPTY_STATUS.source, "source of EMPTY_STATUS");
  }

  private static void mixed(Place p) {
    Request sent = p.comm().Isend(new double[] {9, p.rank(), 2.5}, 1, 2, MPI.DOUBLE, p.right(), 1);
    DoubleBuffer in = MPI.newDoubleBuffer(2);
    p.comm().recv(in, 2, MPI.DOUBLE, p.left(), 1);
    sent.waitFor();
    p.check(in.get(0) == p.left() && in.get(1) == 2.5, "sent by Isend, received by recv");
    Request back = p.comm().iSend(in, 2, MPI.DOUBLE, p.right(), 2);
    double[] array = new double[3];
    p.comm().Recv(array, 1, 2, MPI.DOUBLE, p.left(), 2);
    back.Wait();
    p.equal(2.5, array[2], "sent by iSend, received by Recv");
    int[] sum = {p.rank() + 1};
    if (p.rank() % 2 == 0) {
      int[] result = new int[1];
      p.intra().Allreduce(sum, 0, result, 0, 1, MPI.INT, MPI.SUM);
      sum = result;
    } else {
      p.comm().allReduce(sum, 1, MPI.INT, MPI.SUM);
    }
    p.equal(p.size() * (p.size() + 1) / 2, sum[0], "Allreduce and allReduce");
  }

  private static void handles(Place p) {
    p.equal(MPI.IDENT, Group.compare(p.comm().group, p.comm().getGroup()), "Comm.group");
    p.equal(MPI.UNDEFINED, p.comm().Topo_test(), "Topo_test");
    if (p.size() > 1) {
      int half = p.rank() % 2;
      Intracomm local = p.intra().Split(half, p.rank());
      Intercomm inter = p.comm().Create_intercomm(local, 0, 1 - half, 3);
      p.equal(p.size() - local.Size(), inter.Remote_size(), "Remote_size");
      Intercomm copy = inter.clone();
      p.check(copy.Test_inter(), "clone");
      copy.Free();
      inter.Free();
      local.Free();
    }
  }

  private static void types(Place p) {
    p.equal(1, MPI.INT.Extent(), "Extent of MPI.INT");
    p.equal(1, MPI.DOUBLE.Size(), "Size of MPI.DOUBLE");
    p.equal(2, MPI.INT2.Extent(), "Extent of MPI.INT2");
    p.equal(1, MPI.OBJECT.Extent(), "Extent of MPI.OBJECT");
    p.equal(4, MPI.INT.getByteSize(), "getByteSize of MPI.INT");
    p.check(MPI.INT.getType() != MPI.DOUBLE.getType(), "getType");
    Datatype column = Datatype.Vector(3, 1, 4, MPI.FLOAT);
    p.equal(9, column.Extent(), "Extent of a column");
    p.equal(0, column.Lb(), "Lb");
    p.equal(9, column.Ub(), "Ub");
    p.equal(MPI.FLOAT.baseType, column.baseType, "baseType");
  }
}
