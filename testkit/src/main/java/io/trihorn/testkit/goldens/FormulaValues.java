package io.trihorn.testkit.goldens;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.convolutional.DepthwiseConv2D;
import io.trihorn.layers.normalization.LayerScale;
import io.trihorn.model.Model;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongToDoubleFunction;

/** Weights and images by formula, so that large models need no files to be compared. */
public final class FormulaValues {
  private FormulaValues() {}

  /** Values for all weights of a model, in its order. */
  public static List<TensorData> weights(Model model) {
    Map<Weight, Layer> owners = new HashMap<>();
    note(model, owners);
    List<TensorData> values = new ArrayList<>();
    for (Weight weight : model.weights()) {
      values.add(weight(weight, owners.get(weight), values.size()));
    }
    return values;
  }

  private static void note(Layer layer, Map<Weight, Layer> owners) {
    layer.ownWeights().forEach(weight -> owners.put(weight, layer));
    layer.children().forEach(child -> note(child, owners));
  }

  private static TensorData weight(Weight weight, Layer owner, int index) {
    LongToDoubleFunction wave = k -> Math.sin(0.37 * k + index);
    String name = weight.name();
    int rank = weight.type().shape().dimension();
    LongToDoubleFunction formula = k -> 0.1 * wave.applyAsDouble(k);
    if (rank > 1) {
      boolean depthwise = name.equals("depthwise_kernel") || owner instanceof DepthwiseConv2D;
      double scale =
          Math.sqrt(2.0 / weight.type().shape().slice(0, rank - (depthwise ? 2 : 1)).size());
      formula = k -> wave.applyAsDouble(k) * scale;
    } else if (name.equals("gamma") && !(owner instanceof LayerScale)) {
      // Keras gives LayerScale's factors no name, so they are like all else.
      formula = k -> 1 + 0.1 * wave.applyAsDouble(k);
    } else if (name.endsWith("variance")) {
      formula = k -> 1 + 0.2 * wave.applyAsDouble(k) * wave.applyAsDouble(k);
    }
    return filled(weight.type(), formula);
  }

  /** One image (1, size, size, 3) with values from 0 to 255. */
  public static TensorData image(long size) {
    TensorData image = TensorData.of(new float[Math.toIntExact(size * size * 3)], 1, size, size, 3);
    return filled(image.type(), k -> 127.5 * (1 + Math.sin(0.11 * k)));
  }

  private static TensorData filled(TensorType type, LongToDoubleFunction formula) {
    TensorData made = TensorData.zeros(type);
    for (long k = 0, size = made.size(); k < size; k++) {
      made.setDouble(k, formula.applyAsDouble(k));
    }
    return made;
  }
}
