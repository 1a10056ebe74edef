package io.trihorn.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final String REFERENCE = Entrants.REFERENCES.get(0);

  private final Report report =
      new Report(
          Map.of("processors", "2"),
          Map.of("samediff", "ND4J"),
          List.of(
              new Result(
                  "lenet", REFERENCE, "train step", "ms", List.of(9.0, 2.0, 4.0), List.of(6.0)),
              new Result("lenet", "samediff", "train step", "ms", List.of(12.0, 8.0), List.of(9.0)),
              new Result("gru", "samediff", "train step", "ms", List.of(5.0), List.of())),
          Map.of("lenet djl-pytorch", "died"));

  @Test
  void medianIsTheMiddleOrTheMeanOfTwo() {
    assertEquals(4, report.results().get(0).median());
    assertEquals(10, report.results().get(1).median());
  }

  @Test
  void tableHasRatiosWhereTheReferenceRan() {
    String table = report.table().replaceAll(" +", " ");
    assertTrue(table.contains("samediff 10.00 ms 2.50x 9.00 ms 1.50x"), table);
    assertTrue(table.contains("samediff 5.00 ms \n"), table);
  }

  @Test
  void notesSayWhereAndWhatWentWrong() {
    assertEquals("processors: 2\nsamediff: ND4J\nFAILED lenet djl-pytorch: died\n", report.notes());
  }

  @Test
  void withoutTheFirstReferenceTheNextOneCounts() {
    Report other =
        new Report(
            Map.of(),
            Map.of(),
            List.of(
                new Result("gru", "trihorn-onnx", "train step", "ms", List.of(3.0), List.of()),
                new Result(
                    "gru",
                    Entrants.REFERENCES.get(1),
                    "train step",
                    "ms",
                    List.of(4.0),
                    List.of())),
            Map.of());
    assertTrue(other.table().contains(" 0.75x"), other.table());
  }

  @Test
  void ofAReferenceWithSeveralSettingsTheFastestCounts() {
    String name = Entrants.REFERENCES.get(1);
    Report other =
        new Report(
            Map.of(),
            Map.of(),
            List.of(
                new Result("gru", name, "train step", "ms", List.of(8.0), List.of()),
                new Result("gru", name + "-spinning", "train step", "ms", List.of(4.0), List.of()),
                new Result("gru", "trihorn-onnx", "train step", "ms", List.of(6.0), List.of())),
            Map.of());
    assertTrue(other.table().contains(" 1.50x"), other.table());
    assertTrue(other.table().contains(" 2.00x"), other.table());
    assertTrue(
        other.table().contains("best : best other = 1.50 (trihorn-onnx : " + name + "-spinning)"),
        other.table());
    assertFalse(report.table().contains("best other"), report.table());
  }

  @Test
  void jsonHasEveryRound() {
    JsonObject json = JsonParser.parseString(report.json()).getAsJsonObject();
    JsonArray results = json.getAsJsonArray("results");
    JsonObject samediff = results.get(1).getAsJsonObject();
    assertEquals(2.5, samediff.get("ratio").getAsDouble());
    assertEquals(12, samediff.getAsJsonArray("rounds").get(0).getAsDouble());
    assertFalse(results.get(2).getAsJsonObject().has("ratio"));
    assertEquals("2", json.getAsJsonObject("machine").get("processors").getAsString());
    assertEquals("died", json.getAsJsonObject("failures").get("lenet djl-pytorch").getAsString());
  }
}
