package io.trihorn.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.backend.GpuSettings;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CudaOptionsTest {
  private static final String MEMORY = "trihorn.gpu.memory";
  private static final String TF32 = "trihorn.gpu.tf32";

  @AfterEach
  void forget() {
    System.clearProperty(MEMORY);
    System.clearProperty(TF32);
  }

  @Test
  void productsAreExactAndMemoryUnlimitedUnlessSet() {
    assertEquals(
        Map.of("use_tf32", "0", "arena_extend_strategy", "kSameAsRequested"),
        OnnxEngine.cudaOptions(GpuSettings.configured()));
  }

  @Test
  void settingsReachTheProvider() {
    System.setProperty(MEMORY, "900m");
    System.setProperty(TF32, "true");
    assertEquals(
        Map.of(
            "use_tf32",
            "1",
            "arena_extend_strategy",
            "kSameAsRequested",
            "gpu_mem_limit",
            Long.toString(900L << 20)),
        OnnxEngine.cudaOptions(GpuSettings.configured()));
  }
}
