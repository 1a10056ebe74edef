package io.trihorn.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.Layer;
import io.trihorn.ops.Tensor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A model keeps the programs of as many shapes as it is told to. */
class ManyShapesTest {
  /** Counts how often it is traced, which happens once for each program. */
  private static final class Counting extends Layer {
    private final AtomicInteger traces = new AtomicInteger();

    @Override
    protected Tensor call(Tensor x, Call call) {
      traces.incrementAndGet();
      return x;
    }
  }

  private final Counting counting = new Counting();

  private int tracesOfRounds(Model model, int shapes, int rounds) {
    int before = counting.traces.get();
    for (int round = 0; round < rounds; round++) {
      for (int rows = 1; rows <= shapes; rows++) {
        model.predictOnBatch(TensorData.zeros(TensorType.of(DataType.FLOAT32, rows, 2)));
      }
    }
    return counting.traces.get() - before;
  }

  @Test
  void moreThanSixteenShapesInTurnCompileOnce() {
    try (Model model = new Sequential(Layers.input(2), counting, Layers.dense(1))) {
      model.on("reference");
      assertEquals(40, tracesOfRounds(model, 40, 3));
    }
  }

  @Test
  void theNumberOfProgramsIsAnOption() {
    try (Model model = new Sequential(Layers.input(2), counting, Layers.dense(1))) {
      model.on("reference").maxPrograms(3);
      assertEquals(3, tracesOfRounds(model, 3, 3));
      // Two more, and then, the least recently used gone, all five.
      assertEquals(2 + 5, tracesOfRounds(model, 5, 2));
      assertThrows(IllegalArgumentException.class, () -> model.maxPrograms(0));
    }
  }
}
