package io.trihorn.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The callbacks of one run, in their order. */
record CallbackList(List<Callback> callbacks) {
  private static final Set<String> STEPS = Set.of("onTrainBatchBegin", "onTrainBatchEnd");

  CallbackList {
    callbacks = List.copyOf(callbacks);
  }

  /** Callbacks as they were given. */
  static List<Callback> checked(Callback... given) {
    if (given == null || Arrays.asList(given).contains(null)) {
      throw new IllegalArgumentException("callbacks: one of them is null; leave it out");
    }
    return List.of(given);
  }

  /** Whether a class has a method of its own for steps of training. */
  static boolean takesSteps(Class<? extends Callback> type) {
    return Arrays.stream(type.getMethods())
        .anyMatch(
            method ->
                STEPS.contains(method.getName()) && method.getDeclaringClass() != Callback.class);
  }

  /** Whether one of them needs each step of training. */
  boolean needEachStep() {
    return callbacks.stream().anyMatch(Callback::needsEachStep);
  }

  void each(Consumer<Callback> action) {
    callbacks.forEach(action);
  }

  /** Logs that are fetched once, when the first callback asks. */
  static Supplier<Map<String, Double>> once(Supplier<Map<String, Double>> logs) {
    return new Supplier<>() {
      private Map<String, Double> fetched;

      @Override
      public Map<String, Double> get() {
        if (fetched == null) {
          fetched = logs.get();
        }
        return fetched;
      }
    };
  }
}
