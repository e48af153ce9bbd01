package org.jmpi.recovery;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import org.jmpi.fault.Decision;

/**
 * Messages as bytes, little-endian: version (1), type (1), context id (8), number of the agreement
 * (4, not in a revocation; 0 in news of a death), then by type. A set of ranks is its length in
 * bytes (2) and the bytes, rank 0 in the lowest bit of the first, zeros at the end left out.
 */
final class Wire {
  private static final byte VERSION = 1;
  private static final byte REVOKE = 1;
  private static final byte GATHER = 2;
  private static final byte PROPOSE = 3;
  private static final byte LOCKED = 4;
  private static final byte COMMIT = 5;
  private static final byte FAST_GATHER = 6;
  private static final byte FAST_LOCKED = 7;
  private static final byte OVER_TREE = 8;
  private static final byte FAILED = 9;

  private static final int HEADER_BYTES = 2 + Long.BYTES + Integer.BYTES;
  private static final int MAX_SET_BYTES = 0xFFFF;

  /** The greatest communicator of which a set of ranks can be written. */
  static final int MAX_MEMBERS = MAX_SET_BYTES * Byte.SIZE;

  /**
   * A message that has been read.
   *
   * @param number of the agreement; 0 in a revocation and in news of a death
   */
  record Envelope(long contextId, int number, Message message) {}

  private Wire() {}

  static byte[] write(long contextId, int number, Message message) {
    if (message instanceof Message.Revoke) {
      ByteBuffer out = allocate(2 + Long.BYTES);
      return out.put(VERSION).put(REVOKE).putLong(contextId).array();
    }
    if (message instanceof Message.Failed failed) {
      ByteBuffer out = start(FAILED, contextId, number, setBytes(failed.ranks()));
      putSet(out, failed.ranks());
      return out.array();
    }
    if (message instanceof Message.Gather gather) {
      ByteBuffer out = start(GATHER, contextId, number, tallyBytes(gather.tally()));
      putTally(out, gather.tally());
      return out.array();
    }
    if (message instanceof Message.Propose propose) {
      int body = Integer.BYTES + verdictBytes(propose.verdict());
      ByteBuffer out = start(PROPOSE, contextId, number, body).putInt(propose.ballot());
      putVerdict(out, propose.verdict());
      return out.array();
    }
    if (message instanceof Message.Locked locked) {
      int body = Integer.BYTES + setBytes(locked.ranks());
      ByteBuffer out = start(LOCKED, contextId, number, body).putInt(locked.ballot());
      putSet(out, locked.ranks());
      return out.array();
    }
    if (message instanceof Message.Commit commit) {
      ByteBuffer out = start(COMMIT, contextId, number, verdictBytes(commit.verdict()));
      putVerdict(out, commit.verdict());
      return out.array();
    }
    if (message instanceof Message.FastGather gather) {
      int body = setBytes(gather.dead()) + 1 + tallyBytes(gather.tally());
      ByteBuffer out = start(FAST_GATHER, contextId, number, body);
      putSet(out, gather.dead());
      putTally(out.put((byte) gather.round()), gather.tally());
      return out.array();
    }
    if (message instanceof Message.FastLocked locked) {
      ByteBuffer out = start(FAST_LOCKED, contextId, number, setBytes(locked.dead()) + 1);
      putSet(out, locked.dead());
      return out.put((byte) locked.round()).array();
    }
    return start(OVER_TREE, contextId, number, 0).array();
  }

  /**
   * Reads a message. Whether its ranks exist is for the communicator to say.
   *
   * @throws IllegalArgumentException when it is none
   */
  static Envelope read(ByteBuffer message) {
    ByteBuffer in = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    try {
      byte version = in.get();
      if (version != VERSION) {
        throw new IllegalArgumentException("version " + version + " of the recovery protocol");
      }
      byte type = in.get();
      long contextId = in.getLong();
      int number = type == REVOKE ? 0 : in.getInt();
      if (number < 0) {
        throw new IllegalArgumentException("agreement number " + number);
      }
      Message body = readBody(type, in);
      if (in.hasRemaining()) {
        throw new IllegalArgumentException(in.remaining() + " bytes too many, type " + type);
      }
      return new Envelope(contextId, number, body);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("recovery message cut short", e);
    }
  }

