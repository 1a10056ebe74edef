package io.trihorn.testkit.arrays;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.recurrent.RNN;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Recurrent layers of every kind, and their gradients. */
final class RecurrentCases {
  private static final int UNITS = 3;

  private RecurrentCases() {}

  private record Kind(String name, int gates, int states) {}

  static List<ArrayCase> all() {
    List<ArrayCase> cases = new ArrayList<>();
    for (Kind kind :
        List.of(
            new Kind("tanh", 1, 1),
            new Kind("relu", 1, 1),
            new Kind("lstm", 4, 2),
            new Kind("gru", 3, 1))) {
      for (boolean biases : new boolean[] {true, false}) {
        for (int layers = 1; layers <= 2; layers++) {
          for (boolean both : new boolean[] {false, true}) {
            for (boolean batchFirst : new boolean[] {true, false}) {
              int depth = layers;
              String name =
                  "recurrent."
                      + kind.name
                      + (biases ? "" : ",no bias")
                      + (layers == 1 ? "" : ",two layers")
                      + (both ? ",both" : "")
                      + (batchFirst ? ",batchFirst" : "");
              cases.add(new ArrayCase(name, m -> run(m, kind, biases, depth, both, batchFirst, 5)));
            }
          }
        }
      }
      cases.add(
          new ArrayCase(
              "recurrent." + kind.name + ",misfit", m -> run(m, kind, true, 1, false, true, 4)));
      cases.add(new ArrayCase("recurrent." + kind.name + ",gradients", m -> gradients(m, kind)));
    }
    return cases;
  }

  private static NDList parameters(
      NDManager manager, Kind kind, boolean biases, int layers, boolean both) {
    NDList all = new NDList();
    int directions = both ? 2 : 1;
    for (int i = 0; i < layers * directions; i++) {
      long features = i < directions ? 5 : (long) UNITS * directions;
      long rows = (long) kind.gates * UNITS;
      all.add(NetworkCases.some(manager, 3 + i, rows, features).mul(0.5f));
      all.add(NetworkCases.some(manager, 5 + i, rows, UNITS).mul(0.5f));
      if (biases) {
        all.add(NetworkCases.some(manager, 4 + i, rows));
        all.add(NetworkCases.some(manager, 7 + i, rows));
      }
    }
    return all;
  }

  private static NDList run(
      NDManager manager,
      Kind kind,
      boolean biases,
      int layers,
      boolean both,
      boolean batchFirst,
      long features) {
    NDArray x = NetworkCases.some(manager, 5, 2, 4, features);
    Shape state = new Shape((long) layers * (both ? 2 : 1), batchFirst ? 2 : 4, UNITS);
    NDList states = new NDList();
    for (int i = 0; i < kind.states; i++) {
      states.add(NetworkCases.some(manager, 6 + i, state.getShape()));
    }
    return apply(
        kind,
        x,
        states,
        parameters(manager, kind, biases, layers, both),
        biases,
        layers,
        both,
        batchFirst);
  }

  private static NDList apply(
      Kind kind,
      NDArray x,
      NDList states,
      NDList params,
      boolean biases,
      int layers,
      boolean both,
      boolean batchFirst) {
    return switch (kind.name) {
      case "lstm" ->
          x.getNDArrayInternal()
              .lstm(x, states, params, biases, layers, 0, false, both, batchFirst);
      case "gru" ->
          x.getNDArrayInternal()
              .gru(x, states.get(0), params, biases, layers, 0, false, both, batchFirst);
      default ->
          x.getNDArrayInternal()
              .rnn(
                  x,
                  states.get(0),
                  params,
                  biases,
                  layers,
                  RNN.Activation.valueOf(kind.name.toUpperCase(Locale.ROOT)),
                  0,
                  false,
                  both,
                  batchFirst);
    };
  }

  private static NDList gradients(NDManager manager, Kind kind) {
    NDArray x = NetworkCases.some(manager, 5, 2, 4, 5);
    NDList states = new NDList();
    for (int i = 0; i < kind.states; i++) {
      states.add(NetworkCases.some(manager, 6 + i, 1, 2, UNITS));
    }
    NDList params = parameters(manager, kind, true, 1, false);
    NDList watched = new NDList(x, params.get(0), params.get(1), params.get(2), params.get(3));
    watched.forEach(array -> array.setRequiresGradient(true));
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      NDArray y = apply(kind, x, states, params, true, 1, false, true).get(0);
      collector.backward(y.square().sum());
    }
    NDList found = new NDList();
    watched.forEach(array -> found.add(array.getGradient()));
    return found;
  }
}
