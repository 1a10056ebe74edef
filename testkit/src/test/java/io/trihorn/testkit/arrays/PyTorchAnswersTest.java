package io.trihorn.testkit.arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The recorded answers are those of DJL's PyTorch engine, where it is on the class path: the
 * profile {@code pytorch} puts it there. With {@code -Dtrihorn.record=FILE} it writes them instead.
 */
class PyTorchAnswersTest {
  @Test
  void everyCaseHasAnAnswerOfItsOwn() {
    HashSet<String> names = new HashSet<>();
    ArrayAnswers.cases().forEach(c -> assertEquals(true, names.add(c.name()), c.name()));
    if (System.getProperty("trihorn.record") == null) {
      assertEquals(names, ArrayAnswers.recorded().keySet());
    }
  }

  @Test
  void recordedAnswersArePyTorchs() throws IOException {
    assumeTrue(Engine.hasEngine("PyTorch"), "DJL's PyTorch engine is not on the class path");
    Map<String, ArrayAnswer> answers = new TreeMap<>();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      for (ArrayCase asked : ArrayAnswers.cases()) {
        answers.put(asked.name(), ArrayAnswer.of(asked, manager));
      }
    }
    String file = System.getProperty("trihorn.record");
    if (file == null) {
      assertEquals(ArrayAnswers.text(ArrayAnswers.recorded()), ArrayAnswers.text(answers));
    } else {
      Files.writeString(Path.of(file), ArrayAnswers.text(answers));
    }
  }
}
