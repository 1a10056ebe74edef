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
  private final Report report =
      new Report(
          Map.of("processors", "2"),
          Map.of("samediff", "ND4J"),
          List.of(
              new Result("lenet", Entrants.REFERENCE, "train step", "ms", List.of(9.0, 2.0, 4.0)),
              new Result("lenet", "samediff", "train step", "ms", List.of(12.0, 8.0)),
              new Result("gru", "djl-pytorch", "train step", "ms", List.of(5.0))),
          Map.of("lenet djl-pytorch", "died"));

  @Test
  void medianIsTheMiddleOrTheMeanOfTwo() {
    assertEquals(4, report.results().get(0).median());
    assertEquals(10, report.results().get(1).median());
  }

  @Test
  void tableHasRatiosWhereTheReferenceRan() {
    String table = report.table();
    assertTrue(table.contains("2.50x " + Entrants.REFERENCE), table);
    String gru = table.substring(table.indexOf("gru  ("));
    assertFalse(gru.contains("x " + Entrants.REFERENCE), table);
    assertTrue(table.contains("FAILED lenet djl-pytorch: died"), table);
  }

  @Test
  void jsonHasEveryRound() {
    JsonObject json = JsonParser.parseString(report.json()).getAsJsonObject();
    JsonArray results = json.getAsJsonArray("results");
    JsonObject samediff = results.get(1).getAsJsonObject();
    assertEquals(2.5, samediff.get("ratioToReference").getAsDouble());
    assertEquals(12, samediff.getAsJsonArray("rounds").get(0).getAsDouble());
    assertFalse(results.get(2).getAsJsonObject().has("ratioToReference"));
    assertEquals("2", json.getAsJsonObject("machine").get("processors").getAsString());
    assertEquals("died", json.getAsJsonObject("failures").get("lenet djl-pytorch").getAsString());
  }
}
