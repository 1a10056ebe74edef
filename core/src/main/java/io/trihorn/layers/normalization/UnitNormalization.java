package io.trihorn.layers.normalization;

import com.google.gson.JsonElement;
import io.trihorn.config.Config;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Division by the length over some axes, so that the sum of squares over them is 1: {@code x /
 * max(sqrt(sum(x^2)), 1e-12)}. Input and output {@code (batch, ...)}.
 */
public final class UnitNormalization extends FluentLayer<UnitNormalization> {
  private static final double SHORTEST = 1e-12;

  private List<Integer> axes = List.of(-1);

  /** A layer over the last axis. */
  public UnitNormalization() {}

  /** The axes over which the length is 1; by default the last. */
  public UnitNormalization axis(int... values) {
    axes = Arrays.stream(values).boxed().toList();
    return this;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    axes =
        config.present(
            "axis",
            config.value(
                "axis", axes, NormalizedAxes::toJson, e -> Config.list(e, JsonElement::getAsInt)));
  }

  @Override
  protected boolean supportsMasking() {
    return true;
  }

  @Override
  protected Tensor call(Tensor input, Call call) {
    Tensor x = NormalizedAxes.wide(input);
    Tensor squares = Ops.sumKeep(Ops.square(x), NormalizedAxes.positive(axes, x.rank()));
    // The bound is under the root, whose gradient at 0 is infinite.
    Tensor inverse = Ops.rsqrt(Ops.maximum(squares, SHORTEST * SHORTEST));
    return Ops.cast(Ops.multiply(x, inverse), input.dtype());
  }
}
