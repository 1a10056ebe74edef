package io.trihorn.tribuo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Output;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.regression.Regressor;

/**
 * What a kind of Tribuo's outputs is to a model.
 *
 * @param <T> the kind
 */
sealed interface Outputs<T extends Output<T>> {
  /** The targets of a model for examples. */
  Object targets(Dataset<T> examples, ImmutableOutputInfo<T> info);

  /**
   * What the model's values for an example say.
   *
   * @param used how many of its features the model knows
   */
  Prediction<T> prediction(
      float[] values, int used, Example<T> example, ImmutableOutputInfo<T> info);

  /** Labels: the model gives a probability for each, in the order of their ids. */
  record Labels() implements Outputs<Label> {
    @Override
    public int[] targets(Dataset<Label> examples, ImmutableOutputInfo<Label> info) {
      return examples.getData().stream().mapToInt(e -> info.getID(e.getOutput())).toArray();
    }

    @Override
    public Prediction<Label> prediction(
        float[] values, int used, Example<Label> example, ImmutableOutputInfo<Label> info) {
      Map<String, Label> scores = new LinkedHashMap<>();
      List<Label> labels = new ArrayList<>();
      for (int id = 0; id < values.length; id++) {
        Label scored = new Label(info.getOutput(id).getLabel(), values[id]);
        scores.put(scored.getLabel(), scored);
        labels.add(scored);
      }
      Label best = Collections.max(labels, (a, b) -> Double.compare(a.getScore(), b.getScore()));
      return new Prediction<>(best, scores, used, example, true);
    }
  }

  /** Numbers: the model gives one for each dimension, in the order of their names. */
  record Numbers() implements Outputs<Regressor> {
    @Override
    public float[][] targets(Dataset<Regressor> examples, ImmutableOutputInfo<Regressor> info) {
      float[][] targets = new float[examples.size()][info.size()];
      for (int row = 0; row < targets.length; row++) {
        double[] values = examples.getExample(row).getOutput().getValues();
        for (int i = 0; i < values.length; i++) {
          targets[row][i] = (float) values[i];
        }
      }
      return targets;
    }

    @Override
    public Prediction<Regressor> prediction(
        float[] values, int used, Example<Regressor> example, ImmutableOutputInfo<Regressor> info) {
      double[] numbers = new double[values.length];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = values[i];
      }
      String[] names =
          info.getDomain().stream().map(d -> d.getNames()[0]).sorted().toArray(String[]::new);
      return new Prediction<>(new Regressor(names, numbers), used, example);
    }
  }
}
