package io.trihorn.spark;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training outlives the death of an executor. Run by the profile {@code cluster}. */
class KilledExecutorCluster {
  @TempDir Path folder;

  private static double number(String output, String name) {
    Matcher found = Pattern.compile(name + ": (\\S+)").matcher(output);
    assertTrue(found.find(), output);
    return Double.parseDouble(found.group(1));
  }

  @Test
  void theResultIsThatOfACalmTraining() throws Exception {
    String output =
        ClusterProcess.run(
            folder.resolve("spark"), KilledExecutor.class, folder.resolve("states").toString());
    assertTrue(output.contains("killed "), output);
    assertTrue(number(output, "stages begun anew") > 0, output);
    assertTrue(number(output, "largest difference") < 1e-5, output);
  }
}
