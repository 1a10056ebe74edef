package io.trihorn.web;

import io.trihorn.layers.base.Layer;
import io.trihorn.layers.core.Wrapper;
import io.trihorn.layers.rnn.Bidirectional;
import io.trihorn.layers.rnn.RNN;
import io.trihorn.layers.rnn.StackedRNNCells;
import io.trihorn.model.Model;
import io.trihorn.state.Weight;
import java.util.LinkedHashMap;
import java.util.Map;

/** The names that TensorFlow.js gives the weights of a model: by them it finds their values. */
final class WeightNames {
  private final Map<Weight, String> names = new LinkedHashMap<>();
  private final Map<Layer, String> layers;

  private WeightNames(Map<Layer, String> layers) {
    this.layers = layers;
  }

  /**
   * The name of each weight.
   *
   * @param layers what the model's layers, and those of models in it, are called there
   */
  static Map<Weight, String> of(Model model, Map<Layer, String> layers) {
    WeightNames all = new WeightNames(layers);
    all.addModel(model);
    return all.names;
  }

  /** Models in a model leave no trace in the names. */
  private void addModel(Model model) {
    model.layers().forEach(layer -> add(layer, layers.get(layer) + "/"));
  }

  private void add(Layer layer, String prefix) {
    if (layer instanceof Model nested) {
      addModel(nested);
    } else if (layer instanceof Bidirectional) {
      // Its layers have the directions in their names.
      layer.children().forEach(child -> add(child, prefix + child.name() + "/"));
    } else if (layer instanceof RNN rnn) {
      addCells(rnn, prefix);
    } else if (layer instanceof Wrapper<?> wrapper) {
      add(wrapper.layer(), prefix);
    } else {
      ClassRule rule = ClassRule.ofLayer(layer.className());
      for (Weight weight : layer.weights()) {
        String name = weight.name();
        String there = rule == null ? name : rule.weights().getOrDefault(name, name);
        names.putIfAbsent(weight, prefix + there);
      }
    }
  }

  private void addCells(RNN rnn, String prefix) {
    if (rnn.cell() instanceof StackedRNNCells cells) {
      int i = 0;
      for (Layer cell : cells.children()) {
        add(cell, prefix + "RNNCell_" + i++ + "/");
      }
    } else {
      add((Layer) rnn.cell(), prefix);
    }
  }
}
