package conformance.suite.cases;

import conformance.suite.Case;
import conformance.suite.Chapter;
import conformance.suite.CommKind;
import conformance.suite.Place;
import conformance.suite.Table;
import java.nio.IntBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import mpi.Count;
import mpi.Datatype;
import mpi.MPI;
import mpi.Request;
import mpi.Status;

/** MPI-4.1 §3.5, §3.7, §3.8.4, §3.10, §3.11: completion in all forms, order, exchange, cancel. */
public final class Completion implements Table {
  private static final int COUNT = 8;

  /** Completes some of the requests; returns their places, none when none is active any more. */
  private interface Some {
    int[] of(Request[] requests);
  }

  @Override
  public List<Case> cases() {
    String all = "§3.7.5 MPI_Waitall, MPI_Testall: all complete; null requests get an empty status";
    String any =
        "§3.7.5 MPI_Waitany, MPI_Testany: one at a time; MPI_UNDEFINED when none is active";
    String some = "§3.7.5 MPI_Waitsome, MPI_Testsome: all that are complete, with their places";
    return List.of(
        all("waitAllStatus", all, Request::waitAllStatus),
        all("Waitall", all, Request::Waitall),
        all("waitAll", all, noStatus(Request::waitAll)),
        all("testAllStatus", all, r -> Waiting.until(() -> Request.testAllStatus(r))),
        all("Testall", all, r -> Waiting.until(() -> Request.Testall(r))),
        all("testAll", all, noStatus(r -> Waiting.until(() -> Request.testAll(r) ? r : null))),
        some("waitAny", any, r -> one(Request.waitAny(r))),
        some("waitAnyStatus", any, r -> one(Request.waitAnyStatus(r).getIndex())),
        some("Waitany", any, r -> one(Request.Waitany(r).index)),
        some("testAny", any, r -> one(anyOf(r))),
        some(
            "testAnyStatus",
            any,
            r -> one(Waiting.until(() -> Request.testAnyStatus(r)).getIndex())),
        some("Testany", any, r -> one(Waiting.until(() -> Request.Testany(r)).index)),
        some("waitSome", some, r -> places(Request.waitSome(r))),
        some("waitSomeStatus", some, r -> places(Request.waitSomeStatus(r))),
        some("Waitsome", some, r -> places(Request.Waitsome(r))),
        some("testSome", some, r -> places(Request.testSome(r))),
        some("testSomeStatus", some, r -> places(Request.testSomeStatus(r))),
        some("Testsome", some, r -> places(Request.Testsome(r))),
        messages(
            "wait and test of one",
            "§3.7.3, §3.7.6: they make the request null, getStatus does not",
            CommKind.INTRA,
            Completion::single),
        messages(
            "order",
            "§3.5: messages of one sender that match the same receive do not overtake",
            CommKind.ALL,
            Completion::order),
        messages(
            "wildcards",
            "§3.2.4: MPI_ANY_SOURCE and MPI_ANY_TAG match all, the status tells which",
            CommKind.ALL,
            Completion::wildcards),
        messages(
            "sendRecv",
            "§3.11: sends and receives at once, MPI_PROC_NULL on either side",
            CommKind.ALL,
            Completion::exchange),
        messages(
            "sendRecvReplace", "§3.11: one buffer for both", CommKind.ALL, Completion::replace),
        messages(
            "MPI_PROC_NULL",
            "§3.10: succeeds at once, nothing is received",
            CommKind.ALL,
            Completion::nobody),
        messages(
            "cancel",
            "§3.8.4: a cancelled receive completes, its status says so",
            CommKind.INTRA,
            Completion::cancel),
        messages(
            "Request.free",
            "§3.7.3: the operation goes on, the message arrives",
            CommKind.INTRA,
            Completion::forgotten),
        messages(
            "counts",
            "§3.2.5, §5.1.11: MPI_UNDEFINED for part of an item; elements are counted",
            CommKind.INTRA,
            Completion::counts));
  }

  private static Case messages(String name, String rule, Set<CommKind> comms, Case.Body body) {
    return new Case(
        Chapter.MESSAGES, name, rule, comms, p -> p.cell(() -> name, () -> body.run(p)));
  }

