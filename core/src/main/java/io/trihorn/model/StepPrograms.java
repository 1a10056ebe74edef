package io.trihorn.model;

import io.trihorn.model.Programs.Mode;
import io.trihorn.model.Programs.Signature;
import io.trihorn.state.Weight;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes the program for each kind of step of a model, with the user's own steps where there are
 * such, and sees to it that what the program reads has values.
 */
final class StepPrograms {
  private final Model model;
  private final Engine engine;
  private final ModelValues values;
  private final Training training;
  private final Map<Mode, StepFunction> functions = new EnumMap<>(Mode.class);
  private final Map<Signature, List<Weight>> differentiated = new ConcurrentHashMap<>();
  private PredictFunction predictFunction;

  StepPrograms(Model model, Engine engine, ModelValues values, Training training) {
    this.model = model;
    this.engine = engine;
    this.values = values;
    this.training = training;
  }

  /** Sets what is done with a batch in training or evaluation; null for what is usual. */
  void function(Mode mode, StepFunction function) {
    if (function == null) {
      functions.remove(mode);
    } else {
      functions.put(mode, function);
    }
  }

  /** Sets what is done with a batch in prediction; null for what is usual. */
  void predictFunction(PredictFunction function) {
    predictFunction = function;
  }

  /** Whether a user's function is what is done with a batch. */
  boolean isOwn(Mode mode) {
    return mode == Mode.PREDICT ? predictFunction != null : functions.containsKey(mode);
  }

  /** The weights whose gradients the program for a signature gives. */
  List<Weight> differentiated(Signature signature) {
    return differentiated.get(signature);
  }

  private StepFunction function(Mode mode) {
    return functions.getOrDefault(mode, mode == Mode.TRAIN ? model::trainStep : model::testStep);
  }

  Engine.Written write(Signature signature) {
    Mode mode = signature.mode();
    return switch (mode) {
      case TRAIN, TEST ->
          ready(Programs.steps(training, function(mode), signature, training.logs(mode)));
      case PREDICT ->
          ready(
              Programs.predict(
                  training,
                  predictFunction == null ? model::predictStep : predictFunction,
                  signature));
      case CALL, CALL_TRAINING ->
          ready(Programs.predict(training, s -> DefaultSteps.predict(model, s), signature));
      case GRADIENTS -> gradients(signature);
      case APPLY -> ready(Programs.apply(training, signature));
      case TRAIN_RESULTS -> Engine.Written.whole(Programs.results(training.logs(Mode.TRAIN)));
      case TEST_RESULTS -> Engine.Written.whole(Programs.results(training.logs(Mode.TEST)));
      case LEARNING_RATE ->
          Engine.Written.whole(Programs.learningRates(training.optimizer().rated().values()));
    };
  }

  private Engine.Written gradients(Signature signature) {
    Programs.TracedGradients made =
        Programs.gradients(training, signature, training.logs(Mode.TRAIN));
    differentiated.put(signature, made.weights());
    return ready(made.traced());
  }

  /** Makes sure that everything a step needs has a value. */
  private Engine.Written ready(Programs.Traced traced) {
    values.initialize(List.of());
    for (Model called : traced.step().models()) {
      if (called != model) {
        called.initialize();
      }
    }
    engine.initialize(traced.step().touched(), model.seed());
    training.metricsMade();
    return new Engine.Written(traced.graph(), traced.next());
  }
}
