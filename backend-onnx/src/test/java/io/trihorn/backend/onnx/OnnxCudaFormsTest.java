package io.trihorn.backend.onnx;

import io.trihorn.backend.Backend;
import io.trihorn.backend.onnx.emit.OnnxEmitter;
import io.trihorn.testkit.conformance.BackendConformance;
import java.util.List;
import java.util.Locale;

/**
 * The conformance suite's programs in the form for cards, computed by the processor: the results
 * are those of the usual form. Those with bits and positions, for which the forms differ; {@code
 * -Dtrihorn.onnx.levels=all} runs all of them.
 */
class OnnxCudaFormsTest extends BackendConformance {
  private static final List<String> DIFFERENT =
      List.of("shift", "bit", "argmax", "atan", "topk", "uneven padding");

  @Override
  protected String backend() {
    return "onnx";
  }

  @Override
  protected Backend engine() {
    return new LevelsBackend(() -> new OnnxEmitter().forCuda());
  }

  @Override
  protected boolean chosen(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return super.chosen(name)
        && ("all".equals(System.getProperty(OnnxLevelsTest.ALL))
            || DIFFERENT.stream().anyMatch(lower::contains));
  }
}
