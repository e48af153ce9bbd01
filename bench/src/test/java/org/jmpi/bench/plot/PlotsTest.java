package org.jmpi.bench.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlotsTest {
  private static final List<String> LINES =
      List.of(
          "benchmark,label,library,ranks,buffer,Size,Batch P50(us),MB/s",
          "osu_latency,shm,JMPI,2,array,8,0.30,26.7",
          "osu_latency,shm,JMPI,2,array,1024,0.50,2000",
          "osu_latency,shm,JMPI,2,array,8,0.20,40",
          "osu_latency,shm,JMPI,2,array,8,0.90,9",
          "osu_latency,quic,JMPI,2,array,8,12,0.7");

  @TempDir private Path folder;

  @Test
  void shouldTakeTheMedianOfRepeatedRunsForEachSeries() throws Exception {
    Path csv = Files.write(folder.resolve("latency.csv"), LINES);
    Rows rows = Rows.read(csv).get("osu_latency");
    assertEquals(
        Map.of("shm", Map.of(8.0, 0.3, 1024.0, 0.5), "quic", Map.of(8.0, 12.0)),
        rows.curves("Batch P50(us)"));
  }

  @Test
  void shouldDrawAPictureForEachFigure() throws Exception {
    Path csv = Files.write(folder.resolve("latency.csv"), LINES);
    List<Path> pictures = Plots.draw(csv);
    assertEquals(2, pictures.size());
    for (Path picture : pictures) {
      assertEquals(900, ImageIO.read(picture.toFile()).getWidth());
    }
  }

  @Test
  void shouldRefuseARowThatDoesNotFit() throws Exception {
    Path csv = Files.write(folder.resolve("bad.csv"), List.of(LINES.get(0), "osu_latency,shm,8"));
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> Rows.read(csv))
            .getMessage()
            .contains("osu_latency,shm,8"));
  }
}
