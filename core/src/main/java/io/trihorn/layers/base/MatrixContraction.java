package io.trihorn.layers.base;

import io.trihorn.composites.IntegerProduct;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;

/**
 * The product over the input's last axis.
 *
 * @param transposed whether the kernel is {@code (outputs, inputs)} instead of {@code (inputs,
 *     outputs)}
 */
public record MatrixContraction(boolean transposed) implements Contraction {
  @Override
  public Tensor of(Tensor x, Tensor kernel) {
    return Nn.matmul(x, kernel, false, transposed);
  }

  @Override
  public Tensor integers(Tensor x, Tensor kernel) {
    return IntegerProduct.of(x, transposed ? Shapes.transpose(kernel, 1, 0) : kernel);
  }

  @Override
  public int[] summed() {
    return new int[] {-1};
  }

  @Override
  public Tensor rows(Tensor x) {
    long inputs = x.dim(-1);
    return Shapes.reshape(x, x.size() / inputs, inputs);
  }

  @Override
  public Tensor aligned(Tensor scale) {
    return scale;
  }
}
