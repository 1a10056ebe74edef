package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The functions of {@code keras.ops} in float32, in a family of those with gradients and one. */
final class OpExampleCases {
  /** Loops over columns, and what divides by differences, gather rounding. */
  private static final double TERMS = 400;

  private OpExampleCases() {}

  static List<OpCase> cases() {
    CaseList smooth = new CaseList("ops");
    CaseList rough = new CaseList("ops discrete");
    for (OpExample example : OpExamples.all()) {
      (example.smooth() ? smooth : rough).add(example.name(), c -> build(c, example));
    }
    List<OpCase> all = new ArrayList<>(smooth.cases());
    all.addAll(rough.cases());
    return all;
  }

  private static void build(CaseBuilder c, OpExample example) {
    List<Tensor> inputs = new ArrayList<>();
    for (TensorData x : example.inputs()) {
      TensorData narrow = x.dtype().isFloating() ? x.cast(DataType.FLOAT32) : x;
      inputs.add(new Tensor(c.graph(), c.input(narrow)));
    }
    c.terms(TERMS);
    example.function().apply(inputs).forEach(y -> c.output(y.value()));
  }
}
