package io.trihorn.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SymbolBlock;
import ai.djl.nn.core.Linear;
import io.trihorn.backend.BackendException;
import io.trihorn.ndarray.TrihornNDManager;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EngineTest {
  @Test
  void djlFindsItByName() {
    Engine engine = Engine.getEngine("Trihorn");
    assertEquals("Trihorn", engine.getEngineName());
    assertEquals(new TrihornEngineProvider().getEngineRank(), engine.getRank());
    try (NDManager manager = engine.newBaseManager()) {
      assertSame(engine, manager.getEngine());
    }
    // Here are DJL's tokenizers, whose engine goes first.
    assertEquals("Rust", Engine.getDefaultEngineName());
    assertTrue(Engine.getEngine("Rust").getRank() < engine.getRank());
  }

  @Test
  void mistakesAreExplained() {
    try (Model model = Model.newInstance("m", "Trihorn")) {
      Map<String, String> unknown = Map.of("backend", "abacus");
      BackendException missing =
          assertThrows(BackendException.class, () -> model.load(Path.of("."), "m", unknown));
      assertTrue(missing.getMessage().contains("abacus"), missing::getMessage);
      Linear block = Linear.builder().setUnits(1).build();
      block.initialize(model.getNDManager(), DataType.FLOAT32, new Shape(1, 1));
      model.setBlock(block);
      Map<String, String> late = Map.of("backend", "onnx");
      String message =
          assertThrows(IllegalStateException.class, () -> model.load(Path.of("."), "m", late))
              .getMessage();
      assertTrue(message.contains("comes too late"), message);
      assertThrows(
          UnsupportedOperationException.class, () -> SymbolBlock.newInstance(model.getNDManager()));
    }
  }

  @Test
  void arraysOfTwoBackendsAreMoved() {
    try (NDManager onnx = TrihornNDManager.newBaseManager("onnx");
        NDManager dl4j = TrihornNDManager.newBaseManager("dl4j")) {
      NDArray x = onnx.create(new float[] {1, 2}).mul(2);
      NDArray y = dl4j.create(new float[] {3, 4}).mul(2);
      assertEquals(onnx.create(new float[] {8, 12}), x.add(y));
      assertEquals(onnx.create(new float[] {8, 12}), y.add(x));
    }
  }
}
