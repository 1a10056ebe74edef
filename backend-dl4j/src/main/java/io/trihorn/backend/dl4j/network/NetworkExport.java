package io.trihorn.backend.dl4j.network;

import io.trihorn.backend.BackendException;
import io.trihorn.export.Ports;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.base.LayerCall;
import io.trihorn.model.Model;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Builds a network of Deeplearning4j's layers from a model whose layers it has. */
public final class NetworkExport {
  /** What a layer becomes. */
  interface Rule {
    Part apply(Settings settings);
  }

  private static final Map<String, Rule> RULES = new HashMap<>();

  static {
    DenseRules.addTo(RULES);
    WindowRules.addTo(RULES);
    RecurrentRules.addTo(RULES);
  }

  private final Model model;
  private final Map<LayerCall, String> names = new LinkedHashMap<>();
  private final Map<String, Part> parts = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final GraphBuilder builder = new NeuralNetConfiguration.Builder().graphBuilder();

  private NetworkExport(Model model) {
    this.model = model;
  }

  /**
   * The network.
   *
   * @throws BackendException if Deeplearning4j lacks some layers or settings; lists all of them
   */
  public static ComputationGraph of(Model model) {
    return new NetworkExport(model).build();
  }

  private ComputationGraph build() {
    List<String> inputs = Ports.of(model).inputs();
    builder.addInputs(inputs);
    for (int i = 0; i < inputs.size(); i++) {
      names.put(model.inputs().get(i).source(), inputs.get(i));
    }
    List<String> outputs = model.outputs().stream().map(this::vertex).toList();
    if (!problems.isEmpty()) {
      throw new BackendException(
          "model '"
              + model.name()
              + "' cannot be made of Deeplearning4j's layers:\n  "
              + String.join("\n  ", problems)
              + "\nexportSameDiff takes any model");
    }
    builder.setOutputs(outputs.toArray(String[]::new));
    ComputationGraph network = new ComputationGraph(builder.build());
    network.init();
    parts.forEach(
        (name, part) ->
            part.parameters()
                .forEach((key, value) -> network.getLayer(name).getParam(key).assign(value)));
    return network;
  }

  /** The name of the vertex that makes a tensor; adds it, after what it depends on. */
  private String vertex(KerasTensor tensor) {
    LayerCall call = tensor.source();
    String known = names.get(call);
    if (known != null) {
      return known;
    }
    Layer layer = call.layer();
    names.put(call, layer.name());
    List<String> from = call.allInputs().stream().map(this::vertex).toList();
    try {
      Part part = part(call, tensor);
      if (part.layer() != null) {
        builder.addLayer(layer.name(), part.layer(), from.toArray(String[]::new));
      } else {
        builder.addVertex(layer.name(), part.vertex(), from.toArray(String[]::new));
      }
      parts.put(layer.name(), part);
    } catch (Unsupported e) {
      problems.add("layer '" + layer.name() + "' (" + layer.className() + "): " + e.getMessage());
    }
    return layer.name();
  }

  private Part part(LayerCall call, KerasTensor tensor) {
    Layer layer = call.layer();
    Rule rule = RULES.get(layer.className());
    if (rule == null) {
      throw new Unsupported("there is no such layer");
    }
    if (parts.containsKey(layer.name())) {
      throw new Unsupported("it is used twice");
    }
    if (tensor.index() > 0 || call.outputs().size() > 1) {
      throw new Unsupported("it gives several results");
    }
    return rule.apply(Settings.of(model, layer, call.inputs(), tensor));
  }
}
