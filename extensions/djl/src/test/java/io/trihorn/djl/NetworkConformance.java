package io.trihorn.djl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.metric.Metrics;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import io.trihorn.layers.Layers;
import io.trihorn.model.Sequential;
import io.trihorn.saving.Saving;
import java.io.FileNotFoundException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of networks as DJL's models on one backend. */
abstract class NetworkConformance extends OnBackend {
  private static final float CLOSE = 1e-5f;

  @TempDir private Path directory;

  NetworkConformance(String backend) {
    super(backend);
  }

  private Sequential network() {
    Sequential network =
        new Sequential(
            Layers.input(8, 8, 2),
            Layers.conv2d(4, 3).padding("same"),
            Layers.batchNormalization(),
            Layers.activation("relu"),
            Layers.maxPooling2d(2),
            Layers.flatten(),
            Layers.dropout(0.25),
            Layers.dense(3));
    network.seed(11);
    network.on(backend());
    return network;
  }

  private static float[] images(int count) {
    float[] values = new float[count * 128];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(0.7 * i);
    }
    return values;
  }

  /** In which third of a turn each image's wave begins. */
  private static int[] thirds(int count) {
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (int) (0.7 * 128 * i / (2 * Math.PI) % 1 * 3);
    }
    return labels;
  }

  private Criteria<NDList, NDList> criteria(Path file) {
    return Criteria.builder()
        .setTypes(NDList.class, NDList.class)
        .optModelPath(file)
        .optEngine("Trihorn")
        .optOption("backend", backend())
        .optTranslator(new NoopTranslator())
        .build();
  }

  private static float[] predict(Predictor<NDList, NDList> predictor, int count)
      throws TranslateException {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray x = manager.create(images(count), new Shape(count, 8, 8, 2));
      return predictor.predict(new NDList(x)).singletonOrThrow().toFloatArray();
    }
  }

  private float[] expected(Sequential network, int count) {
    try (NDManager manager = NDManager.newBaseManager()) {
      return network
          .predict(manager.create(images(count), new Shape(count, 8, 8, 2)))
          .toFloatArray();
    }
  }

  /** The formats that this backend loads. */
  List<String> formats() {
    return List.of("net.keras", "net.h5", "net.onnx");
  }

  private Path write(Sequential network, String name) {
    Path file = directory.resolve(name);
    if (name.endsWith(".onnx")) {
      network.export(file, "onnx");
    } else if (name.contains(".")) {
      Saving.saveModel(network, file);
    } else {
      network.export(file, "tf_saved_model");
    }
    return file;
  }

  @Test
  void everyFormatPredictsAsTheNetwork() throws Exception {
    try (Sequential network = network()) {
      float[] expected = expected(network, 5);
      for (String name : formats()) {
        try (ZooModel<NDList, NDList> model = criteria(write(network, name)).loadModel();
            Predictor<NDList, NDList> predictor = model.newPredictor()) {
          assertArrayEquals(expected, predict(predictor, 5), CLOSE, name);
        }
      }
    }
  }

  @Test
  void blocksSayTheirShapes() throws Exception {
    try (Sequential network = network();
        ZooModel<NDList, NDList> model = criteria(write(network, "net.keras")).loadModel()) {
      assertEquals(List.of(new Shape(-1, 8, 8, 2)), model.describeInput().values());
      assertEquals(List.of(new Shape(-1, 3)), model.describeOutput().values());
      Shape[] shapes = model.getBlock().getOutputShapes(new Shape[] {new Shape(7, 8, 8, 2)});
      assertEquals(new Shape(7, 3), shapes[0]);
    }
  }

  @Test
  void manyThreadsPredictAndNothingStays() throws Exception {
    try (Sequential network = network()) {
      float[] expected = expected(network, 3);
      ExecutorService threads = Executors.newFixedThreadPool(4);
      try (ZooModel<NDList, NDList> model = criteria(write(network, "net.keras")).loadModel();
          Predictor<NDList, NDList> shared = model.newPredictor()) {
        predict(shared, 3);
        int before = model.getNDManager().getManagedArrays().size();
        List<Future<Void>> done = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          boolean own = i % 2 == 0;
          Callable<Void> work =
              () -> {
                Predictor<NDList, NDList> predictor = own ? model.newPredictor() : shared;
                for (int call = 0; call < 25; call++) {
                  assertArrayEquals(expected, predict(predictor, 3), CLOSE);
                }
                if (own) {
                  predictor.close();
                }
                return null;
              };
          done.add(threads.submit(work));
        }
        for (Future<Void> one : done) {
          one.get();
        }
        assertEquals(before, model.getNDManager().getManagedArrays().size());
      } finally {
        threads.shutdown();
      }
    }
  }

  @Test
  void djlsTrainerTrainsANetwork() throws Exception {
    try (Sequential network = network();
        NDManager manager = NDManager.newBaseManager()) {
      NDArray x = manager.create(images(48), new Shape(48, 8, 8, 2));
      NDArray y = manager.create(thirds(48));
      ArrayDataset rows =
          new ArrayDataset.Builder().setData(x).optLabels(y).setSampling(16, true).build();
      Optimizer adam = Optimizer.adam().optLearningRateTracker(Tracker.fixed(0.01f)).build();
      DefaultTrainingConfig config =
          new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()).optOptimizer(adam);
      Path file = write(network, "net.keras");
      try (Model model = Model.newInstance("net")) {
        model.load(file);
        Parameter moving = model.getBlock().getParameters().values().get(4);
        assertEquals(Parameter.Type.RUNNING_MEAN, moving.getType());
        NDArray before = moving.getArray().duplicate();
        float first;
        float last;
        try (Trainer trainer = model.newTrainer(config)) {
          trainer.setMetrics(new Metrics());
          trainer.initialize(new Shape(16, 8, 8, 2));
          first = loss(trainer, x, y);
          for (int epoch = 0; epoch < 30; epoch++) {
            for (Batch batch : trainer.iterateDataset(rows)) {
              EasyTrain.trainBatch(trainer, batch);
              trainer.step();
              batch.close();
            }
          }
          last = loss(trainer, x, y);
        }
        assertTrue(last < first / 2, () -> first + " to " + last);
        assertFalse(before.equals(moving.getArray()));
        float[] trained;
        try (Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator())) {
          trained = predict(predictor, 5);
        }
        model.save(directory.resolve("tuned"), "net");
        try (io.trihorn.model.Model tuned =
            Saving.loadModel(directory.resolve("tuned/net.keras"))) {
          assertArrayEquals(tuned.predict(x.get("0:5")).toFloatArray(), trained, CLOSE);
        }
      }
    }
  }

  private static float loss(Trainer trainer, NDArray x, NDArray y) {
    NDList outputs = trainer.evaluate(new NDList(x));
    return trainer.getLoss().evaluate(new NDList(y), outputs).getFloat();
  }

  @Test
  void mistakesAreExplained() throws Exception {
    try (Sequential network = network()) {
      Path file = write(network, "net.keras");
      try (ZooModel<NDList, NDList> model = criteria(file).loadModel();
          Predictor<NDList, NDList> predictor = model.newPredictor();
          NDManager manager = NDManager.newBaseManager()) {
        NDList narrow = new NDList(manager.ones(new Shape(1, 8, 8, 5)));
        String shapes =
            assertThrows(TranslateException.class, () -> predictor.predict(narrow)).toString();
        assertTrue(shapes.contains("5"), shapes);
        NDArray one = manager.ones(new Shape(1, 8, 8, 2));
        String count =
            assertThrows(TranslateException.class, () -> predictor.predict(new NDList(one, one)))
                .toString();
        assertTrue(count.contains("expected arrays for"), count);
      }
      NDManager closed = NDManager.newBaseManager();
      NDArray gone = closed.ones(new Shape(1));
      closed.close();
      assertThrows(IllegalStateException.class, () -> closed.ones(new Shape(1)));
      assertThrows(IllegalStateException.class, () -> gone.add(1));
      Criteria<NDList, NDList> elsewhere = criteria(directory.resolve("none.keras"));
      assertThrows(ModelNotFoundException.class, elsewhere::loadModel);
      try (Model model = Model.newInstance("other")) {
        String missing =
            assertThrows(FileNotFoundException.class, () -> model.load(directory)).getMessage();
        assertTrue(missing.contains("looked for files named"), missing);
        assertThrows(
            IllegalStateException.class,
            () -> model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss())));
      }
    }
  }
}