  /** Completes all; returns the statuses, or null where the form has none. */
  private interface All {
    Status[] of(Request[] requests);
  }

  private interface Plain {
    void of(Request[] requests);
  }

  private static All noStatus(Plain form) {
    return r -> {
      form.of(r);
      return null;
    };
  }

  private static Case all(String name, String rule, All form) {
    return new Case(
        Chapter.MESSAGES,
        name,
        rule,
        CommKind.INTRA,
        p ->
            p.cell(
                () -> name,
                () -> {
                  IntBuffer in = MPI.newIntBuffer(COUNT);
                  Request[] requests = receives(p, in);
                  Request[] sends = sends(p);
                  Status[] statuses = form.of(requests);
                  for (int i = 0; i < COUNT; i++) {
                    p.check(requests[i].isNull(), "request " + i + " is null");
                    p.equal(isActive(i) ? 100 * p.left() + i : 0, in.get(i), "item " + i);
                    if (statuses != null) {
                      p.equal(isActive(i) ? i : MPI.ANY_TAG, statuses[i].getTag(), "tag " + i);
                      p.equal(
                          isActive(i) ? p.left() : MPI.ANY_SOURCE,
                          statuses[i].getSource(),
                          "source " + i);
                    }
                  }
                  p.check(Request.testAll(requests), "a list without active requests is complete");
                  Request.waitAll(sends);
                }));
  }

  private static Case some(String name, String rule, Some form) {
    return new Case(
        Chapter.MESSAGES,
        name,
        rule,
        CommKind.INTRA,
        p ->
            p.cell(
                () -> name,
                () -> {
                  IntBuffer in = MPI.newIntBuffer(COUNT);
                  Request[] requests = receives(p, in);
                  Request[] sends = sends(p);
                  BitSet seen = new BitSet();
                  p.soon(
                      "all are complete",
                      () -> {
                        for (int i : form.of(requests)) {
                          p.check(!seen.get(i), "place " + i + " once");
                          p.check(requests[i].isNull(), "request " + i + " is null");
                          p.equal(100 * p.left() + i, in.get(i), "item " + i);
                          seen.set(i);
                        }
                        return seen.cardinality() == COUNT - 2;
                      });
                  p.equal(0, form.of(requests).length, "places when none is active");
                  Request.waitAll(sends);
                }));
  }

  private static boolean isActive(int i) {
    return i != 2 && i != 5;
  }

  private static Request[] receives(Place p, IntBuffer in) {
    Request[] requests = new Request[COUNT];
    for (int i = 0; i < COUNT; i++) {
      requests[i] =
          isActive(i)
              ? p.comm().iRecv(MPI.slice(in, i), 1, MPI.INT, p.left(), i)
              : MPI.REQUEST_NULL;
    }
    p.check(!Request.testAll(requests), "nothing was sent yet");
    p.comm().barrier();
    return requests;
  }

  private static Request[] sends(Place p) {
    Request[] requests = new Request[COUNT];
    for (int i = COUNT - 1; i >= 0; i--) {
      IntBuffer out = MPI.newIntBuffer(1).put(0, 100 * p.rank() + i);
      requests[i] = isActive(i) ? p.comm().iSend(out, 1, MPI.INT, p.right(), i) : MPI.REQUEST_NULL;
    }
    return requests;
  }

  private static int[] one(int place) {
    return place == MPI.UNDEFINED ? new int[0] : new int[] {place};
  }

  /**
   * The place of one that is complete, MPI_UNDEFINED when none is active; testAny does not tell.
   */
  private static int anyOf(Request[] requests) {
    for (Request request : requests) {
      if (!request.isNull()) {
        return Waiting.until(
            () -> {
              int place = Request.testAny(requests);
              return place == MPI.UNDEFINED ? null : place;
            });
      }
    }
    return Request.testAny(requests);
  }

  private static int[] places(int[] places) {
    return places == null ? new int[0] : places;
  }

  private static int[] places(Status[] statuses) {
    int[] places = new int[statuses == null ? 0 : statuses.length];
    for (int i = 0; i < places.length; i++) {
      places[i] = statuses[i].getIndex();
    }
    return places;
  }

