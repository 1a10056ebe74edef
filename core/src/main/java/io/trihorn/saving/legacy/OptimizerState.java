package io.trihorn.saving.legacy;

import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Model;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.saving.legacy.WeightPlan.Placed;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The optimizer's variables of a legacy file in the model. Files of Keras 3 have them in the
 * optimizer's own order; those of Keras 1 and 2 have a step counter and then the slots, all of one
 * kind together, or since 2.11 all of one weight.
 */
final class OptimizerState {
  private static final Logger LOG = LoggerFactory.getLogger(OptimizerState.class);

  /** The kinds of slots in the order of Keras 1 and 2, by the end of their names here. */
  private static final Map<String, List<String>> SLOTS =
      Map.of(
          "SGD", List.of("momentum"),
          "RMSprop", List.of("velocity", "momentum", "average_gradient"),
          "Adagrad", List.of("accumulator"),
          "Adadelta", List.of("accumulated_grad", "accumulated_delta_var"),
          "Adam", List.of("momentum", "velocity", "velocity_hat"),
          "Adamax", List.of("momentum", "norm"),
          "Nadam", List.of("momentum", "velocity"),
          "Ftrl", List.of("accumulator", "linear"));

  private final Model model;
  private final Optimizer optimizer;
  private final StoredModel file;
  private final Map<Weight, TensorData> values = new HashMap<>();

  private OptimizerState(Model model, Optimizer optimizer, StoredModel file) {
    this.model = model;
    this.optimizer = optimizer;
    this.file = file;
  }

  /**
   * Sets the variables of the optimizer a model was compiled with. As in Keras, it begins anew
   * where the file's state is not one of this optimizer: layers may have been frozen after
   * training.
   *
   * @param plans which of the file's arrays belong to which layer
   */
  static void load(
      Model model, Optimizer optimizer, StoredModel file, Map<Layer, WeightPlan> plans) {
    if (file.optimizer().isEmpty()) {
      return;
    }
    List<TensorData> all = new ArrayList<>(model.optimizerValues());
    List<Weight> variables = optimizer.variables();
    OptimizerState state = new OptimizerState(model, optimizer, file);
    try {
      if (file.era() == Era.KERAS3) {
        state.inOrder(variables);
      } else {
        state.bySlots(variables, plans);
      }
    } catch (WeightMismatchException e) {
      LOG.warn("{}; the optimizer begins anew", e.getMessage());
      return;
    }
    for (int i = 0; i < variables.size(); i++) {
      all.set(i, state.values.getOrDefault(variables.get(i), all.get(i)));
    }
    model.setOptimizerValues(all);
  }

  private void inOrder(List<Weight> variables) {
    int stored = file.optimizer().size();
    // One that never trained has its counter and rate, and nothing for the weights yet.
    boolean unused = file.optimizer().stream().allMatch(a -> a.data().type().rank() == 0);
    if (variables.size() != stored && !(unused && stored < variables.size())) {
      throw mismatch(variables.size() + " variables, but the file " + stored);
    }
    for (int i = 0; i < stored; i++) {
      put(variables.get(i), file.optimizer().get(i).data());
    }
  }

  private void put(Weight variable, TensorData value) {
    if (!variable.type().shape().equals(value.shape())) {
      throw mismatch(
          "a variable '"
              + variable.name()
              + "' of the shape "
              + variable.type().shape()
              + ", but in the file it has the shape "
              + value.shape());
    }
    values.put(variable, value);
  }

  private WeightMismatchException mismatch(String what) {
    return new WeightMismatchException(
        "model '" + model.name() + "': the optimizer " + optimizer.name() + " has " + what);
  }

