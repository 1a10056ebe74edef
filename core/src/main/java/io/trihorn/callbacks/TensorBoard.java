package io.trihorn.callbacks;

import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.core.Embedding;
import io.trihorn.model.Callback;
import io.trihorn.model.Model;
import io.trihorn.model.TrainingRun;
import io.trihorn.saving.Saving;
import io.trihorn.state.Weight;
import io.trihorn.tensorboard.EventWriter;
import io.trihorn.tensorboard.Summary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Writes what TensorBoard shows: {@code tensorboard --logdir logs}. Folders and tags are Keras's.
 *
 * <ul>
 *   <li>{@code train}: {@code epoch_loss}, metrics and {@code epoch_learning_rate} of each epoch;
 *       the layers and the graph of a step; {@code PATH/histogram}, {@code PATH/gradient} and
 *       {@code PATH/image} of weights; {@code batch_loss} and metrics by steps
 *   <li>{@code validation}: the same of validations, and {@code evaluation_loss_vs_iterations}
 * </ul>
 */
public final class TensorBoard implements Callback {
  private static final String VALIDATION = "val_";
  private final Path logDir;
  private int histogramFreq;
  private boolean writeGraph = true;
  private boolean writeImages;
  private boolean writeGrads;
  private boolean writeStepsPerSecond;
  private long updateFreq;
  private long profileFirst;
  private long profileLast;
  private int embeddingsFreq;
  private Map<String, String> embeddingsMetadata = Map.of();

  private EventWriter train;
  private EventWriter validation;
  private boolean training;
  private boolean graphWanted;
  private long step;
  private long batchBegin;
  private long epochBegin;
  private long epochFirst;

  /** Writes scalars of epochs and the graph. */
  public TensorBoard(Path logDir) {
    this.logDir = logDir;
  }

  /** After how many epochs histograms of weights are written; by default 0, never. */
  public TensorBoard histogramFreq(int epochs) {
    histogramFreq = epochs;
    return this;
  }

  /** Whether the layers and the graph of a training step are written; by default they are. */
  public TensorBoard writeGraph(boolean value) {
    writeGraph = value;
    return this;
  }

  /** Whether weights are written as images beside their histograms. */
  public TensorBoard writeImages(boolean value) {
    writeImages = value;
    return this;
  }

  /**
   * Whether histograms of the last step's gradients are written beside those of weights, as Keras 2
   * did; costs a copy of the gradients in each step.
   */
  public TensorBoard writeGrads(boolean value) {
    writeGrads = value;
    return this;
  }

  /** Whether steps per second are written for each step and epoch. */
  public TensorBoard writeStepsPerSecond(boolean value) {
    writeStepsPerSecond = value;
    return this;
  }

  /** {@code "batch"} for logs of each step, {@code "epoch"} (the default) for none. */
  public TensorBoard updateFreq(String when) {
    updateFreq =
        switch (when) {
          case "batch" -> 1;
          case "epoch" -> 0;
          default ->
              throw new IllegalArgumentException(
                  "TensorBoard: updateFreq should be \"batch\", \"epoch\" or a number of steps, but"
                      + " is '"
                      + when
                      + "'");
        };
    return this;
  }

  /** Logs of every so many steps. */
  public TensorBoard updateFreq(long steps) {
    updateFreq = steps;
    return this;
  }

  /**
   * Writes the time in milliseconds of each of some steps as {@code profile_step_time_ms}.
   *
   * @param first counted from 1 over all epochs; 0 for none
   * @param last the last one
   */
  public TensorBoard profileBatch(long first, long last) {
    if (first < 0 || last < first) {
      throw new IllegalArgumentException(
          "TensorBoard: profileBatch takes the first and the last step, counted from 1, but got "
              + first
              + " and "
              + last);
    }
    profileFirst = first;
    profileLast = last;
    return this;
  }

  /** After how many epochs the weights are saved for the projector; by default 0, never. */
  public TensorBoard embeddingsFreq(int epochs) {
    embeddingsFreq = epochs;
    return this;
  }

  /** Files with the names of the rows, by the names of embedding layers. */
  public TensorBoard embeddingsMetadata(Map<String, String> files) {
    embeddingsMetadata = Map.copyOf(files);
    return this;
  }

  private EventWriter train() {
    if (train == null) {
      train = new EventWriter(logDir.resolve("train"));
    }
    return train;
  }

  private EventWriter validation() {
    if (validation == null) {
      validation = new EventWriter(logDir.resolve("validation"));
    }
    return validation;
  }

  @Override
  public void onTrainBegin(TrainingRun run) {
    close();
    training = true;
    step = 0;
    graphWanted = writeGraph;
    Model model = run.model();
    if (writeGrads && histogramFreq > 0) {
      model.keepGradients(true);
    }
    if (writeGraph) {
      train().summary(0, Summary.kerasModel("keras", model.toJson()));
    }
    if (embeddingsFreq > 0) {
      Projector.write(logDir, model, embeddingsMetadata);
    }
  }

  @Override
  public void onEpochBegin(TrainingRun run, int epoch) {
    epochBegin = System.nanoTime();
    epochFirst = step;
  }

