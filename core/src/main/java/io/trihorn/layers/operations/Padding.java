package io.trihorn.layers.operations;

import io.trihorn.ops.Joining;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.List;

/** {@code keras.ops.pad}: one width for all borders, a pair for all axes, or a pair for each. */
final class Padding {
  private Padding() {}

  static Tensor pad(Arguments a) {
    Tensor x = a.x();
    long[] low = new long[x.rank()];
    long[] high = new long[x.rank()];
    Object widths = a.get("pad_width");
    if (widths instanceof List<?> list && list.get(0) instanceof List<?>) {
      for (int i = 0; i < x.rank(); i++) {
        List<?> pair = (List<?>) list.get(list.size() == 1 ? 0 : i);
        low[i] = whole(pair.get(0));
        high[i] = whole(pair.get(pair.size() - 1));
      }
    } else {
      long[] given = a.wholes("pad_width");
      Arrays.fill(low, given[0]);
      Arrays.fill(high, given[given.length - 1]);
    }
    if (!a.text("mode").equals("constant")) {
      return Joining.pad(x, low, high, a.text("mode"));
    }
    Object value = a.isNull("constant_values") ? 0L : Arguments.known(a.get("constant_values"));
    return value instanceof Number n
        ? Shapes.pad(x, low, high, n.doubleValue())
        : around(x, low, high, a.tensor("constant_values"));
  }

  /** With a value that is computed: where there is padding, it. */
  private static Tensor around(Tensor x, long[] low, long[] high, Tensor value) {
    Tensor inside = Shapes.pad(Shapes.onesLike(x), low, high, 0);
    return Ops.where(Ops.equal(inside, 1), Shapes.pad(x, low, high, 0), Ops.cast(value, x.dtype()));
  }

  private static long whole(Object value) {
    return ((Number) Arguments.known(value)).longValue();
  }
}
