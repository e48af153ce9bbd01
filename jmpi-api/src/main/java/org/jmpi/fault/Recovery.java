package org.jmpi.fault;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * The recovery protocols of one process: revocation and agreement, for each communicator. A core
 * without I/O, threads or clock; all methods are called under the engine's lock and none blocks.
 *
 * <p>It stands on three promises. A message between two living processes arrives once, in any
 * order. {@link #onFailed} names a process only when that one is dead or fenced, or is being killed
 * and learns of no death itself any more; nothing of it arrives afterwards. Every death is told to
 * every living process some time.
 */
public interface Recovery {
  /** What it needs of the engine. Called inside its methods. */
  interface Port {
    /**
     * Sends a message; returns at once. One to a failed process is dropped.
     *
     * @param message handed over; not changed afterwards
     */
    void send(int process, byte[] message);

    /** This communicator is revoked from now on; said once, also where this process revoked it. */
    void onRevoked(long contextId);

    /**
     * Another process knows that this one is dead. {@link Recovery#onFailed} is to be called when
     * this one holds it for dead too, which must be soon and not inside this call.
     */
    void onFailedElsewhere(int process);
  }

  /**
   * This process has a new communicator. What came for it before is taken up: a revocation is told
   * inside this call.
   *
   * @param contextId equal at all members, never used again
   * @param members process indices in an order that is the same at all members
   */
  void open(long contextId, int[] members);

  /**
   * This process has freed it: starts nothing more there. Others that are behind are still
   * answered.
   */
  void close(long contextId);

  /** Revokes it at every living member; again does nothing. */
  void revoke(long contextId);

  /**
   * Takes part in the communicator's next agreement. Members take part in the same order; several
   * may be under way. Works on a revoked communicator.
   *
   * @param whenDecided called once, inside this or a later call, with what is the same at every
   *     member that is told at all, also at those that die afterwards
   */
  void agree(long contextId, Contribution mine, Consumer<Decision> whenDecided);

  /** How many words the agreements of a communicator of {@code members} over shared memory take. */
  int sharedWords(int members);

  /**
   * This process's part in agreements over memory that all members share; all of them begin with
   * the same one. It stands on the promises above, and no two agreements of a communicator that go
   * different ways are under way at a time.
   *
   * @param words {@link #sharedWords} of them, zero before anybody used them
   */
  SharedAgreement overMemory(SharedWords words, int rank, int members);

  /**
   * A message of another process's {@link Port#send}.
   *
   * @param message read before this returns, not kept
   * @throws IllegalArgumentException when it makes no sense; the sender breaks the protocol
   */
  void onMessage(int fromProcess, ByteBuffer message);

  /** A process is dead. */
  void onFailed(int process);
}
