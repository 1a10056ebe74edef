package io.trihorn.layers.base;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.quantizers.Calibrator;
import io.trihorn.state.Trace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A trace that shows calibrators the inputs of the kernels they belong to. What is computed inside
 * loops has a trace of its own and is not seen.
 */
public final class CalibrationTrace extends Trace {
  private final Map<AdaptableWeight, Calibrator> calibrators;
  private final Map<AdaptableWeight, List<Seen>> seen = new LinkedHashMap<>();

  /**
   * What was made of one input.
   *
   * @param rows how many rows it had
   */
  public record Seen(Tensor observed, long rows) {}

  /** A trace as at inference. */
  public CalibrationTrace(GraphBuilder builder, Map<AdaptableWeight, Calibrator> calibrators) {
    super(builder, false);
    this.calibrators = Map.copyOf(calibrators);
  }

  /** Shows an input, {@code (n, inputs)}, to the kernel's calibrator if there is one. */
  void show(AdaptableWeight kernel, Tensor rows) {
    Calibrator calibrator = calibrators.get(kernel);
    if (calibrator != null) {
      Tensor observed = calibrator.observe(Ops.cast(rows, DataType.FLOAT32));
      seen.computeIfAbsent(kernel, k -> new ArrayList<>()).add(new Seen(observed, rows.dim(0)));
    }
  }

  /** What was seen of kernels' inputs, in order; kernels that were given none are not there. */
  public Map<AdaptableWeight, List<Seen>> seen() {
    return Collections.unmodifiableMap(seen);
  }
}