  @Override
  public void onTrainBatchBegin(TrainingRun run, long batch) {
    step++;
    batchBegin = System.nanoTime();
  }

  @Override
  public void onTrainBatchEnd(TrainingRun run, long batch, Supplier<Map<String, Double>> logs) {
    double seconds = (System.nanoTime() - batchBegin) / 1e9;
    if (graphWanted) {
      graphWanted = false;
      train().graph(run.graph());
    }
    boolean updated = updateFreq > 0 && step % updateFreq == 0;
    if (writeStepsPerSecond && updated) {
      train().summary(step, Summary.scalar("batch_steps_per_second", 1 / seconds));
    }
    if (step >= profileFirst && step <= profileLast) {
      train().summary(step, Summary.scalar("profile_step_time_ms", seconds * 1e3));
    }
    if (updated) {
      logs.get()
          .forEach((name, value) -> train().summary(step, Summary.scalar("batch_" + name, value)));
    }
  }

  @Override
  public void onEpochEnd(TrainingRun run, int epoch, Map<String, Double> logs) {
    Map<String, Double> all = new LinkedHashMap<>(logs);
    if (run.model().compilation() != null) {
      run.model().learningRates().forEach(all::putIfAbsent);
    }
    if (writeStepsPerSecond) {
      double seconds = (System.nanoTime() - epochBegin) / 1e9;
      all.put("steps_per_second", (step - epochFirst) / seconds);
    }
    all.forEach(
        (name, value) -> {
          if (name.startsWith(VALIDATION)) {
            String plain = name.substring(VALIDATION.length());
            validation().summary(epoch, Summary.scalar("epoch_" + plain, value));
          } else {
            train().summary(epoch, Summary.scalar("epoch_" + name, value));
          }
        });
    if (histogramFreq > 0 && epoch % histogramFreq == 0) {
      weights(run.model(), epoch);
    }
    if (embeddingsFreq > 0 && epoch % embeddingsFreq == 0) {
      Saving.saveWeights(
          run.model(), logDir.resolve("train/keras_embedding.ckpt-" + epoch + ".weights.h5"));
    }
    train().flush();
    if (validation != null) {
      validation.flush();
    }
  }

  private void weights(Model model, int epoch) {
    Map<Weight, TensorData> gradients = writeGrads ? model.keptGradients() : Map.of();
    List<Weight> weights =
        model.layers().stream().map(Layer::weights).flatMap(List::stream).distinct().toList();
    List<TensorData> values = model.variableValues(weights);
    for (int i = 0; i < weights.size(); i++) {
      String path = weights.get(i).variable().name();
      train().summary(epoch, Summary.histogram(path + "/histogram", values.get(i)));
      if (writeImages) {
        WeightImages.of(path + "/image", values.get(i))
            .ifPresent(image -> train().summary(epoch, image));
      }
      TensorData gradient = gradients.get(weights.get(i));
      if (gradient != null) {
        train().summary(epoch, Summary.histogram(path + "/gradient", gradient));
      }
    }
  }

  @Override
  public void onTestEnd(TrainingRun run, Map<String, Double> logs) {
    Model model = run.model();
    if (model.compilation() != null) {
      long iterations = model.iterations();
      logs.forEach(
          (name, value) ->
              validation()
                  .summary(
                      iterations, Summary.scalar("evaluation_" + name + "_vs_iterations", value)));
    }
    if (!training) {
      close();
    }
  }

  @Override
  public void onTrainEnd(TrainingRun run, Map<String, Double> logs) {
    if (writeGrads && histogramFreq > 0) {
      run.model().keepGradients(false);
    }
    training = false;
    close();
  }

  private void close() {
    if (train != null) {
      train.close();
      train = null;
    }
    if (validation != null) {
      validation.close();
      validation = null;
    }
  }

  /** The file that tells TensorBoard's projector of embeddings. */
  private static final class Projector {
    private Projector() {}

    static void write(Path directory, Model model, Map<String, String> metadata) {
      Map<String, String> left = new TreeMap<>(metadata);
      StringBuilder text = new StringBuilder();
      for (Layer layer : model.layers()) {
        if (layer instanceof Embedding) {
          // As in Keras, which names the first layer's whatever the layer is.
          text.append("embeddings {\n  tensor_name: ")
              .append("\"layer_with_weights-0/embeddings/.ATTRIBUTES/VARIABLE_VALUE\"\n");
          String file = left.remove(layer.name());
          if (file != null) {
            text.append("  metadata_path: \"").append(file).append("\"\n");
          }
          text.append("}\n");
        }
      }
      if (!left.isEmpty()) {
        throw new IllegalArgumentException(
            "TensorBoard: embeddingsMetadata names "
                + left.keySet()
                + ", which are no embedding layers of model '"
                + model.name()
                + "'");
      }
      try {
        Files.createDirectories(directory.resolve("train"));
        Files.writeString(directory.resolve("projector_config.pbtxt"), text);
      } catch (IOException e) {
        throw new UncheckedIOException("TensorBoard cannot write to " + directory, e);
      }
    }
  }
}
