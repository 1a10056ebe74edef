package io.trihorn.benchmarks.djl;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.util.Pair;
import io.trihorn.benchmarks.ArrayWork;
import io.trihorn.benchmarks.Computing;
import io.trihorn.benchmarks.Samples;
import io.trihorn.benchmarks.Workload;

/**
 * A block, DJL's trainer and its Adam, stepped without DJL's listeners and metrics, on the engine
 * that the JVM was started with as DJL's default.
 */
abstract class DjlContestant implements Computing {
  private Workload workload;
  private Samples samples;
  private Model model;
  private Trainer trainer;
  private long step;
  private ArrayWork arrays;

  /** Builds the model up to the logits; images are channels first. */
  abstract Block block();

  @Override
  public void setUp(Samples samples, int threads) {
    this.workload = samples.workload();
    this.samples = samples.channelsFirst();
    Engine.getInstance().setRandomSeed(1);
    model = Model.newInstance(workload.name());
    model.setBlock(block());
    Optimizer adam =
        Optimizer.adam().optLearningRateTracker(Tracker.fixed(1e-3f)).optEpsilon(1e-7f).build();
    trainer =
        model.newTrainer(
            new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                .optOptimizer(adam)
                .optInitializer(new XavierInitializer(), Parameter.Type.WEIGHT));
    trainer.initialize(inputShape(workload.batch()));
  }

  @Override
  public long parameters() {
    return model.getBlock().getParameters().stream()
        .map(Pair::getValue)
        .filter(Parameter::requiresGradient)
        .mapToLong(parameter -> parameter.getArray().size())
        .sum();
  }

  @Override
  public float train(int steps) {
    float last = Float.NaN;
    for (int i = 0; i < steps; i++) {
      Samples.Batch batch = samples.batch(step++);
      try (NDManager scope = trainer.getManager().newSubManager()) {
        NDList x = new NDList(scope.create(batch.inputs(), inputShape(workload.batch())));
        NDList y = new NDList(scope.create(batch.labels(), new Shape(workload.batch(), 1)));
        try (GradientCollector gradients = trainer.newGradientCollector()) {
          NDArray loss = trainer.getLoss().evaluate(y, trainer.forward(x));
          gradients.backward(loss);
          last = loss.getFloat();
        }
        trainer.step();
      }
    }
    return last;
  }

  @Override
  public float[] predict(float[] inputs, int batch) {
    float[] ordered = new Samples(workload, inputs, new int[batch]).channelsFirst().inputs();
    try (NDManager scope = trainer.getManager().newSubManager()) {
      NDList x = new NDList(scope.create(ordered, inputShape(batch)));
      return trainer.evaluate(x).singletonOrThrow().softmax(-1).toFloatArray();
    }
  }

  private Shape inputShape(int batch) {
    Shape all = new Shape(batch);
    if (workload.input().size() == 3) {
      return all.add(workload.input(2), workload.input(0), workload.input(1));
    }
    for (int size : workload.input()) {
      all = all.add(size);
    }
    return all;
  }

  @Override
  public ArrayWork arrays() {
    if (arrays == null) {
      arrays = new ArrayWork(NDManager.newBaseManager(model.getNDManager().getDevice()));
    }
    return arrays;
  }

  @Override
  public String info() {
    Engine engine = Engine.getInstance();
    return "DJL "
        + Engine.getDjlVersion()
        + ", "
        + engine.getEngineName()
        + " "
        + engine.getVersion()
        + ", "
        + System.getProperty("trihorn.backend", "")
        + System.getProperty("ai.djl.pytorch.num_threads", ": default")
        + " threads, OMP_WAIT_POLICY="
        + System.getenv().getOrDefault("OMP_WAIT_POLICY", "default");
  }

  @Override
  public void close() {
    if (arrays != null) {
      arrays.close();
    }
    trainer.close();
    model.close();
  }

  static Block dense(int units) {
    return Linear.builder().setUnits(units).build();
  }
}
