package io.trihorn.model;

import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.state.NeedsValues;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The inputs of a model whose numbers decide about shapes, such as a sampling rate or a number of
 * rounds: programs are made for their values. Which these are shows when a program is written.
 */
final class KnownInputs {
  private final Set<Integer> places = new ConcurrentSkipListSet<>();

  /** A program that cannot be written without the numbers in some inputs. */
  static final class Needed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Set<Integer> places;

    Needed(Set<Integer> places, RuntimeException problem) {
      super(problem);
      this.places = places;
    }

    private RuntimeException problem() {
      return (RuntimeException) getCause();
    }
  }

  /**
   * Does something with the values that are needed, which may turn out to be more than before.
   *
   * @param inputs the values of all inputs, and maybe of more after them
   * @param action gets the values needed, by the inputs' places
   */
  <T> T run(List<TensorData> inputs, Function<Map<Integer, TensorData>, T> action) {
    while (true) {
      Map<Integer, TensorData> values = values(inputs);
      try {
        return action.apply(values);
      } catch (Needed e) {
        boolean small = e.places.stream().allMatch(i -> NeedsValues.isSmall(inputs.get(i).type()));
        if (!small || values.keySet().containsAll(e.places)) {
          throw e.problem();
        }
        places.addAll(e.places);
      }
    }
  }

  /** Writes a program for all values of inputs; where there can be none, says why. */
  static Graph forAll(Supplier<Graph> writer) {
    try {
      return writer.get();
    } catch (Needed e) {
      throw e.problem();
    }
  }

  private Map<Integer, TensorData> values(List<TensorData> inputs) {
    Map<Integer, TensorData> values = new TreeMap<>();
    places.forEach(i -> values.put(i, inputs.get(i).copy()));
    return values;
  }
}
