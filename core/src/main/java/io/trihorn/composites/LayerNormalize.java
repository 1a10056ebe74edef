package io.trihorn.composites;

import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Fusion;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Standardize;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@code (x, gamma, beta) -> gamma * (x - mean) / sqrt(variance + epsilon) + beta} with the mean
 * and the (biased) variance over the last axes of {@code x}, whose extents {@code gamma} and {@code
 * beta} have.
 *
 * @param axes how many axes from the end
 * @param epsilon added to the variance
 */
public record LayerNormalize(int axes, double epsilon) implements Fusion {
  @Override
  public List<TensorType> outputTypes(List<TensorType> inputs) {
    TensorType x = inputs.get(0);
    long[] dims = x.dims();
    TensorType weight = x.withShape(Arrays.copyOfRange(dims, dims.length - axes, dims.length));
    if (!x.dtype().isFloating() || !inputs.equals(List.of(x, weight, weight))) {
      throw new ShapeException(
          "layer_normalize over the last "
              + axes
              + " axes needs x and two "
              + weight
              + ", got "
              + inputs);
    }
    return List.of(x);
  }

  @Override
  public List<Tensor> expand(List<Tensor> in) {
    Tensor x = in.get(0);
    int[] over = IntStream.range(x.rank() - axes, x.rank()).toArray();
    Tensor y = Standardize.apply(x, epsilon, true, over);
    return List.of(Ops.add(Ops.multiply(y, spread(in.get(1), x)), spread(in.get(2), x)));
  }

  private Tensor spread(Tensor weight, Tensor x) {
    long[] dims = x.type().dims();
    Arrays.fill(dims, 0, dims.length - axes, 1);
    return Shapes.reshape(weight, dims);
  }
}
