package io.trihorn.spark;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training outlives the death of an executor. Run by the profile {@code cluster}. */
class KilledExecutorCluster {
  @TempDir Path folder;

  @Test
  void theResultIsThatOfACalmTraining() throws Exception {
    String output =
        ClusterProcess.run(
            folder.resolve("spark"), KilledExecutor.class, folder.resolve("states").toString());
    assertTrue(output.contains("killed "), output);
    assertTrue(ClusterProcess.number(output, "stages begun anew") > 0, output);
    assertTrue(ClusterProcess.number(output, "largest difference") < 1e-5, output);
  }
}
