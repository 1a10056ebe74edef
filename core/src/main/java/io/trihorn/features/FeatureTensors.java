package io.trihorn.features;

import static io.trihorn.layers.Layers.categoryEncoding;
import static io.trihorn.layers.Layers.concatenate;
import static io.trihorn.layers.Layers.identity;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;

import io.trihorn.graph.ShapeException;
import io.trihorn.layers.base.KerasTensor;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A space as a part of a model.
 *
 * @param inputs an input for each column
 * @param encoded what is made of each column and each cross
 */
record FeatureTensors(Map<String, KerasTensor> inputs, Map<String, KerasTensor> encoded) {
  static FeatureTensors of(Map<String, Feature> features, Collection<FeatureSpace.Cross> crosses) {
    Map<String, KerasTensor> inputs = new LinkedHashMap<>();
    Map<String, KerasTensor> codes = new LinkedHashMap<>();
    Map<String, KerasTensor> encoded = new LinkedHashMap<>();
    features.forEach(
        (name, feature) -> {
          KerasTensor column = inputTensor(input(1).dtype(feature.dtype()).name(name));
          inputs.put(name, column);
          KerasTensor code =
              (feature.preprocessor() == null ? identity() : feature.preprocessor()).apply(column);
          codes.put(name, code);
          boolean oneHot = feature.outputMode().equals("one_hot");
          encoded.put(name, oneHot ? oneHot(code, feature.categories()) : code);
        });
    for (FeatureSpace.Cross cross : crosses) {
      KerasTensor[] crossed = cross.columns().stream().map(codes::get).toArray(KerasTensor[]::new);
      KerasTensor code = cross.layer().apply(crossed);
      boolean oneHot = cross.outputMode().equals("one_hot");
      encoded.put(cross.name(), oneHot ? oneHot(code, cross.dim()) : code);
    }
    return new FeatureTensors(inputs, encoded);
  }

  private static KerasTensor oneHot(KerasTensor codes, int categories) {
    return categoryEncoding(categories).outputMode("multi_hot").apply(codes);
  }

  /**
   * All in one.
   *
   * @throws ShapeException if one is no number to be put together with others
   */
  KerasTensor together() {
    encoded.forEach(
        (name, tensor) -> {
          if (!tensor.dtype().isFloating()) {
            throw new ShapeException(
                "FeatureSpace: '%s' is of outputMode int, which cannot be put together with others; take it by getEncodedFeaturesByName"
                    .formatted(name));
          }
        });
    KerasTensor[] all = encoded.values().toArray(KerasTensor[]::new);
    return all.length == 1 ? all[0] : concatenate().apply(all);
  }
}
