package conformance.suite.cases;

import static conformance.suite.cases.Mistake.Argument.BUF;
import static conformance.suite.cases.Mistake.Argument.COUNT;
import static conformance.suite.cases.Mistake.Argument.DEST;
import static conformance.suite.cases.Mistake.Argument.INTO;
import static conformance.suite.cases.Mistake.Argument.OTHER;
import static conformance.suite.cases.Mistake.Argument.OTHER_COUNT;
import static conformance.suite.cases.Mistake.Argument.OTHER_SOURCE;
import static conformance.suite.cases.Mistake.Argument.OTHER_TAG;
import static conformance.suite.cases.Mistake.Argument.OTHER_TYPE;
import static conformance.suite.cases.Mistake.Argument.RECV_TAG;
import static conformance.suite.cases.Mistake.Argument.SOURCE;
import static conformance.suite.cases.Mistake.Argument.TAG;
import static conformance.suite.cases.Mistake.Argument.TYPE;

import conformance.suite.Chapter;
import conformance.suite.cases.Mistake.Argument;
import conformance.suite.cases.WrongArguments.Call;
import conformance.suite.cases.WrongArguments.Row;
import java.util.List;
import java.util.Set;
import mpi.Message;
import mpi.Prequest;

/** The calls of MPI-4.1 §3 and §5.2 for {@link WrongArguments}. */
final class WrongMessages {
  private static final Set<Argument> SEND = WrongArguments.set(BUF, COUNT, TYPE, DEST, TAG);
  private static final Set<Argument> RECV = WrongArguments.set(INTO, COUNT, TYPE, SOURCE, RECV_TAG);
  private static final Set<Argument> PROBE = WrongArguments.set(SOURCE, RECV_TAG);
  private static final Set<Argument> BOTH =
      WrongArguments.set(
          BUF, COUNT, TYPE, DEST, TAG, OTHER, OTHER_COUNT, OTHER_TYPE, OTHER_SOURCE, OTHER_TAG);
  private static final Set<Argument> REPLACE =
      WrongArguments.set(INTO, COUNT, TYPE, DEST, TAG, OTHER_SOURCE, OTHER_TAG);
  private static final Set<Argument> PACK = WrongArguments.set(BUF, COUNT, TYPE);
  private static final Set<Argument> UNPACK = WrongArguments.set(INTO, COUNT, TYPE);

  private WrongMessages() {}

  private static Row row(String name, Set<Argument> has, Call call) {
    return new Row(Chapter.MESSAGES, name, has, Set.of(), call);
  }

  private static Row packing(String name, Set<Argument> has, Call call) {
    return new Row(Chapter.DATATYPES, name, has, Set.of(), call);
  }

  /** A binding may leave the check to the start. */
  private static void start(Prequest request) {
    request.start();
  }

