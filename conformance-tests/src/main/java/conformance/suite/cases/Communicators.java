package conformance.suite.cases;

import conformance.suite.Case;
import conformance.suite.Chapter;
import conformance.suite.CommKind;
import conformance.suite.Place;
import conformance.suite.Table;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import mpi.AttributeCallbacks;
import mpi.Comm;
import mpi.Datatype;
import mpi.Group;
import mpi.Info;
import mpi.Intercomm;
import mpi.Intracomm;
import mpi.MPI;
import mpi.Request;

/** MPI-4.1 §7 and §10: groups, constructors of communicators, caching, names, info. */
public final class Communicators implements Table {
  @Override
  public List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    Set<CommKind> intra = CommKind.INTRA;
    add(
        cases,
        "Group accessors",
        "§7.3.1: size, rank, MPI_UNDEFINED outside; §7.4.1 group of a communicator",
        CommKind.ALL,
        Communicators::accessors);
    add(
        cases,
        "Group set operations",
        "§7.3.2: union, intersection, difference keep the order of the first",
        intra,
        Communicators::sets);
    add(
        cases,
        "Group selections",
        "§7.3.2: incl and excl by ranks and by ranges",
        intra,
        Communicators::selections);
    add(
        cases,
        "Group.translateRanks",
        "§7.3.1: ranks of one group in another, MPI_UNDEFINED and MPI_PROC_NULL",
        intra,
        Communicators::translate);
    add(
        cases,
        "dup",
        "§7.4.2: a congruent communicator with a context of its own",
        CommKind.ALL,
        p -> duplicate(p, p.comm().dup()));
    add(
        cases,
        "clone",
        "§7.4.2, dialects: clone is dup",
        CommKind.ALL,
        p -> duplicate(p, p.comm().clone()));
    add(
        cases,
        "dupWithInfo",
        "§7.4.2: a duplicate with hints of its own",
        CommKind.ALL,
        p -> duplicate(p, p.comm().dupWithInfo(new Info())));
    add(
        cases,
        "iDup",
        "§7.4.2: the duplicate may be used once the request is complete",
        CommKind.ALL,
        p -> {
          Comm copy = p.comm().iDup();
          copy.getRequest().waitFor();
          duplicate(p, copy);
        });
    add(
        cases,
        "split",
        "§7.4.2: one communicator for each colour, ranked by key; none for MPI_UNDEFINED",
        intra,
        p -> split(p, false));
    add(cases, "Split", "§7.4.2: as split; null for MPI_UNDEFINED", intra, p -> split(p, true));
    add(
        cases,
        "splitType",
        "§7.4.2 MPI_COMM_TYPE_SHARED: those that can share memory, ranked by key",
        intra,
        Communicators::splitType);
    add(
        cases,
        "create",
        "§7.4.2: a communicator of a group, in its order; none for the others",
        intra,
        p -> create(p, false));
    add(cases, "Create", "§7.4.2: as create; null for the others", intra, p -> create(p, true));
    add(
        cases,
        "createGroup",
        "§7.4.2: only the members call it",
        intra,
        Communicators::createGroup);
    add(
        cases,
        "compare",
        "§7.4.1: MPI_IDENT, MPI_CONGRUENT, MPI_SIMILAR, MPI_UNEQUAL",
        intra,
        Communicators::compare);
    add(
        cases,
        "free",
        "§7.4.3: the handle becomes null; others are not disturbed",
        intra,
        Communicators::free);
    add(
        cases,
        "contexts",
        "§7.1.2: messages of one communicator are never received in another",
        CommKind.ALL,
        Communicators::contexts);
    add(
        cases,
        "intercommunicator",
        "§7.6.1: local and remote groups; ranks are the remote ones",
        Set.of(CommKind.INTER),
        Communicators::between);
    add(
        cases,
        "merge",
        "§7.6.2: the group that says high comes second",
        Set.of(CommKind.INTER),
        Communicators::merge);
    add(
        cases,
        "names",
        "§7.8: predefined names; what is set is got, at this process",
        CommKind.ALL,
        Communicators::names);
    add(
        cases,
        "attributes",
        "§7.7.2: copied by dup as callbacks say, deleted by free",
        intra,
        Communicators::attributes);
    add(
        cases,
        "attributes of datatypes",
        "§7.7.4: copied by dup as callbacks say, deleted by free",
        CommKind.ALONE,
        Communicators::typeAttributes);
    cases.add(
        new Case(
            Chapter.INFO,
            "info",
            "§10: keys in the order in which they were set, values, copies",
            CommKind.ALONE,
            p -> p.cell(() -> "info", () -> info(p))));
    cases.add(
        new Case(
            Chapter.INFO,
            "hints of communicators",
            "§7.4.4: hints that are known are kept, unknown ones ignored",
            intra,
            p -> p.cell(() -> "hints", () -> hints(p))));
    return cases;
  }

  private static void add(
      List<Case> cases, String name, String rule, Set<CommKind> comms, Case.Body body) {
    cases.add(
        new Case(
            Chapter.COMMUNICATORS, name, rule, comms, p -> p.cell(() -> name, () -> body.run(p))));
  }

  private static int[] ranks(Place p) {
    return IntStream.range(0, p.size()).toArray();
  }

  private static void accessors(Place p) {
    Group group = p.comm().getGroup();
    p.equal(p.size(), group.getSize(), "getSize");
    p.equal(p.size(), group.Size(), "Size");
    p.equal(p.rank(), group.getRank(), "getRank");
    p.equal(p.rank(), group.Rank(), "Rank");
    p.equal(p.rank(), p.comm().Rank(), "Comm.Rank");
    p.equal(p.size(), p.comm().Size(), "Comm.Size");
    p.equal(p.isInter(), p.comm().isInter(), "isInter");
    p.equal(p.isInter(), p.comm().Test_inter(), "Test_inter");
    p.equal(MPI.IDENT, Group.compare(group, p.comm().Group()), "two groups of one communicator");
    p.equal(MPI.UNDEFINED, p.comm().getTopology(), "topology");
    p.equal(0, MPI.GROUP_EMPTY.getSize(), "size of MPI_GROUP_EMPTY");
    p.equal(MPI.UNDEFINED, MPI.GROUP_EMPTY.getRank(), "rank in MPI_GROUP_EMPTY");
    p.check(!group.isNull() && MPI.GROUP_NULL.isNull(), "null groups");
    group.free();
    p.check(group.isNull(), "a freed group is null");
  }

  private static void sets(Place p) {
    Group all = p.comm().getGroup();
    int half = (p.size() + 1) / 2;
    Group low = all.incl(IntStream.range(0, half).toArray());
    Group high = all.Excl(IntStream.range(0, half - 1).toArray());
    Group union = Group.union(high, low);
    p.equal(MPI.IDENT, Group.compare(union, Group.Union(high, low)), "Union");
    p.equal(p.size(), union.getSize(), "size of the union");
    p.equal(
        p.size() == 1 || half == 1 ? MPI.IDENT : MPI.SIMILAR, Group.compare(all, union), "compare");
    Group common = Group.intersection(low, high);
    p.equal(MPI.IDENT, Group.Compare(common, all.Incl(new int[] {half - 1})), "intersection");
    p.equal(MPI.IDENT, Group.compare(common, Group.Intersection(high, low)), "Intersection");
    Group rest = Group.difference(all, low);
    p.equal(p.size() - half, rest.getSize(), "difference");
    p.equal(MPI.IDENT, Group.compare(rest, Group.Difference(all, low)), "Difference");
    p.equal(MPI.IDENT, Group.compare(Group.difference(all, all), MPI.GROUP_EMPTY), "nothing left");
    p.equal(p.size() == half ? MPI.IDENT : MPI.UNEQUAL, Group.compare(all, low), "unequal");
  }

  private static void selections(Place p) {
    Group all = p.comm().getGroup();
    int last = p.size() - 1;
    int[] down = IntStream.rangeClosed(0, last).map(i -> last - i).toArray();
    Group reversed = all.incl(down);
    p.equal(last - p.rank(), reversed.getRank(), "rank in the reversed group");
    p.equal(
        MPI.IDENT,
        Group.compare(reversed, all.rangeIncl(new int[][] {{last, 0, -1}})),
        "rangeIncl downwards");
    Group even = all.Range_incl(new int[][] {{0, last, 2}});
    p.equal((p.size() + 1) / 2, even.getSize(), "Range_incl with a stride");
    p.equal(
        p.rank() % 2 == 0 ? p.rank() / 2 : MPI.UNDEFINED, even.getRank(), "rank among the even");
    p.equal(p.size() / 2, all.rangeExcl(new int[][] {{0, last, 2}}).getSize(), "rangeExcl");
    p.equal(p.size() - 1, all.Range_excl(new int[][] {{0, 0, 1}}).Size(), "Range_excl");
    p.equal(0, all.excl(ranks(p)).getSize(), "excl of all");
    p.equal(p.size(), all.excl(new int[0]).getSize(), "excl of none");
  }

  private static void translate(Place p) {
    Group all = p.comm().getGroup();
    int last = p.size() - 1;
    Group reversed = all.rangeIncl(new int[][] {{last, 0, -1}});
    int[] translated = Group.translateRanks(reversed, ranks(p), all);
    for (int r = 0; r < p.size(); r++) {
      p.equal(last - r, translated[r], "rank " + r);
    }
    Group first = all.incl(new int[] {0});
    int[] some = Group.Translate_ranks(all, new int[] {0, MPI.PROC_NULL, last}, first);
    p.equal(0, some[0], "rank 0");
    p.equal(MPI.PROC_NULL, some[1], "MPI_PROC_NULL");
    p.equal(last == 0 ? 0 : MPI.UNDEFINED, some[2], "one outside");
  }

  private static void duplicate(Place p, Comm copy) {
    p.equal(MPI.CONGRUENT, Comm.compare(p.comm(), copy), "compare");
    p.equal(p.rank(), copy.getRank(), "rank");
    p.equal(p.isInter(), copy.isInter(), "isInter");
    int[] sum = new int[1];
    copy.allReduce(new int[] {1}, sum, 1, MPI.INT, MPI.SUM);
    p.equal(p.peers(), sum[0], "sum over it");
    // Same tag on both: each message stays where it was sent.
    Request one = p.comm().iSend(IntBuffer.wrap(new int[] {1}), 1, MPI.INT, p.right(), 5);
    Request two = copy.iSend(IntBuffer.wrap(new int[] {2}), 1, MPI.INT, p.right(), 5);
    if (p.left() != MPI.PROC_NULL) {
      copy.recv(sum, 1, MPI.INT, p.left(), 5);
      p.equal(2, sum[0], "the message in the copy");
      p.comm().recv(sum, 1, MPI.INT, p.left(), 5);
      p.equal(1, sum[0], "the message in the original");
    }
    one.waitFor();
    two.waitFor();
    copy.disconnect();
    p.check(copy.isNull(), "null after disconnect");
  }

  private static void split(Place p, boolean mpijava) {
    int colour = p.rank() % 3 == 2 ? MPI.UNDEFINED : p.rank() % 3;
    int key = -p.rank();
    Intracomm part = mpijava ? p.intra().Split(colour, key) : p.intra().split(colour, key);
    if (colour == MPI.UNDEFINED) {
      p.check(mpijava ? part == null : part.isNull(), "no communicator");
      return;
    }
    int size = (p.size() - p.rank() % 3 + 2) / 3;
    p.equal(size, part.getSize(), "size");
    p.equal(size - 1 - p.rank() / 3, part.getRank(), "rank by key");
    int[] sum = {p.rank()};
    part.allReduce(sum, 1, MPI.INT, MPI.SUM);
    int expected = IntStream.range(0, p.size()).filter(r -> r % 3 == p.rank() % 3).sum();
    p.equal(expected, sum[0], "sum over it");
    part.free();
  }

  private static void splitType(Place p) {
    Intracomm host = p.intra().splitType(Comm.TYPE_SHARED, -p.rank(), MPI.INFO_NULL);
    p.check(host.getSize() >= 1 && host.getSize() <= p.size(), "size");
    int[] least = {p.rank()};
    int[] above = {p.rank()};
    host.allReduce(least, 1, MPI.INT, MPI.MIN);
    host.scan(above, 1, MPI.INT, MPI.MIN);
    p.equal(p.rank(), above[0], "ranks fall by key");
    p.equal(host.getRank() == host.getSize() - 1, least[0] == p.rank(), "the last is the least");
    host.free();
    p.check(p.intra().splitType(MPI.UNDEFINED, 0, MPI.INFO_NULL).isNull(), "MPI_UNDEFINED");
  }

  private static void create(Place p, boolean mpijava) {
    int last = p.size() - 1;
    Group odd = p.comm().getGroup().rangeIncl(new int[][] {{last, 0, -2}});
    Intracomm part = mpijava ? p.intra().Create(odd) : p.intra().create(odd);
    boolean member = (last - p.rank()) % 2 == 0;
    p.equal(member, mpijava ? part != null : !part.isNull(), "members have it");
    if (member) {
      p.equal((last - p.rank()) / 2, part.getRank(), "rank in the order of the group");
      int[] sum = {1};
      part.allReduce(sum, 1, MPI.INT, MPI.SUM);
      p.equal(odd.getSize(), sum[0], "sum over it");
      part.free();
    }
  }

  private static void createGroup(Place p) {
    Group low = p.comm().getGroup().rangeIncl(new int[][] {{0, p.size() / 2, 1}});
    if (low.getRank() == MPI.UNDEFINED) {
      return;
    }
    Intracomm part = p.intra().createGroup(low, 3);
    p.equal(low.getSize(), part.getSize(), "size");
    p.equal(low.getRank(), part.getRank(), "rank");
    part.barrier();
    part.free();
  }

  private static void compare(Place p) {
    Intracomm same = p.intra().split(0, p.rank());
    Intracomm turned = p.intra().split(0, -p.rank());
    Intracomm alone = p.intra().split(p.rank(), 0);
    p.equal(MPI.IDENT, Comm.compare(p.comm(), p.comm()), "itself");
    p.equal(MPI.CONGRUENT, Comm.Compare(p.comm(), same), "the same group");
    p.equal(
        p.size() == 1 ? MPI.CONGRUENT : MPI.SIMILAR,
        Intracomm.Compare(p.comm(), turned),
        "another order");
    p.equal(
        p.size() == 1 ? MPI.CONGRUENT : MPI.UNEQUAL,
        Comm.compare(p.comm(), alone),
        "other members");
    same.free();
    turned.Free();
    alone.free();
  }

  private static void free(Place p) {
    Intracomm first = p.intra().dup();
    Intracomm second = first.dup();
    first.free();
    p.check(first.isNull() && !second.isNull(), "only the freed one is null");
    second.barrier();
    second.Free();
    p.check(second.isNull(), "Free");
    p.comm().barrier();
  }

  private static void contexts(Place p) {
    List<Comm> all = new ArrayList<>(List.of(p.comm()));
    for (int i = 1; i < 5; i++) {
      all.add(all.get(i / 2).dup());
    }
    Request[] sends = new Request[all.size()];
    for (int i = 0; i < all.size(); i++) {
      IntBuffer out = IntBuffer.wrap(new int[] {10 * p.id() + i});
      sends[i] = all.get(i).iSend(out, 1, MPI.INT, p.right(), 3);
    }
    int[] in = new int[1];
    for (int i = all.size() - 1; i >= 0 && p.left() != MPI.PROC_NULL; i--) {
      all.get(i).recv(in, 1, MPI.INT, MPI.ANY_SOURCE, MPI.ANY_TAG);
      p.equal(10 * p.idOf(p.left()) + i, in[0], "message of communicator " + i);
      p.check(all.get(i).iProbe(MPI.ANY_SOURCE, MPI.ANY_TAG) == null, "no other in it");
    }
    Request.waitAll(sends);
    all.subList(1, all.size()).forEach(Comm::free);
  }

  private static void between(Place p) {
    Intercomm inter = p.inter();
    Group remote = inter.getRemoteGroup();
    p.equal(p.peers(), inter.getRemoteSize(), "getRemoteSize");
    p.equal(p.peers(), inter.Remote_size(), "Remote_size");
    p.equal(p.peers(), remote.getSize(), "size of the remote group");
    p.equal(MPI.UNDEFINED, remote.getRank(), "nobody is in both");
    p.equal(MPI.IDENT, Group.compare(remote, inter.Remote_group()), "Remote_group");
    p.equal(MPI.UNEQUAL, Group.compare(remote, inter.getGroup()), "two groups");
    p.check(Intercomm.getParent().isNull(), "nobody spawned this process");
  }

  private static void merge(Place p) {
    for (int high = 0; high < 2; high++) {
      boolean second = p.group() == high;
      Intracomm all = high == 0 ? p.inter().merge(second) : p.inter().Merge(second);
      p.equal(p.size() + p.peers(), all.getSize(), "size");
      p.equal(second ? p.peers() + p.rank() : p.rank(), all.getRank(), "rank");
      all.barrier();
      all.free();
    }
  }

  private static void names(Place p) {
    p.equal("MPI_COMM_WORLD", MPI.COMM_WORLD.getName(), "name of MPI_COMM_WORLD");
    p.equal("MPI_COMM_SELF", MPI.COMM_SELF.getName(), "name of MPI_COMM_SELF");
    p.equal("MPI_INT", MPI.INT.getName(), "name of MPI_INT");
    Comm copy = p.comm().dup();
    String longest = "n".repeat(MPI.MAX_OBJECT_NAME - 1);
    copy.setName(longest);
    p.equal(longest, copy.getName(), "a long name");
    copy.setName("");
    p.equal("", copy.getName(), "no name");
    copy.free();
    Datatype type = Datatype.createContiguous(2, MPI.INT);
    p.equal("", type.getName(), "name of a new datatype");
    type.setName("pair");
    p.equal("pair", type.getName(), "name of a datatype");
    type.free();
  }

  /** Writes down what is called. */
  private static final class Log implements AttributeCallbacks {
    final List<String> lines = new ArrayList<>();

    @Override
    public Object copy(Object owner, int keyval, Object value) {
      lines.add("copy " + value);
      return value.equals("stays") ? NOT_COPIED : value + "'";
    }

    @Override
    public void delete(Object owner, int keyval, Object value) {
      lines.add("delete " + value);
    }
  }

  private static void attributes(Place p) {
    Log log = new Log();
    int key = Comm.createKeyval(log);
    int other = Comm.createKeyval(log);
    int plain = Comm.createKeyval();
    Intracomm base = p.intra().dup();
    p.equal(null, base.getAttr(key), "what was not set");
    base.setAttr(key, "a");
    base.setAttr(other, "stays");
    base.setAttr(plain, 5);
    Intracomm copy = base.dup();
    p.equal("a'", copy.getAttr(key), "what the callback copied");
    p.equal(null, copy.Attr_get(other), "what it did not copy");
    p.equal(5, copy.getAttr(plain), "what is copied without a callback");
    copy.setAttr(key, "b");
    copy.free();
    base.deleteAttr(other);
    base.Attr_delete(plain);
    p.equal(null, base.getAttr(plain), "what was deleted");
    Comm.freeKeyval(key);
    Comm.freeKeyval(other);
    Comm.freeKeyval(plain);
    base.free();
    p.equal(
        List.of("copy a", "copy stays", "delete a'", "delete b", "delete stays", "delete a"),
        log.lines,
        "calls");
    p.check((Integer) MPI.COMM_WORLD.getAttr(MPI.TAG_UB) >= 32767, "MPI_TAG_UB (§9.1.2)");
  }

  private static void typeAttributes(Place p) {
    Log log = new Log();
    int key = Datatype.createKeyval(log);
    int plain = Datatype.createKeyval();
    Datatype type = Datatype.createContiguous(2, MPI.INT);
    type.setAttr(key, "a");
    type.setAttr(plain, 7);
    Datatype copy = type.dup();
    p.equal("a'", copy.getAttr(key), "what the callback copied");
    p.equal(7, copy.getAttr(plain), "what is copied without a callback");
    copy.free();
    type.deleteAttr(key);
    type.free();
    p.equal(List.of("copy a", "delete a'", "delete a"), log.lines, "calls");
    Datatype.freeKeyval(key);
    Datatype.freeKeyval(plain);
  }

  private static void info(Place p) {
    Info info = new Info();
    p.equal(0, info.size(), "size of a new one");
    for (int i = 0; i < 5; i++) {
      info.set("key " + i, "value " + i);
    }
    info.set("key 2", "again");
    p.equal(5, info.size(), "size");
    p.equal("again", info.get("key 2"), "value that was set again");
    p.equal(null, info.get("key 9"), "no value");
    for (int i = 0; i < 5; i++) {
      p.equal("key " + i, info.getKey(i), "key " + i);
    }
    Info copy = info.dup();
    Info clone = info.clone();
    info.delete("key 0");
    p.equal("key 1", info.getKey(0), "the first key after a deletion");
    p.equal(5, copy.size(), "the copy");
    p.equal("value 0", clone.get("key 0"), "the clone");
    String longest = "v".repeat(MPI.MAX_INFO_VAL);
    info.set("k".repeat(MPI.MAX_INFO_KEY), longest);
    p.equal(longest, info.get("k".repeat(MPI.MAX_INFO_KEY)), "the longest value");
    info.free();
    p.check(info.isNull() && MPI.INFO_NULL.isNull() && !MPI.INFO_ENV.isNull(), "null infos");
  }

  private static void hints(Place p) {
    Info hints = new Info();
    hints.set("mpi_assert_no_any_tag", "true");
    hints.set("nobody knows this", "x");
    Comm copy = p.comm().dupWithInfo(hints);
    p.equal("true", copy.getInfo().get("mpi_assert_no_any_tag"), "a known hint");
    p.equal(null, copy.getInfo().get("nobody knows this"), "an unknown hint");
    copy.setInfo(MPI.INFO_NULL);
    copy.setInfo(hints);
    p.equal("true", copy.getInfo().get("mpi_assert_no_any_tag"), "a hint that was set");
    copy.free();
  }
}
