package org.jmpi.launcher.wire;

/**
 * What {@code jmpirun} tells an agent. For the agent on its own host the same objects are handed
 * over as they are.
 */
public sealed interface AgentDown {
  /** The most bytes of one {@link Input} or {@link AgentUp.Output}. */
  int MAX_CHUNK_BYTES = 64 << 10;

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
          default -> throw new MalformedException("jmpirun sent a frame of type " + in.type());
        };
    in.end();
    return message;
  }
}
