package io.trihorn.djl;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.djl.Model;
import ai.djl.basicdataset.cv.classification.ImageFolder;
import ai.djl.basicmodelzoo.basic.Mlp;
import ai.djl.basicmodelzoo.cv.classification.ResNetV1;
import ai.djl.engine.Engine;
import ai.djl.metric.Metrics;
import ai.djl.modality.cv.transform.ToTensor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingResult;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Dataset;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.trihorn.backend.Backends;
import io.trihorn.data.digits.Idx;
import io.trihorn.graph.TensorData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The three programs that DJL's own introduction has, an MLP on MNIST, a ResNet on CIFAR-10 and an
 * LSTM on a series, written against DJL's API alone: what chooses Trihorn is the class path.
 * Minutes each, so with {@code -Dtrihorn.programs=true} only, where {@code ../shared/data} is.
 */
class ProgramsTest {
  private static final Path DATA = Path.of("../../../shared/data");

  @TestFactory
  Stream<DynamicTest> programsLearn() {
    assumeTrue(Boolean.getBoolean("trihorn.programs"), "-Dtrihorn.programs=true runs them");
    assumeTrue(Files.isDirectory(DATA), () -> "there is no " + DATA.toAbsolutePath());
    return Stream.of("onnx", "tensorflow", "dl4j")
        .flatMap(
            backend ->
                Stream.of(
                    dynamicTest(backend + " mlp", () -> on(backend, ProgramsTest::mlp)),
                    dynamicTest(backend + " lstm", () -> on(backend, ProgramsTest::lstm)),
                    dynamicTest(backend + " resnet", () -> on(backend, ProgramsTest::resnet))));
  }

  private interface Program {
    void run() throws Exception;
  }

  private static void on(String backend, Program program) throws Exception {
    // DJL settles its default when the class is loaded: by rank, while the property is not there.
    Engine.getAllEngines();
    System.setProperty("ai.djl.default_engine", "Trihorn");
    Backends.setDefault(backend);
    try {
      program.run();
    } finally {
      Backends.setDefault(null);
      System.clearProperty("ai.djl.default_engine");
    }
  }

  private static NDArray idx(NDManager manager, String file) throws IOException {
    TensorData data = Idx.read(DATA.resolve("mnist").resolve(file));
    return manager.create(data.bytes(), data.shape(), DataType.UINT8);
  }

  private static Dataset mnist(NDManager manager, String part, int rows, boolean random)
      throws IOException {
    NDIndex first = new NDIndex("0:" + rows);
    NDArray images = idx(manager, part + "-images-idx3-ubyte.gz").get(first);
    NDArray labels = idx(manager, part + "-labels-idx1-ubyte.gz").get(first);
    return new ArrayDataset.Builder()
        .setData(images.toType(DataType.FLOAT32, false).div(255))
        .optLabels(labels.toType(DataType.INT32, false))
        .setSampling(64, random)
        .build();
  }

  private static TrainingResult train(
      Model model, DefaultTrainingConfig config, Shape input, int epochs, Dataset... sets)
      throws Exception {
    config.addTrainingListeners(TrainingListener.Defaults.basic());
    try (Trainer trainer = model.newTrainer(config)) {
      trainer.setMetrics(new Metrics());
      trainer.initialize(input);
      EasyTrain.fit(trainer, epochs, sets[0], sets[1]);
      TrainingResult result = trainer.getTrainingResult();
      System.out.println(Backends.getDefault().name() + " " + model.getName() + " " + result);
      return result;
    }
  }

  private static DefaultTrainingConfig classification() {
    return new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()).addEvaluator(new Accuracy());
  }

  private static void mlp() throws Exception {
    try (Model model = Model.newInstance("mlp");
        NDManager manager = NDManager.newBaseManager()) {
      model.setBlock(new Mlp(28 * 28, 10, new int[] {128, 64}));
      TrainingResult result =
          train(
              model,
              classification(),
              new Shape(1, 28 * 28),
              2,
              mnist(manager, "train", 60000, true),
              mnist(manager, "t10k", 10000, false));
      float accuracy = result.getValidateEvaluation("Accuracy");
      assertTrue(accuracy > 0.95, () -> "accuracy " + accuracy);
    }
  }

  private static ImageFolder pictures(String part, boolean random) throws Exception {
    ImageFolder folder =
        ImageFolder.builder()
            .setRepositoryPath(DATA.resolve("images/cifar10-subset").resolve(part))
            .optMaxDepth(2)
            .addTransform(new ToTensor())
            .setSampling(50, random)
            .build();
    folder.prepare();
    return folder;
  }

  private static void resnet() throws Exception {
    try (Model model = Model.newInstance("resnet")) {
      model.setBlock(
          ResNetV1.builder()
              .setImageShape(new Shape(3, 32, 32))
              .setNumLayers(18)
              .setOutSize(10)
              .build());
      TrainingResult result =
          train(
              model,
              classification(),
              new Shape(1, 3, 32, 32),
              2,
              pictures("train", true),
              pictures("test", false));
      float accuracy = result.getTrainEvaluation("Accuracy");
      // A thousand pictures and two rounds: more than twice what guessing gets.
      assertTrue(accuracy > 0.2, () -> "accuracy " + accuracy);
    }
  }

  /** Twelve months, and the next one. */
  private static Dataset passengers(NDManager manager, int from, int to) throws IOException {
    List<String> lines =
        Files.readAllLines(DATA.resolve("timeseries/airline-passengers.csv")).stream()
            .skip(1)
            .filter(line -> !line.isBlank())
            .toList();
    int rows = to - from - 12;
    float[] months = new float[rows * 12];
    float[] next = new float[rows];
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k <= 12; k++) {
        float value = Float.parseFloat(lines.get(from + i + k).split(",")[1]) / 600 - 0.5f;
        if (k < 12) {
          months[12 * i + k] = value;
        } else {
          next[i] = value;
        }
      }
    }
    return new ArrayDataset.Builder()
        .setData(manager.create(months).reshape(rows, 12, 1))
        .optLabels(manager.create(next).reshape(rows, 1))
        .setSampling(16, true)
        .build();
  }

  private static void lstm() throws Exception {
    try (Model model = Model.newInstance("lstm");
        NDManager manager = NDManager.newBaseManager()) {
      model.setBlock(
          new SequentialBlock()
              .add(LSTM.builder().setStateSize(16).setNumLayers(1).optBatchFirst(true).build())
              .add(Blocks.batchFlattenBlock())
              .add(Linear.builder().setUnits(1).build()));
      Optimizer adam = Optimizer.adam().optLearningRateTracker(Tracker.fixed(0.01f)).build();
      DefaultTrainingConfig config = new DefaultTrainingConfig(Loss.l2Loss()).optOptimizer(adam);
      TrainingResult result =
          train(
              model,
              config,
              new Shape(1, 12, 1),
              40,
              passengers(manager, 0, 108),
              passengers(manager, 96, 144));
      float loss = result.getValidateEvaluation("L2Loss");
      // Half the squared error; 0.01 is 85 passengers of 600.
      assertTrue(loss < 0.01, () -> "loss " + loss);
    }
  }
}
