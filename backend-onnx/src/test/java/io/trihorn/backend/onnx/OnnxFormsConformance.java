package io.trihorn.backend.onnx;

import io.trihorn.backend.Backend;
import io.trihorn.backend.onnx.emit.OnnxEmitter;
import io.trihorn.testkit.conformance.BackendConformance;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * The conformance suite's programs in another form than the usual one, computed by the processor in
 * plain sessions at every level of ONNX Runtime's graph optimizations: the results are those of the
 * usual form. Those in which the forms differ; {@code -Dtrihorn.onnx.levels=all} runs all of them.
 */
abstract class OnnxFormsConformance extends BackendConformance {
  private final Supplier<OnnxEmitter> form;
  private final List<String> different;

  /**
   * @param form writes models in the other form
   * @param different parts of the names of the cases, in small letters
   */
  OnnxFormsConformance(Supplier<OnnxEmitter> form, String... different) {
    this.form = form;
    this.different = List.of(different);
  }

  @Override
  protected String backend() {
    return "onnx";
  }

  @Override
  protected Backend engine() {
    return new LevelsBackend(form);
  }

  @Override
  protected boolean chosen(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return super.chosen(name)
        && ("all".equals(System.getProperty(OnnxLevelsTest.ALL))
            || different.stream().anyMatch(lower::contains));
  }
}
