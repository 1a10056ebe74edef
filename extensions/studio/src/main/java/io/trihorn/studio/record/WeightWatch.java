package io.trihorn.studio.record;

import io.trihorn.layers.base.Layer;
import io.trihorn.model.Model;
import io.trihorn.state.Weight;
import io.trihorn.studio.store.Axis;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks at weights, gradients and updates every so many steps. The training's thread takes samples
 * of them, which the thread that writes counts.
 */
final class WeightWatch implements AutoCloseable {
  private final Writer writer;
  private final Model model;
  private final RecorderOptions options;
  private final boolean gradients;
  private Map<Weight, double[]> before = Map.of();

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
      before = samples(model.trainableWeights());
      if (gradients) {
        model.skipGradients(false);
      }
    }
    if (step % every == 0 || step == 1) {
      look(step);
    }
  }

  private void look(long step) {
    Map<Weight, double[]> old = before;
    Map<Weight, double[]> values = samples(weights());
    values.forEach(
        (weight, sample) -> {
          count("weight", weight, step, sample);
          if (old.containsKey(weight)) {
            writer.point(
                Axis.UPDATE, weight.variable().name(), step, ratio(old.get(weight), sample));
          }
        });
    if (!old.isEmpty()) {
      if (gradients) {
        model.lookAtGradients(
            (weight, value) -> count("gradient", weight, step, Counting.sample(value)));
        model.skipGradients(true);
      }
      before = Map.of();
    }
  }

  private Map<Weight, double[]> samples(List<Weight> weights) {
    Map<Weight, double[]> samples = new LinkedHashMap<>();
    model.lookAtVariables(weights, (weight, value) -> samples.put(weight, Counting.sample(value)));
    return samples;
  }

  private List<Weight> weights() {
    return model.layers().stream()
        .map(Layer::weights)
        .flatMap(List::stream)
        .distinct()
        .filter(weight -> weight.type().dtype().isFloating())
        .toList();
  }

  private void count(String kind, Weight weight, long step, double[] sample) {
    writer.histogram(() -> Counting.count(kind, weight.variable().name(), step, sample));
  }

  /** How large the change is beside the weight, by the norms of samples. */
  static double ratio(double[] before, double[] after) {
    double change = 0;
    double size = 0;
    for (int i = 0; i < before.length; i++) {
      double difference = after[i] - before[i];
      change += difference * difference;
      size += before[i] * before[i];
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
