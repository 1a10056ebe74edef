package io.trihorn.benchmarks.trihorn;

import ai.djl.MalformedModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.trihorn.benchmarks.Asking.Way;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.saving.Saving;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One sample that a model is asked about, by its own call and, from its file, by DJL. */
final class Questions implements AutoCloseable {
  private final Model model;
  private final TensorData sample;
  private final ZooModel<TensorData, float[]> loaded;
  private final Predictor<TensorData, float[]> predictor;

  /** A row, which DJL makes a batch, as a program that serves has it. */
  private record Rows(Shape shape) implements Translator<TensorData, float[]> {
    @Override
    public NDList processInput(TranslatorContext context, TensorData sample) {
      return new NDList(context.getNDManager().create(sample.bytes(), shape, sample.dtype()));
    }

    @Override
    public float[] processOutput(TranslatorContext context, NDList outputs) {
      return outputs.singletonOrThrow().toFloatArray();
    }
  }

  private Questions(Model model, TensorData sample, ZooModel<TensorData, float[]> loaded) {
    this.model = model;
    this.sample = sample;
    this.loaded = loaded;
    this.predictor = loaded.newPredictor();
  }

  /**
   * Writes the model to a file and loads it from there.
   *
   * @param first a batch of one sample
   */
  static Questions of(Model model, TensorData first, String backend) {
    Shape row = first.shape().slice(1);
    try {
      Path file = Files.createTempFile("asked-", ".keras");
      Saving.saveModel(model, file);
      ZooModel<TensorData, float[]> loaded =
          Criteria.builder()
              .setTypes(TensorData.class, float[].class)
              .optModelPath(file)
              .optEngine("Trihorn")
              .optOption("backend", backend)
              .optTranslator(new Rows(row))
              .build()
              .loadModel();
      Files.delete(file);
      return new Questions(model, first, loaded);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ModelNotFoundException | MalformedModelException e) {
      throw new IllegalStateException("DJL does not load the model: " + e.getMessage(), e);
    }
  }

  float[] ask(Way way) {
    return switch (way) {
      case PREDICT -> predict();
      case PREDICTOR -> predictor();
    };
  }

  private float[] predict() {
    NDArray answer = model.predict(sample);
    return answer.toFloatArray();
  }

  private float[] predictor() {
    try {
      return predictor.predict(sample);
    } catch (TranslateException e) {
      throw new IllegalStateException("DJL does not answer: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    predictor.close();
    loaded.close();
  }
}
