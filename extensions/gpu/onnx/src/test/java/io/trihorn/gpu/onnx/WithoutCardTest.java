package io.trihorn.gpu.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.testkit.conformance.WithoutCardConformance;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class WithoutCardTest extends WithoutCardConformance {
  WithoutCardTest() {
    super(
        "onnx",
        List.of(
            "libcudart.so.12",
            "libcublasLt.so.12",
            "libcublas.so.12",
            "libcufft.so.11",
            "libcurand.so.10",
            "libcusparse.so.12",
            "libcusolver.so.11",
            "libcudnn_adv.so.9",
            "libcudnn_engines_precompiled.so.9",
            "libcudnn.so.9"));
  }

  @Test
  void thereIsOneLibraryOfTheEngine() throws IOException {
    assertTrue(backend().info().settings().get("providers").contains("CUDA"));
    String library = "ai/onnxruntime/native/linux-x64/libonnxruntime.so";
    assertEquals(
        1, Collections.list(getClass().getClassLoader().getResources(library)).size(), library);
  }
}
