package io.trihorn.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The callbacks of one run, in their order. */
record CallbackList(List<Callback> callbacks) {
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
