package io.trihorn.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.callbacks.BackupAndRestore;
import io.trihorn.data.Dataset;
import io.trihorn.distribution.DataParallel;
import io.trihorn.distribution.workers.ParallelTraining;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.DtypePolicy;
import io.trihorn.model.Callback;
import io.trihorn.model.Compilation;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.model.TrainingRun;
import io.trihorn.optimizers.Adam;
import io.trihorn.optimizers.LossScaleOptimizer;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.optimizers.SGD;
import io.trihorn.regularizers.Regularizers;
import io.trihorn.state.Weight;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A step of several replicas is the step of one for the whole batch. Extend it in the backend's
 * module.
 */
public abstract class ReplicaConformance {
  /** For the conformance classes of backends. */
  protected ReplicaConformance() {}

  /** The name of the backend under test. */
  protected abstract String backend();

  private static DataParallel replicas(int count) {
    String[] devices = new String[count];
    Arrays.setAll(devices, i -> "cpu:" + i);
    return new DataParallel(devices);
  }

  private static Stream<Arguments> cases() {
    return Stream.of(ReplicaModels.all())
        .flatMap(model -> Stream.of(Arguments.of(model, 2, 8), Arguments.of(model, 3, 7)));
  }

  /** With three replicas of seven rows, one has three and two have two. */
  @ParameterizedTest
  @MethodSource("cases")
  void stepsAreThoseOfTheWholeBatch(ReplicaModels of, int replicas, int rows) {
    try (Model one = of.model().apply(backend());
        Model several = of.model().apply(backend())) {
      several.distribute(replicas(replicas));
      ReplicaSteps.assertSame(one, several, of.data().apply(rows));
    }
  }

  private static TensorData tensor(IntToDoubleFunction values, int rows, int columns) {
    float[] all = new float[rows * columns];
    for (int i = 0; i < all.length; i++) {
      all[i] = (float) values.applyAsDouble(i);
    }
    return TensorData.of(all, rows, columns);
  }

  /**
   * Three steps of Keras 3.15 on JAX, with {@code --xla_force_host_platform_device_count=2} and
   * {@code DataParallel(devices=["cpu:0", "cpu:1"])}: the statistics are those of the whole batch.
   */
  @Test
  void stepsAreThoseOfKeras() {
    try (Sequential model =
        new Sequential(
            Layers.input(5),
            Layers.dense(4),
            Layers.batchNormalization(),
            Layers.activation("tanh"),
            Layers.dense(2).kernelRegularizer(Regularizers.l2(0.01)))) {
      model.on(backend()).distribute(replicas(2));
      model.compile(new Compilation(new Adam(0.05).globalClipnorm(0.5)).loss("mse").metrics("mae"));
      List<TensorData> begin = new ArrayList<>(model.weightValues());
      for (int i : new int[] {0, 1, 2, 3, 6, 7}) {
        begin.set(i, waves(begin.get(i)));
      }
      model.setWeights(begin);
      Dataset data =
          Dataset.of(
              tensor(i -> Math.cos(i * 0.9) * 2, 8, 5),
              tensor(i -> Math.sin(i * 1.3), 8, 2),
              TensorData.of(new float[] {1, 2, .5f, 1, 0, 3, 1, 1}));
      Tolerance tolerance = new Tolerance(2e-6, 2e-6);
      double[][] steps = {
        {0.542097270488739, 0.6439434289932251},
        {0.4868488013744354, 0.612893283367157},
        {0.4768543243408203, 0.6114501953125}
      };
      for (double[] step : steps) {
        model.resetMetrics();
        Map<String, Double> logs = model.trainOnBatch(data);
        assertTrue(tolerance.accepts(logs.get("loss"), step[0]), logs.toString());
        assertTrue(tolerance.accepts(logs.get("mae"), step[1]), logs.toString());
      }
      double[] variance = {
        0.9817531704902649, 0.9779205918312073, 0.9809104800224304, 0.9771714806556702
      };
      double[] kernel = {
        0.0098758265376091, 0.3035477101802826, 0.3505754768848419, 0.22600342333316803,
        -0.11543716490268707, -0.2576141357421875, -0.4958679676055908, -0.3025318682193756
      };
      close(variance, model.weightValues().get(5));
      close(kernel, model.weightValues().get(6));
    }
  }

