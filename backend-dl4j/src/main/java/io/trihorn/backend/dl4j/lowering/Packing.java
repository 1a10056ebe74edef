package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.plan.OneDnn;
import io.trihorn.backend.dl4j.plan.OneDnnOrder;
import io.trihorn.backend.dl4j.plan.Ref;
import java.util.List;

/** Operands in the order that a step of oneDNN reads fastest. */
final class Packing {
  private Packing() {}

  /** An operand in an order, by a step of its own, which is not repeated where nothing changes. */
  static Ref packed(Emitter emit, OneDnn library, OneDnnOrder order, Ref x) {
    if (order.isGiven()) {
      return x;
    }
    Ref packed = emit.temp(DataType.UINT8, order.bytes());
    emit.step(
        "oneDNN order",
        List.of(x),
        List.of(packed),
        false,
        f -> order.pack(library, f.address(x), f.address(packed), f));
    return packed;
  }
}
