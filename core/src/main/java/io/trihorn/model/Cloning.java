package io.trihorn.model;

import io.trihorn.config.Trees;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.base.LayerCall;
import io.trihorn.layers.core.InputLayer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Models wired like others, of other layers. */
final class Cloning {
  private final UnaryOperator<Layer> function;
  private final Map<Layer, Layer> layers = new HashMap<>();
  private final Map<KerasTensor, KerasTensor> tensors = new HashMap<>();

  private Cloning(UnaryOperator<Layer> function) {
    this.function = function;
  }

  /** A model that has for each layer what a function makes of it; input layers are always alike. */
  static Model clone(Model model, UnaryOperator<Layer> function) {
    Cloning cloning = new Cloning(function);
    Model clone =
        model instanceof Sequential sequential
            ? sequential.withLayers(cloning::layer)
            : cloning.functional(model.graph());
    clone.assignName(model.name());
    clone.copyTrainable(model);
    return clone;
  }

  /** A layer of the same attributes with weights of its own. */
  static Layer copy(Layer layer) {
    return Layers.REGISTRY.deserialize(Layers.REGISTRY.serialize(layer));
  }

  private Layer layer(Layer layer) {
    return layers.computeIfAbsent(
        layer,
        key -> {
          Layer made = key instanceof InputLayer ? copy(key) : function.apply(key);
          if (made == null) {
            throw new IllegalArgumentException("the clone function made nothing of " + key);
          }
          return made;
        });
  }

  private Model functional(FunctionalGraph graph) {
    for (LayerCall call : graph.calls()) {
      List<KerasTensor> made =
          call.layer() instanceof InputLayer
              ? List.of(Layers.inputTensor((InputLayer) layer(call.layer())))
              : layer(call.layer())
                  .applyAll(
                      call.positionalWith(tensors::get),
                      new LinkedHashMap<>(call.namedWith(tensors::get)));
      for (int i = 0; i < call.outputs().size(); i++) {
        tensors.put(call.outputs().get(i), made.get(i));
      }
    }
    return new Model(
        Trees.replace(graph.inputForm(), tensors::get),
        Trees.replace(graph.outputForm(), tensors::get));
  }
}
