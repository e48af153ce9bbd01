package org.jmpi.net.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jmpi.job.SharedFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentFilesTest {
  private static final String NAME = "mail-4";
  private static final int LENGTH_BYTES = 64;
  private static final int TIMES = 2000;

  @TempDir private Path folder;

  /**
   * A dead process's files are removed by all that hear of it, while others still look for them.
   */
  @Test
  void shouldMakeAFileThatIsRemovedAllTheTime() throws Exception {
    Files.writeString(folder.resolve(SharedFolder.NONCE_FILE), "nonce");
    SegmentFiles files = SegmentFiles.open(new SharedFolder(folder, "nonce"));
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger removed = new AtomicInteger();
    Thread remover =
        new Thread(
            () -> {
              while (!over.get()) {
                try {
                  if (Files.deleteIfExists(folder.resolve(NAME))) {
                    removed.incrementAndGet();
                  }
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }
            });
    remover.start();
    try {
      for (int i = 0; i < TIMES; i++) {
        assertEquals(LENGTH_BYTES, files.createOrOpen(NAME, LENGTH_BYTES).capacity());
      }
    } finally {
      over.set(true);
      remover.join();
    }
    assertTrue(removed.get() > 0, "nothing was removed");
  }
}
