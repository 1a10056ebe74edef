package io.trihorn.testkit.conformance;

import static io.trihorn.testkit.conformance.StepNetworks.ROWS;
import static io.trihorn.testkit.conformance.StepNetworks.close;
import static io.trihorn.testkit.conformance.StepNetworks.supervised;
import static io.trihorn.testkit.conformance.StepNetworks.tensor;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.Layers;
import io.trihorn.losses.Loss;
import io.trihorn.losses.Losses;
import io.trihorn.model.Compilation;
import io.trihorn.model.FitOptions;
import io.trihorn.model.History;
import io.trihorn.model.LossGradients;
import io.trihorn.model.Model;
import io.trihorn.model.ModelException;
import io.trihorn.model.Sequential;
import io.trihorn.model.StepFunction;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Steps of a user's own: several optimizers, gradients of gradients, parts that are not trained.
 * Expected numbers are those of custom {@code train_step}s of Keras 3.15 on TensorFlow, from the
 * same weights and data. Extend it in the backend's module.
 */
public abstract class StepConformance {
  private static final double CLOSE = 2e-5;
  private final Dataset data =
      Dataset.of(
          List.of(
              tensor(Math::sin, ROWS, 3),
              tensor(i -> Math.cos(i * 1.3), ROWS, 2),
              tensor(i -> i * .37 % 1, ROWS, 1)));

  /** The name of the backend under test. */
  protected abstract String backend();

  private Sequential generator() {
    return StepNetworks.generator(backend());
  }

  private Sequential critic() {
    return StepNetworks.critic(backend());
  }

  private static Optimizer adam(double rate, double beta2) {
    return Optimizers.get("adam", Map.of("learning_rate", rate, "beta_1", 0.5, "beta_2", beta2));
  }

  private static void check(Model model, double... expected) {
    int at = 0;
    for (TensorData value : model.weightValues()) {
      for (int i = 0; i < value.size(); i++) {
        assertEquals(expected[at], value.getDouble(i), CLOSE, "element " + at);
        at++;
      }
    }
    assertEquals(expected.length, at);
  }

  private static void check(History history, String log, double... expected) {
    for (int e = 0; e < expected.length; e++) {
      assertEquals(expected[e], history.get(log).get(e), CLOSE, log + " of epoch " + e);
    }
  }

  private History train(Model model, StepFunction step) {
    model.trainStep(step);
    return model.fit(data, FitOptions.epochs(3).batchSize(ROWS).shuffle(false).verbose(false));
  }

  @Test
  void fourStepsAtOnceAreFourSteps() {
    Dataset rows = Dataset.of(tensor(Math::sin, 21, 3), tensor(i -> i * .37 % 1, 21, 1)).batch(2);
    List<Map<String, List<Double>>> logs = new ArrayList<>();
    List<float[]> kernels = new ArrayList<>();
    for (int steps : new int[] {1, 4}) {
      try (Sequential model =
          new Sequential(
              Layers.input(3), Layers.dense(4, "tanh"), Layers.dropout(.2), Layers.dense(1))) {
        model.seed(5);
        model.on(backend());
        model.compile(
            new Compilation(Optimizers.adam(.01))
                .loss("mse")
                .metrics("mae")
                .stepsPerExecution(steps));
        FitOptions options = FitOptions.epochs(3).verbose(false).validation(rows);
        logs.add(model.fit(rows, options).values());
        kernels.add(model.getWeights().get(0).toFloatArray());
      }
    }
    logs.get(0)
        .forEach(
            (name, values) -> {
              for (int epoch = 0; epoch < values.size(); epoch++) {
                assertEquals(values.get(epoch), logs.get(1).get(name).get(epoch), 1e-6, name);
              }
            });
    assertArrayEquals(kernels.get(0), kernels.get(1), 1e-6f);
  }

