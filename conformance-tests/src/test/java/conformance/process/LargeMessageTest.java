package conformance.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import conformance.support.Launched;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Needs 8 GB of memory: {@code make test-large}. */
@EnabledIfSystemProperty(named = "conformance.large", matches = "true")
class LargeMessageTest {
  private static final int DOUBLES = 3 << 27;

  @TempDir Path directory;

  @Test
  @Timeout(300)
  @DisplayName(
      "MPI-4.1 §2.5.8, §3.2.2: the count is limited by the int, not the bytes: 3 GiB in one message")
  void shouldSendMoreBytesThanAnIntCounts() throws Exception {
    Launched job =
        Launched.jmpirun(directory, "-n 2 --jvm-opts -Xmx4g", "large", Integer.toString(DOUBLES));
    job.expect(0);
    assertEquals(1, job.said("received").size(), job::toString);
    System.out.print(job.out());
  }
}
