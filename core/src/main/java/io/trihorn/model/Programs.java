package io.trihorn.model;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.TensorValue;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import io.trihorn.layers.base.Layer;
import io.trihorn.ops.Tensor;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.state.NeedsValues;
import io.trihorn.state.Stages;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes the graphs of a model: a training step, an evaluation step, a prediction, the logs. */
final class Programs {
  private Programs() {}

  /** What a program is for. */
  enum Mode {
    TRAIN,
    TEST,
    PREDICT,
    CALL,
    CALL_TRAINING,
    GRADIENTS,
    APPLY,
    TRAIN_RESULTS,
    TEST_RESULTS,
    LEARNING_RATE;

    boolean training() {
      return this == TRAIN || this == GRADIENTS || this == CALL_TRAINING;
    }
  }

  /**
   * What a program is compiled for.
   *
   * @param weights types of the sample weights: none, one for all outputs, or one for each
   * @param known the values of those inputs that the program is made for, by their places; these
   *     are not fed
   * @param steps how many steps it does, each with inputs, targets and weights of its own
   * @param stages what programs before this one gave; null where it must be the only one
   * @param keeping whether the gradients are kept that are given to the optimizer
   */
  record Signature(
      Mode mode,
      List<TensorType> inputs,
      List<TensorType> targets,
      List<TensorType> weights,
      Map<Integer, TensorData> known,
      int steps,
      List<Stages.Result> stages,
      boolean keeping) {
    Signature(
        Mode mode, List<TensorType> inputs, List<TensorType> targets, List<TensorType> weights) {
      this(mode, inputs, targets, weights, Map.of(), 1, List.of(), false);
    }

    /** With gradients that are kept, or not. */
    Signature keeping(boolean wanted) {
      return wanted == keeping
          ? this
          : new Signature(mode, inputs, targets, weights, known, steps, stages, wanted);
    }

    /** For these values of inputs. */
    Signature with(Map<Integer, TensorData> values) {
      return values.isEmpty()
          ? this
          : new Signature(mode, inputs, targets, weights, values, steps, stages, keeping);
    }

    /** For several steps, one after the other. */
    Signature times(int count) {
      return new Signature(mode, inputs, targets, weights, known, count, stages, keeping);
    }

    /** Without any program before it. */
    Signature whole() {
      return new Signature(mode, inputs, targets, weights, known, steps, null, keeping);
    }

    /** After a program that gave these results. */
    Signature after(List<Stages.Result> results) {
      List<Stages.Result> all = new ArrayList<>(stages);
      all.addAll(results);
      return new Signature(mode, inputs, targets, weights, known, steps, List.copyOf(all), keeping);
    }

    /** Of the values of inputs, targets and weights, those that are fed. */
    List<? extends TensorValue> fed(List<? extends TensorValue> all) {
      return known.isEmpty()
          ? all
          : IntStream.range(0, all.size())
              .filter(i -> !known.containsKey(i))
              .mapToObj(all::get)
              .toList();
    }
  }

