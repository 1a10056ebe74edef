package io.trihorn.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that Spark runs twice give their rows once. Run by the profile {@code cluster}. */
class SpeculativeTasksCluster {
  @TempDir Path folder;

  @Test
  void eachRowIsThereOnce() throws Exception {
    Path home = Files.createDirectories(folder.resolve("cluster"));
    String output =
        ClusterProcess.run(
            folder.resolve("spark"),
            SpeculativeTasks.class,
            folder.resolve("table").toString(),
            home.toString());
    assertTrue(ClusterProcess.number(output, "tasks begun twice") > 0, output);
    assertEquals(1200, ClusterProcess.number(output, "rows"), output);
    assertTrue(ClusterProcess.number(output, "largest difference") < 1e-6, output);
  }
}
