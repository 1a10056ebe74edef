package io.trihorn.caffe;

import io.trihorn.graph.ShapeException;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.operations.Operations;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** A layer of a net's text in its place: what a {@link Rule} works with. */
final class Site {
  private final LayerText text;
  private final List<KerasTensor> bottoms;
  private final Phase phase;
  private final Learned learned;
  private final Collection<KerasTensor> inputs;

  Site(
      LayerText text,
      List<KerasTensor> bottoms,
      Collection<KerasTensor> inputs,
      Phase phase,
      Learned learned) {
    this.text = text;
    this.bottoms = bottoms;
    this.inputs = inputs;
    this.phase = phase;
    this.learned = learned;
  }

  Phase phase() {
    return phase;
  }

  List<KerasTensor> bottoms() {
    return bottoms;
  }

  /** How many tops the text names. */
  int tops() {
    return text.tops().size();
  }

  /** The only input. */
  KerasTensor bottom() {
    expectBottoms(1);
    return bottoms.get(0);
  }

  /** One of the net's inputs, for a layer that has none of its own. */
  KerasTensor anyInput() {
    if (inputs.isEmpty()) {
      throw error("expected an input of the net before it, but there is none");
    }
    return inputs.iterator().next();
  }

  KerasTensor bottom(int index) {
    if (index >= bottoms.size()) {
      throw error("expected at least " + (index + 1) + " bottoms, but has " + text.bottoms());
    }
    return bottoms.get(index);
  }

  void expectBottoms(int count) {
    if (bottoms.size() != count) {
      throw error("expected " + count + " bottoms, but has " + text.bottoms());
    }
  }

  /** What belongs to the layer's type, such as {@code pooling_param}. */
  Part parameters(String field) {
    return text.parameters(field);
  }

  static int[] dims(KerasTensor x) {
    return Arrays.stream(x.shape().getShape()).mapToInt(Math::toIntExact).toArray();
  }

  static int rank(KerasTensor x) {
    return x.shape().dimension();
  }

  /** The extent of an axis, which must be known. */
  static int extent(KerasTensor x, int axis) {
    int extent = dims(x)[axis];
    if (extent < 0) {
      throw new ShapeException(
          "axis %d of %s has as many rows as a Filter lets through; the text needs their number"
              .formatted(axis, x.shape()));
    }
    return extent;
  }

  /** The product of extents from an axis to before another one, which must be known. */
  static int count(KerasTensor x, int from, int to) {
    return IntStream.range(from, to).map(axis -> extent(x, axis)).reduce(1, Math::multiplyExact);
  }

  /** Whether the number of rows is known; that of a {@code Filter}'s is not. */
  static boolean hasKnownRows(KerasTensor x) {
    return rank(x) == 0 || dims(x)[0] >= 0;
  }

  /** An axis that may be counted from the end. */
  int axis(int axis, int rank) {
    int positive = axis < 0 ? axis + rank : axis;
    if (positive < 0 || positive >= rank) {
      throw error("expected an axis of " + rank + ", but got " + axis);
    }
    return positive;
  }

  /** An operation of {@code keras.ops}. */
  static KerasTensor op(String name, Map<String, ?> attributes, Object... inputs) {
    return Operations.apply(name, attributes, inputs);
  }

  /** An operation of {@code keras.ops} with the defaults of its attributes. */
  static KerasTensor op(String name, Object... inputs) {
    return Operations.apply(name, inputs);
  }

  /** The same elements in another shape; the batch's extent stays open where it is the first. */
  static KerasTensor reshape(KerasTensor x, int... dims) {
    if (Arrays.equals(dims, dims(x))) {
      return x;
    }
    int[] wanted = dims.clone();
    if (rank(x) > 0 && wanted.length > 0 && wanted[0] == dims(x)[0]) {
      wanted[0] = -1;
    }
    return op("Reshape", Map.of("newshape", wanted), x);
  }

  /**
   * A layer with weights of its own, named as the text names it; the one that another layer of the
   * text made, where both give the same names to all their weights.
   */
  <L extends Layer> L layer(Class<L> type, Supplier<L> maker) {
    return learned.layer(text, type, maker);
  }

  /** Says how Caffe's blobs stand in the layer's weights, in Caffe's order. */
  void blobs(BlobGroup group) {
    learned.add(text, group);
  }

  CaffeException error(String words) {
    return text.error(words);
  }
}
