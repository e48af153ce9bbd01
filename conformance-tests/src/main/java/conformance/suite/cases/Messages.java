package conformance.suite.cases;

import static conformance.suite.Data.any;
import static conformance.suite.Data.array;
import static conformance.suite.Data.buffer;
import static conformance.suite.Data.offset;
import static conformance.suite.Data.type;

import conformance.suite.Case;
import conformance.suite.Chapter;
import conformance.suite.CommKind;
import conformance.suite.Data;
import conformance.suite.Kind;
import conformance.suite.Place;
import conformance.suite.Store;
import conformance.suite.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mpi.Comm;
import mpi.MPI;
import mpi.Message;
import mpi.Prequest;
import mpi.Request;
import mpi.Status;

/**
 * MPI-4.1 §3.2–§3.11: a message to the right neighbour, or to the opposite in the other group, in
 * every mode and form, received in every form. Those that have nobody to talk to talk to
 * MPI_PROC_NULL.
 */
public final class Messages implements Table {
  private static final int LARGE = 20_000;
  private static final int ATTACHED_BYTES = 1 << 20;
  private static final int ROUNDS = 2;

  /** Sends; returns what is to be waited for, or null. */
  private interface Send {
    Request call(Comm c, Data d, int n, int dest, int tag);
  }

  /** Binds a send. */
  private interface Bind {
    Prequest call(Comm c, Data d, int n, int rank, int tag);
  }

  /** Receives. */
  private interface Receive {
    Status call(Place p, Data d, int n, int source, int tag);
  }

  /** A way to write it down, and what its buffer may be. */
  private record Way<C>(String name, List<Store> stores, List<Kind> kinds, String rule, C call) {
    boolean isReady() {
      return name.startsWith("rS")
          || name.startsWith("irS")
          || name.startsWith("Rs")
          || name.startsWith("Irs");
    }

    boolean isBuffered() {
      return name.toLowerCase(Locale.ROOT).replace("i", "").startsWith("bs");
    }
  }

  private static <C> Way<C> anywhere(String name, String rule, C call) {
    return new Way<>(name, Store.ANY, Kind.OPEN_MPI, rule, call);
  }

  private static <C> Way<C> inBuffers(String name, String rule, C call) {
    return new Way<>(name, Store.BUFFERS, Kind.OPEN_MPI, rule, call);
  }

  private static <C> Way<C> inArrays(String name, String rule, C call) {
    return new Way<>(name, Store.ARRAYS, Kind.MPIJAVA, rule, call);
  }

  private static final String STANDARD = "§3.2.1, §3.4: a message arrives as it was sent";
  private static final String SYNCHRONOUS = "§3.4: synchronous mode completes once it is received";
  private static final String READY = "§3.4: ready mode, the receive being posted";
  private static final String BUFFERED = "§3.4, §3.6: buffered mode, from the attached buffer";

  private static final List<Way<Send>> SENDS =
      List.of(
          anywhere(
              "send", STANDARD, done((c, d, n, to, tag) -> c.send(any(d), n, type(d), to, tag))),
          anywhere(
              "sSend",
              SYNCHRONOUS,
              done((c, d, n, to, tag) -> c.sSend(any(d), n, type(d), to, tag))),
          anywhere(
              "rSend", READY, done((c, d, n, to, tag) -> c.rSend(any(d), n, type(d), to, tag))),
          anywhere(
              "bSend", BUFFERED, done((c, d, n, to, tag) -> c.bSend(any(d), n, type(d), to, tag))),
          inBuffers(
              "iSend", STANDARD, (c, d, n, to, tag) -> c.iSend(buffer(d), n, type(d), to, tag)),
          inBuffers(
              "isSend",
              SYNCHRONOUS,
              (c, d, n, to, tag) -> c.isSend(buffer(d), n, type(d), to, tag)),
          inBuffers(
              "irSend", READY, (c, d, n, to, tag) -> c.irSend(buffer(d), n, type(d), to, tag)),
          inBuffers(
              "ibSend", BUFFERED, (c, d, n, to, tag) -> c.ibSend(buffer(d), n, type(d), to, tag)),
          inArrays(
              "Send",
              STANDARD,
              done((c, d, n, to, tag) -> c.Send(array(d), offset(d), n, type(d), to, tag))),
          inArrays(
              "Ssend",
              SYNCHRONOUS,
              done((c, d, n, to, tag) -> c.Ssend(array(d), offset(d), n, type(d), to, tag))),
          inArrays(
              "Rsend",
              READY,
              done((c, d, n, to, tag) -> c.Rsend(array(d), offset(d), n, type(d), to, tag))),
          inArrays(
              "Bsend",
              BUFFERED,
              done((c, d, n, to, tag) -> c.Bsend(array(d), offset(d), n, type(d), to, tag))),
          inArrays(
              "Isend",
              STANDARD,
              (c, d, n, to, tag) -> c.Isend(array(d), offset(d), n, type(d), to, tag)),
          inArrays(
              "Issend",
              SYNCHRONOUS,
              (c, d, n, to, tag) -> c.Issend(array(d), offset(d), n, type(d), to, tag)),
          inArrays(
              "Irsend",
              READY,
              (c, d, n, to, tag) -> c.Irsend(array(d), offset(d), n, type(d), to, tag)),
          inArrays(
              "Ibsend",
              BUFFERED,
              (c, d, n, to, tag) -> c.Ibsend(array(d), offset(d), n, type(d), to, tag)));

