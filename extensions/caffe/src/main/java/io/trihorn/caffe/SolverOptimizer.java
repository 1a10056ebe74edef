package io.trihorn.caffe;

import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A solver of Caffe's as an optimizer. Gradients are gathered over {@code iter_size} batches and
 * clipped by their common norm before the decay is added, as in Caffe.
 */
final class SolverOptimizer extends Optimizer {
  private final Part solver;
  private final SolverUpdate update;
  private final Map<Weight, Learnable> learnables = new HashMap<>();
  private final List<List<Weight>> memories = new ArrayList<>();

  SolverOptimizer(Part solver, List<Learnable> learnt) {
    super(rate(solver));
    this.solver = solver;
    this.update = SolverUpdate.of(solver);
    learnt.forEach(blob -> blob.weights().forEach(weight -> learnables.put(weight, blob)));
    learningRate(new SolverRate(solver));
    int batches = solver.integer("iter_size");
    if (batches < 1) {
      throw solver.error("iter_size", "iter_size should be at least 1, but is " + batches);
    }
    if (batches > 1) {
      gradientAccumulationSteps(batches);
    }
    // Caffe clips the sum over the batches, and here is their mean.
    if (solver.number("clip_gradients") > 0) {
      globalClipnorm(solver.number("clip_gradients") / batches);
    }
    if (!List.of("L1", "L2").contains(solver.text("regularization_type"))) {
      throw solver.error(
          "regularization_type",
          "regularization_type should be L1 or L2, but is '"
              + solver.text("regularization_type")
              + "'");
    }
  }

  private static double rate(Part solver) {
    double rate = solver.number("base_lr");
    if (!(rate >= 0)) {
      throw solver.error("base_lr", "base_lr should be 0 or more, but is " + rate);
    }
    return rate;
  }

  /** How many blobs are remembered of each one. */
  int memoryCount() {
    return update.memories();
  }

  /** What is remembered of a weight; there must be state. */
  Weight memory(int which, Weight weight) {
    return memories.get(which).get(trained().indexOf(weight));
  }

  @Override
  protected void buildSlots(List<Weight> trained) {
    for (int i = 0; i < update.memories(); i++) {
      List<Weight> slots = new ArrayList<>();
      for (Weight weight : trained) {
        slots.add(addSlot(weight, "history" + i));
      }
      memories.add(slots);
    }
  }

  @Override
  protected void updateStep(Trace trace, int index, Weight weight, Tensor gradient, Tensor rate) {
    Learnable blob = learnables.get(weight);
    Tensor w = trace.read(weight.variable());
    List<Tensor> past =
        memories.stream().map(slots -> trace.read(slots.get(index).variable())).toList();
    Tensor number = stepNumber(trace, weight.type().dtype());
    Tensor own = blob.rate() == 1 ? rate : Ops.multiply(rate, blob.rate());
    List<Tensor> made =
        update
            .formula()
            .of(new SolverUpdate.Given(decayed(gradient, w, blob), past, own, number, solver));
    trace.assign(weight.variable(), Ops.subtract(w, made.get(0)));
    for (int i = 0; i < past.size(); i++) {
      trace.assign(memories.get(i).get(index).variable(), made.get(i + 1));
    }
  }

  private Tensor decayed(Tensor gradient, Tensor w, Learnable blob) {
    double decay = solver.number("weight_decay") * blob.decay();
    if (decay == 0) {
      return gradient;
    }
    boolean signs = solver.text("regularization_type").equals("L1");
    return Ops.add(gradient, Ops.multiply(signs ? Ops.sign(w) : w, decay));
  }
}
