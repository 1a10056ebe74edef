package io.trihorn.model;

import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.base.LayerCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Drawings of models, as {@code keras.utils.model_to_dot} and {@code plot_model} make them. */
public final class ModelPlots {
  private final DotOptions options;
  private final Map<Layer, String> ids = new IdentityHashMap<>();

  private ModelPlots(DotOptions options) {
    this.options = options;
  }

  /**
   * The layers of a model and how they are connected.
   *
   * @throws ModelException if the model does not know the shape of its input yet
   */
  public static DotGraph modelToDot(Model model, DotOptions options) {
    return new ModelPlots(options).graph(model);
  }

  /**
   * Draws a model into a file.
   *
   * @param file with the ending {@code .dot} the text for Graphviz; with {@code .svg}, {@code .png}
   *     or {@code .pdf} a drawing by the module {@code trihorn-plots}; without one a PNG
   * @throws ModelException if the model does not know the shape of its input yet, or that module is
   *     not there
   */
  public static void plotModel(Model model, Path file, DotOptions options) {
    DotGraph graph = modelToDot(model, options);
    String name = file.getFileName().toString();
    String format = name.contains(".") ? name.substring(name.lastIndexOf('.') + 1) : "png";
    try {
      if (format.equals("dot")) {
        Files.writeString(file, graph.text());
      } else {
        DotDrawer.of(format).draw(graph, format, file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private DotGraph graph(Network model) {
    FunctionalGraph wiring = model.graph();
    List<DotGraph.Node> nodes = new ArrayList<>();
    List<DotGraph> subgraphs = new ArrayList<>();
    for (Layer layer : model.layers()) {
      if (options.isExpandNested() && layer instanceof Network nested) {
        subgraphs.add(graph(nested));
      } else {
        nodes.add(new DotGraph.Node(id(layer), layer.name(), DotLabel.of(layer, options)));
      }
    }
    Map<String, String> attributes =
        Map.of(
            "rankdir", options.rankdir(),
            "concentrate", "true",
            "dpi", Integer.toString(options.dpi()),
            "splines", options.splines());
    return new DotGraph(model.name(), attributes, nodes, edges(model, wiring), subgraphs);
  }

  private List<DotGraph.Edge> edges(Network model, FunctionalGraph wiring) {
    Set<DotGraph.Edge> edges = new LinkedHashSet<>();
    for (Layer layer : model.layers()) {
      for (LayerCall use : wiring.calls()) {
        if (use.layer() != layer) {
          continue;
        }
        List<KerasTensor> inputs = use.allInputs();
        for (int i = 0; i < inputs.size(); i++) {
          KerasTensor input = inputs.get(i);
          // The input layer of a stack is not shown.
          if (model.layers().contains(input.layer())) {
            edges.add(new DotGraph.Edge(id(giver(input)), id(taker(layer, i))));
          }
        }
      }
    }
    return List.copyOf(edges);
  }

  /** The layer that makes a tensor: one inside where the insides of models are shown. */
  private Layer giver(KerasTensor tensor) {
    KerasTensor made = tensor;
    while (options.isExpandNested() && made.layer() instanceof Network nested) {
      made = nested.outputs().get(made.index());
    }
    return made.layer();
  }

  /** The layer that takes an input: one inside where the insides of models are shown. */
  private Layer taker(Layer layer, int input) {
    Layer taker = layer;
    while (options.isExpandNested() && taker instanceof Network nested) {
      taker =
          nested instanceof Sequential stack
              ? stack.layers().get(0)
              : nested.inputs().get(input).layer();
    }
    return taker;
  }

  private String id(Layer layer) {
    return ids.computeIfAbsent(layer, l -> "layer" + ids.size());
  }
}