  private static final String AGAIN = "§3.9: arguments that are bound once, started twice";

  private static final List<Way<Bind>> BOUND_SENDS =
      List.of(
          inBuffers(
              "sendInit", AGAIN, (c, d, n, to, tag) -> c.sendInit(buffer(d), n, type(d), to, tag)),
          inBuffers(
              "sSendInit",
              AGAIN,
              (c, d, n, to, tag) -> c.sSendInit(buffer(d), n, type(d), to, tag)),
          inBuffers(
              "rSendInit",
              AGAIN,
              (c, d, n, to, tag) -> c.rSendInit(buffer(d), n, type(d), to, tag)),
          inBuffers(
              "bSendInit",
              AGAIN,
              (c, d, n, to, tag) -> c.bSendInit(buffer(d), n, type(d), to, tag)),
          inArrays(
              "Send_init",
              AGAIN,
              (c, d, n, to, tag) -> c.Send_init(array(d), offset(d), n, type(d), to, tag)),
          inArrays(
              "Ssend_init",
              AGAIN,
              (c, d, n, to, tag) -> c.Ssend_init(array(d), offset(d), n, type(d), to, tag)),
          inArrays(
              "Rsend_init",
              AGAIN,
              (c, d, n, to, tag) -> c.Rsend_init(array(d), offset(d), n, type(d), to, tag)),
          inArrays(
              "Bsend_init",
              AGAIN,
              (c, d, n, to, tag) -> c.Bsend_init(array(d), offset(d), n, type(d), to, tag)));

  private static final String RECEIVED =
      "§3.2.4, §3.2.5: what matches is received; the status tells source, tag and count";
  private static final String PROBED =
      "§3.8.1: the receive after a probe gets the message that the probe told of";
  private static final String MATCHED =
      "§3.8.2, §3.8.3: a matched probe takes the message, which its handle alone receives";

