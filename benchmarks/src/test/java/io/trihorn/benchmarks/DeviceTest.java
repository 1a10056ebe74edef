package io.trihorn.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where contestants compute. */
class DeviceTest {
  private static final List<Entrant> ALL =
      Stream.concat(Entrants.JAVA.stream(), Stream.of("torch", "keras").map(DeviceTest::python))
          .toList();

  @TempDir private Path logs;

  private static Entrant python(String library) {
    return new PythonEntrant(library, Path.of("python"), library, "cpu", Map.of());
  }

  private static List<String> on(String device) {
    return ALL.stream().flatMap(entrant -> entrant.on(device).stream()).map(Entrant::name).toList();
  }

  private List<String> command(String name, String device) {
    Workload workload = Workloads.named("mlp");
    Entrant there = Entrants.named(ALL, name).on(device).orElseThrow();
    return there.start(new Job(workload, 1, workload.batch(), logs)).command();
  }

  @Test
  void onTheProcessorAllTakePart() {
    assertEquals(ALL.stream().map(Entrant::name).toList(), on("cpu"));
  }

  @Test
  void onACardThoseDoThatCanBeToldSo() {
    assertEquals(
        List.of(
            "trihorn-tensorflow",
            "trihorn-onnx",
            "trihorn-dl4j",
            "djl-trihorn-tensorflow",
            "djl-trihorn-onnx",
            "djl-trihorn-dl4j",
            "torch"),
        on("gpu:1"));
  }

  @Test
  void policiesAreForModelsOfTrihornAndPyTorch() {
    assertEquals(
        List.of("trihorn-tensorflow", "trihorn-onnx", "trihorn-dl4j", "torch"),
        ALL.stream()
            .flatMap(entrant -> entrant.under("mixed_bfloat16").stream())
            .map(Entrant::name)
            .toList());
  }

  @Test
  void theirProcessesAreTold() {
    assertTrue(command("trihorn-onnx", "gpu:1").contains("-Dtrihorn.device=gpu:1"));
    assertTrue(command("torch", "gpu:1").contains("cuda:1"));
    assertTrue(command("torch", "cpu").contains("cpu"));
  }
}
