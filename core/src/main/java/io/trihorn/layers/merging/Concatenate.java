package io.trihorn.layers.merging;

import ai.djl.ndarray.types.DataType;
import io.trihorn.config.Config;
import io.trihorn.layers.base.Call;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** The inputs end to end along an axis; they agree on all other axes. */
public final class Concatenate extends Merge<Concatenate> {
  private int axis = -1;

  /** Along the last axis. */
  public Concatenate() {}

  /** The axis; by default the last. */
  public Concatenate axis(int value) {
    axis = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    axis = config.integer("axis", axis);
  }

  @Override
  protected List<Tensor> call(List<Tensor> inputs, Call call) {
    return List.of(merge(inputs, call.masks()));
  }

  @Override
  protected Tensor merge(List<Tensor> inputs, List<Tensor> masks) {
    return Shapes.concatenate(inputs, axis);
  }

  @Override
  protected List<Tensor> computeMask(List<Tensor> inputs, List<Tensor> outputs, Call call) {
    if (call.masks().stream().allMatch(Objects::isNull)) {
      return Collections.singletonList(null);
    }
    List<Tensor> masks = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      Tensor x = inputs.get(i);
      Tensor mask = call.mask(i);
      if (mask == null) {
        masks.add(Shapes.full(x, 1, DataType.BOOLEAN, x.type().dims()));
      } else {
        masks.add(mask.rank() < x.rank() ? spread(mask, x) : mask);
      }
    }
    return List.of(Ops.any(Shapes.concatenate(masks, axis), -1));
  }
}
