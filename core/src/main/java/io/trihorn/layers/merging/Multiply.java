package io.trihorn.layers.merging;

import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The product of the inputs. Masked elements count as 1; where all inputs have masks and an element
 * is masked in all of them, the product is 0.
 */
public final class Multiply extends Merge<Multiply> {
  /** A layer with default attributes. */
  public Multiply() {}

  @Override
  protected Tensor merge(List<Tensor> inputs, List<Tensor> masks) {
    List<Tensor> factors = new ArrayList<>();
    List<Tensor> wide = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      Tensor x = inputs.get(i);
      if (masks.get(i) != null) {
        Tensor mask = spread(masks.get(i), x);
        wide.add(mask);
        x = Ops.where(mask, x, 1);
      }
      factors.add(x);
    }
    Tensor product = factors.stream().reduce(Ops::multiply).orElseThrow();
    return wide.size() < inputs.size()
        ? product
        : Ops.where(wide.stream().reduce(Ops::logicalOr).orElseThrow(), product, 0);
  }
}
