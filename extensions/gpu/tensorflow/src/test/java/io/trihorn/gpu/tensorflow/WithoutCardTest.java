package io.trihorn.gpu.tensorflow;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.trihorn.testkit.conformance.WithoutCardConformance;
import org.junit.jupiter.api.Test;

class WithoutCardTest extends WithoutCardConformance {
  WithoutCardTest() {
    super("tensorflow");
  }

  @Test
  void theOnlyLibraryOfTheEngineIsTheOneForCuda() {
    ClassLoader loader = getClass().getClassLoader();
    String folder = "org/tensorflow/internal/c_api/linux-x86_64";
    assertNotNull(loader.getResource(folder + "-gpu/libtensorflow_cc.so.2"));
    assertNull(loader.getResource(folder + "/libtensorflow_cc.so.2"));
  }
}
