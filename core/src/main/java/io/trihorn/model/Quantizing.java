package io.trihorn.model;

import io.trihorn.backend.compile.HostEvaluation;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Layer;
import io.trihorn.quantizers.CalibratedConfig;
import io.trihorn.quantizers.QuantizationConfig;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts integers in the place of the kernels of a model's layers. */
final class Quantizing {
  private static final Logger LOG = LoggerFactory.getLogger(Quantizing.class);

  private final Model model;
  private final ModelValues values;

  Quantizing(Model model, ModelValues values) {
    this.model = model;
    this.values = values;
  }

  /** Quantizes the layers without layers in them that know the mode and pass the filter. */
  void run(QuantizationConfig config, Predicate<Layer> filter) {
    Set<Layer> leaves = new LinkedHashSet<>();
    collect(model, leaves);
    Calibrating calibrating =
        config instanceof CalibratedConfig<?> calibrated
            ? new Calibrating(model, values, calibrated)
            : null;
    values.initialize();
    Set<Layer> quantized = new LinkedHashSet<>();
    for (Layer layer : leaves) {
      if (filter.test(layer) && layer.adaptation().canQuantize(config.mode())) {
        quantize(layer, config);
        quantized.add(layer);
      } else if (filter.test(layer) && !layer.ownWeights().isEmpty()) {
        LOG.warn(
            "layer '{}' ({}) is left as it is: it does not know the mode {}",
            layer.name(),
            layer.className(),
            config.mode());
      }
    }
    if (calibrating != null) {
      calibrating.run(quantized);
    }
  }

  private static void collect(Layer layer, Set<Layer> leaves) {
    if (layer.children().isEmpty()) {
      leaves.add(layer);
    }
    layer.children().forEach(child -> collect(child, leaves));
  }

  private void quantize(Layer layer, QuantizationConfig config) {
    List<Weight> before = layer.ownWeights();
    Map<Weight, TensorData> made =
        new LinkedHashMap<>(
            layer
                .adaptation()
                .quantize(config, w -> values.read(List.of(w)).get(0), HostEvaluation::compute));
    List<Weight> dropped = new ArrayList<>(before);
    dropped.removeAll(layer.ownWeights());
    values.forget(dropped);
    values.write(List.copyOf(made.keySet()), List.copyOf(made.values()));
  }
}