  private static void single(Place p) {
    int me = p.rank();
    IntBuffer in = MPI.newIntBuffer(1);
    for (int form = 0; form < 6; form++) {
      Request request = p.comm().iRecv(in, 1, MPI.INT, p.left(), form);
      p.check(!request.test() && request.testStatus() == null && request.Test() == null, "not yet");
      p.check(request.getStatus() == null, "getStatus: not yet");
      p.comm().barrier();
      p.comm().send(new int[] {me + form}, 1, MPI.INT, p.right(), form);
      p.soon("getStatus tells", () -> request.getStatus() != null);
      p.check(!request.isNull() && !request.Is_null(), "getStatus leaves the request");
      Status status =
          switch (form) {
            case 0 -> request.waitStatus();
            case 1 -> request.Wait();
            case 2 -> Waiting.until(request::testStatus);
            case 3 -> Waiting.until(request::Test);
            default -> request.getStatus();
          };
      if (form == 4) {
        request.waitFor();
      }
      p.check(form != 5 || request.test(), "test");
      p.equal(form, status.getTag(), "tag");
      p.check(request.isNull() && request.Is_null(), "the request is null");
      p.equal(p.left() + form, in.get(0), "item");
      p.check(request.test(), "a null request is complete");
    }
  }

  private static void order(Place p) {
    int messages = 40;
    Request[] sends = new Request[messages];
    for (int i = 0; i < messages; i++) {
      // Short and long ones go different ways.
      int length = i % 5 == 0 ? 30_000 : 1;
      IntBuffer out = MPI.newIntBuffer(length).put(0, i);
      sends[i] = p.comm().iSend(out, length, MPI.INT, p.right(), 4);
    }
    int[] in = new int[30_000];
    for (int i = 0; i < messages && p.left() != MPI.PROC_NULL; i++) {
      p.comm().recv(in, in.length, MPI.INT, i % 2 == 0 ? p.left() : MPI.ANY_SOURCE, 4);
      p.equal(i, in[0], "message");
    }
    Request.waitAll(sends);
  }

  private static void wildcards(Place p) {
    Request[] sends = new Request[p.peers()];
    for (int r = 0; r < p.peers(); r++) {
      IntBuffer out = MPI.newIntBuffer(2).put(0, p.id()).put(1, p.idOf(r));
      sends[r] = p.comm().iSend(out, 2, MPI.INT, r, 50 + p.rank());
    }
    BitSet seen = new BitSet();
    for (int r = 0; r < p.peers(); r++) {
      int[] in = new int[2];
      Status status = p.comm().recv(in, 2, MPI.INT, MPI.ANY_SOURCE, MPI.ANY_TAG);
      p.equal(status.getSource() + 50, status.getTag(), "tag");
      p.equal(p.idOf(status.getSource()), in[0], "from");
      p.equal(p.id(), in[1], "to");
      seen.set(status.getSource());
    }
    p.equal(p.peers(), seen.cardinality(), "senders");
    Request.waitAll(sends);
  }

  private static void exchange(Place p) {
    int[] out = {p.id(), 7};
    int[] in = {-1, -1};
    Status status = p.comm().sendRecv(out, 2, MPI.INT, p.right(), 1, in, 2, MPI.INT, p.left(), 1);
    boolean nobody = p.left() == MPI.PROC_NULL;
    p.equal(nobody ? -1 : p.idOf(p.left()), in[0], "item");
    p.equal(p.left(), status.getSource(), "source");
    status =
        p.comm()
            .Sendrecv(out, 0, 1, MPI.INT, p.right(), 2, in, 1, 1, MPI.INT, p.left(), MPI.ANY_TAG);
    p.equal(nobody ? -1 : p.idOf(p.left()), in[1], "item with an offset");
    p.equal(nobody ? 0 : 1, status.getCount(MPI.INT), "count");
    p.comm()
        .sendRecv(out, 1, MPI.INT, MPI.PROC_NULL, 1, in, 1, MPI.INT, MPI.PROC_NULL, MPI.ANY_TAG);
  }

