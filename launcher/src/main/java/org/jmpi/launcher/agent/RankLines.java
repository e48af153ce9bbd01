package org.jmpi.launcher.agent;

import java.io.IOException;
import java.nio.file.Path;

/** The agent's end of the life-lines of its ranks. */
interface RankLines extends AutoCloseable {
  /** What happens on the life-lines; called on their threads. */
  interface Events {
    /**
     * A process of this user says that it is this rank: null lets it in, otherwise the reason why
     * not.
     */
    String onHello(int index);

    /** A frame of a rank that was let in, its hello among them. */
    void onFrame(int index, byte[] frame);

    /** A life-line has ended. */
    void onClosed(int index);
  }

  /** What ranks are told of. */
  Path address();

  /** To be called before a rank is started. */
  void expect(int index) throws IOException;

  /** The rank's process has ended. */
  void forget(int index);

  /** Queues a frame for a rank; dropped when the rank has no life-line. Never waits. */
  void send(int index, byte[] frame);

  @Override
  void close();
}
