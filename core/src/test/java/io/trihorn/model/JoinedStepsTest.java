package io.trihorn.model;

import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.optimizers.Optimizers.adam;
import static io.trihorn.regularizers.Regularizers.l2;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.Device;
import io.trihorn.backend.Backends;
import io.trihorn.backend.Executable;
import io.trihorn.backend.ForwardingBackend;
import io.trihorn.backend.ForwardingExecutable;
import io.trihorn.backend.VariableStore;
import io.trihorn.data.Dataset;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorValue;
import io.trihorn.losses.Losses;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Stages;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Several steps in one program: the same bits as one after the other. */
class JoinedStepsTest {
  private static final int ROWS = 21;
  private final List<Integer> runs = new ArrayList<>();

  /** The reference, which joins steps or not, and notes how many tensors each run is fed. */
  private final class Counted extends ForwardingBackend {
    private final boolean joins;

    Counted(boolean joins) {
      super(Backends.get("reference"));
      this.joins = joins;
    }

    @Override
    public boolean joinsSteps(Device device) {
      return joins;
    }

    @Override
    public Executable compile(Graph graph, VariableStore store) {
      return new ForwardingExecutable(super.compile(graph, store)) {
        @Override
        public void run(List<? extends TensorValue> feeds, List<TensorData> fetches) {
          if (!feeds.isEmpty()) {
            runs.add(feeds.size());
          }
          super.run(feeds, fetches);
        }
      };
    }
  }

  private static Dataset data() {
    float[] x = new float[ROWS * 3];
    float[] y = new float[ROWS];
    float[] weights = new float[ROWS];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) Math.sin(i * 1.7);
    }
    for (int i = 0; i < ROWS; i++) {
      y[i] = i % 3 == 0 ? 1 : 0;
      weights[i] = 1 + i % 4;
    }
    return Dataset.of(
        TensorData.of(x, ROWS, 3), TensorData.of(y, ROWS, 1), TensorData.of(weights, ROWS));
  }

  private Sequential model(boolean joins) {
    Sequential model =
        new Sequential(
            input(3),
            dense(4, "tanh").activityRegularizer(l2(.01)),
            batchNormalization(),
            dropout(.3),
            dense(1, "sigmoid").kernelRegularizer(l2(.01)));
    model.seed(7);
    model.on(new Counted(joins));
    model.compile(
        new Compilation(adam(.05).gradientAccumulationSteps(2).clipnorm(1.0))
            .loss("binary_crossentropy")
            .metrics("accuracy")
            .weightedMetrics("auc")
            .stepsPerExecution(4));
    return model;
  }

  private static FitOptions options() {
    return FitOptions.epochs(3).batchSize(2).verbose(false);
  }

  private static List<List<Float>> weights(Sequential model) {
    return model.getWeights().stream()
        .map(
            weight -> {
              List<Float> values = new ArrayList<>();
              for (float value : weight.toFloatArray()) {
                values.add(value);
              }
              return values;
            })
        .toList();
  }

  @Test
  void fitAndEvaluateGiveTheSameBits() {
    try (Sequential single = model(false);
        Sequential joined = model(true)) {
      FitOptions validated = options().validation(data());
      Map<String, List<Double>> expected = single.fit(data(), validated).values();
      runs.clear();
      Map<String, List<Double>> found = joined.fit(data(), options().validation(data())).values();
      assertEquals(expected, found);
      assertEquals(weights(single), weights(joined));
      // Of 11 batches of three tensors four, four, two, and the last one, which is smaller.
      List<Integer> epoch = List.of(12, 12, 3, 3, 3);
      assertEquals(epoch, runs.subList(0, 5));
    }
  }

  @Test
  void anEpochOfFewerStepsGoesOnWhereItStopped() {
    try (Sequential single = model(false);
        Sequential joined = model(true)) {
      History expected = single.fit(data(), options().stepsPerEpoch(6));
      runs.clear();
      assertEquals(expected.values(), joined.fit(data(), options().stepsPerEpoch(6)).values());
      assertEquals(List.of(12, 6), runs.subList(0, 2));
    }
  }

  @Test
  void stepsThatComputeSomethingBeforeStayApart() {
    List<List<List<Float>>> weights = new ArrayList<>();
    for (boolean joins : new boolean[] {false, true}) {
      try (Sequential model = model(joins)) {
        model.trainStep(
            step -> {
              Tensor count =
                  step.trace().stages().take(List.of(step.target()), Stages.Next.NUMBERS).get(0);
              Tensor loss =
                  Losses.meanSquaredError()
                      .compute(count, step.call(model, step.input()), null, null);
              step.minimize(loss, step.optimizer(), step.trained());
              step.log("mse", loss);
            });
        model.fit(data().take(8), options());
        weights.add(weights(model));
      }
    }
    assertEquals(weights.get(0), weights.get(1));
  }

  @Test
  void aLossThatIsNaNEndsTheRunOfAProgramOfSteps() {
    try (Sequential model = model(true)) {
      model.trainStep(
          step -> {
            Tensor loss = Ops.mean(Ops.log(Ops.negative(Ops.abs(step.call(model, step.input())))));
            step.minimize(loss, step.optimizer(), step.trained());
            step.log("loss", loss);
          });
      ModelException e =
          assertThrows(ModelException.class, () -> model.fit(data().take(8), options()));
      assertEquals(true, e.getMessage().contains("became NaN by step 3 of epoch 0"), e::getMessage);
    }
  }
}