  private static void replace(Place p) {
    int[] data = {p.id(), p.id(), p.id()};
    int expected = p.left() == MPI.PROC_NULL ? p.id() : p.idOf(p.left());
    p.comm().sendRecvReplace(data, 1, MPI.INT, p.right(), 1, p.left(), 1);
    p.comm().Sendrecv_replace(data, 2, 1, MPI.INT, p.right(), 2, p.left(), 2);
    p.equal(new int[] {expected, p.id(), expected}, data, "items");
    IntBuffer direct = MPI.newIntBuffer(1).put(0, p.id());
    p.comm().sendRecvReplace(direct, 1, MPI.INT, p.right(), 3, p.left(), 3);
    p.equal(expected, direct.get(0), "item of a direct buffer");
  }

  private static void nobody(Place p) {
    int[] data = {5};
    p.comm().send(data, 1, MPI.INT, MPI.PROC_NULL, 1);
    p.comm().sSend(data, 1, MPI.INT, MPI.PROC_NULL, 1);
    p.comm().iSend(IntBuffer.wrap(data), 1, MPI.INT, MPI.PROC_NULL, 1).waitFor();
    Status[] all = {
      p.comm().recv(data, 1, MPI.INT, MPI.PROC_NULL, 9),
      p.comm().Recv(data, 0, 1, MPI.INT, MPI.PROC_NULL, MPI.ANY_TAG),
      p.comm().iRecv(IntBuffer.wrap(data), 1, MPI.INT, MPI.PROC_NULL, 9).waitStatus(),
      p.comm().probe(MPI.PROC_NULL, 9),
      p.comm().iProbe(MPI.PROC_NULL, 9)
    };
    p.equal(5, data[0], "the buffer");
    for (Status status : all) {
      p.equal(MPI.PROC_NULL, status.getSource(), "source");
      p.equal(MPI.ANY_TAG, status.getTag(), "tag");
      p.equal(0, status.getCount(MPI.INT), "count");
    }
  }

  private static void cancel(Place p) {
    Request receive = p.comm().iRecv(MPI.newIntBuffer(1), 1, MPI.INT, p.left(), 77);
    receive.cancel();
    Status status = receive.waitStatus();
    p.check(status.isCancelled() && status.Test_cancelled(), "cancelled");
    Request other = p.comm().Irecv(new int[1], 0, 1, MPI.INT, p.left(), 78);
    other.Cancel();
    p.check(other.Wait().Test_cancelled(), "Cancel");
    // What was not cancelled is not disturbed.
    Request kept = p.comm().iRecv(MPI.newIntBuffer(1), 1, MPI.INT, p.left(), 79);
    p.comm().send(new int[1], 1, MPI.INT, p.right(), 79);
    p.check(!kept.waitStatus().isCancelled(), "not cancelled");
    Status set = new Status();
    set.setCancelled(true);
    p.check(set.isCancelled(), "Status.setCancelled");
  }

  private static void forgotten(Place p) {
    int length = 50_000;
    Request send =
        p.comm().iSend(MPI.newIntBuffer(length).put(length - 1, 6), length, MPI.INT, p.right(), 2);
    send.free();
    p.check(send.isNull(), "null");
    int[] in = new int[length];
    p.comm().recv(in, length, MPI.INT, p.left(), 2);
    p.equal(6, in[length - 1], "the last item");
    p.comm().barrier();
  }

  private static void counts(Place p) {
    Request send = p.comm().iSend(MPI.newIntBuffer(5), 5, MPI.INT, p.right(), 1);
    Datatype pair = Datatype.createContiguous(2, MPI.INT);
    pair.commit();
    Status status = p.comm().recv(new int[6], 3, pair, p.left(), 1);
    send.waitFor();
    p.equal(MPI.UNDEFINED, status.getCount(pair), "getCount of pairs");
    p.equal(MPI.UNDEFINED, status.Get_count(pair), "Get_count of pairs");
    p.equal(5, status.getElements(pair), "getElements");
    p.equal(5, status.Get_elements(pair), "Get_elements");
    p.equal(5L, status.getElementsX(pair).getCount(), "getElementsX");
    p.equal(5, status.getCount(MPI.INT), "getCount of ints");
    Status made = new Status();
    made.setElements(MPI.INT, 3);
    p.equal(3, made.getElements(MPI.INT), "setElements");
    made.setElementsX(MPI.INT, new Count(4));
    p.equal(4, made.getCount(MPI.INT), "setElementsX");
    pair.free();
  }
}