  static List<Row> rows() {
    return List.of(
        row("send", SEND, a -> a.comm.send(a.buf, a.count, a.type, a.rank, a.tag)),
        row("sSend", SEND, a -> a.comm.sSend(a.buf, a.count, a.type, a.rank, a.tag)),
        row("rSend", SEND, a -> a.comm.rSend(a.buf, a.count, a.type, a.rank, a.tag)),
        row("bSend", SEND, a -> a.comm.bSend(a.buf, a.count, a.type, a.rank, a.tag)),
        row("iSend", SEND, a -> a.comm.iSend(a.buffer(), a.count, a.type, a.rank, a.tag)),
        row("isSend", SEND, a -> a.comm.isSend(a.buffer(), a.count, a.type, a.rank, a.tag)),
        row("irSend", SEND, a -> a.comm.irSend(a.buffer(), a.count, a.type, a.rank, a.tag)),
        row("ibSend", SEND, a -> a.comm.ibSend(a.buffer(), a.count, a.type, a.rank, a.tag)),
        row("Send", SEND, a -> a.comm.Send(a.buf, 0, a.count, a.type, a.rank, a.tag)),
        row("Ssend", SEND, a -> a.comm.Ssend(a.buf, 0, a.count, a.type, a.rank, a.tag)),
        row("Rsend", SEND, a -> a.comm.Rsend(a.buf, 0, a.count, a.type, a.rank, a.tag)),
        row("Bsend", SEND, a -> a.comm.Bsend(a.buf, 0, a.count, a.type, a.rank, a.tag)),
        row("Isend", SEND, a -> a.comm.Isend(a.buf, 0, a.count, a.type, a.rank, a.tag)),
        row("Issend", SEND, a -> a.comm.Issend(a.buf, 0, a.count, a.type, a.rank, a.tag)),
        row("Irsend", SEND, a -> a.comm.Irsend(a.buf, 0, a.count, a.type, a.rank, a.tag)),
        row("Ibsend", SEND, a -> a.comm.Ibsend(a.buf, 0, a.count, a.type, a.rank, a.tag)),
        row(
            "sendInit",
            SEND,
            a -> start(a.comm.sendInit(a.buffer(), a.count, a.type, a.rank, a.tag))),
        row(
            "sSendInit",
            SEND,
            a -> start(a.comm.sSendInit(a.buffer(), a.count, a.type, a.rank, a.tag))),
        row(
            "rSendInit",
            SEND,
            a -> start(a.comm.rSendInit(a.buffer(), a.count, a.type, a.rank, a.tag))),
        row(
            "bSendInit",
            SEND,
            a -> start(a.comm.bSendInit(a.buffer(), a.count, a.type, a.rank, a.tag))),
        row(
            "Send_init",
            SEND,
            a -> start(a.comm.Send_init(a.buf, 0, a.count, a.type, a.rank, a.tag))),
        row(
            "Ssend_init",
            SEND,
            a -> start(a.comm.Ssend_init(a.buf, 0, a.count, a.type, a.rank, a.tag))),
        row(
            "Rsend_init",
            SEND,
            a -> start(a.comm.Rsend_init(a.buf, 0, a.count, a.type, a.rank, a.tag))),
        row(
            "Bsend_init",
            SEND,
            a -> start(a.comm.Bsend_init(a.buf, 0, a.count, a.type, a.rank, a.tag))),
        row("recv", RECV, a -> a.comm.recv(a.buf, a.count, a.type, a.rank, a.tag)),
        row("iRecv", RECV, a -> a.comm.iRecv(a.buffer(), a.count, a.type, a.rank, a.tag)),
        row(
            "recvInit",
            RECV,
            a -> start(a.comm.recvInit(a.buffer(), a.count, a.type, a.rank, a.tag))),
        row("Recv", RECV, a -> a.comm.Recv(a.buf, 0, a.count, a.type, a.rank, a.tag)),
        row("Irecv", RECV, a -> a.comm.Irecv(a.buf, 0, a.count, a.type, a.rank, a.tag)),
        row(
            "Recv_init",
            RECV,
            a -> start(a.comm.Recv_init(a.buf, 0, a.count, a.type, a.rank, a.tag))),
        row("probe", PROBE, a -> a.comm.probe(a.rank, a.tag)),
        row("iProbe", PROBE, a -> a.comm.iProbe(a.rank, a.tag)),
        row("Probe", PROBE, a -> a.comm.Probe(a.rank, a.tag)),
        row("Iprobe", PROBE, a -> a.comm.Iprobe(a.rank, a.tag)),
        row("mProbe", PROBE, a -> new Message().mProbe(a.rank, a.tag, a.comm)),
        row("imProbe", PROBE, a -> new Message().imProbe(a.rank, a.tag, a.comm)),
        row(
            "sendRecv",
            BOTH,
            a ->
                a.comm.sendRecv(
                    a.buf,
                    a.count,
                    a.type,
                    a.rank,
                    a.tag,
                    a.other,
                    a.otherCount,
                    a.otherType,
                    a.otherRank,
                    a.otherTag)),
        row(
            "Sendrecv",
            BOTH,
            a ->
                a.comm.Sendrecv(
                    a.buf,
                    0,
                    a.count,
                    a.type,
                    a.rank,
                    a.tag,
                    a.other,
                    0,
                    a.otherCount,
                    a.otherType,
                    a.otherRank,
                    a.otherTag)),
        row(
            "sendRecvReplace",
            REPLACE,
            a ->
                a.comm.sendRecvReplace(
                    a.buf, a.count, a.type, a.rank, a.tag, a.otherRank, a.otherTag)),
        row(
            "Sendrecv_replace",
            REPLACE,
            a ->
                a.comm.Sendrecv_replace(
                    a.buf, 0, a.count, a.type, a.rank, a.tag, a.otherRank, a.otherTag)),
        packing("pack", PACK, a -> a.comm.pack(a.buf, a.count, a.type, new byte[64], 0)),
        packing("Pack", PACK, a -> a.comm.Pack(a.buf, 0, a.count, a.type, new byte[64], 0)),
        packing("unpack", UNPACK, a -> a.comm.unpack(new byte[64], 0, a.buf, a.count, a.type)),
        packing("Unpack", UNPACK, a -> a.comm.Unpack(new byte[64], 0, a.buf, 0, a.count, a.type)),
        packing("packSize", WrongArguments.set(COUNT, TYPE), a -> a.comm.packSize(a.count, a.type)),
        packing(
            "Pack_size", WrongArguments.set(COUNT, TYPE), a -> a.comm.Pack_size(a.count, a.type)));
  }
}
