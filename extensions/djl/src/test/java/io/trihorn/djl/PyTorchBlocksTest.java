package io.trihorn.djl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The recorded answers of blocks are those of DJL's PyTorch engine, where it is on the class path:
 * the profile {@code pytorch} puts it there. With {@code -Dtrihorn.record=FILE} it writes them
 * instead.
 */
class PyTorchBlocksTest {
  @Test
  void recordedAnswersArePyTorchs() throws IOException {
    assumeTrue(Engine.hasEngine("PyTorch"), "DJL's PyTorch engine is not on the class path");
    Map<String, BlockAnswers.Answer> answers = new TreeMap<>();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      for (BlockCases.Case asked : BlockCases.all()) {
        if (asked.peer()) {
          answers.putAll(BlockAnswers.of(asked, manager));
        }
      }
    }
    String file = System.getProperty("trihorn.record");
    if (file != null) {
      String lines =
          answers.entrySet().stream()
              .map(entry -> entry.getKey() + "\t" + entry.getValue().text() + "\n")
              .collect(Collectors.joining());
      Files.writeString(Path.of(file), lines);
      return;
    }
    Map<String, BlockAnswers.Answer> recorded = BlockAnswers.recorded();
    assertEquals(recorded.keySet(), answers.keySet());
    recorded.forEach(
        (name, answer) ->
            assertArrayEquals(answer.numbers(), answers.get(name).numbers(), 1e-5, name));
  }
}
