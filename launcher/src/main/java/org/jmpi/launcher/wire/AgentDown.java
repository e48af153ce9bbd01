package org.jmpi.launcher.wire;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * What {@code jmpirun} tells an agent. For the agent on its own host the same objects are handed
 * over as they are.
 */
public sealed interface AgentDown {
  /** The most bytes of one {@link Input} or {@link AgentUp.Output}. */
  int MAX_CHUNK_BYTES = 64 << 10;

  /** The longest identity of a process. */
  int MAX_IDENTITY_BYTES = 256;

  /** The longest bound for silence and stopped ranks: a day. */
  int MAX_BOUND_MS = 24 * 3600 * 1000;

  /** The frame. */
  byte[] encode();

  /** The first message. */
  record Setup(int version, int agentId) implements AgentDown {
    @Override
    public byte[] encode() {
      return new WireWriter(1).i32(version).i32(agentId).frame();
    }
  }

  /** Starts a rank. */
  record Start(RankStart rank) implements AgentDown {
    @Override
    public byte[] encode() {
      WireWriter out = new WireWriter(2);
      rank.write(out);
      return out.frame();
    }
  }

  /** A {@link RankDown} for a rank's life-line. */
  record ToRank(int index, byte[] frame) implements AgentDown {
    @Override
    public byte[] encode() {
      return new WireWriter(3).i32(index).bytes(frame).frame();
    }
  }

  /** Asks the JVMs of all ranks for a thread dump on their standard output. */
  record DumpThreads() implements AgentDown {
    @Override
    public byte[] encode() {
      return new WireWriter(4).frame();
    }
  }

  /** Ends all ranks: asks, waits, kills. */
  record EndAll(int graceMs) implements AgentDown {
    @Override
    public byte[] encode() {
      return new WireWriter(5).i32(graceMs).frame();
    }
  }

  /** Input for a rank; an empty chunk is its end. */
  record Input(int index, byte[] bytes) implements AgentDown {
    @Override
    public byte[] encode() {
      return new WireWriter(6).i32(index).bytes(bytes).frame();
    }
  }

  /** So many bytes of a stream were written: the agent may send as many again. */
  record OutputTaken(int index, boolean error, int bytes) implements AgentDown {
    @Override
    public byte[] encode() {
      return new WireWriter(7).i32(index).flag(error).i32(bytes).frame();
    }
  }

  /** Nothing is left to do. */
  record Leave() implements AgentDown {
    @Override
    public byte[] encode() {
      return new WireWriter(8).frame();
    }
  }

  /**
   * Fault tolerance is on: the agent tells its ranks itself when one of them dies, kills ranks that
   * stay stopped, and beats. Before the first {@link Start}.
   *
   * @param stoppedBoundMs a rank that is stopped for longer is killed; 0: never
   * @param silenceBoundMs the agent is excluded when {@code jmpirun} hears nothing for so long; 0:
   *     never, and neither side beats
   * @param identity by which the agent recognizes {@code jmpirun}'s process when both are on one
   *     kernel; may be empty
   */
  record Recover(int stoppedBoundMs, int silenceBoundMs, String identity) implements AgentDown {
    @Override
    public byte[] encode() {
      return new WireWriter(9)
          .i32(stoppedBoundMs)
          .i32(silenceBoundMs)
          .text(identity, MAX_IDENTITY_BYTES)
          .frame();
    }
  }

  /** {@code jmpirun} lives. */
  record Beat() implements AgentDown {
    @Override
    public byte[] encode() {
      return new WireWriter(10).frame();
    }
  }

  /** A process has failed and the job goes on; the agent tells each of its ranks, once. */
  record Failed(int index, String cause) implements AgentDown {
    @Override
    public byte[] encode() {
      return new WireWriter(11).i32(index).text(cause).frame();
    }
  }

  /** The job goes on without this agent and its ranks. */
  record Excluded(String reason) implements AgentDown {
    @Override
    public byte[] encode() {
      return new WireWriter(12).text(reason).frame();
    }
  }

  /** Kills a rank; {@code why} is reported as the cause of its end. */
  record Kill(int index, String why) implements AgentDown {
    @Override
    public byte[] encode() {
      return new WireWriter(13).i32(index).text(why).frame();
    }
  }

  /**
   * Others cannot reach a rank: it is killed, and {@code why} reported as the cause of its end, if
   * it is not starved of processor time.
   */
  record Doubt(int index, String why) implements AgentDown {
    @Override
    public byte[] encode() {
      return new WireWriter(16).i32(index).text(why).frame();
    }
  }

  /**
   * Passes datagrams on between two processes of other hosts, which cannot reach each other.
   *
   * @param id names the relay in this job
   * @param first where the one can be dialled
   * @param second where the other can be dialled
   */
  record OpenRelay(int id, List<InetSocketAddress> first, List<InetSocketAddress> second)
      implements AgentDown {
    /** Copies the lists. */
    public OpenRelay {
      first = List.copyOf(first);
      second = List.copyOf(second);
    }

    @Override
    public byte[] encode() {
      return new WireWriter(14).i32(id).addresses(first).addresses(second).frame();
    }
  }

  /** That relay is needed no more. */
  record CloseRelay(int id) implements AgentDown {
    @Override
    public byte[] encode() {
      return new WireWriter(15).i32(id).frame();
    }
  }

  /** Reads a frame; throws {@link MalformedException}. */
  static AgentDown decode(byte[] body) {
    WireReader in = new WireReader(body);
    AgentDown message =
        switch (in.type()) {
          case 1 -> new Setup(in.i32(), in.i32(0, RankUp.MAX_INDEX));
          case 2 -> new Start(RankStart.read(in));
          case 3 -> new ToRank(in.i32(0, RankUp.MAX_INDEX), in.bytes(FrameDecoder.MAX_FRAME_BYTES));
          case 4 -> new DumpThreads();
          case 5 -> new EndAll(in.i32(0, Integer.MAX_VALUE));
          case 6 -> new Input(in.i32(0, RankUp.MAX_INDEX), in.bytes(MAX_CHUNK_BYTES));
          case 7 ->
              new OutputTaken(in.i32(0, RankUp.MAX_INDEX), in.flag(), in.i32(0, Integer.MAX_VALUE));
          case 8 -> new Leave();
          case 9 ->
              new Recover(
                  in.i32(0, MAX_BOUND_MS), in.i32(0, MAX_BOUND_MS), in.text(MAX_IDENTITY_BYTES));
          case 10 -> new Beat();
          case 11 -> new Failed(in.i32(0, RankUp.MAX_INDEX), in.text(RankUp.MAX_TEXT_BYTES));
          case 12 -> new Excluded(in.text(RankUp.MAX_TEXT_BYTES));
          case 13 -> new Kill(in.i32(0, RankUp.MAX_INDEX), in.text(RankUp.MAX_TEXT_BYTES));
          case 14 ->
              new OpenRelay(
                  in.i32(0, Integer.MAX_VALUE),
                  in.addresses(RankUp.MAX_ADDRESSES),
                  in.addresses(RankUp.MAX_ADDRESSES));
          case 15 -> new CloseRelay(in.i32(0, Integer.MAX_VALUE));
          case 16 -> new Doubt(in.i32(0, RankUp.MAX_INDEX), in.text(RankUp.MAX_TEXT_BYTES));
          default -> throw new MalformedException("jmpirun sent a frame of type " + in.type());
        };
    in.end();
    return message;
  }
}
