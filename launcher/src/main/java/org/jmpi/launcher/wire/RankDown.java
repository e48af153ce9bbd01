package org.jmpi.launcher.wire;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jmpi.job.ProcessId;
import org.jmpi.job.ProcessInfo;

/** What a rank is told on its life-line. */
public sealed interface RankDown {
  /** The frame. */
  byte[] encode();

  /**
   * The answer to {@link RankUp.Hello}: the job as it is now.
   *
   * @param index of the process that is told
   * @param worldFirst the lowest index of its MPI_COMM_WORLD, which is without gaps
   * @param worldSize how many processes that has
   * @param isSpawned other processes have spawned its world
   * @param mostProcesses process indices are below, whoever joins; 0 when nobody can
   * @param processes those of its world, and all others that live
   */
  record Welcome(
      long jobId,
      int index,
      int worldFirst,
      int worldSize,
      boolean isSpawned,
      int mostProcesses,
      List<ProcessInfo> processes,
      Map<String, String> settings)
      implements RankDown {
    @Override
    public byte[] encode() {
      return new WireWriter(1)
          .i64(jobId)
          .i32(index)
          .i32(worldFirst)
          .i32(worldSize)
          .flag(isSpawned)
          .i32(mostProcesses)
          .list(processes, RankDown::write)
          .map(settings)
          .frame();
    }
  }

  /** The life-line is not for whoever asked; it is closed after this. */
  record Refused(String reason) implements RankDown {
    @Override
    public byte[] encode() {
      return new WireWriter(2).text(reason).frame();
    }
  }

  /** Somebody wants to dial this process. */
  record ContactWanted() implements RankDown {
    @Override
    public byte[] encode() {
      return new WireWriter(3).frame();
    }
  }

  /** The answer to {@link RankUp.LookUp}. */
  record ContactFound(int index, List<InetSocketAddress> addresses) implements RankDown {
    @Override
    public byte[] encode() {
      return new WireWriter(4).i32(index).addresses(addresses).frame();
    }
  }

  /** The process that was looked up cannot be reached any more. */
  record ContactMissing(int index, String reason) implements RankDown {
    @Override
    public byte[] encode() {
      return new WireWriter(5).i32(index).text(reason).frame();
    }
  }

  /** Authority and certificate as X.509 DER, the key as PKCS #8. */
  record CredentialsIssued(byte[] authority, byte[] certificate, byte[] key) implements RankDown {
    @Override
    public byte[] encode() {
      return new WireWriter(6).bytes(authority).bytes(certificate).bytes(key).frame();
    }

    /** Never the key. */
    @Override
    public String toString() {
      return "CredentialsIssued[]";
    }
  }

  /** No credentials: why. */
  record CredentialsMissing(String reason) implements RankDown {
    @Override
    public byte[] encode() {
      return new WireWriter(7).text(reason).frame();
    }
  }

  /** A process ended without finalizing. */
  record ProcessFailed(int index, String cause) implements RankDown {
    @Override
    public byte[] encode() {
      return new WireWriter(8).i32(index).text(cause).frame();
    }
  }

  /** What is this process doing? */
  record StateWanted() implements RankDown {
    @Override
    public byte[] encode() {
      return new WireWriter(9).frame();
    }
  }

  /** A process was started; told before anything else that names it. */
  record ProcessJoined(long jobId, ProcessInfo process) implements RankDown {
    @Override
    public byte[] encode() {
      WireWriter out = new WireWriter(10).i64(jobId);
      write(out, process);
      return out.frame();
    }
  }

  /**
   * The answer to {@link RankUp.Respawn}.
   *
   * @param newcomers who was invited, in the order of the communicator
   * @param reason why they are fewer than were asked for; empty when they are not
   */
  record Respawned(int request, List<Integer> newcomers, String reason) implements RankDown {
    /** Copies the list. */
    public Respawned {
      newcomers = List.copyOf(newcomers);
    }

    @Override
    public byte[] encode() {
      return new WireWriter(11).i32(request).list(newcomers, WireWriter::i32).text(reason).frame();
    }
  }

  /**
   * To a process that was started in the place of a dead one: take part in this communicator. To a
   * spawned one: the members are those that have spawned it, and the communicator is with them.
   */
  record Invited(long contextId, List<Integer> members) implements RankDown {
    /** Copies the list. */
    public Invited {
      members = List.copyOf(members);
    }

    @Override
    public byte[] encode() {
      return new WireWriter(12).i64(contextId).list(members, WireWriter::i32).frame();
    }
  }

  /**
   * The answer to {@link RankUp.RelayWanted}: addresses of a third host at which datagrams for that
   * process are passed on; none when there is no such host.
   */
  record RelayFound(int index, List<InetSocketAddress> addresses) implements RankDown {
    /** Copies the list. */
    public RelayFound {
      addresses = List.copyOf(addresses);
    }

    @Override
    public byte[] encode() {
      return new WireWriter(13).i32(index).addresses(addresses).frame();
    }
  }

