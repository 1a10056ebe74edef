package io.trihorn.backend.onnx;

import io.trihorn.backend.Backend;
import io.trihorn.backend.onnx.emit.OnnxEmitter;
import io.trihorn.testkit.conformance.BackendConformance;
import java.util.List;
import java.util.Locale;

/**
 * The conformance suite's programs in the form for constant kernels, in plain sessions at every
 * level of ONNX Runtime's graph optimizations: the results are those of the usual form. Those with
 * convolutions over one axis and what is taken of all places; {@code -Dtrihorn.onnx.levels=all}
 * runs all of them.
 */
class OnnxBlockedFormsTest extends BackendConformance {
  private static final List<String> DIFFERENT = List.of("1d", "global");

  @Override
  protected String backend() {
    return "onnx";
  }

  @Override
  protected Backend engine() {
    return new LevelsBackend(() -> new OnnxEmitter().blocked());
  }

  @Override
  protected boolean chosen(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return super.chosen(name)
        && ("all".equals(System.getProperty(OnnxLevelsTest.ALL))
            || DIFFERENT.stream().anyMatch(lower::contains));
  }
}
