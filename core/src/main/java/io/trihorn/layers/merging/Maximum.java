package io.trihorn.layers.merging;

import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.List;

/** The largest of the inputs, element by element; masked elements do not take part. */
public final class Maximum extends Merge<Maximum> {
  /** A layer with default attributes. */
  public Maximum() {}

  @Override
  protected Tensor merge(List<Tensor> inputs, List<Tensor> masks) {
    return Extremes.of(inputs, masks, Ops::maximum);
  }
}