  @Test
  void twoOptimizersTrainAdversaries() {
    Loss loss = Losses.binaryCrossentropy().fromLogits(true);
    Optimizer criticOptimizer = adam(.02, .999);
    Optimizer generatorOptimizer = Optimizers.get("rmsprop", Map.of("learning_rate", .01));
    try (Sequential generator = generator();
        Sequential critic = critic()) {
      StepFunction function =
          step -> {
            Tensor noise = step.inputs().get(1);
            Tensor fake = step.call(generator, noise);
            Tensor real = step.call(critic, step.input());
            Tensor guessed = step.call(critic, fake);
            Tensor ones = Shapes.onesLike(real);
            Tensor zeros = Shapes.zerosLike(real);
            Tensor criticLoss =
                Ops.add(
                    loss.compute(ones, real, null, null), loss.compute(zeros, guessed, null, null));
            step.minimize(criticLoss, criticOptimizer, critic.trainableWeights());
            Tensor again = step.call(critic, step.call(generator, noise));
            Tensor generatorLoss = loss.compute(ones, again, null, null);
            step.minimize(generatorLoss, generatorOptimizer, generator.trainableWeights());
            step.log("d_loss", criticLoss);
            step.log("g_loss", generatorLoss);
          };
      History history = train(critic, function);
      check(history, "d_loss", 1.4890367984771729, 1.4980082511901855, 1.4898042678833008);
      check(history, "g_loss", 0.5926204323768616, 0.603097140789032, 0.6250742077827454);
      check(
          generator,
          -0.5080686807632446,
          -0.40330231189727783,
          -0.21081417798995972,
          0.039745815098285675,
          0.12574082612991333,
          0.24498938024044037,
          0.44761237502098083,
          0.527271032333374,
          -0.16854220628738403,
          -0.10292316228151321,
          -0.025313090533018112,
          0.17118176817893982,
          0.7726674675941467,
          0.6719619035720825,
          0.5653083920478821,
          0.4780884087085724,
          0.3762560784816742,
          0.2623574137687683,
          0.09476378560066223,
          0.00683326181024313,
          -0.04923766106367111,
          -0.2739725410938263,
          -0.37347909808158875,
          -0.3851603865623474,
          -0.06772689521312714,
          -0.01687553897500038,
          0.12833037972450256);
      check(
          critic,
          -0.5381982922554016,
          -0.4383181929588318,
          -0.46338731050491333,
          -0.3624878525733948,
          -0.13738659024238586,
          -0.037577636539936066,
          -0.06341098248958588,
          0.037666525691747665,
          0.2387203723192215,
          0.362821102142334,
          0.33754920959472656,
          0.43932685256004333,
          0.04359991103410721,
          -0.02523873932659626,
          0.0275567714124918,
          -0.04125235229730606,
          0.7386011481285095,
          0.30560556054115295,
          -0.12964197993278503,
          -0.5197955965995789,
          -0.0071973372250795364);
    }
  }

  @Test
  void aPenaltyOnGradientsIsDifferentiated() {
    Optimizer criticOptimizer = adam(.02, .9);
    Optimizer generatorOptimizer = adam(.01, .9);
    try (Sequential generator = generator();
        Sequential critic = critic()) {
      StepFunction function =
          step -> {
            Tensor real = step.input();
            Tensor noise = step.inputs().get(1);
            Tensor share = step.inputs().get(2);
            Tensor fake = step.call(generator, noise);
            Tensor mixed =
                Ops.add(Ops.multiply(real, share), Ops.multiply(fake, Ops.subtract(1, share)));
            Tensor slope = step.gradients(Ops.sum(step.call(critic, mixed)), mixed).get(0);
            Tensor norm = Ops.sqrt(Ops.sum(Ops.square(slope), 1));
            Tensor penalty = Ops.mean(Ops.square(Ops.subtract(norm, 1)));
            Tensor criticLoss =
                Ops.add(
                    Ops.subtract(
                        Ops.mean(step.call(critic, fake)), Ops.mean(step.call(critic, real))),
                    Ops.multiply(penalty, 10));
            step.minimize(criticLoss, criticOptimizer, critic.trainableWeights());
            Tensor generatorLoss =
                Ops.negative(Ops.mean(step.call(critic, step.call(generator, noise))));
            step.minimize(generatorLoss, generatorOptimizer, generator.trainableWeights());
            step.log("d_loss", criticLoss);
            step.log("g_loss", generatorLoss);
          };
      History history = train(critic, function);
      check(history, "d_loss", 2.557399272918701, 1.920806884765625, 1.4299050569534302);
      check(history, "g_loss", -0.27180957794189453, -0.2771805226802826, -0.28826579451560974);
      check(
          critic,
          -0.6578388810157776,
          -0.5583240985870361,
          -0.3479839265346527,
          -0.24275285005569458,
          -0.2577818036079407,
          -0.15829965472221375,
          0.052014388144016266,
          0.15717338025569916,
          0.14271672070026398,
          0.2418067753314972,
          0.4523131847381592,
          0.5568627715110779,
          0.042132481932640076,
          -0.024528494104743004,
          0.023810628801584244,
          -0.03783857077360153,
          0.8582922220230103,
          0.4251323640346527,
          -0.01003894954919815,
          -0.4442092180252075,
          0.05000000074505806);
    }
  }

  /** The usual step, written out, and the two parts one after the other. */
  @Test
  void aWrittenStepAndItsPartsAreTheUsualStep() {
    try (Sequential usual = critic();
        Sequential written = critic();
        Sequential parts = critic()) {
      for (Sequential model : List.of(usual, written, parts)) {
        model.compile(adam(.02, .999), "mse", "mae");
      }
      written.trainStep(
          step -> {
            Tensor loss = step.compiledLoss(step.call(written, step.inputs()));
            List<Tensor> gradients = step.gradients(loss, step.trained());
            step.apply(step.optimizer(), gradients, step.trained());
          });
      for (int i = 0; i < 3; i++) {
        Map<String, Double> logs = usual.trainOnBatch(supervised());
        assertEquals(logs, written.trainOnBatch(supervised()));
        LossGradients gradients = parts.gradients(supervised());
        assertEquals(4, gradients.gradients().size());
        parts.applyGradients(gradients.gradients());
      }
      close(usual.weightValues(), written.weightValues());
      close(usual.weightValues(), parts.weightValues());
      close(usual.optimizerValues(), parts.optimizerValues());
    }
  }

