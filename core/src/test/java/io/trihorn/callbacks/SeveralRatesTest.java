package io.trihorn.callbacks;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.optimizers.Optimizers.adam;
import static io.trihorn.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trihorn.model.FitOptions;
import io.trihorn.model.History;
import io.trihorn.model.Model;
import io.trihorn.model.ModelException;
import io.trihorn.model.Sequential;
import io.trihorn.optimizers.MultiOptimizer;
import io.trihorn.optimizers.Optimizer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Callbacks that set the learning rates of a {@code MultiOptimizer}. */
class SeveralRatesTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private static Model model(Optimizer ofHead) {
    Model model = new Sequential(input(2), dense(2).name("body"), dense(1).name("head"));
    model.seed(1).on("reference");
    model.compile(new MultiOptimizer(ofHead).use("body/.*", adam(0.01)), "mse");
    return model;
  }

  /** Numbers and texts are those of Keras 3.15.1 for the same callbacks. */
  @Test
  void aScheduleAndAPlateauAsInKeras() {
    float[][] x = {{1, 1}, {1, 1}, {1, 1}, {1, 1}};
    float[] y = {1, 1, 1, 1};
    FitOptions options =
        FitOptions.epochs(2)
            .verbose(0)
            .out(new PrintStream(bytes, true, StandardCharsets.UTF_8))
            .callbacks(
                new LearningRateScheduler((epoch, rate) -> rate * 0.5).verbose(1),
                new ReduceLROnPlateau().monitor("loss").patience(1).minDelta(100).verbose(1));
    try (Model model = model(sgd(0.1))) {
      History history = model.fit(x, y, options);
      assertEquals(
          List.of(0.004999999888241291, 0.0024999999441206455), history.get("learning_rate_adam"));
      assertEquals(
          List.of(0.05000000074505806, 0.02500000037252903), history.get("learning_rate_sgd"));
      assertEquals(
          "\nEpoch 1: LearningRateScheduler setting adam learning rate to 0.004999999888241291.\n"
              + "\nEpoch 1: LearningRateScheduler setting sgd learning rate to"
              + " 0.05000000074505806.\n"
              + "\nEpoch 2: LearningRateScheduler setting adam learning rate to"
              + " 0.0024999999441206455.\n"
              + "\nEpoch 2: LearningRateScheduler setting sgd learning rate to"
              + " 0.02500000037252903.\n"
              + "\nEpoch 2: ReduceLROnPlateau reducing adam learning rate to"
              + " 0.00024999999441206456.\n"
              + "\nEpoch 2: ReduceLROnPlateau reducing sgd learning rate to"
              + " 0.002500000037252903.\n",
          bytes.toString(StandardCharsets.UTF_8));
      assertEquals((float) 0.002500000037252903, model.learningRates().get("learning_rate_sgd"));
    }
  }

  @Test
  void oneOfSeveralIsNamed() {
    try (Model model = model(adam(0.25))) {
      assertEquals(
          Set.of("learning_rate_adam", "learning_rate_adam_1"), model.learningRates().keySet());
      model.setLearningRate("learning_rate_adam_1", 0.125);
      assertEquals(0.125, model.learningRates().get("learning_rate_adam_1"));
      assertEquals((float) 0.01, model.learningRates().get("learning_rate_adam"));
      ModelException e = assertThrows(ModelException.class, model::learningRate);
      assertEquals(
          "model 'sequential' has several learning rates, learning_rate_adam,"
              + " learning_rate_adam_1; use learningRates() and setLearningRate(name, rate)",
          e.getMessage());
      assertThrows(ModelException.class, () -> model.setLearningRate(0.5));
      e = assertThrows(ModelException.class, () -> model.setLearningRate("learning_rate", 0.5));
      assertEquals(
          "model 'sequential' has no learning rate 'learning_rate', but learning_rate_adam,"
              + " learning_rate_adam_1",
          e.getMessage());
    }
  }
}
