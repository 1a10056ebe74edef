package io.trihorn.layers.base;

import io.trihorn.state.SeedGenerator;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * The variables of a layer and of the layers inside it: weights, random states, and states that are
 * kept from batch to batch.
 */
final class LayerState {
  private final List<Weight> own = new ArrayList<>();
  private final List<Weight> kept = new ArrayList<>();
  private final List<SeedGenerator> seeds = new ArrayList<>();
  private final List<Layer> children = new ArrayList<>();
  private long changes;

  void add(Weight weight) {
    own.add(weight);
    changes++;
  }

  void remove(Weight weight) {
    own.remove(weight);
    changes++;
  }

  void keep(Weight state) {
    kept.add(state);
    changes++;
  }

  void add(SeedGenerator generator) {
    seeds.add(generator);
    changes++;
  }

  void add(Layer child) {
    if (!children.contains(child)) {
      children.add(child);
      changes++;
    }
  }

  /** How often variables and layers were added or taken away, here and in the layers inside. */
  long changes() {
    long all = changes;
    for (int i = 0; i < children.size(); i++) {
      all += children.get(i).variableChanges();
    }
    return all;
  }

  boolean hasOwn() {
    return !own.isEmpty();
  }

  List<Layer> children() {
    return Collections.unmodifiableList(children);
  }

  /** The layer's own weights: trainable, then others. */
  List<Weight> own() {
    List<Weight> all = new ArrayList<>();
    own.stream().filter(Weight::madeTrainable).forEach(all::add);
    own.stream().filter(w -> !w.madeTrainable()).forEach(all::add);
    return all;
  }

  private List<Weight> ownTrainable() {
    return own.stream().filter(Weight::trainable).toList();
  }

  List<Weight> weights() {
    return withInner(own(), Layer::weights);
  }

  /**
   * The weights training may change.
   *
   * @param free whether the layer's own are among them
   */
  List<Weight> trainable(boolean free) {
    return withInner(free ? ownTrainable() : List.of(), Layer::freeWeights);
  }

  List<Weight> seedStates() {
    return withInner(seeds.stream().map(SeedGenerator::state).toList(), Layer::seedStates);
  }

  List<Weight> kept() {
    return withInner(kept, Layer::keptStates);
  }

  /** These, then those of the layers inside; each once. */
  private List<Weight> withInner(List<Weight> first, Function<Layer, List<Weight>> inner) {
    List<Weight> all = new ArrayList<>(first);
    children.forEach(c -> inner.apply(c).stream().filter(w -> !all.contains(w)).forEach(all::add));
    return all;
  }

  /** The penalties on trained weights that no layer inside has too. */
  void addOwnLosses(Trace trace) {
    for (Weight weight : own) {
      boolean shared = children.stream().anyMatch(c -> c.weights().contains(weight));
      if (weight.regularizer() != null && weight.trainable() && !shared) {
        trace.addLoss(weight.regularizer().call(trace.read(weight.variable())));
      }
    }
  }
}
