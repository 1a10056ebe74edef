package io.trihorn.backend.onnx.imports;

import io.trihorn.ops.Tensor;
import java.util.List;

/** What one operator does: its results, as many as it makes; null for one nobody can ask for. */
@FunctionalInterface
interface Operator {
  /** Traces a node. */
  List<Tensor> apply(OpCall call);

  /** An operator of one result. */
  @FunctionalInterface
  interface One {
    /** Traces a node. */
    Tensor apply(OpCall call);
  }
}