  private static final List<Way<Receive>> RECEIVES =
      List.of(
          anywhere(
              "recv",
              RECEIVED,
              (p, d, n, from, tag) -> p.comm().recv(any(d), n, type(d), from, tag)),
          inBuffers(
              "iRecv",
              RECEIVED,
              (p, d, n, from, tag) ->
                  p.comm().iRecv(buffer(d), n, type(d), from, tag).waitStatus()),
          anywhere(
              "probe, recv",
              PROBED,
              (p, d, n, from, tag) -> {
                Status told = p.comm().probe(from, tag);
                p.equal(
                    from == MPI.PROC_NULL ? 0 : n, told.getCount(type(d)), "count of the probe");
                return p.comm().recv(any(d), n, type(d), told.getSource(), told.getTag());
              }),
          anywhere(
              "iProbe, recv",
              PROBED,
              (p, d, n, from, tag) -> {
                Status[] told = new Status[1];
                p.soon("a message", () -> (told[0] = p.comm().iProbe(from, tag)) != null);
                return p.comm().recv(any(d), n, type(d), told[0].getSource(), told[0].getTag());
              }),
          anywhere(
              "mProbe, mRecv",
              MATCHED,
              (p, d, n, from, tag) -> {
                Message message = new Message();
                Status told = message.mProbe(from, tag, p.comm());
                p.check(from != MPI.PROC_NULL || message.isNoProc(), "it is from no process");
                p.equal(
                    from == MPI.PROC_NULL ? 0 : n, told.getCount(type(d)), "count of the probe");
                Status status = message.mRecv(any(d), n, type(d));
                p.check(message.isNull(), "the handle is null after it");
                return status;
              }),
          inBuffers(
              "imProbe, imRecv",
              MATCHED,
              (p, d, n, from, tag) -> {
                Message message = new Message();
                p.soon("a message", () -> message.imProbe(from, tag, p.comm()) != null);
                return message.imRecv(buffer(d), n, type(d)).waitStatus();
              }),
          inArrays(
              "Recv",
              RECEIVED,
              (p, d, n, from, tag) -> p.comm().Recv(array(d), offset(d), n, type(d), from, tag)),
          inArrays(
              "Irecv",
              RECEIVED,
              (p, d, n, from, tag) ->
                  p.comm().Irecv(array(d), offset(d), n, type(d), from, tag).Wait()),
          inArrays(
              "Probe, Recv",
              PROBED,
              (p, d, n, from, tag) -> {
                Status told = p.comm().Probe(from, tag);
                return p.comm().Recv(array(d), offset(d), n, type(d), told.source, told.tag);
              }),
          inArrays(
              "Iprobe, Irecv",
              PROBED,
              (p, d, n, from, tag) -> {
                Status[] told = new Status[1];
                p.soon("a message", () -> (told[0] = p.comm().Iprobe(from, tag)) != null);
                return p.comm()
                    .Irecv(array(d), offset(d), n, type(d), told[0].source, told[0].tag)
                    .Wait();
              }));

  private static final List<Way<Bind>> BOUND_RECEIVES =
      List.of(
          inBuffers(
              "recvInit",
              AGAIN,
              (c, d, n, from, tag) -> c.recvInit(buffer(d), n, type(d), from, tag)),
          inArrays(
              "Recv_init",
              AGAIN,
              (c, d, n, from, tag) -> c.Recv_init(array(d), offset(d), n, type(d), from, tag)));

  /** A blocking send. */
  private interface Blocking {
    void call(Comm c, Data d, int n, int dest, int tag);
  }

  private static Send done(Blocking call) {
    return (c, d, n, to, tag) -> {
      call.call(c, d, n, to, tag);
      return null;
    };
  }