  /**
   * The answer to {@link RankUp.Spawn}.
   *
   * @param first index of the new world's rank 0; the others follow it
   * @param count 0 when it has failed
   * @param reason why; empty when it has not
   */
  record Spawned(int request, int first, int count, String reason) implements RankDown {
    @Override
    public byte[] encode() {
      return new WireWriter(14).i32(request).i32(first).i32(count).text(reason).frame();
    }
  }

  /**
   * In answer to {@link RankUp.LookUp} and {@link RankUp.RelayWanted}: the process has left {@code
   * MPI.Finalize}, so all it ever sent has arrived, and nothing needs to arrive there any more.
   */
  record ProcessLeft(int index) implements RankDown {
    @Override
    public byte[] encode() {
      return new WireWriter(15).i32(index).frame();
    }
  }

  /** Reads a frame; throws {@link MalformedException}. */
  static RankDown decode(byte[] body) {
    WireReader in = new WireReader(body);
    RankDown message =
        switch (in.type()) {
          case 1 -> welcome(in);
          case 2 -> new Refused(in.text(RankUp.MAX_TEXT_BYTES));
          case 3 -> new ContactWanted();
          case 4 ->
              new ContactFound(in.i32(0, RankUp.MAX_INDEX), in.addresses(RankUp.MAX_ADDRESSES));
          case 5 -> new ContactMissing(in.i32(0, RankUp.MAX_INDEX), in.text(RankUp.MAX_TEXT_BYTES));
          case 6 -> new CredentialsIssued(in.bytes(8192), in.bytes(8192), in.bytes(8192));
          case 7 -> new CredentialsMissing(in.text(RankUp.MAX_TEXT_BYTES));
          case 8 -> new ProcessFailed(in.i32(0, RankUp.MAX_INDEX), in.text(RankUp.MAX_TEXT_BYTES));
          case 9 -> new StateWanted();
          case 10 -> joined(in);
          case 11 ->
              new Respawned(
                  in.i32(),
                  in.list(RankUp.MAX_MEMBERS, r -> r.i32(0, RankUp.MAX_INDEX)),
                  in.text(RankUp.MAX_TEXT_BYTES));
          case 12 ->
              new Invited(in.i64(), in.list(RankUp.MAX_MEMBERS, r -> r.i32(0, RankUp.MAX_INDEX)));
          case 13 ->
              new RelayFound(in.i32(0, RankUp.MAX_INDEX), in.addresses(RankUp.MAX_ADDRESSES));
          case 14 ->
              new Spawned(
                  in.i32(),
                  in.i32(0, RankUp.MAX_INDEX),
                  in.i32(0, RankUp.MAX_INDEX),
                  in.text(RankUp.MAX_TEXT_BYTES));
          case 15 -> new ProcessLeft(in.i32(0, RankUp.MAX_INDEX));
          default -> throw new MalformedException("an agent sent a frame of type " + in.type());
        };
    in.end();
    return message;
  }

  private static Welcome welcome(WireReader in) {
    long jobId = in.i64();
    int index = in.i32(0, RankUp.MAX_INDEX);
    int worldFirst = in.i32(0, RankUp.MAX_INDEX);
    int worldSize = in.i32(1, RankUp.MAX_INDEX);
    boolean isSpawned = in.flag();
    int most = in.i32(0, RankUp.MAX_INDEX);
    List<ProcessInfo> processes =
        in.list(
            RankUp.MAX_INDEX,
            new Function<>() {
              @Override
              public ProcessInfo apply(WireReader r) {
                return read(r, jobId);
              }
            });
    int ofWorld = 0;
    boolean isKnown = false;
    for (ProcessInfo each : processes) {
      int at = each.id().index();
      ofWorld += at >= worldFirst && at - worldFirst < worldSize ? 1 : 0;
      isKnown |= at == index;
    }
    if (!isKnown || ofWorld != worldSize || index < worldFirst || index - worldFirst >= worldSize) {
      throw new MalformedException("process " + index + " is not in the world it is told");
    }
    return new Welcome(
        jobId,
        index,
        worldFirst,
        worldSize,
        isSpawned,
        most,
        processes,
        in.map(4096, RankUp.MAX_TEXT_BYTES));
  }

  private static ProcessJoined joined(WireReader in) {
    long jobId = in.i64();
    return new ProcessJoined(jobId, read(in, jobId));
  }

  private static void write(WireWriter out, ProcessInfo process) {
    out.i32(process.id().index())
        .i32(process.id().incarnation())
        .i32(process.agentId())
        .text(process.hostName())
        .text(process.site());
  }

  private static ProcessInfo read(WireReader in, long jobId) {
    return new ProcessInfo(
        new ProcessId(jobId, in.i32(0, RankUp.MAX_INDEX), in.i32(0, Integer.MAX_VALUE)),
        in.i32(0, RankUp.MAX_INDEX),
        in.text(RankUp.MAX_NAME_BYTES),
        in.text(RankUp.MAX_NAME_BYTES));
  }
}
