package org.jmpi.launcher.rank;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.FileChannel;
import org.jmpi.launcher.wire.PipeNames;

/** A life-line of two named pipes. */
final class PipeLine extends LifeLine {
  private final File incoming;
  private final RandomAccessFile up;
  private FileChannel down;
  private boolean ended;

  private PipeLine(File incoming, RandomAccessFile up) {
    this.incoming = incoming;
    this.up = up;
  }

  static LifeLine connect(File directory, int index) throws IOException {
    File own = PipeNames.taken(directory, index);
    if (!PipeNames.down(directory, index).renameTo(own)) {
      throw new IOException(
          own.exists()
              ? "rank "
                  + index
                  + " has joined the job already; a program that a rank starts must not call MPI.Init"
                  + " with the JMPI_JOB that it inherited"
              : "there is no agent");
    }
    // For both directions, though it is only written: to open it then does not wait for the agent.
    LifeLine line = new PipeLine(own, new RandomAccessFile(PipeNames.up(directory, index), "rw"));
    line.sendHello(index, new byte[0]);
    return line;
  }

  @Override
  void write(byte[] frame) throws IOException {
    up.write(frame);
  }

  /** The agent opens its end when it has read the hello. */
  @Override
  int read(byte[] buffer) throws IOException {
    if (down == null) {
      open(new FileInputStream(incoming).getChannel());
    }
    return down.read(ByteBuffer.wrap(buffer));
  }

  private synchronized void open(FileChannel channel) throws IOException {
    down = channel;
    if (ended) {
      channel.close();
      throw new AsynchronousCloseException();
    }
  }

  /** A channel's reader is woken when it is closed; a stream's would not be. */
  @Override
  synchronized void endReading() throws IOException {
    ended = true;
    if (down != null) {
      down.close();
    }
  }
}
