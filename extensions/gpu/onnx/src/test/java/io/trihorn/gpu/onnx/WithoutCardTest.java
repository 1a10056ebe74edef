package io.trihorn.gpu.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.testkit.conformance.EngineNatives;
import io.trihorn.testkit.conformance.WithoutCardConformance;
import java.io.IOException;
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
    assertEquals(List.of("onnxruntime_gpu-1.25.0.jar"), EngineNatives.ONNX_RUNTIME.jars());
    assertEquals(
        List.of("cuda-12.6-9.5-1.5.11-linux-x86_64-redist.jar"), EngineNatives.CUDNN.jars());
  }
}
