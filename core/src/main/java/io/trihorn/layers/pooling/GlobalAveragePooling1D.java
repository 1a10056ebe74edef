package io.trihorn.layers.pooling;

import io.trihorn.layers.base.Call;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Collections;
import java.util.List;

/**
 * The mean of each channel over time; steps whose mask {@code (batch, steps)} is off are left out.
 */
public final class GlobalAveragePooling1D extends GlobalPooling<GlobalAveragePooling1D> {
  /** Pooling with default attributes. */
  public GlobalAveragePooling1D() {
    super(1);
  }

  @Override
  protected boolean supportsMasking() {
    return true;
  }

  @Override
  public boolean hasMaskArgument() {
    return true;
  }

  @Override
  protected List<Tensor> computeMask(List<Tensor> inputs, List<Tensor> outputs, Call call) {
    return Collections.singletonList(null);
  }

  @Override
  protected Tensor reduce(Tensor x, int[] over, boolean keep, Call call) {
    Tensor mask = call.mask(0);
    if (mask == null) {
      return keep ? Ops.meanKeep(x, over) : Ops.mean(x, over);
    }
    Tensor weights = Shapes.expandDims(Ops.cast(mask, x.dtype()), over[0] == 1 ? 2 : 1);
    Tensor sum = Ops.sumKeep(Ops.multiply(x, weights), over);
    Tensor mean = Ops.divide(sum, Ops.sumKeep(weights, over));
    return keep ? mean : Shapes.squeeze(mean, over);
  }
}
