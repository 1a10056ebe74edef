package io.trihorn.backend.onnx;

import io.trihorn.backend.onnx.exports.ExportOptions;
import io.trihorn.backend.onnx.exports.Exports;
import io.trihorn.backend.onnx.imports.LoadOptions;
import io.trihorn.backend.onnx.imports.ModelLoader;
import io.trihorn.backend.onnx.imports.OnnxGraph;
import io.trihorn.data.Dataset;
import io.trihorn.model.Model;
import java.io.IOException;
import java.nio.file.Path;

/** Models as ONNX files, and ONNX files as models. */
public final class Onnx {
  private Onnx() {}

  /**
   * Lets models that hold imported graphs be read from files of Trihorn's; {@link #load} does it
   * too.
   */
  public static void register() {
    OnnxGraph.register();
  }

  /**
   * Writes the prediction of a model as an ONNX file, opset 21, for batches of any size.
   *
   * @see #export(Model, Path, ExportOptions)
   */
  public static void export(Model model, Path path) {
    export(model, path, new ExportOptions());
  }

  /**
   * Writes the prediction of a model as an ONNX file. Its inputs and outputs are called as the
   * layers that make them, their shapes and element types are the model's; the batch and other
   * extents are open where the model's are, and have one name wherever they are the same. Weights
   * are initializers, called by their paths; past {@link ExportOptions#mostBytes} they are in a
   * second file, {@code path + ".data"}, or one with a new name where a model is there already,
   * which stays whole until the new one is.
   *
   * @param path the file; one that is there is replaced when the new one is complete
   * @throws UnsupportedOperationException if the opset lacks an operator; the message names it
   * @throws IllegalArgumentException if the shapes of the options do not fit the model
   * @throws io.trihorn.export.BatchDependence if the model computes with open extents in a way that
   *     ONNX's static parts cannot follow; give these extents by the options then
   * @throws java.io.UncheckedIOException if the file cannot be written
   */
  public static void export(Model model, Path path, ExportOptions options) {
    Exports.inference(model, path, options);
  }

  /**
   * Writes a training step of a compiled model, forward, backward and optimizer, which any ONNX
   * Runtime runs.
   *
   * @see #exportTraining(Model, Dataset, Path, ExportOptions)
   */
  public static void exportTraining(Model model, Dataset example, Path path) {
    exportTraining(model, example, path, new ExportOptions());
  }

  /**
   * Writes a training step of a compiled model as an ONNX file of standard operators. Inputs are
   * the model's, {@code OUTPUT/target} for each output, {@code sample_weight_N} if the example has
   * weights, and the state: weights, optimizer slots, counters, states of random layers and
   * metrics. Outputs are {@code loss} and the next value of each variable that the step assigns.
   * The file's metadata maps the name of a state's input, after {@code trihorn.next/}, to the
   * output to feed to it next. A second file, for {@code train.onnx} it is {@code
   * train.state.onnx}, takes nothing and gives the present values of the state by name: run it once
   * to begin. With {@link ExportOptions#withPrediction} there is a third file, which predicts: its
   * inputs are the model's and the weights, and its metadata maps the names of these, after {@code
   * trihorn.state/}, to those of the state.
   *
   * @param example its first batch gives the batch size and the types of targets and weights: steps
   *     are for batches of this size
   * @param path the file; one that is there is replaced when the new one is complete
   * @throws io.trihorn.model.ModelException if the model is not compiled
   */
  public static void exportTraining(
      Model model, Dataset example, Path path, ExportOptions options) {
    Exports.training(model, example, path, options);
  }

  /**
   * The model in an ONNX file, for any backend, to predict with and to train on.
   *
   * @throws IOException if the file cannot be read
   * @throws io.trihorn.backend.onnx.imports.OnnxImportException if it is no model, or needs what is
   *     not supported; the message names all operators that are not
   */
  public static Model load(Path path) throws IOException {
    return load(path, new LoadOptions());
  }

  /**
   * The model in an ONNX file, read as the options say.
   *
   * @throws IOException if the file cannot be read
   * @throws io.trihorn.backend.onnx.imports.OnnxImportException if it is no model, or needs what is
   *     not supported; the message names all operators that are not
   */
  public static Model load(Path path, LoadOptions options) throws IOException {
    register();
    return ModelLoader.load(path, options);
  }
}
