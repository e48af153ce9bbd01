package org.jmpi.launcher.wire;

import java.net.InetSocketAddress;
import java.util.List;
import org.jmpi.job.Program;
import org.jmpi.job.SiteTraffic;

/** What a rank says on its life-line. */
public sealed interface RankUp {
  /** The protocol's version: both sides come from one distribution, so it must be equal. */
  int VERSION = 6;

  /** The longest {@link Hello}: nothing longer is read from a stranger. */
  int MAX_HELLO_BYTES = 256;

  /** The most addresses that a process may publish. */
  int MAX_ADDRESSES = 64;

  /** The longest text for people. */
  int MAX_TEXT_BYTES = 64 << 10;

  /** The longest name of a host or a site. */
  int MAX_NAME_BYTES = 1024;

  /** The most sites that a process reports of. */
  int MAX_SITES = 1024;

  /** Process indices are below this. */
  int MAX_INDEX = 1 << 24;

  /** The most processes of one communicator that is named in a frame. */
  int MAX_MEMBERS = 1 << 16;

  /** The most programs that are spawned by one call: the sum of their counts is an int. */
  int MAX_PROGRAMS = 1 << 12;

  /** The frame. */
  byte[] encode();

  /**
   * The first frame: who this is, and that it may ask (the token is empty where the file system
   * guards the socket).
   */
  record Hello(int version, int index, long pid, byte[] token) implements RankUp {
    @Override
    public byte[] encode() {
      return new WireWriter(1).i32(version).i32(index).i64(pid).bytes(token).frame();
    }
  }

  /** {@code MPI.Init} was reached. */
  record Initialized() implements RankUp {
    @Override
    public byte[] encode() {
      return new WireWriter(2).frame();
    }
  }

  /** {@code MPI.Finalize} was left in good order. */
  record Finalized() implements RankUp {
    @Override
    public byte[] encode() {
      return new WireWriter(3).frame();
    }
  }

  /** Where this process can be dialled. */
  record Publish(List<InetSocketAddress> addresses) implements RankUp {
    @Override
    public byte[] encode() {
      return new WireWriter(4).addresses(addresses).frame();
    }
  }

  /** Asks for another process's addresses. */
  record LookUp(int index) implements RankUp {
    @Override
    public byte[] encode() {
      return new WireWriter(5).i32(index).frame();
    }
  }

  /** Asks for key and certificate. */
  record CredentialsWanted() implements RankUp {
    @Override
    public byte[] encode() {
      return new WireWriter(6).frame();
    }
  }

  /** Ends the job. */
  record Abort(int exitCode, String reason) implements RankUp {
    @Override
    public byte[] encode() {
      return new WireWriter(7).i32(exitCode).text(reason, MAX_TEXT_BYTES / 4).frame();
    }
  }

  /** The answer to {@link RankDown.StateWanted}. */
  record State(String text) implements RankUp {
    @Override
    public byte[] encode() {
      return new WireWriter(8).text(text, MAX_TEXT_BYTES / 4).frame();
    }
  }

  /** Another process cannot be reached, and the job decides who is to fail for it. */
  record Suspect(int index, String reason) implements RankUp {
    @Override
    public byte[] encode() {
      return new WireWriter(9).i32(index).text(reason, MAX_TEXT_BYTES / 4).frame();
    }
  }

  /**
   * Asks for processes in the place of dead ones, to be invited into a communicator with those that
   * ask. A later request of the same process takes the place of the one before.
   *
   * @param request number of this request at this process
   * @param contextId of the communicator
   * @param dead whose places are free
   * @param members who is in it already, in rank order; the new ones follow
   */
  record Respawn(int request, long contextId, List<Integer> dead, List<Integer> members)
      implements RankUp {
    /** Copies the lists. */
    public Respawn {
      dead = List.copyOf(dead);
      members = List.copyOf(members);
    }

    @Override
    public byte[] encode() {
      return new WireWriter(10)
          .i32(request)
          .i64(contextId)
          .list(dead, WireWriter::i32)
          .list(members, WireWriter::i32)
          .frame();
    }
  }

  /** This process, which was started in the place of a dead one, is a member now. */
  record TakenIn() implements RankUp {
    @Override
    public byte[] encode() {
      return new WireWriter(11).frame();
    }
  }

