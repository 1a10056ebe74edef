package io.trihorn.model;

import io.trihorn.backend.compile.HostEvaluation;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.AdaptableWeight;
import io.trihorn.layers.base.CalibrationTrace;
import io.trihorn.layers.base.Layer;
import io.trihorn.quantizers.CalibratedConfig;
import io.trihorn.quantizers.Calibrator;
import io.trihorn.quantizers.QuantizationStructure;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows data to a model block after block, and makes integers of the kernels in each block before
 * the next one sees what it gives.
 */
final class Calibrating {
  private static final Logger LOG = LoggerFactory.getLogger(Calibrating.class);

  private final Model model;
  private final ModelValues values;
  private final CalibratedConfig<?> config;
  private final List<Layer> first;
  private final List<Layer> blocks;
  private final List<int[]> samples;

  /**
   * Looks for the layers that the structure names, and reads the data.
   *
   * @throws ConfigException if there is no structure, no block in it, no layer of a name, or no
   *     data
   */
  Calibrating(Model model, ModelValues values, CalibratedConfig<?> config) {
    this.model = model;
    this.values = values;
    this.config = config;
    QuantizationStructure structure =
        config.structure() == null
            ? model.quantizationLayerStructure(config.mode())
            : config.structure();
    if (structure == null || structure.sequentialBlocks().isEmpty()) {
      throw new ConfigException(
          "model '%s': %s needs a structure with at least one block: give it by"
                  .formatted(model.name(), config.mode())
              + " quantizationLayerStructure, or override Model.quantizationLayerStructure");
    }
    Map<String, Layer> byName = new LinkedHashMap<>();
    index(model.children(), byName);
    first = structure.preBlockLayers().stream().map(name -> find(name, byName)).toList();
    blocks = structure.sequentialBlocks().stream().map(name -> find(name, byName)).toList();
    samples = config.samples();
  }

  private Layer find(String name, Map<String, Layer> byName) {
    Layer layer = byName.get(name);
    if (layer == null) {
      throw new ConfigException(
          "model '%s' has no layer '%s' that the structure for %s names; there are %s"
              .formatted(model.name(), name, config.mode(), byName.keySet()));
    }
    return layer;
  }

  /** Outer layers come first, so that they hide inner ones of the same name. */
  private static void index(Collection<Layer> layers, Map<String, Layer> into) {
    layers.forEach(layer -> into.putIfAbsent(layer.name(), layer));
    layers.forEach(layer -> index(layer.children(), into));
  }

  /** Calibrates those of these layers that are in blocks. */
  void run(Set<Layer> wanted) {
    values.initialize();
    List<TensorData> inputs =
        samples.stream().map(tokens -> TensorData.of(tokens, 1, tokens.length)).toList();
    if (!first.isEmpty()) {
      inputs = outputs(first, inputs);
    }
    for (int i = 0; i < blocks.size(); i++) {
      List<Layer> inside = new ArrayList<>();
      leaves(blocks.get(i), wanted, inside);
      calibrate(blocks.get(i), inside, inputs);
      if (i + 1 < blocks.size()) {
        inputs = outputs(List.of(blocks.get(i)), inputs);
      }
    }
    for (Layer layer : wanted) {
      if (!layer.adaptation().calibrators().isEmpty()) {
        LOG.warn(
            "layer '{}' is in no block that was calibrated: it computes in floats, and files have"
                + " its kernel rounded to the nearest",
            layer.name());
      }
    }
  }

  private static void leaves(Layer layer, Set<Layer> wanted, List<Layer> into) {
    if (wanted.contains(layer) && !into.contains(layer)) {
      into.add(layer);
    }
    layer.children().forEach(child -> leaves(child, wanted, into));
  }

  private void calibrate(Layer block, List<Layer> inside, List<TensorData> inputs) {
    Map<AdaptableWeight, Calibrator> all = new LinkedHashMap<>();
    Map<Layer, Map<AdaptableWeight, Calibrator>> byLayer = new LinkedHashMap<>();
    for (Layer layer : inside) {
      byLayer.put(layer, layer.adaptation().calibrators());
      all.putAll(byLayer.get(layer));
    }
    if (all.isEmpty()) {
      return;
    }
    Set<AdaptableWeight> seen = observe(block, all, inputs);
    byLayer.forEach(
        (layer, calibrators) -> {
          calibrators.keySet().retainAll(seen);
          if (!calibrators.isEmpty()) {
            finish(layer, calibrators);
          }
        });
  }

  private void finish(Layer layer, Map<AdaptableWeight, Calibrator> calibrators) {
    List<Weight> before = layer.ownWeights();
    Map<Weight, TensorData> made =
        layer
            .adaptation()
            .calibrate(calibrators, w -> values.read(List.of(w)).get(0), HostEvaluation::compute);
    List<Weight> dropped = new ArrayList<>(before);
    dropped.removeAll(layer.ownWeights());
    values.forget(dropped);
    values.write(List.copyOf(made.keySet()), List.copyOf(made.values()));
  }

  /** Shows a block its inputs, and gives the kernels that got something to see. */
  private Set<AdaptableWeight> observe(
      Layer block, Map<AdaptableWeight, Calibrator> calibrators, List<TensorData> inputs) {
    ChainProgram program = new ChainProgram(List.of(block), inputs.get(0).type(), calibrators);
    program.run(
        model,
        inputs,
        results -> {
          int next = 0;
          for (Map.Entry<AdaptableWeight, List<CalibrationTrace.Seen>> e :
              program.seen().entrySet()) {
            for (CalibrationTrace.Seen seen : e.getValue()) {
              calibrators.get(e.getKey()).add(results.get(next++), seen.rows());
            }
          }
        });
    return program.seen().keySet();
  }

  private List<TensorData> outputs(List<Layer> chain, List<TensorData> inputs) {
    List<TensorData> outputs = new ArrayList<>();
    ChainProgram program = new ChainProgram(chain, inputs.get(0).type(), Map.of());
    program.run(model, inputs, results -> outputs.add(results.get(0)));
    return outputs;
  }
}
