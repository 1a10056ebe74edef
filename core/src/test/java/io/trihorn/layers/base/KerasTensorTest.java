package io.trihorn.layers.base;

import static io.trihorn.layers.Layers.add;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.inputTensor;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What tensors are made of. */
class KerasTensorTest {
  /** In the order of Keras's get_source_inputs. */
  @Test
  void aTensorKnowsItsInputs() {
    KerasTensor x = inputTensor(3);
    KerasTensor y = inputTensor(3);
    KerasTensor unused = inputTensor(3);
    KerasTensor sum = add().apply(dense(3).apply(y), x);
    assertEquals(List.of(y, x), sum.sourceInputs());
    assertEquals(List.of(y, x), add().apply(dense(3).apply(sum), x).sourceInputs());
    assertEquals(List.of(x, y), add().apply(x, sum).sourceInputs());
    assertEquals(List.of(unused), unused.sourceInputs());
  }
}
