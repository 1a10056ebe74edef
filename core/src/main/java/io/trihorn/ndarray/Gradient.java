package io.trihorn.ndarray;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ndarray.pending.Cell;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/** The gradient of elements that arrays share: the sum of what was collected. */
final class Gradient {
  private final LazyArray owner;
  private LazyArray sum;

  /** The gradient of an array that was just asked to have one. */
  Gradient(LazyArray owner) {
    this.owner = owner;
  }

  /** The gradients that somebody still has, for collectors to set to 0. */
  static Set<Gradient> registry() {
    return Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
  }

  /** The gradient, zeros before one was collected. It stays this array. */
  synchronized LazyArray sum() {
    if (sum == null) {
      sum = (LazyArray) owner.getManager().zeros(owner.getShape(), owner.getDataType());
    }
    return sum;
  }

  /** Adds what was collected, in whatever shape. */
  synchronized void add(Cell more) {
    Cell shaped =
        more.type().shape().equals(owner.getShape())
            ? more
            : owner.cellOf(ViewStep.reshaping(owner.getShape()), more);
    if (sum == null) {
      sum = (LazyArray) owner.wrap(shaped);
    } else {
      sum.become("backward", owner.cellOf(Pairwise.ADD.operation(), sum.operand(), shaped));
    }
  }

  /** Sets it to 0, if it is still there. */
  synchronized void clear() {
    if (sum != null && !sum.isReleased()) {
      TensorType type = new TensorType(sum.getDataType(), sum.getShape());
      sum.become("zeroGradients", Cell.of(TensorData.zeros(type)));
    }
  }
}
