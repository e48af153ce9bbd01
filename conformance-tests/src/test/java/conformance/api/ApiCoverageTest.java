package conformance.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Members of the dialects that were there once do not get lost. */
class ApiCoverageTest {
  @ParameterizedTest
  @CsvSource({"openmpi-java, 0, 800", "mpijava, 0, 240"})
  void shouldNotMissMoreMembersThanKnown(String file, int knownMissing, int leastWanted) {
    ApiCoverage.Result result = ApiCoverage.compare(file);
    assertTrue(result.wanted() >= leastWanted, "members read: " + result.wanted());
    assertTrue(result.missing().size() <= knownMissing, () -> String.join("\n", result.missing()));
    assertEquals(result.wanted(), result.present() + result.missing().size());
  }
}