  /** Where this process is, and what it sent to and measured of each site. */
  record Measured(String host, String site, List<SiteTraffic> traffic) implements RankUp {
    /** Copies the list. */
    public Measured {
      traffic = List.copyOf(traffic);
    }

    @Override
    public byte[] encode() {
      WireWriter out = new WireWriter(12).text(host).text(site).i32(traffic.size());
      for (SiteTraffic each : traffic) {
        out.text(each.site())
            .i64(each.leastRttNs())
            .i64(each.sentPackets())
            .i64(each.lostPackets())
            .i64(each.rateBytesPerSecond())
            .i64(each.messagesOut())
            .i64(each.bytesOut());
      }
      return out.frame();
    }

    private static SiteTraffic traffic(WireReader in) {
      return new SiteTraffic(
          in.text(MAX_NAME_BYTES), in.i64(), in.i64(), in.i64(), in.i64(), in.i64(), in.i64());
    }
  }

  /**
   * A process has not been reached for a while: is there a way to it through a third host? Asked
   * again when the way that was told does not lead there.
   */
  record RelayWanted(int index) implements RankUp {
    @Override
    public byte[] encode() {
      return new WireWriter(13).i32(index).frame();
    }
  }

  /**
   * Asks for processes in a world of their own.
   *
   * @param request number of this request at this process
   * @param contextId of the communicator between both groups
   * @param programs what to start, in the order of the new ranks
   * @param members who asks, in rank order
   */
  record Spawn(int request, long contextId, List<Program> programs, List<Integer> members)
      implements RankUp {
    /** Copies the lists. */
    public Spawn {
      programs = List.copyOf(programs);
      members = List.copyOf(members);
    }

    @Override
    public byte[] encode() {
      return new WireWriter(14)
          .i32(request)
          .i64(contextId)
          .list(programs, Spawn::write)
          .list(members, WireWriter::i32)
          .frame();
    }

    private static void write(WireWriter out, Program program) {
      out.text(program.command())
          .list(program.arguments(), WireWriter::text)
          .i32(program.count())
          .text(program.host())
          .text(program.directory());
    }

    private static Program program(WireReader in) {
      return new Program(
          in.text(MAX_TEXT_BYTES),
          in.list(MAX_MEMBERS, r -> r.text(MAX_TEXT_BYTES)),
          in.i32(1, MAX_MEMBERS),
          in.text(MAX_NAME_BYTES),
          in.text(MAX_TEXT_BYTES));
    }
  }

  /** Reads a frame; throws {@link MalformedException}. */
  static RankUp decode(byte[] body) {
    WireReader in = new WireReader(body);
    RankUp message =
        switch (in.type()) {
          case 1 -> new Hello(in.i32(), in.i32(0, MAX_INDEX), in.i64(), in.bytes(64));
          case 2 -> new Initialized();
          case 3 -> new Finalized();
          case 4 -> new Publish(in.addresses(MAX_ADDRESSES));
          case 5 -> new LookUp(in.i32(0, MAX_INDEX));
          case 6 -> new CredentialsWanted();
          case 7 -> new Abort(in.i32(), in.text(MAX_TEXT_BYTES));
          case 8 -> new State(in.text(MAX_TEXT_BYTES));
          case 9 -> new Suspect(in.i32(0, MAX_INDEX), in.text(MAX_TEXT_BYTES));
          case 10 ->
              new Respawn(
                  in.i32(),
                  in.i64(),
                  in.list(MAX_MEMBERS, r -> r.i32(0, MAX_INDEX)),
                  in.list(MAX_MEMBERS, r -> r.i32(0, MAX_INDEX)));
          case 11 -> new TakenIn();
          case 12 ->
              new Measured(
                  in.text(MAX_NAME_BYTES),
                  in.text(MAX_NAME_BYTES),
                  in.list(MAX_SITES, Measured::traffic));
          case 13 -> new RelayWanted(in.i32(0, MAX_INDEX));
          case 14 ->
              new Spawn(
                  in.i32(),
                  in.i64(),
                  in.list(MAX_PROGRAMS, Spawn::program),
                  in.list(MAX_MEMBERS, r -> r.i32(0, MAX_INDEX)));
          default -> throw new MalformedException("a rank sent a frame of type " + in.type());
        };
    in.end();
    return message;
  }
}
