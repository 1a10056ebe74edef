package io.trihorn.testkit.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.graph.TensorData;
import io.trihorn.model.Sequential;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoakTest {
  @TempDir private Path folder;

  @Test
  void killedWhileSaving() throws IOException, InterruptedException {
    KillSoak.Result result = KillSoak.run(4, folder);
    assertEquals(List.of(), result.problems());
    assertEquals(4, result.kills());
  }

  @Test
  void rightAnswersWhileAnotherThreadTrains() throws Exception {
    LoadSoak.Result result = LoadSoak.run("reference", 8, Duration.ofSeconds(2), folder);
    assertEquals(List.of(), result.problems());
    assertTrue(result.predictions() > 8 && result.steps() > 1, result.toString());
  }

  /** The check would notice what it is there for. */
  @Test
  void weightsOfTwoStepsMixedAreNoRightAnswer() throws InterruptedException {
    Versions versions = new Versions(LoadSoak.random(new Random(2), Versions.INPUTS));
    try (Sequential network = LoadSoak.network("reference", 1)) {
      List<TensorData> before = network.weightValues();
      versions.publish(before);
      TensorData first = network.predictOnBatch(versions.rows()).get(0);
      network.trainOnBatch(versions.rows(), LoadSoak.random(new Random(3), Versions.OUTPUTS));
      List<TensorData> after = network.weightValues();
      versions.publish(after);
      TensorData second = network.predictOnBatch(versions.rows()).get(0);
      versions.end();
      assertTrue(versions.isRight(first, 0));
      assertTrue(versions.isRight(second, 0));
      assertFalse(versions.isRight(first, 1));
      for (int i = 0; i < before.size(); i++) {
        List<TensorData> mixed = new ArrayList<>(after);
        mixed.set(i, before.get(i));
        network.setWeights(mixed);
        assertFalse(
            versions.isRight(network.predictOnBatch(versions.rows()).get(0), 0), "weight " + i);
      }
    }
  }
}