  private static Message readBody(byte type, ByteBuffer in) {
    switch (type) {
      case REVOKE:
        return new Message.Revoke();
      case GATHER:
        return new Message.Gather(getTally(in));
      case PROPOSE:
        return new Message.Propose(in.getInt(), getVerdict(in));
      case LOCKED:
        return new Message.Locked(in.getInt(), getSet(in));
      case COMMIT:
        return new Message.Commit(getVerdict(in));
      case FAST_GATHER:
        return new Message.FastGather(getSet(in), in.get(), getTally(in));
      case FAST_LOCKED:
        return new Message.FastLocked(getSet(in), in.get());
      case OVER_TREE:
        return new Message.OverTree();
      case FAILED:
        return new Message.Failed(getSet(in));
      default:
        throw new IllegalArgumentException("recovery message of type " + type);
    }
  }

  private static ByteBuffer start(byte type, long contextId, int number, int bodyBytes) {
    ByteBuffer out = allocate(HEADER_BYTES + bodyBytes);
    return out.put(VERSION).put(type).putLong(contextId).putInt(number);
  }

  private static ByteBuffer allocate(int lengthBytes) {
    return ByteBuffer.allocate(lengthBytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int tallyBytes(Tally tally) {
    return setBytes(tally.contributors())
        + setBytes(tally.failed())
        + setBytes(tally.acknowledged())
        + 2 * Long.BYTES
        + Integer.BYTES;
  }

  private static void putTally(ByteBuffer out, Tally tally) {
    putSet(out, tally.contributors());
    putSet(out, tally.failed());
    putSet(out, tally.acknowledged());
    out.putLong(tally.flags()).putLong(tally.proposal()).putInt(tally.deliveredBelow());
  }

  private static Tally getTally(ByteBuffer in) {
    BitSet contributors = getSet(in);
    BitSet failed = getSet(in);
    BitSet acknowledged = getSet(in);
    long flags = in.getLong();
    long proposal = in.getLong();
    if (contributors.isEmpty()) {
      throw new IllegalArgumentException("contributions of nobody");
    }
    return new Tally(contributors, flags, failed, acknowledged, proposal, in.getInt());
  }

  private static int verdictBytes(Verdict verdict) {
    return setBytes(verdict.decision().failed())
        + setBytes(verdict.decision().acknowledged())
        + 2 * Long.BYTES
        + Integer.BYTES;
  }

  private static void putVerdict(ByteBuffer out, Verdict verdict) {
    Decision decision = verdict.decision();
    putSet(out, decision.failed());
    putSet(out, decision.acknowledged());
    out.putLong(decision.flags()).putLong(decision.proposal()).putInt(verdict.deliveredBelow());
  }

  private static Verdict getVerdict(ByteBuffer in) {
    BitSet failed = getSet(in);
    BitSet acknowledged = getSet(in);
    long flags = in.getLong();
    long proposal = in.getLong();
    return new Verdict(new Decision(flags, failed, acknowledged, proposal), in.getInt());
  }

  private static int setBytes(BitSet set) {
    return Short.BYTES + (set.length() + Byte.SIZE - 1) / Byte.SIZE;
  }

  private static void putSet(ByteBuffer out, BitSet set) {
    byte[] bytes = set.toByteArray();
    out.putShort((short) bytes.length).put(bytes);
  }

  private static BitSet getSet(ByteBuffer in) {
    int lengthBytes = Short.toUnsignedInt(in.getShort());
    if (lengthBytes > in.remaining()) {
      throw new IllegalArgumentException("set of " + lengthBytes + " bytes is cut short");
    }
    BitSet set = BitSet.valueOf(in.slice(in.position(), lengthBytes));
    in.position(in.position() + lengthBytes);
    return set;
  }
}
