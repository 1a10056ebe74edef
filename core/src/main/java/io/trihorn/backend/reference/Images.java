package io.trihorn.backend.reference;

import io.trihorn.graph.Layout;
import io.trihorn.graph.Permutations;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Image-like arrays in the one layout that the kernels compute in, channels last. */
final class Images {
  private Images() {}

  /** The array with its channel axis last. */
  static Array channelsLast(Array x, Layout layout) {
    return moved(x, channelsLast(x.type(), layout), toLast(layout, x.type().rank()));
  }

  /** The type with its channel axis last. */
  static TensorType channelsLast(TensorType type, Layout layout) {
    return new TensorType(
        type.dtype(), Permutations.permuted(type.shape(), toLast(layout, type.rank())));
  }

  /** An image that is made of zeros whose channel axis is last. */
  static Array made(TensorType type, Layout layout, Consumer<Array> maker) {
    Array out = Array.zeros(channelsLast(type, layout));
    maker.accept(out);
    return moved(out, type, Permutations.inverse(toLast(layout, type.rank())));
  }

  private static Array moved(Array x, TensorType type, List<Integer> order) {
    return Permutations.isIdentity(order)
        ? x
        : x.take(type, Positions.permuted(x.type().dims(), order));
  }

  /** The order of axes that brings channels last. */
  private static List<Integer> toLast(Layout layout, int rank) {
    List<Integer> order = new ArrayList<>(Permutations.identity(rank));
    order.add(order.remove(layout.channelAxis(rank)));
    return order;
  }
}
