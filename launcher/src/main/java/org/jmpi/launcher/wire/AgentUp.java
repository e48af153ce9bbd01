package org.jmpi.launcher.wire;

import java.net.InetSocketAddress;
import java.util.List;

/** What an agent tells {@code jmpirun}. */
public sealed interface AgentUp {
  /**
   * What a remote agent writes before its first frame; a login shell's greetings may stand before
   * it.
   */
  String PREAMBLE = "\u0001JMPI-AGENT\u0002";

  /** The frame. */
  byte[] encode();

  /** The agent can start ranks. */
  record Ready(int version, String hostName, long pid) implements AgentUp {
    @Override
    public byte[] encode() {
      return new WireWriter(1).i32(version).text(hostName, 255).i64(pid).frame();
    }
  }

  /** A rank's process exists. */
  record Started(int index, long pid) implements AgentUp {
    @Override
    public byte[] encode() {
      return new WireWriter(2).i32(index).i64(pid).frame();
    }
  }

  /** A rank could not be started. */
  record StartFailed(int index, String reason) implements AgentUp {
    @Override
    public byte[] encode() {
      return new WireWriter(3).i32(index).text(reason, RankUp.MAX_TEXT_BYTES / 4).frame();
    }
  }

  /**
   * A rank's exit was collected, after everything that its life-line said.
   *
   * @param why the agent has killed it; empty when it has not
   */
  record Exited(int index, int code, String why) implements AgentUp {
    @Override
    public byte[] encode() {
      return new WireWriter(4).i32(index).i32(code).text(why, RankUp.MAX_TEXT_BYTES / 4).frame();
    }
  }

  /** A {@link RankUp} from a rank's life-line. */
  record FromRank(int index, byte[] frame) implements AgentUp {
    @Override
    public byte[] encode() {
      return new WireWriter(5).i32(index).bytes(frame).frame();
    }
  }

  /** Output of a rank; an empty chunk is the end of that stream. */
  record Output(int index, boolean error, byte[] bytes) implements AgentUp {
    @Override
    public byte[] encode() {
      return new WireWriter(6).i32(index).flag(error).bytes(bytes).frame();
    }
  }

  /** So many bytes of input were taken; −1 when the rank takes no more. */
  record InputTaken(int index, int bytes) implements AgentUp {
    @Override
    public byte[] encode() {
      return new WireWriter(7).i32(index).i32(bytes).frame();
    }
  }

  /** A line for people. */
  record Note(String text) implements AgentUp {
    @Override
    public byte[] encode() {
      return new WireWriter(8).text(text, RankUp.MAX_TEXT_BYTES / 4).frame();
    }
  }

  /** The agent lives. */
  record Beat() implements AgentUp {
    @Override
    public byte[] encode() {
      return new WireWriter(9).frame();
    }
  }

  /**
   * The answer to {@link AgentDown.Recover} of an agent that beats.
   *
   * @param identity by which {@code jmpirun} recognizes the agent's process when both are on one
   *     kernel; may be empty
   */
  record Identity(String identity) implements AgentUp {
    @Override
    public byte[] encode() {
      return new WireWriter(10).text(identity, AgentDown.MAX_IDENTITY_BYTES).frame();
    }
  }

  /**
   * The answer to {@link AgentDown.OpenRelay}: where each of the two processes sends what is for
   * the other one; empty lists when the agent could not open it.
   */
  record RelayOpened(int id, List<InetSocketAddress> first, List<InetSocketAddress> second)
      implements AgentUp {
    /** Copies the lists. */
    public RelayOpened {
      first = List.copyOf(first);
      second = List.copyOf(second);
    }

    @Override
    public byte[] encode() {
      return new WireWriter(11).i32(id).addresses(first).addresses(second).frame();
    }
  }

  /** Reads a frame; throws {@link MalformedException}. */
  static AgentUp decode(byte[] body) {
    WireReader in = new WireReader(body);
    AgentUp message =
        switch (in.type()) {
          case 1 -> new Ready(in.i32(), in.text(1024), in.i64());
          case 2 -> new Started(in.i32(0, RankUp.MAX_INDEX), in.i64());
          case 3 -> new StartFailed(in.i32(0, RankUp.MAX_INDEX), in.text(RankUp.MAX_TEXT_BYTES));
          case 4 ->
              new Exited(in.i32(0, RankUp.MAX_INDEX), in.i32(), in.text(RankUp.MAX_TEXT_BYTES));
          case 5 ->
              new FromRank(in.i32(0, RankUp.MAX_INDEX), in.bytes(FrameDecoder.MAX_FRAME_BYTES));
          case 6 ->
              new Output(
                  in.i32(0, RankUp.MAX_INDEX), in.flag(), in.bytes(AgentDown.MAX_CHUNK_BYTES));
          case 7 -> new InputTaken(in.i32(0, RankUp.MAX_INDEX), in.i32(-1, Integer.MAX_VALUE));
          case 8 -> new Note(in.text(RankUp.MAX_TEXT_BYTES));
          case 9 -> new Beat();
          case 10 -> new Identity(in.text(AgentDown.MAX_IDENTITY_BYTES));
          case 11 ->
              new RelayOpened(
                  in.i32(0, Integer.MAX_VALUE),
                  in.addresses(RankUp.MAX_ADDRESSES),
                  in.addresses(RankUp.MAX_ADDRESSES));
          default -> throw new MalformedException("an agent sent a frame of type " + in.type());
        };
    in.end();
    return message;
  }
}
