package io.trihorn.backend.onnx.emit;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.ShapeRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembers what was broadcast, so that elementwise operators, which broadcast by themselves, can
 * take the small operand. A broadcast that nothing else reads then disappears.
 */
final class Broadcasts {
  private final Map<String, Operand> sources = new HashMap<>();

  /** An operand repeated to a larger shape. */
  Operand expanded(Emit e, Operand small, long... dims) {
    Operand large = e.expand(small, dims);
    sources.put(large.name(), small);
    return large;
  }

  /** The operands, made small where the result keeps its shape. */
  List<Operand> small(List<Operand> operands, Shape result) {
    List<Operand> small = new ArrayList<>(operands);
    for (int i = 0; i < small.size(); i++) {
      Operand large = small.get(i);
      Operand source = sources.get(large.name());
      if (source != null) {
        small.set(i, source);
        if (!result.equals(shape(small))) {
          small.set(i, large);
        }
      }
    }
    return small;
  }

  private static Shape shape(List<Operand> operands) {
    Shape shape = new Shape();
    for (Operand operand : operands) {
      shape = ShapeRules.broadcastShape(shape, operand.type().shape());
    }
    return shape;
  }
}
