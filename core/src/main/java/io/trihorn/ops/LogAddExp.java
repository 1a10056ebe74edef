package io.trihorn.ops;

import java.util.List;
import java.util.Optional;

/** {@code log(e^a + e^b)} of two tensors of one type and shape, without overflow. */
record LogAddExp() implements Fusion {
  @Override
  public List<Tensor> expand(List<Tensor> in) {
    Tensor larger = Ops.maximum(in.get(0), in.get(1));
    Tensor difference = Ops.abs(Ops.subtract(in.get(0), in.get(1)));
    // Equal infinities have no difference.
    Tensor apart = Ops.where(Ops.isnan(difference), 0, difference);
    Tensor added = Ops.add(larger, Ops.log1p(Ops.exp(Ops.negative(apart))));
    return List.of(Ops.where(Ops.equal(Ops.abs(larger), Double.POSITIVE_INFINITY), larger, added));
  }

  @Override
  public Optional<List<Tensor>> pullback(List<Tensor> in, List<Tensor> out, List<Tensor> g) {
    Tensor first = Nn.sigmoid(Ops.subtract(in.get(0), in.get(1)));
    Tensor a = Ops.multiply(g.get(0), first);
    return Optional.of(List.of(a, Ops.subtract(g.get(0), a)));
  }
}
