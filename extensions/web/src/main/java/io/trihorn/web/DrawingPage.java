package io.trihorn.web;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import com.google.gson.JsonObject;
import io.trihorn.backend.onnx.Onnx;
import io.trihorn.backend.onnx.exports.ExportOptions;
import io.trihorn.backend.onnx.exports.Exports;
import io.trihorn.config.Config;
import io.trihorn.data.Dataset;
import io.trihorn.data.Progress;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Model;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * A page in which a model learns what its visitor draws: a folder for any static server. The
 * model's training step is an ONNX file, which ONNX Runtime runs in the browser; the page asks no
 * other server for anything. The backend {@code onnx} is needed to write it.
 */
public final class DrawingPage {
  private static final List<String> FILES =
      List.of("index.html", "page.js", "trainer.js", "image.js");
  private static final String STEP = "train.onnx";
  private static final int BATCH = 16;

  private DrawingPage() {}

  /**
   * Writes the folder.
   *
   * @param model takes one image of one channel, {@code (batch, height, width, 1)} from 0 to 1, and
   *     gives probabilities {@code (batch, classes)}; compiled, with labels as targets. Its weights
   *     are where learning begins
   * @param folder is made where it is not there
   * @param runtime the folder of the npm package {@code onnxruntime-web} 1.30.0; null to take what
   *     is published, which is downloaded once and checked
   * @throws IllegalArgumentException if the model takes or gives something else
   * @throws IOException if a file cannot be written or had
   */
  public static void write(Model model, Path folder, Path runtime, Progress progress)
      throws IOException {
    KerasTensor input = one("input", model.inputs());
    KerasTensor output = one("output", model.outputs());
    Shape image = input.shape().slice(1);
    if (image.dimension() != 3
        || image.get(2) != 1
        || image.get(0) < 1
        || image.get(1) < 1
        || output.shape().dimension() != 2) {
      throw new IllegalArgumentException(
          "the page needs a model from images (batch, height, width, 1) to (batch, classes), but"
              + " model '%s' is from %s to %s"
                  .formatted(model.name(), input.shape(), output.shape()));
    }
    Files.createDirectories(folder);
    Path step = folder.resolve(STEP);
    Shape batch = new Shape(BATCH).addAll(image);
    Dataset example =
        Dataset.of(
                TensorData.zeros(new TensorType(DataType.FLOAT32, batch)),
                TensorData.zeros(TensorType.of(DataType.INT32, BATCH)))
            .batch(BATCH);
    Onnx.exportTraining(model, example, step, new ExportOptions().withPrediction());
    JsonObject about = new JsonObject();
    about.addProperty("batch", BATCH);
    about.addProperty("classes", output.shape().get(1));
    about.add("image", Config.toJson(image));
    about.addProperty("input", input.layer().name());
    about.addProperty("target", output.layer().name() + "/target");
    about.addProperty("output", output.layer().name());
    about.add("next", names(step, Exports.NEXT));
    about.add("weights", names(folder.resolve("train.predict.onnx"), Exports.STATE));
    Files.writeString(folder.resolve("trainer.json"), about.toString());
    for (String file : FILES) {
      try (InputStream in = DrawingPage.class.getResourceAsStream("page/" + file)) {
        Files.copy(in, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    RuntimePackage.copyTo(folder, runtime, progress);
  }

  private static KerasTensor one(String what, List<KerasTensor> tensors) {
    if (tensors.size() != 1) {
      throw new IllegalArgumentException(
          "the page needs a model with one %s, but it has %d".formatted(what, tensors.size()));
    }
    return tensors.get(0);
  }

  /** What a file's metadata says of names, by those that a prefix stands before. */
  private static JsonObject names(Path file, String prefix) throws IOException {
    JsonObject names = new JsonObject();
    for (StringStringEntryProto entry :
        ModelProto.parseFrom(Files.readAllBytes(file)).getMetadataPropsList()) {
      if (entry.getKey().startsWith(prefix)) {
        names.addProperty(entry.getKey().substring(prefix.length()), entry.getValue());
      }
    }
    return names;
  }
}
