package io.trihorn.layers.merging;

import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.List;

/** The sum of the inputs. */
public final class Add extends Merge<Add> {
  /** A layer with default attributes. */
  public Add() {}

  @Override
  protected Tensor merge(List<Tensor> inputs, List<Tensor> masks) {
    return Ops.addAll(inputs);
  }
}
