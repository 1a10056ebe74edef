package io.trihorn.layers.reshaping;

import io.trihorn.config.Config;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.List;

/** Another order of the axes after the batch axis. */
public final class Permute extends FluentLayer<Permute> {
  private List<Integer> dims;

  /** Axis {@code i} of the output is axis {@code dims[i]} of the input, counted from 1. */
  public Permute(int... dims) {
    this.dims = Arrays.stream(dims).boxed().toList();
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    dims = config.present("dims", config.integers("dims", dims));
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    int[] permutation = new int[dims.size() + 1];
    for (int i = 0; i < dims.size(); i++) {
      permutation[i + 1] = dims.get(i);
    }
    return Shapes.transpose(x, permutation);
  }
}
