package io.trihorn.djl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Model;
import ai.djl.basicmodelzoo.basic.Mlp;
import ai.djl.inference.Predictor;
import ai.djl.metric.Metrics;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.translate.NoopTranslator;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DJL's own trainer, data sets, listeners and files on one backend. */
abstract class TrainerConformance extends OnBackend {
  @TempDir private Path directory;

  TrainerConformance(String backend) {
    super(backend);
  }

  private static Model mlp() {
    Model model = Model.newInstance("mlp");
    model.setBlock(new Mlp(28 * 28, 10, new int[] {64, 32}));
    return model;
  }

  @Test
  void easyTrainLearnsDigits() throws Exception {
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
            .addEvaluator(new Accuracy())
            .addTrainingListeners(TrainingListener.Defaults.basic());
    try (Model model = mlp();
        NDManager manager = NDManager.newBaseManager()) {
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.setMetrics(new Metrics());
        trainer.initialize(new Shape(1, 28 * 28));
        EasyTrain.fit(
            trainer, 4, DigitRows.of(manager, 1024, 1, true), DigitRows.of(manager, 256, 2, false));
        float accuracy = trainer.getTrainingResult().getValidateEvaluation("Accuracy");
        assertTrue(accuracy > 0.8, () -> "accuracy " + accuracy);
        assertEquals(4 * 32, trainer.getMetrics().getMetric("step").size());
      }
      model.save(directory, "mlp");
      NDList digits = new NDList(DigitRows.images(manager, 5, 3));
      float[] before;
      try (Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator())) {
        before = predictor.predict(digits).singletonOrThrow().toFloatArray();
      }
      assertEquals(50, before.length);
      Criteria<NDList, NDList> criteria =
          Criteria.builder()
              .setTypes(NDList.class, NDList.class)
              .optModelPath(directory)
              .optModelName("mlp")
              .optEngine("Trihorn")
              .optBlock(new Mlp(28 * 28, 10, new int[] {64, 32}))
              .optTranslator(new NoopTranslator())
              .build();
      try (ZooModel<NDList, NDList> loaded = criteria.loadModel();
          Predictor<NDList, NDList> predictor = loaded.newPredictor()) {
        float[] after = predictor.predict(digits).singletonOrThrow().toFloatArray();
        // The first prediction runs with the last step's updates, as one program.
        assertArrayEquals(before, after, 1e-5f);
      }
    }
  }
}