  /** Adam makes much of the roundings of small gradients. */
  private static void close(double[] expected, TensorData values) {
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], values.getDouble(i), 2e-5);
    }
  }

  private static Stream<Arguments> policies() {
    return Stream.of(
        Arguments.of(
            "mixed_float16",
            5e-4,
            new double[] {0.6620888710021973, 0.5535141825675964},
            new double[] {
              0.11673068255186081, 0.3973378539085388, 0.46359166502952576, 0.3107227683067322,
              -0.007390100508928299, -0.324954092502594, -0.49729275703430176, -0.4409419298171997
            }),
        Arguments.of(
            "mixed_bfloat16",
            2e-3,
            new double[] {0.6621307134628296, 0.5536290407180786},
            new double[] {
              0.11671464890241623, 0.3973548412322998, 0.4635719358921051, 0.3106847107410431,
              -0.007496969774365425, -0.3250584602355957, -0.49725764989852905, -0.44097161293029785
            }));
  }

  /**
   * Two steps of Keras 3.15 on JAX over two devices, as above. In between comes, where the loss is
   * scaled, a batch whose last row, which only the second replica has, makes gradients infinite:
   * both leave the step out, and halve the scale. Sums are taken in the narrow type, and differ by
   * its rounding: on Keras's two devices from its one by 4e-5.
   */
  @ParameterizedTest
  @MethodSource("policies")
  void mixedStepsAreThoseOfKeras(
      String policy, double tolerance, double[] losses, double[] expected) {
    boolean scaled = policy.equals("mixed_float16");
    Optimizer sgd = new SGD(0.1);
    Sequential made =
        DtypePolicy.using(
            policy,
            () ->
                new Sequential(
                    Layers.input(5),
                    Layers.dense(4).activation("tanh"),
                    Layers.dense(2).dtype("float32")));
    try (Sequential model = made) {
      model.on(backend()).distribute(replicas(2));
      Optimizer optimizer = scaled ? new LossScaleOptimizer(sgd).initialScale(1024) : sgd;
      model.compile(new Compilation(optimizer).loss("mse"));
      model.setWeights(model.weightValues().stream().map(ReplicaConformance::waves).toList());
      TensorData inputs = tensor(i -> Math.cos(i * 0.9) * 2, 8, 5);
      TensorData targets = tensor(i -> Math.sin(i * 1.3), 8, 2);
      assertEquals(losses[0], loss(model, inputs, targets), tolerance);
      if (scaled) {
        List<TensorData> before = model.weightValues();
        TensorData far = tensor(i -> i == 14 ? 1.2e6 : Math.sin(i * 1.3), 8, 2);
        assertEquals(89999966208.0, loss(model, inputs, far), 1e6);
        assertEquals(before, model.weightValues());
        List<String> names = optimizer.variables().stream().map(Weight::name).toList();
        TensorData scale = model.optimizerValues().get(names.indexOf("dynamic_scale"));
        assertEquals(512, scale.getDouble(0));
      }
      assertEquals(losses[1], loss(model, inputs, targets), tolerance);
      TensorData kernel = model.weightValues().get(2);
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], kernel.getDouble(i), tolerance);
      }
    }
  }

  private static double loss(Model model, TensorData inputs, TensorData targets) {
    model.resetMetrics();
    return model.trainOnBatch(Dataset.of(inputs, targets)).get("loss");
  }

  private static TensorData waves(TensorData weight) {
    TensorData waves = TensorData.zeros(weight.type());
    for (int i = 0; i < waves.size(); i++) {
      waves.setDouble(i, Math.sin(i * 0.7 + 0.3) * 0.5);
    }
    return waves;
  }

  /** Ends the program. */
  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Interrupted inside an epoch and gone on with, a training ends the same, bit by bit. */
  @Test
  void trainingGoesOnWithABackup(@TempDir Path folder) {
    List<TensorData> whole = fitted(folder.resolve("whole"), -1);
    assertThrows(Stop.class, () -> fitted(folder.resolve("killed"), 7));
    assertEquals(whole, fitted(folder.resolve("killed"), -1));
  }

  private List<TensorData> fitted(Path folder, long stopAfter) {
    ReplicaModels of = ReplicaModels.all()[0];
    try (Model model = of.model().apply(backend())) {
      model.distribute(replicas(2));
      Callback stop =
          new Callback() {
            private long steps;

            @Override
            public void onTrainBatchBegin(TrainingRun run, long step) {
              if (steps++ == stopAfter) {
                throw new Stop();
              }
            }
          };
      model.fit(
          of.data().apply(22),
          FitOptions.epochs(3)
              .batchSize(5)
              .verbose(0)
              .validationSplit(0.2)
              .callbacks(new BackupAndRestore(folder).saveFreq(2), stop));
      List<TensorData> end = new ArrayList<>(model.weightValues());
      end.addAll(model.optimizerValues());
      end.addAll(model.metricValues());
      return end;
    }
  }

  /** The values go with the model, from one device to several and back. */
  @Test
  void aModelMovesToReplicasAndBack() {
    ReplicaModels of = ReplicaModels.all()[0];
    try (Model model = of.model().apply(backend())) {
      Dataset data = of.data().apply(6);
      model.trainOnBatch(data);
      List<TensorData> before = model.weightValues();
      assertEquals(Optional.empty(), model.distribution());
      DataParallel three = replicas(3);
      model.distribute(replicas(2)).distribute(three);
      assertEquals(Optional.of(three), model.distribution());
      assertEquals(before, model.weightValues());
      model.trainOnBatch(data);
      List<TensorData> after = model.weightValues();
      model.on(backend());
      assertEquals(after, model.weightValues());
    }
  }

  /** Workers in threads, which exchange gradients, make the step of the whole batch too. */
  @Test
  void stepsOfWorkersAreThoseOfTheWholeBatch() {
    List<List<TensorData>> ends = new ArrayList<>();
    for (int workers : new int[] {1, 2}) {
      try (Model model =
          new Sequential(Layers.input(5), Layers.dense(4, "tanh"), Layers.dense(2)).seed(3)) {
        model.on(backend()).compile(new Compilation(new Adam(0.05)).loss("mse"));
        TensorData x = tensor(i -> Math.cos(i * 0.9) * 2, 38, 5);
        TensorData y = tensor(i -> Math.sin(i * 1.3), 38, 2);
        new ParallelTraining(model, workers).fit(Dataset.of(x, y).batch(8 / workers), 4);
        ends.add(model.weightValues());
      }
    }
    for (int i = 0; i < ends.get(0).size(); i++) {
      assertArrayEquals(
          ends.get(0).get(i).toDoubleArray(), ends.get(1).get(i).toDoubleArray(), 1e-5);
    }
  }
}
