package io.trihorn.model;

import io.trihorn.config.Config;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Programs.Mode;
import io.trihorn.model.Programs.Signature;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.state.Weight;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The learning rates of a model: one, or one for each of several optimizers.
 *
 * @param model whose they are
 * @param engine where they are computed
 * @param values where they are set
 * @param programs write what computes them
 */
record LearningRates(Model model, Engine engine, ModelValues values, StepPrograms programs) {
  /** The learning rates in force by the names of their logs. */
  Map<String, Double> all() {
    List<String> names = List.copyOf(model.optimizer().rated().keySet());
    Signature signature = new Signature(Mode.LEARNING_RATE, List.of(), List.of(), List.of());
    List<TensorData> rates = engine.run(signature, programs::write, List.of());
    Map<String, Double> byName = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      byName.put(names.get(i), rates.get(i).getDouble(0));
    }
    return byName;
  }

  /** The name of the only learning rate. */
  String onlyName() {
    Set<String> names = model.optimizer().rated().keySet();
    if (names.size() != 1) {
      throw new ModelException(
          "model '"
              + model.name()
              + "' has several learning rates, "
              + String.join(", ", names)
              + "; use learningRates() and setLearningRate(name, rate)");
    }
    return names.iterator().next();
  }

  /** Sets a learning rate. */
  void set(String name, double rate) {
    Config.requireRate("model '" + model.name() + "'", rate);
    Map<String, Optimizer> rated = model.optimizer().rated();
    if (!rated.containsKey(name)) {
      throw new ModelException(
          "model '"
              + model.name()
              + "' has no learning rate '"
              + name
              + "', but "
              + String.join(", ", rated.keySet()));
    }
    Weight variable = rated.get(name).learningRateVariable();
    if (variable == null) {
      throw new ModelException(
          "model '" + model.name() + "': its learning rate follows a schedule and cannot be set");
    }
    values.write(List.of(variable), List.of(TensorData.scalar(variable.type().dtype(), rate)));
  }
}