  private void bySlots(List<Weight> variables, Map<Layer, WeightPlan> plans) {
    List<StoredArray> slots = new ArrayList<>();
    for (StoredArray array : file.optimizer()) {
      if (array.data().type().rank() > 0) {
        slots.add(array);
      } else {
        scalar(variables, array, slots.isEmpty() && values.isEmpty());
      }
    }
    List<StoredArray> targets = targets(plans);
    List<String> kinds =
        SLOTS.getOrDefault(optimizer.className(), List.of()).stream()
            .filter(kind -> variables.stream().anyMatch(v -> isSlot(v, kind)))
            .toList();
    int n = targets.size();
    if (kinds.isEmpty() || n == 0) {
      return;
    }
    // There may be more: without AMSGrad, Keras 2 kept arrays of one element after the velocities.
    if (slots.size() < kinds.size() * n) {
      throw mismatch(
          kinds + " for " + n + " arrays of weights, but the file has " + slots.size() + " slots");
    }
    boolean together = fits(slots, targets, kinds.size(), true);
    if (!together && !fits(slots, targets, kinds.size(), false)) {
      throw mismatch(
          "slots " + kinds + ", but those of the file have other shapes than its weights");
    }
    boolean interleaved = !together || perWeight(slots, kinds.size());
    for (int kind = 0; kind < kinds.size(); kind++) {
      Map<StoredArray, TensorData> of = new IdentityHashMap<>();
      for (int i = 0; i < n; i++) {
        int at = interleaved ? i * kinds.size() + kind : kind * n + i;
        of.put(targets.get(i), slots.get(at).data());
      }
      assign(variables, kinds.get(kind), plans, of);
    }
  }

  /** The file's arrays of trained weights in the order in which its optimizer has their slots. */
  private List<StoredArray> targets(Map<Layer, WeightPlan> plans) {
    List<WeightPlan> ordered = new ArrayList<>(plans.values());
    ordered.sort(Comparator.comparing(plan -> file.layers().indexOf(plan.stored())));
    List<StoredArray> targets = new ArrayList<>();
    for (WeightPlan plan : ordered) {
      for (Placed placed : plan.placed()) {
        if (placed.part().trained()) {
          targets.addAll(placed.arrays());
        }
      }
    }
    if (sortedByName()) {
      targets.sort(Comparator.comparing(StoredArray::name));
    }
    return targets;
  }

  /** Up to 2.0.5 Keras sorted the weights it trained by their names. */
  private boolean sortedByName() {
    return file.era() == Era.KERAS1
        || file.version() != null && file.version().matches("2\\.0\\.[0-5]");
  }

  private static boolean fits(
      List<StoredArray> slots, List<StoredArray> targets, int kinds, boolean together) {
    int n = targets.size();
    for (int kind = 0; kind < kinds; kind++) {
      for (int i = 0; i < n; i++) {
        StoredArray slot = slots.get(together ? kind * n + i : i * kinds + kind);
        if (!slot.data().shape().equals(targets.get(i).data().shape())) {
          return false;
        }
      }
    }
    return true;
  }

  /** Where shapes leave it open: whether the names say that a weight's slots stand together. */
  private static boolean perWeight(List<StoredArray> slots, int kinds) {
    if (kinds < 2) {
      return false;
    }
    String first = slots.get(0).name().toLowerCase(Locale.ROOT);
    String second = slots.get(1).name().toLowerCase(Locale.ROOT);
    return (first.contains("/m/") && second.contains("/v/"))
        || (first.contains("_momentum") && second.contains("_velocity"));
  }

  private void assign(
      List<Weight> variables,
      String kind,
      Map<Layer, WeightPlan> plans,
      Map<StoredArray, TensorData> slots) {
    Map<Weight, TensorData> byWeight = new HashMap<>();
    for (WeightPlan plan : plans.values()) {
      for (Placed placed : plan.placed()) {
        if (placed.part().trained()) {
          List<TensorData> stored = placed.arrays().stream().map(slots::get).toList();
          byWeight.putAll(plan.values(placed, stored, file.era(), file.mirrored(), false));
        }
      }
    }
    List<Weight> ofKind = variables.stream().filter(v -> isSlot(v, kind)).toList();
    List<Weight> trained = model.trainableWeights();
    for (int i = 0; i < trained.size() && i < ofKind.size(); i++) {
      TensorData value = byWeight.get(trained.get(i));
      if (value != null) {
        put(ofKind.get(i), value);
      }
    }
  }

  private static boolean isSlot(Weight variable, String kind) {
    return variable.name().endsWith("_" + kind);
  }

  /** The step counter, the learning rate, or the product of Nadam's momentums. */
  private void scalar(List<Weight> variables, StoredArray array, boolean first) {
    String name = array.name().toLowerCase(Locale.ROOT);
    String target =
        name.contains("m_schedule") || name.contains("momentum_cache")
            ? "variable"
            : name.contains("learning_rate") ? "learning_rate" : first ? "iteration" : null;
    variables.stream()
        .filter(v -> v.name().equals(target))
        .findFirst()
        .ifPresent(v -> values.put(v, array.data()));
  }
}