  @Test
  void weightsWithoutGradientStay() {
    try (Sequential model = critic()) {
      model.compile(Optimizers.get("adamw", Map.of("learning_rate", 0.1)), "mse");
      Map<Weight, TensorData> some = new LinkedHashMap<>();
      model
          .gradients(supervised())
          .gradients()
          .forEach(
              (weight, gradient) -> {
                if (weight.name().equals("bias")) {
                  some.put(weight, gradient);
                }
              });
      List<TensorData> before = model.weightValues();
      model.applyGradients(some);
      List<TensorData> after = model.weightValues();
      for (int i = 0; i < 4; i++) {
        assertEquals(i % 2 == 0, before.get(i).equals(after.get(i)), "weight " + i);
      }
    }
  }

  @Test
  void whatIsStoppedOrNotNamedIsNotTrained() {
    try (Sequential model = critic()) {
      Optimizer optimizer = Optimizers.sgd(0.1);
      List<Weight> head = model.layer("score").trainableWeights();
      List<Tensor> none = new ArrayList<>();
      model.trainStep(
          step -> {
            Tensor features = Ops.stopGradient(step.call(model.layer("seen"), step.input()));
            Tensor out = step.call(model.layer("score"), features);
            Tensor loss = Ops.mean(Ops.square(Ops.subtract(out, step.target())));
            none.clear();
            none.addAll(
                step.gradients(loss, model.layer("seen").trainableWeights()).stream()
                    .filter(g -> g != null)
                    .toList());
            step.minimize(loss, optimizer, head);
            step.log("loss", loss);
          });
      List<TensorData> before = model.weightValues();
      double first = model.trainOnBatch(supervised()).get("loss");
      List<TensorData> after = model.weightValues();
      assertTrue(none.isEmpty());
      assertEquals(before.subList(0, 2), after.subList(0, 2));
      assertFalse(before.get(2).equals(after.get(2)));
      model.resetMetrics();
      assertTrue(model.trainOnBatch(supervised()).get("loss") < first);
    }
  }

  @Test
  void evaluationAndPredictionHaveStepsToo() {
    try (Sequential model = critic()) {
      model.testStep(step -> step.log("largest", Ops.max(step.call(model, step.input()))));
      model.predictStep(step -> List.of(Ops.multiply(step.call(model, step.input()), 2)));
      TensorData x = tensor(Math::sin, ROWS, 3);
      TensorData twice = model.predictOnBatch(x).get(0);
      model.predictStep(null);
      TensorData once = model.predictOnBatch(x).get(0);
      double largest = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < ROWS; i++) {
        assertEquals(2 * once.getDouble(i), twice.getDouble(i), 1e-6);
        largest = Math.max(largest, once.getDouble(i));
      }
      assertEquals(largest, model.evaluate(Dataset.of(x)).get("largest"), 1e-6);
      assertThrows(ModelException.class, () -> model.trainOnBatch(supervised()));
    }
  }

  /** Layers at rates of their own: an optimizer for each. */
  @Test
  void ratesOfLayers() {
    try (Sequential model = critic();
        Sequential plain = critic()) {
      Optimizer slow = Optimizers.sgd(0.01);
      Optimizer fast = Optimizers.sgd(0.1);
      model.trainStep(
          step -> {
            Tensor far = Ops.subtract(step.call(model, step.input()), step.target());
            Tensor loss = Ops.mean(Ops.square(far));
            List<Weight> all = model.trainableWeights();
            List<Tensor> gradients = step.gradients(loss, all);
            step.apply(slow, gradients.subList(0, 2), all.subList(0, 2));
            step.apply(fast, gradients.subList(2, 4), all.subList(2, 4));
          });
      plain.compile(Optimizers.sgd(0.1), "mse");
      List<TensorData> before = plain.weightValues();
      model.trainOnBatch(supervised());
      plain.trainOnBatch(supervised());
      for (int i = 0; i < 4; i++) {
        for (int k = 0; k < before.get(i).size(); k++) {
          double start = before.get(i).getDouble(k);
          double whole = plain.weightValues().get(i).getDouble(k) - start;
          double moved = model.weightValues().get(i).getDouble(k) - start;
          assertEquals(i < 2 ? whole / 10 : whole, moved, 1e-6);
        }
      }
    }
  }
}
