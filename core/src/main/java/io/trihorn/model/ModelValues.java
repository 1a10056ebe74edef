package io.trihorn.model;

import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.state.Weight;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The values of a model's variables, which are made when they are first needed. */
final class ModelValues {
  private final Model model;
  private final Engine engine;
  private volatile boolean ready;

  ModelValues(Model model, Engine engine) {
    this.model = model;
    this.engine = engine;
  }

  /** Makes sure that the model's variables and these have values. */
  void initialize(List<Weight> more) {
    if (!ready) {
      engine.requireNotFreed(model.weights());
      engine.initialize(model.variables(), model.seed());
      ready = true;
    }
    if (!more.isEmpty()) {
      engine.initialize(more, model.seed());
    }
  }

  /** Copies of values, which belong together. */
  List<TensorData> read(List<Weight> weights) {
    initialize(List.of());
    return engine.undisturbed(() -> weights.stream().map(w -> engine.read(w.variable())).toList());
  }

  /** Shows values, which belong together, to a reader that keeps no reference to them. */
  void look(List<Weight> weights, BiConsumer<Weight, TensorData> reader) {
    initialize(List.of());
    engine.undisturbed(
        () -> {
          weights.forEach(w -> engine.look(w.variable(), value -> reader.accept(w, value)));
          return null;
        });
  }

  /** Sets values at once; all of them or, where one has another shape, none. */
  void write(List<Weight> weights, List<TensorData> values) {
    if (weights.size() != values.size()) {
      throw new ShapeException(
          "model '%s' takes values for %d such variables, %s, but got %d"
              .formatted(
                  model.name(),
                  weights.size(),
                  weights.stream().map(w -> w.variable().name()).limit(8).toList(),
                  values.size()));
    }
    for (int i = 0; i < values.size(); i++) {
      requireShape(weights.get(i), values.get(i).type());
    }
    engine.join(weights);
    engine.alone(
        () -> {
          for (int i = 0; i < values.size(); i++) {
            Weight weight = weights.get(i);
            engine.write(weight, values.get(i).cast(weight.type().dtype()));
          }
          return null;
        });
  }

  /** Sets a variable by having its bytes written to where it stays. */
  void write(Weight weight, Consumer<ByteBuffer> writer) {
    engine.write(weight, writer);
  }

  static void requireShape(Weight weight, TensorType given) {
    if (!weight.type().shape().equals(given.shape())) {
      throw new ShapeException(
          "weight '" + weight.variable().name() + "' is " + weight.type() + ", but got " + given);
    }
  }

  /** Does something while nobody assigns or sets values. */
  <T> T undisturbed(Supplier<T> work) {
    initialize(List.of());
    return engine.undisturbed(work);
  }

  /** Does something while nobody else uses the values. */
  <T> T alone(Supplier<T> work) {
    engine.join(model.variables());
    return engine.alone(work);
  }

  /** Makes sure that the model's variables have values. */
  void initialize() {
    initialize(List.of());
  }

  /** Puts variables back to what they begin with. */
  void reset(List<Weight> weights) {
    initialize(weights);
    engine.reset(weights);
  }

  /** The model's variables have become others: programs are made anew, and first values. */
  void changed() {
    ready = false;
    engine.forget(List.of());
  }

  /** Forgets variables, and the programs that used them. */
  void forget(List<Weight> weights) {
    engine.forget(weights);
  }
}
