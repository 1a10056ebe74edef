package io.trihorn.model;

import static java.util.stream.Collectors.toList;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import io.trihorn.config.Config;
import io.trihorn.data.Dataset;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.base.TensorSpec;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The wiring of a model: layers between inputs and outputs, as a layer, as a configuration, and
 * with the names by which data are given to it. It computes; a {@link Model} is also trained, and
 * has values for its weights.
 */
public abstract sealed class Network extends Layer permits ValuedNetwork {
  private FunctionalGraph graph;

  /** A network that is wired later. */
  Network() {
    remat(null);
  }

  @Override
  public void configure(Config config) {
    configureName(config);
    if (config.reading()) {
      wire(GraphConfig.read(config.json()));
    } else {
      GraphConfig.write(graph(), config.json());
    }
  }

  /** Sets the layers; called once. */
  final void wire(FunctionalGraph wired) {
    graph = wired;
    graph.layers().forEach(this::track);
    UniqueNames.assign(graph.layers());
    ensureBuilt(graph.inputs().stream().map(KerasTensor::shape).toList());
    join();
  }

  /** Tells that the layers are there. */
  abstract void join();

  /** The names of outputs whose targets nothing looks at. */
  abstract Set<String> unusedTargets();

  /** The attributes every model has. */
  final void configureName(Config config) {
    String given = config.text("name", name());
    boolean free = config.bool("trainable", isTrainable());
    if (config.reading()) {
      assignName(given);
      assignTrainable(free);
    }
  }

  /** What the model was built for: in Keras null, since the layers say it. */
  JsonElement buildShape() {
    return JsonNull.INSTANCE;
  }

  /** The wiring; fails where the shape of the input is not known yet. */
  final FunctionalGraph graph() {
    if (graph == null) {
      throw new ModelException(
          "model '"
              + name()
              + "' does not know the shape of its input yet: begin it with input(...), or"
              + " call fit or build first");
    }
    return graph;
  }

  /** Wires the model for inputs of these types, if that is still to be done. */
  void wireFor(List<TensorType> inputs) {}

  /** Wires the model for symbolic inputs like these, if that is still to be done. */
  void wireOn(List<TensorSpec> inputs) {}

  /** Whether the layers are wired. */
  final boolean isWired() {
    return graph != null;
  }

  /** Whether the weights are known, for an optimizer to make its state for them. */
  boolean hasAllWeights() {
    return isWired();
  }

  @Override
  protected final boolean leadsPaths() {
    return false;
  }

  @Override
  protected List<Tensor> call(List<Tensor> inputs, Call call) {
    List<Tensor> arranged = inputs;
    if (call.positional().size() == 1 && !(call.positional().get(0) instanceof Tensor)) {
      arranged =
          Arrangement.leaves(name(), "inputs", graph().inputForm(), call.positional().get(0))
              .stream()
              .map(Tensor.class::cast)
              .toList();
    }
    if (arranged.size() != graph().hostPart().feedCount()) {
      throw new ShapeException(
          "model '"
              + name()
              + "' takes "
              + graph().hostPart().feedCount()
              + " inputs, but got "
              + inputs.size());
    }
    if (!graph().hostPart().isEmpty()) {
      return graph().run(call.trace(), arranged);
    }
    List<Tensor> outside = arranged.stream().map(call.trace()::wiredMask).collect(toList());
    List<Tensor> outputs = graph().run(call.trace(), typed(arranged, inputs, call));
    for (int i = 0; i < arranged.size(); i++) {
      Tensor tensor = arranged.get(i);
      call.trace().setMasks(tensor, call.trace().mask(tensor), outside.get(i));
    }
    return outputs;
  }

