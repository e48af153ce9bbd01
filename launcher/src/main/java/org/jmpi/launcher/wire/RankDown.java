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

  /** The answer to {@link RankUp.Hello}: the job as it is now. */
  record Welcome(long jobId, int index, List<ProcessInfo> world, Map<String, String> settings)
      implements RankDown {
    @Override
    public byte[] encode() {
      WireWriter out = new WireWriter(1).i64(jobId).i32(index).i32(world.size());
      for (ProcessInfo each : world) {
        out.i32(each.id().index())
            .i32(each.id().incarnation())
            .i32(each.agentId())
            .text(each.hostName())
            .text(each.site());
      }
      return out.map(settings).frame();
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
          default -> throw new MalformedException("an agent sent a frame of type " + in.type());
        };
    in.end();
    return message;
  }

  private static Welcome welcome(WireReader in) {
    long jobId = in.i64();
    int index = in.i32(0, RankUp.MAX_INDEX);
    List<ProcessInfo> world =
        in.list(
            RankUp.MAX_INDEX,
            new Function<>() {
              @Override
              public ProcessInfo apply(WireReader r) {
                return new ProcessInfo(
                    new ProcessId(jobId, r.i32(0, RankUp.MAX_INDEX), r.i32(0, Integer.MAX_VALUE)),
                    r.i32(0, RankUp.MAX_INDEX),
                    r.text(1024),
                    r.text(1024));
              }
            });
    if (index >= world.size()) {
      throw new MalformedException("process " + index + " is not in the world it is told");
    }
    return new Welcome(jobId, index, world, in.map(4096, RankUp.MAX_TEXT_BYTES));
  }
}
