package io.trihorn.saving.legacy;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Layer;
import io.trihorn.saving.legacy.WeightOrder.Part;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which arrays of a file are which weights of one layer. */
final class WeightPlan {
  /**
   * Some weights of the layer and the file's arrays for them.
   *
   * @param part the weights
   * @param arrays the file's
   */
  record Placed(Part part, List<StoredArray> arrays) {}

  private final Layer layer;
  private final StoredLayer stored;
  private final List<Placed> placed;

  private WeightPlan(Layer layer, StoredLayer stored, List<Placed> placed) {
    this.layer = layer;
    this.stored = stored;
    this.placed = List.copyOf(placed);
  }

  /**
   * Gives the arrays out to the layer's weights.
   *
   * @throws WeightMismatchException if there are more or fewer
   */
  static WeightPlan of(Layer layer, StoredLayer stored, Era era) {
    List<Part> parts = WeightOrder.of(layer, era);
    int whole = parts.stream().mapToInt(p -> p.weights().size()).sum();
    int separate = parts.stream().mapToInt(WeightPlan::separate).sum();
    int given = stored.arrays().size();
    int joint = parts.stream().map(Twin::of).distinct().mapToInt(t -> t.shapes().size()).sum();
    if (given != whole && given == joint) {
      return new WeightPlan(layer, stored, ofTwins(parts, stored));
    }
    if (given != whole && given != separate) {
      throw new WeightMismatchException(
          layer
              + " has "
              + whole
              + " weights, but the file's layer '"
              + stored.name()
              + "' has "
              + given
              + ": "
              + stored.arrays().stream().map(StoredArray::name).toList());
    }
    List<Placed> placed = new ArrayList<>();
    int from = 0;
    for (Part part : parts) {
      int count = given == whole ? part.weights().size() : separate(part);
      placed.add(new Placed(part, stored.arrays().subList(from, from + count)));
      from += count;
    }
    return new WeightPlan(layer, stored, placed);
  }

  /**
   * What is alike in the copies of a layer that several models inside the layer shared when it was
   * saved: Keras writes its weights once.
   */
  private record Twin(String name, String className, boolean trained, List<Shape> shapes) {
    static Twin of(Part part) {
      return new Twin(
          part.leaf().name(),
          part.leaf().className(),
          part.trained(),
          part.weights().stream().map(w -> w.type().shape()).toList());
    }
  }

  private static List<Placed> ofTwins(List<Part> parts, StoredLayer stored) {
    Map<Twin, List<StoredArray>> arrays = new LinkedHashMap<>();
    List<Placed> placed = new ArrayList<>();
    int from = 0;
    for (Part part : parts) {
      Twin twin = Twin.of(part);
      if (!arrays.containsKey(twin)) {
        arrays.put(twin, stored.arrays().subList(from, from + part.weights().size()));
        from += part.weights().size();
      }
      placed.add(new Placed(part, arrays.get(twin)));
    }
    return placed;
  }

  private static int separate(Part part) {
    return StoredForms.separate(part.leaf(), part.weights().size());
  }

  /** The file's layer. */
  StoredLayer stored() {
    return stored;
  }

  List<Placed> placed() {
    return placed;
  }

  /**
   * The values of the layer's weights.
   *
   * @throws WeightMismatchException if one has another shape than the weight
   */
  Map<Weight, TensorData> values(Era era, boolean mirrored) {
    Map<Weight, TensorData> values = new LinkedHashMap<>();
    for (Placed p : placed) {
      List<TensorData> stored = p.arrays().stream().map(StoredArray::data).toList();
      values.putAll(values(p, stored, era, mirrored, true));
    }
    return values;
  }

  /** Values for the weights of one part, from arrays in the form that the file has them in. */
  Map<Weight, TensorData> values(
      Placed p, List<TensorData> stored, Era era, boolean mirrored, boolean additive) {
    Part part = p.part();
    List<TensorData> converted =
        part.trained() || part.weights().size() == part.leaf().weights().size()
            ? StoredForms.convert(part.leaf(), stored, era, mirrored, additive)
            : stored;
    Map<Weight, TensorData> values = new LinkedHashMap<>();
    for (int i = 0; i < part.weights().size(); i++) {
      Weight weight = part.weights().get(i);
      TensorData value = converted.get(i);
      if (!weight.type().shape().equals(value.shape())) {
        throw new WeightMismatchException(
            layer
                + ": weight '"
                + weight.name()
                + "' has the shape "
                + weight.type().shape()
                + ", but in the file "
                + value.shape()
                + " ("
                + p.arrays().get(Math.min(i, p.arrays().size() - 1)).name()
                + ")");
      }
      values.put(weight, value);
    }
    return values;
  }
}