  @Override
  public List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Way<Send> way : SENDS) {
      add(cases, way, (p, kind, store, n) -> send(way, p, kind, store, n));
    }
    for (Way<Bind> way : BOUND_SENDS) {
      add(cases, way, (p, kind, store, n) -> boundSend(way, p, kind, store, n));
    }
    for (Way<Receive> way : RECEIVES) {
      add(cases, way, (p, kind, store, n) -> receive(way, p, kind, store, n));
    }
    for (Way<Bind> way : BOUND_RECEIVES) {
      add(cases, way, (p, kind, store, n) -> boundReceive(way, p, kind, store, n));
    }
    return cases;
  }

  /** What is done with one cell of the matrix. */
  private interface Check {
    void run(Place p, Kind kind, Store store, int n) throws Exception;
  }

  private static void add(List<Case> cases, Way<?> way, Check check) {
    cases.add(
        new Case(
            Chapter.MESSAGES,
            way.name,
            way.rule,
            CommKind.ALL,
            p -> {
              if (way.isBuffered()) {
                MPI.attachBuffer(new byte[ATTACHED_BYTES]);
              }
              p.matrix(
                  way.kinds, way.stores, (kind, store, root, n) -> check.run(p, kind, store, n));
              p.cell(
                  () -> LARGE + " items", () -> check.run(p, Kind.INT, way.stores.get(0), LARGE));
              if (way.isBuffered()) {
                MPI.detachBuffer();
              }
            }));
  }

  private static Request post(Place p, Data into, int n, int tag) {
    return into.kind() == Kind.OBJECT
        ? p.comm().Irecv(array(into), offset(into), n, type(into), p.left(), tag)
        : p.comm().iRecv(buffer(into), n, type(into), p.left(), tag);
  }

  private static Request start(Place p, Data from, int n, int tag) {
    return from.kind() == Kind.OBJECT
        ? p.comm().Isend(array(from), offset(from), n, type(from), p.right(), tag)
        : p.comm().iSend(buffer(from), n, type(from), p.right(), tag);
  }

  /** The other side's memory. */
  private static Store opposite(Kind kind) {
    return kind == Kind.OBJECT ? Store.ARRAY_OFFSET : Store.HEAP_SLICE;
  }

  private static void send(Way<Send> way, Place p, Kind kind, Store store, int n) {
    Data from = new Data(kind, store, n, i -> Place.value(p.id(), i));
    Data into = new Data(kind, opposite(kind), n);
    Request receive = post(p, into, n, n);
    if (way.isReady()) {
      p.comm().barrier();
    }
    Request send = way.call.call(p.comm(), from, n, p.right(), n);
    Status status = receive.waitStatus();
    if (send != null) {
      send.waitFor();
      p.check(send.isNull(), "the request is null after completion");
    }
    verify(p, into, status, n, n, 0);
    from.verify(p, "the buffer sent", i -> Place.value(p.id(), i));
  }

  private static void boundSend(Way<Bind> way, Place p, Kind kind, Store store, int n) {
    Data from = new Data(kind, store, n);
    Prequest send = way.call.call(p.comm(), from, n, p.right(), n);
    for (int round = 0; round < ROUNDS; round++) {
      int shift = round;
      from.fill(i -> Place.value(p.id() + shift, i));
      Data into = new Data(kind, opposite(kind), n);
      Request receive = post(p, into, n, n);
      if (way.isReady()) {
        p.comm().barrier();
      }
      if (round == 0) {
        send.start();
      } else {
        Prequest.Startall(new Prequest[] {send});
      }
      Status status = receive.waitStatus();
      send.waitFor();
      p.check(!send.isNull(), "a persistent request is inactive after completion, not null");
      verify(p, into, status, n, n, shift);
    }
    send.free();
    p.check(send.isNull(), "a freed request is null");
  }

  private static void receive(Way<Receive> way, Place p, Kind kind, Store store, int n) {
    Data from = new Data(kind, opposite(kind), n, i -> Place.value(p.id(), i));
    Data into = new Data(kind, store, n);
    Request send = start(p, from, n, n);
    // A ring of receives with wildcards; the tags tell the messages of two cells apart all the
    // same.
    boolean wildcards = n % 2 == 0;
    boolean wild = wildcards && p.left() != MPI.PROC_NULL;
    Status status =
        way.call.call(p, into, n, wild ? MPI.ANY_SOURCE : p.left(), n == 0 ? MPI.ANY_TAG : n);
    send.waitFor();
    verify(p, into, status, n, n, 0);
    if (wildcards) {
      // Wildcards must not see the next cell's message.
      p.comm().barrier();
    }
  }

  private static void boundReceive(Way<Bind> way, Place p, Kind kind, Store store, int n) {
    Data into = new Data(kind, store, n);
    Prequest receive = way.call.call(p.comm(), into, n, p.left(), n);
    for (int round = 0; round < ROUNDS; round++) {
      int shift = round;
      into.fill(i -> Data.UNTOUCHED);
      if (round == 0) {
        receive.Start();
      } else {
        Prequest.startAll(new Prequest[] {receive});
      }
      Data from = new Data(kind, opposite(kind), n, i -> Place.value(p.id() + shift, i));
      Request send = start(p, from, n, n);
      verify(p, into, receive.waitStatus(), n, n, shift);
      send.waitFor();
    }
    receive.free();
  }

  private static void verify(Place p, Data into, Status status, int n, int tag, int shift) {
    int left = p.left();
    boolean nobody = left == MPI.PROC_NULL;
    p.equal(left, status.getSource(), "source");
    p.equal(nobody ? MPI.ANY_TAG : tag, status.getTag(), "tag");
    p.equal(nobody ? 0 : n, status.getCount(type(into)), "count");
    p.equal(status.getSource(), status.source, "Status.source");
    p.equal(status.getTag(), status.tag, "Status.tag");
    p.equal(false, status.isCancelled(), "cancelled");
    into.verify(
        p,
        "the buffer received",
        i -> nobody ? Data.UNTOUCHED : Place.value(p.idOf(left) + shift, i));
  }
}