  /** The inputs: those that are known as constants. */
  private static List<Tensor> inputs(
      GraphBuilder b, String prefix, List<TensorType> types, Map<Integer, TensorData> known) {
    List<Tensor> inputs = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      TensorData value = known.get(i);
      inputs.add(
          value == null
              ? new Tensor(b, b.parameter(prefix + "input_" + i, types.get(i)))
              : Tensor.constant(b, value));
    }
    return inputs;
  }

  /**
   * The outputs for inputs.
   *
   * @throws KnownInputs.Needed if shapes follow from the numbers in some of these
   */
  static List<Tensor> invoke(Layer model, Trace trace, List<Tensor> inputs) {
    try {
      return model.invoke(trace, inputs, Map.of());
    } catch (RuntimeException e) {
      if (e instanceof NeedsValues needs) {
        Map<Value, Integer> places = new HashMap<>();
        inputs.forEach(x -> places.put(x.value(), places.size()));
        if (!needs.needed().isEmpty() && places.keySet().containsAll(needs.needed())) {
          throw new KnownInputs.Needed(
              needs.needed().stream().map(places::get).collect(Collectors.toSet()), e);
        }
      }
      throw e;
    }
  }

  static List<Tensor> parameters(GraphBuilder b, String name, List<TensorType> types) {
    return IntStream.range(0, types.size())
        .mapToObj(i -> new Tensor(b, b.parameter(name + "_" + i, types.get(i))))
        .toList();
  }

  /**
   * A step and the graph it left.
   *
   * @param next what follows the graph where it is only the first part of the step, else null
   */
  record Traced(Graph graph, Step step, Stages.Next next) {}

  /** The graph of a loss and its gradients, and the weights that it depends on, in their order. */
  record TracedGradients(Traced traced, List<Weight> weights) {}

  /** A scalar 0. */
  static Tensor zero(GraphBuilder b) {
    return new Tensor(b, b.scalar(DataType.FLOAT32, 0));
  }

  private static Step begin(Training training, Signature signature, StepLogs logs) {
    GraphBuilder b = new GraphBuilder();
    Stages stages = signature.stages() == null ? null : new Stages(signature.stages());
    Trace trace = new Trace(b, signature.mode().training(), stages);
    return begin(trace, "", training, signature, logs);
  }

  /** A step whose parameters have names of their own. */
  private static Step begin(
      Trace trace, String prefix, Training training, Signature signature, StepLogs logs) {
    GraphBuilder b = trace.builder();
    return new Step(
        trace,
        training,
        new Step.Batch(
            inputs(b, prefix, signature.inputs(), signature.known()),
            parameters(b, prefix + "target", signature.targets()),
            parameters(b, prefix + "weight", signature.weights())),
        logs,
        signature.keeping());
  }

  private static Traced end(Step step, List<Tensor> outputs) {
    List<Value> values = outputs.stream().map(Tensor::value).toList();
    return new Traced(step.trace().builder().build(values, updates(step.trace())), step, null);
  }

  /** The graph of a step, or as far as it goes before something must be computed. */
  private static Traced staged(Step step, Supplier<List<Tensor>> body) {
    try {
      return end(step, body.get());
    } catch (Stages.Pending pending) {
      Graph first = step.trace().builder().build(pending.operands());
      return new Traced(first, step, pending.next());
    }
  }

  /** That steps cannot be one program, since something is computed before each. */
  static final class ApartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private ApartException(RuntimeException cause) {
      super(cause);
    }
  }

  /**
   * As many steps of training or evaluation as the signature says; gives the last batch's loss.
   *
   * @throws ApartException if each must be a program of its own
   */
  static Traced steps(
      Training training, StepFunction function, Signature signature, StepLogs logs) {
    if (signature.steps() == 1) {
      return step(training, function, signature, logs);
    }
    Trace trace = new Trace(new GraphBuilder(), signature.mode().training(), new Stages(List.of()));
    try {
      Step step = null;
      for (int i = 0; i < signature.steps(); i++) {
        trace.nextStep();
        step = begin(trace, "step_" + i + "_", training, signature, logs);
        function.run(step);
      }
      return end(step, List.of(step.watched()));
    } catch (Stages.Pending | KnownInputs.Needed e) {
      throw new ApartException(e);
    }
  }

  /** A step of training or evaluation; gives the batch's loss. */
  private static Traced step(
      Training training, StepFunction function, Signature signature, StepLogs logs) {
    Step step = begin(training, signature, logs);
    return staged(
        step,
        () -> {
          function.run(step);
          return List.of(step.watched());
        });
  }

  /** Inputs to predictions, layers as at inference; random states and such are not assigned. */
  static Traced predict(Training training, PredictFunction function, Signature signature) {
    Step step = begin(training, signature, new StepLogs(Map.of()));
    return staged(step, () -> function.run(step));
  }

  /**
   * The first part of a training step: the loss and its gradients, with all that a step assigns but
   * the updates of the optimizer.
   */
  static TracedGradients gradients(Training training, Signature signature, StepLogs logs) {
    Step step = begin(training, signature, logs);
    Tensor loss = step.compiledLoss(step.call(training.model(), step.inputs()));
    Tensor scaled = step.optimizer().scaleLoss(step.trace(), loss);
    List<Tensor> outputs = new ArrayList<>(List.of(loss));
    List<Weight> present = new ArrayList<>();
    List<Tensor> gradients = step.gradients(scaled, step.trained());
    for (int i = 0; i < gradients.size(); i++) {
      if (gradients.get(i) != null) {
        outputs.add(gradients.get(i));
        present.add(step.trained().get(i));
      }
    }
    return new TracedGradients(end(step, outputs), present);
  }

  /**
   * The second part: gradients to updates, one for each weight that is trained; where one is known
   * it is that there is none.
   */
  static Traced apply(Training training, Signature signature) {
    Step step = begin(training, signature, new StepLogs(Map.of()));
    List<Tensor> gradients = new ArrayList<>(step.inputs());
    signature.known().keySet().forEach(i -> gradients.set(i, null));
    step.apply(step.optimizer(), gradients, step.trained());
    return end(step, List.of());
  }

  /** The logs, from the state of the metrics. */
  static Graph results(StepLogs logs) {
    GraphBuilder b = new GraphBuilder();
    Trace trace = new Trace(b, false);
    return b.build(logs.results(trace).stream().map(Tensor::value).toList());
  }

  /** The learning rates in force, from the state of the optimizers. */
  static Graph learningRates(Collection<Optimizer> optimizers) {
    GraphBuilder b = new GraphBuilder();
    Trace trace = new Trace(b, false);
    return b.build(optimizers.stream().map(o -> o.learningRate(trace).value()).toList());
  }

  static Map<Variable, Value> updates(Trace trace) {
    Map<Variable, Value> updates = new LinkedHashMap<>();
    trace.assigned().forEach((variable, tensor) -> updates.put(variable, tensor.value()));
    return updates;
  }
}