  /**
   * As in Keras, tensors of other types become those of the inputs; their masks stay with them, but
   * the wiring inside knows of none.
   */
  private List<Tensor> typed(List<Tensor> given, List<Tensor> inputs, Call call) {
    List<Tensor> typed = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      Tensor tensor = given.get(i);
      Tensor cast = Ops.cast(tensor, graph().inputs().get(i).dtype());
      Tensor seen = call.mask(inputs.indexOf(tensor));
      Tensor mask = seen == null ? call.trace().mask(tensor) : seen;
      call.trace().setMasks(cast, mask, null);
      typed.add(cast);
    }
    return typed;
  }

  @Override
  public boolean hasMaskArgument() {
    return true;
  }

  @Override
  protected List<Tensor> computeMask(List<Tensor> inputs, List<Tensor> outputs, Call call) {
    return outputs.stream().map(call.trace()::mask).collect(toList());
  }

  /** The model's own outputs where the inputs are as its own; others are traced. */
  @Override
  protected List<TensorSpec> computeOutputSpec(List<TensorSpec> inputs) {
    wireOn(inputs);
    if (specs(inputs()).equals(inputs)) {
      return specs(outputs());
    }
    if (!graph().hostPart().isEmpty()) {
      throw new ShapeException("takes texts as " + specs(inputs()) + ", but got " + inputs);
    }
    return List.of();
  }

  private static List<TensorSpec> specs(List<KerasTensor> tensors) {
    return tensors.stream().map(t -> new TensorSpec(t.shape(), t.dtype())).toList();
  }

  @Override
  protected boolean autocast() {
    return false;
  }

  /** The inputs. */
  @Override
  public final List<KerasTensor> inputs() {
    return graph().inputs();
  }

  /** The outputs. */
  @Override
  public final List<KerasTensor> outputs() {
    return graph().outputs();
  }

  /**
   * The names of the outputs, by which losses, metrics, targets and predictions are known: the keys
   * where the outputs stand in a map, else the names of the layers they come from.
   */
  public final List<String> outputNames() {
    List<String> keys = outputKeys();
    return keys.isEmpty() ? layersOfOutputs() : keys;
  }

  /** The keys of the outputs, in their order, where they stand in a map; else none. */
  public final List<String> outputKeys() {
    if (graph().outputForm() instanceof Map<?, ?> map
        && map.values().stream().allMatch(KerasTensor.class::isInstance)) {
      return map.keySet().stream().map(Object::toString).sorted().toList();
    }
    return List.of();
  }

  private List<String> layersOfOutputs() {
    return outputs().stream().map(t -> t.layer().name()).toList();
  }

  /** The fixed extent of the inputs' batch axis, as stateful layers need it; 0 where it is open. */
  final int batchSize() {
    long size = 0;
    if (isWired()) {
      for (KerasTensor input : inputs()) {
        if (input.shape().dimension() > 0) {
          size = Math.max(size, input.shape().get(0));
        }
      }
    }
    return (int) size;
  }

  /** The dataset with what was given by name in the model's order. */
  final Dataset arranged(Dataset data) {
    if (data.form().isPlain()) {
      return data;
    }
    if (!isWired()) {
      wireFor(Inputs.types(data.first().inputs()));
    }
    return Arrangement.of(name(), graph(), data, unusedTargets());
  }

  /** The layers, in Keras's order. */
  public List<Layer> layers() {
    return graph().layers();
  }

  /**
   * The layer of this name.
   *
   * @throws IllegalArgumentException if there is none; the message has the names there are
   */
  public final Layer layer(String layerName) {
    return layers().stream()
        .filter(l -> l.name().equals(layerName))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "model '"
                        + name()
                        + "' has no layer '"
                        + layerName
                        + "'; it has "
                        + layers().stream().map(Layer::name).toList()));
  }

  /** Whether all layers take rows apart. */
  @Override
  public boolean isRowwise() {
    // Loops that generate ask at every step; no stream, here and on the rest of their way.
    for (Layer layer : layers()) {
      if (!layer.isRowwise()) {
        return false;
      }
    }
    return true;
  }

  @Override
  protected boolean freezesInner() {
    return false;
  }

  /** Takes from another whether the model, apart from its layers, is free. */
  final void copyTrainable(Network other) {
    assignTrainable(other.isTrainable());
  }
}
