package io.trihorn.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prints what steps take on a cluster of two processes. Run by the profile {@code cluster}. */
class StepTimesCluster {
  @TempDir Path folder;

  @Test
  void allModelsAreMeasured() throws Exception {
    String output = ClusterProcess.run(folder.resolve("spark"), StepTimes.class, "onnx");
    assertEquals(24, output.lines().filter(line -> line.contains("%")).count(), output);
  }
}
