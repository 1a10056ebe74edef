package io.trihorn.layers;

import ai.djl.Device;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Backends;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.compile.GraphCompiler;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import io.trihorn.layers.base.Layer;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Calls one layer on the reference interpreter, again and again with the state it keeps. */
final class LayerRun implements AutoCloseable {
  private final Backend backend = Backends.get("reference");
  private final VariableStore store = backend.createStore(Device.cpu());
  private final Layer layer;
  private boolean training;
  private TensorData mask;
  private Map<String, Object> named = Map.of();
  private List<TensorData> losses = List.of();
  private TensorData outputMask;

  private LayerRun(Layer layer) {
    this.layer = layer;
  }

  static LayerRun of(Layer layer) {
    return new LayerRun(layer);
  }

  LayerRun training(boolean value) {
    training = value;
    return this;
  }

  /** The mask that the first input carries. */
  LayerRun mask(TensorData value) {
    mask = value;
    return this;
  }

  LayerRun named(String name, Object value) {
    named = Map.of(name, value);
    return this;
  }

  /** Sets a weight of the built layer, by position. */
  LayerRun set(int index, TensorData value) {
    store.write(layer.weights().get(index).variable(), value);
    return this;
  }

  TensorData weight(int index) {
    return store.read(layer.weights().get(index).variable());
  }

  List<TensorData> losses() {
    return losses;
  }

  /** The mask of the first output, or null. */
  TensorData outputMask() {
    return outputMask;
  }

  float[] floats(TensorData... inputs) {
    return all(inputs).get(0).toFloatArray();
  }

  TensorData one(TensorData... inputs) {
    return all(inputs).get(0);
  }

  List<TensorData> all(TensorData... inputs) {
    GraphBuilder builder = new GraphBuilder();
    Trace trace = new Trace(builder, training);
    List<TensorData> feeds = new ArrayList<>(List.of(inputs));
    List<Tensor> fed = new ArrayList<>();
    for (TensorData input : inputs) {
      fed.add(new Tensor(builder, builder.parameter("x", input.type())));
    }
    if (mask != null) {
      feeds.add(mask);
      trace.setMask(fed.get(0), new Tensor(builder, builder.parameter("mask", mask.type())));
    }
    Map<String, Object> arguments = new LinkedHashMap<>();
    named.forEach((name, value) -> arguments.put(name, argument(builder, value, feeds)));
    List<Tensor> outputs = layer.invoke(trace, fed, arguments);
    layer.addWeightLosses(trace);
    List<Value> fetched = new ArrayList<>(outputs.stream().map(Tensor::value).toList());
    trace.losses().forEach(loss -> fetched.add(loss.value()));
    Tensor carried = trace.mask(outputs.get(0));
    if (carried != null) {
      fetched.add(carried.value());
    }
    Map<Variable, Value> updates = new LinkedHashMap<>();
    trace.assigned().forEach((variable, tensor) -> updates.put(variable, tensor.value()));
    List<TensorData> results = run(builder.build(fetched, updates), feeds);
    losses = results.subList(outputs.size(), outputs.size() + trace.losses().size());
    outputMask = carried == null ? null : results.get(results.size() - 1);
    return results.subList(0, outputs.size());
  }

  private static Object argument(GraphBuilder builder, Object value, List<TensorData> feeds) {
    if (value instanceof TensorData data) {
      feeds.add(data);
      return new Tensor(builder, builder.parameter("argument", data.type()));
    }
    if (value instanceof List<?> list) {
      return list.stream().map(v -> argument(builder, v, feeds)).toList();
    }
    return value;
  }

  private List<TensorData> run(Graph graph, List<TensorData> feeds) {
    long seed = 1;
    for (Weight weight : layer.variables()) {
      if (!store.contains(weight.variable())) {
        store.write(weight.variable(), weight.initializer().generate(weight.type(), seed++));
      }
    }
    List<TensorData> places = graph.outputTypes().stream().map(TensorData::zeros).toList();
    try (Executable program = GraphCompiler.compile(backend, graph, store)) {
      program.run(feeds, places);
    }
    return places;
  }

  @Override
  public void close() {
    store.close();
  }
}
