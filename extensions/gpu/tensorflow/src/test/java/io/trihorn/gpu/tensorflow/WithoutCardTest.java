package io.trihorn.gpu.tensorflow;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.trihorn.testkit.conformance.WithoutCardConformance;
import java.util.List;
import org.junit.jupiter.api.Test;

class WithoutCardTest extends WithoutCardConformance {
  WithoutCardTest() {
    super(
        "tensorflow",
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
  void theOnlyLibraryOfTheEngineIsTheOneForCuda() {
    ClassLoader loader = getClass().getClassLoader();
    String folder = "org/tensorflow/internal/c_api/linux-x86_64";
    assertNotNull(loader.getResource(folder + "-gpu/libtensorflow_cc.so.2"));
    assertNull(loader.getResource(folder + "/libtensorflow_cc.so.2"));
  }
}
