package io.trihorn.saving;

import io.trihorn.layers.attention.GroupQueryAttention;
import io.trihorn.layers.attention.MultiHeadAttention;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.core.Wrapper;
import io.trihorn.layers.operations.Operation;
import io.trihorn.layers.preprocessing.text.TextVectorization;
import io.trihorn.layers.rnn.BaseRnn;
import io.trihorn.layers.rnn.Bidirectional;
import io.trihorn.layers.rnn.StackedRNNCells;
import io.trihorn.model.Model;
import io.trihorn.optimizers.LossScaleOptimizer;
import io.trihorn.optimizers.Optimizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A model's saveables at the paths where Keras keeps them: by the names of the attributes under
 * which Keras has them, and in lists by class names, numbered. What is met twice is kept where it
 * is met first.
 */
final class Saveables {
  private final Set<Object> visited = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Saveable> found = new ArrayList<>();

  /** A layer inside another, and the attribute under which Keras has it there. */
  private record Part(String attribute, Layer layer) {}

  /** Where layers of a class have the layers inside them. */
  private record Rule(Class<? extends Layer> type, Function<Layer, List<Part>> parts) {}

  /** The parts of an attention layer; Keras shows all but the gate's as properties. */
  private static final Map<String, String> HEADS =
      Map.of(
          "query", "query_dense",
          "key", "key_dense",
          "value", "value_dense",
          "gate", "_gate_dense",
          "attention_output", "output_dense");

  /** The parts of an attention layer of grouped queries, which Keras does not show. */
  private static final Map<String, String> HIDDEN_HEADS =
      Map.of(
          "query", "_query_dense",
          "key", "_key_dense",
          "value", "_value_dense",
          "gate", "_gate_dense",
          "attention_output", "_output_dense");

  private static final List<Rule> RULES =
      List.of(
          new Rule(Model.class, layer -> listed("layers", withoutOperations((Model) layer))),
          new Rule(Wrapper.class, layer -> named(layer, List.of("layer"))),
          new Rule(Bidirectional.class, Saveables::directions),
          new Rule(BaseRnn.class, layer -> named(layer, List.of("cell"))),
          new Rule(StackedRNNCells.class, layer -> listed("cells", layer.children())),
          new Rule(MultiHeadAttention.class, layer -> heads(layer, HEADS)),
          new Rule(GroupQueryAttention.class, layer -> heads(layer, HIDDEN_HEADS)),
          new Rule(TextVectorization.class, layer -> named(layer, List.of("_lookup_layer"))),
          new Rule(Layer.class, layer -> listed("layers", layer.children())));

  private Saveables() {}

  /** Of a model's layers. */
  static List<Saveable> of(Model model) {
    Saveables walk = new Saveables();
    walk.visit("", "", model);
    return walk.found;
  }

  /** Of layers that Keras has in an attribute, a list or a map. */
  static List<Saveable> of(String attribute, List<Layer> layers) {
    Saveables walk = new Saveables();
    for (Part part : listed(attribute, layers)) {
      walk.visit(part.attribute(), part.layer().name(), part.layer());
    }
    return walk.found;
  }

  /** Of an optimizer whose variables are made. */
  static List<Saveable> of(Optimizer optimizer) {
    List<Saveable> found = new ArrayList<>();
    found.add(new Saveable("optimizer", optimizer.name(), optimizer.variables(), null));
    if (optimizer instanceof LossScaleOptimizer scaled) {
      Optimizer inner = scaled.inner();
      found.add(new Saveable("optimizer/inner_optimizer", inner.name(), inner.variables(), null));
    }
    return found;
  }

  private void visit(String path, String name, Layer layer) {
    if (!visited.add(layer)) {
      return;
    }
    String shown = path.isEmpty() ? layer.name() : name;
    found.add(new Saveable(path, shown, layer.savedWeights(), layer));
    for (Part part : parts(layer)) {
      String prefix = path.isEmpty() ? "" : name + "/";
      visit(join(path, part.attribute()), prefix + part.layer().name(), part.layer());
    }
  }

  private static List<Part> parts(Layer layer) {
    for (Rule rule : RULES) {
      if (rule.type().isInstance(layer)) {
        return rule.parts().apply(layer);
      }
    }
    return List.of();
  }

  private static String join(String path, String part) {
    return path.isEmpty() ? part : path + "/" + part;
  }

  /** Layers in a list: by their classes' names, numbered from the second of a class on. */
  private static List<Part> listed(String attribute, List<? extends Layer> layers) {
    Map<String, Integer> used = new HashMap<>();
    List<Part> parts = new ArrayList<>();
    for (Layer layer : layers) {
      String base = layer.defaultName();
      int number = used.merge(base, 1, Integer::sum) - 1;
      parts.add(new Part(attribute + "/" + (number == 0 ? base : base + "_" + number), layer));
    }
    return parts;
  }

  /** Operations stand among the layers here, but not in Keras. */
  private static List<Layer> withoutOperations(Model model) {
    return model.layers().stream().filter(layer -> !(layer instanceof Operation)).toList();
  }

  private static List<Part> named(Layer layer, List<String> attributes) {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < Math.min(attributes.size(), layer.children().size()); i++) {
      parts.add(new Part(attributes.get(i), layer.children().get(i)));
    }
    return parts;
  }

  /** In the order in which Keras meets them. */
  private static List<Part> directions(Layer layer) {
    List<Layer> children = layer.children();
    return List.of(
        new Part("backward_layer", children.get(1)), new Part("forward_layer", children.get(0)));
  }

  private static List<Part> heads(Layer layer, Map<String, String> attributes) {
    return layer.children().stream()
        .map(child -> new Part(attributes.getOrDefault(child.name(), child.name()), child))
        .toList();
  }
}
