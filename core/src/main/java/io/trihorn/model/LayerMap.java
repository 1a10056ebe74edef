package io.trihorn.model;

import io.trihorn.backend.Backend;
import io.trihorn.backend.Backends;
import io.trihorn.data.Batch;
import io.trihorn.data.Dataset;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import io.trihorn.layers.base.Layer;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A layer as a function of batches, for {@link Dataset#map}: augmentation and other preprocessing
 * before a model, as in training and on the thread that reads the data.
 *
 * <pre>{@code
 * try (LayerMap augment = LayerMap.of(pipeline(randomFlip("horizontal"), mixUp(0.2))).targets()) {
 *   model.fit(train.batch(64).map(augment).prefetch(2), epochs(8));
 * }
 * }</pre>
 *
 * <p>The layer gets the first input of batches, with {@link #targets} the first target too, and its
 * outputs take their places. Random layers go on drawing from batch to batch.
 */
public final class LayerMap implements UnaryOperator<Batch>, AutoCloseable {
  private final Layer layer;
  private final Engine engine;
  private boolean training = true;
  private boolean withTargets;
  private long seed;
  private boolean ready;

  private LayerMap(Layer layer) {
    this.layer = layer;
    this.engine = new Engine(layer::name);
  }

  /** A layer of the inputs. */
  public static LayerMap of(Layer layer) {
    return new LayerMap(layer);
  }

  /** Hands the first target to the layer too, as layers do need that mix images. */
  public LayerMap targets() {
    withTargets = true;
    return this;
  }

  /** Whether layers behave as in training; by default they do. */
  public LayerMap training(boolean value) {
    training = value;
    return this;
  }

  /** The seed of weights and of random layers that have none; by default 0. */
  public LayerMap seed(long value) {
    seed = value;
    return this;
  }

  /**
   * The backend to compute on; by default the one that configuration chooses. Models that reach the
   * layer too move with it.
   */
  public LayerMap on(String backend) {
    Backend target = Backends.get(backend);
    engine.moveTo(target, Backends.device(target));
    return this;
  }

  @Override
  public Batch apply(Batch batch) {
    if (withTargets && batch.targets().isEmpty()) {
      throw new ShapeException(
          "layer '" + layer.name() + "' should change targets too, but the dataset has none");
    }
    List<TensorData> feeds = new ArrayList<>(batch.inputs().subList(0, 1));
    if (withTargets) {
      feeds.add(batch.targets().get(0));
    }
    List<TensorData> made = run(feeds);
    if (made.size() < feeds.size()) {
      throw new ShapeException(
          "layer '" + layer.name() + "' gives " + made.size() + " outputs for " + feeds.size());
    }
    return new Batch(
        replaced(batch.inputs(), made.get(0)),
        withTargets ? replaced(batch.targets(), made.get(1)) : batch.targets(),
        batch.weights());
  }

  private static List<TensorData> replaced(List<TensorData> all, TensorData first) {
    return Stream.concat(Stream.of(first), all.stream().skip(1)).toList();
  }

  private synchronized List<TensorData> run(List<TensorData> feeds) {
    List<TensorType> types = feeds.stream().map(TensorData::type).toList();
    if (!ready) {
      graph(types); // Builds the layer and those inside it.
      engine.requireNotFreed(layer.weights());
      engine.initialize(layer.variables(), seed);
      ready = true;
    }
    Programs.Signature signature =
        new Programs.Signature(Programs.Mode.TRAIN, types, List.of(), List.of()).whole();
    return engine.run(signature, s -> Engine.Written.whole(graph(types)), feeds);
  }

  private Graph graph(List<TensorType> types) {
    GraphBuilder builder = new GraphBuilder();
    Trace trace = new Trace(builder, training);
    List<Tensor> inputs =
        types.stream().map(type -> new Tensor(builder, builder.parameter("x", type))).toList();
    List<Tensor> outputs = layer.invoke(trace, inputs, Map.of());
    Map<Variable, Value> updates = new LinkedHashMap<>();
    trace.assigned().forEach((variable, tensor) -> updates.put(variable, tensor.value()));
    return builder.build(outputs.stream().map(Tensor::value).toList(), updates);
  }

  @Override
  public void close() {
    engine.close();
  }
}
