package io.trihorn.studio.record;

import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Model;
import io.trihorn.state.Weight;
import io.trihorn.studio.store.Axis;
import java.util.List;
import java.util.Map;

/** Looks at weights, gradients and updates every so many steps. */
final class WeightWatch implements AutoCloseable {
  private final Writer writer;
  private final Model model;
  private final RecorderOptions options;
  private final boolean gradients;
  private List<TensorData> before;

  WeightWatch(Writer writer, Model model, RecorderOptions options) {
    this.writer = writer;
    this.model = model;
    this.options = options;
    this.gradients = options.gradients() && options.histogramSteps() > 0;
  }

  void begin() {
    if (gradients) {
      // Only the steps that are looked at pay for it.
      model.keepGradients(true);
      model.skipGradients(true);
    }
  }

  /** After a step, counted from 1. */
  void step(long step) {
    int every = options.histogramSteps();
    if (every == 0) {
      return;
    }
    // The values of before a step that is looked at.
    if ((step + 1) % every == 0) {
      before = model.variableValues(model.trainableWeights());
      if (gradients) {
        model.skipGradients(false);
      }
    }
    if (step % every == 0 || step == 1) {
      look(step);
    }
  }

  private void look(long step) {
    List<Weight> weights = weights();
    List<TensorData> values = model.variableValues(weights);
    for (int i = 0; i < weights.size(); i++) {
      count("weight", weights.get(i), step, values.get(i));
    }
    if (before != null) {
      if (gradients) {
        Map<Weight, TensorData> kept = model.keptGradients();
        kept.forEach((weight, value) -> count("gradient", weight, step, value));
        model.skipGradients(true);
      }
      updates(step, weights, values);
      before = null;
    }
  }

  private List<Weight> weights() {
    return model.layers().stream()
        .map(Layer::weights)
        .flatMap(List::stream)
        .distinct()
        .filter(weight -> weight.type().dtype().isFloating())
        .toList();
  }

  private void count(String kind, Weight weight, long step, TensorData value) {
    writer.histogram(() -> Counting.count(kind, weight.variable().name(), step, value));
  }

  /** How large the change is beside the weight, by their norms. */
  private void updates(long step, List<Weight> weights, List<TensorData> values) {
    List<Weight> trained = model.trainableWeights();
    for (int i = 0; i < Math.min(trained.size(), before.size()); i++) {
      int at = weights.indexOf(trained.get(i));
      if (at >= 0) {
        writer.point(
            Axis.UPDATE,
            trained.get(i).variable().name(),
            step,
            ratio(before.get(i), values.get(at)));
      }
    }
  }

  static double ratio(TensorData before, TensorData after) {
    double change = 0;
    double size = 0;
    int count = (int) Math.min(before.size(), Counting.MOST);
    for (int i = 0; i < count; i++) {
      long at = before.size() * i / count;
      double old = before.getDouble(at);
      double difference = after.getDouble(at) - old;
      change += difference * difference;
      size += old * old;
    }
    return Math.sqrt(change / size);
  }

  @Override
  public void close() {
    if (gradients) {
      model.keepGradients(false);
    }
  }
}
