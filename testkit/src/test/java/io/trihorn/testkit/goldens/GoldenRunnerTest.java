package io.trihorn.testkit.goldens;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Backends;
import io.trihorn.config.UnknownNameException;
import io.trihorn.data.Npz;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.Layers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenRunnerTest {
  /** A kind whose cases do what their names say. */
  private static final class Spoken implements GoldenKind {
    @Override
    public String name() {
      return "spoken";
    }

    @Override
    public List<GoldenCase> cases(Path directory) {
      return List.of();
    }

    @Override
    public void run(GoldenCase golden, Backend backend, Checks checks) {
      switch (golden.name()) {
        case "differs" ->
            checks.close(
                "x",
                TensorData.of(new float[] {1.5f}, 1),
                TensorData.of(new float[] {1}, 1),
                new GoldenTolerance(0, 0.25));
        case "unknown" -> Layers.REGISTRY.create("Dens");
        case "breaks" -> throw new IllegalStateException("broken");
        default -> checks.same("x", 1, 1);
      }
    }
  }

  private static GoldenReport.Result result(String name) {
    GoldenCase golden = new GoldenCase(name, "g", new JsonObject(), () -> new Npz(Map.of()));
    return GoldenRunner.run(new Spoken(), golden, Backends.get("reference"));
  }

  @Test
  void whatBecameOfACaseIsSaid() {
    assertEquals(GoldenReport.Status.PASSED, result("agrees").status());
    GoldenReport.Result differs = result("differs");
    assertEquals(GoldenReport.Status.FAILED, differs.status());
    assertEquals(2, differs.worst(), 1e-9);
    assertTrue(result("breaks").problems().get(0).contains("broken"));
    assertEquals(List.of("Dens"), result("unknown").problems());
    assertEquals(GoldenReport.Status.UNSUPPORTED, result("unknown").status());
    UnknownNameException e =
        assertThrows(UnknownNameException.class, () -> Layers.REGISTRY.create("Dens"));
    assertTrue(e.getMessage().contains("did you mean 'Dense'"), e.getMessage());
  }

  @Test
  void aReportCounts() {
    GoldenReport.Kind kind =
        new GoldenReport.Kind(
            "spoken", List.of(result("agrees"), result("differs"), result("unknown")));
    GoldenReport report = new GoldenReport("reference", List.of(kind));
    assertFalse(report.passed());
    JsonObject json = report.toJson().getAsJsonObject("kinds").getAsJsonObject("spoken");
    assertEquals(1, json.get("passed").getAsInt());
    assertEquals(1, json.get("failed").getAsInt());
    assertEquals(1, json.get("unsupported").getAsInt());
    assertEquals(1, json.getAsJsonArray("failures").size());
    assertEquals("spoken: 1 passed, 1 failed, 1 unsupported", report.summary());
  }

  @Test
  void unknownKindsAreRefused(@TempDir Path empty) throws Exception {
    Files.writeString(empty.resolve("index.json"), "{\"cases\": []}");
    assertThrows(
        IllegalArgumentException.class,
        () -> GoldenRunner.run(empty, "reference", Set.of("layer")));
    assertTrue(GoldenRunner.run(empty, "reference", Set.of("layers")).passed());
  }
}
