package io.trihorn.gpu.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.testkit.conformance.WithoutCardConformance;
import java.io.IOException;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class WithoutCardTest extends WithoutCardConformance {
  WithoutCardTest() {
    super("onnx");
  }

  @Test
  void thereIsOneLibraryOfTheEngine() throws IOException {
    assertTrue(backend().info().settings().get("providers").contains("CUDA"));
    String library = "ai/onnxruntime/native/linux-x64/libonnxruntime.so";
    assertEquals(
        1, Collections.list(getClass().getClassLoader().getResources(library)).size(), library);
  }
}
