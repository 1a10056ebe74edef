package io.trihorn.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The logs of each epoch of a {@code fit}. */
public final class History implements Callback {
  private final List<Integer> epochs = new ArrayList<>();
  private final Map<String, List<Double>> values = new LinkedHashMap<>();

  /** An empty history. */
  public History() {}

  @Override
  public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {
    epochs.add(epoch);
    logs.forEach((name, value) -> values.computeIfAbsent(name, n -> new ArrayList<>()).add(value));
  }

  /** The numbers of the epochs that were run. */
  public List<Integer> epochs() {
    return Collections.unmodifiableList(epochs);
  }

  /**
   * The values of one log, one for each epoch.
   *
   * @throws IllegalArgumentException if there is no such log
   */
  public List<Double> get(String name) {
    List<Double> list = values.get(name);
    if (list == null) {
      throw new IllegalArgumentException(
          "there is no log '" + name + "'; there are " + values.keySet());
    }
    return Collections.unmodifiableList(list);
  }

  /** All values by name. */
  public Map<String, List<Double>> values() {
    return Collections.unmodifiableMap(values);
  }

  /** The last value of one log. */
  public double last(String name) {
    List<Double> list = get(name);
    return list.get(list.size() - 1);
  }
}
