package io.trihorn.ndarray;

import ai.djl.ndarray.types.Shape;
import io.trihorn.ndarray.pending.Cell;
import io.trihorn.ndarray.pending.Operation;
import io.trihorn.ops.Shapes;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/** The gradient of elements that arrays share: the sum of what was collected. */
final class Gradient {
  private final LazyArray owner;
  private LazyArray sum;

  /** What the sum is while nothing was added since it was cleared. */
  private Cell zero;

  /** Makes zeros of a number, and that number: the same after each step of an optimizer. */
  private Operation zeros;

  private Cell nought;

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
    } else if (sum.storage().cell() == zero) {
      sum.become("backward", shaped);
    } else {
      sum.become("backward", owner.cellOf(Pairwise.ADD.operation(), sum.operand(), shaped));
    }
  }

  /** Sets it to 0, if it is still there. Zeros are made only if somebody looks. */
  synchronized void clear() {
    if (sum != null && !sum.isReleased()) {
      if (zeros == null) {
        Shape shape = sum.getShape();
        zeros = LazyArray.operation("zeros", x -> Shapes.broadcastTo(x, shape.getShape()), shape);
        nought = Cell.scalar(sum.getDataType(), 0);
      }
      zero = sum.cellOf(zeros, nought);
      sum.become("zeroGradients", zero);
    }
  }
}
