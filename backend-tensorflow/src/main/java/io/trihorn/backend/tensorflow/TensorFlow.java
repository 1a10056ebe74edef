package io.trihorn.backend.tensorflow;

import ai.djl.ndarray.types.Shape;
import io.trihorn.model.ExportArchive;
import io.trihorn.model.Model;
import java.nio.file.Path;

/** Models as SavedModels, TensorFlow's format. */
public final class TensorFlow {
  private TensorFlow() {}

  /**
   * Writes the prediction of a model as a SavedModel with the tag {@code serve} and the signature
   * {@code serving_default}, which is there as {@code serve} too, as Keras has it; its inputs are
   * called as their layers, and its outputs by their keys where they stand in a map, else {@code
   * output_0} and so on. What the model leaves open is open: the batch, the length of a sequence,
   * the size of an image. Weights are variables in a checkpoint. TensorFlow Serving, TensorFlow's
   * C, Java and Go interfaces and Python's {@code tf.saved_model.load} read it.
   *
   * @param directory where; an empty directory or a SavedModel that is there is replaced when the
   *     new one is complete
   * @param inputShapes a shape for each input, -1 where an extent stays open; none to take the
   *     model's
   * @throws IllegalArgumentException if the shapes do not fit the model
   * @throws io.trihorn.export.BatchDependence if the model computes with open extents in a way that
   *     TensorFlow's static parts cannot follow, as resizing by a Lanczos kernel does: give these
   *     extents
   * @throws io.trihorn.backend.BackendException if an op or element type has no form in TensorFlow
   * @throws java.io.UncheckedIOException if the directory cannot be written
   */
  public static void exportSavedModel(Model model, Path directory, Shape... inputShapes) {
    ExportArchive archive =
        new ExportArchive().trackAndAddEndpoint(SavedModelExport.ENDPOINT, model, inputShapes);
    SavedModelExport.write(Engine.load(), archive, directory);
  }

  /**
   * A SavedModel as a layer: the signature {@code serving_default}.
   *
   * @see #importSavedModel(Path, String)
   */
  public static TFSMLayer importSavedModel(Path directory) {
    return importSavedModel(directory, SavedModelExport.SIGNATURE);
  }

  /**
   * A SavedModel as a layer, for inference. Models with it run on the TensorFlow backend; on others
   * an error says so.
   *
   * @param directory the SavedModel; it is read again whenever a program is compiled
   * @param signature which of its functions
   * @throws io.trihorn.backend.BackendException if there is no such signature; names those there
   *     are
   * @throws java.io.UncheckedIOException if there is no SavedModel, or it cannot be read
   */
  public static TFSMLayer importSavedModel(Path directory, String signature) {
    return new TFSMLayer(Engine.load(), directory, signature);
  }

  /**
   * A SavedModel as a model of one layer, {@link TFSMLayer}, on the TensorFlow backend: its
   * signature {@code serving_default}, with the inputs that this declares.
   *
   * @throws io.trihorn.backend.BackendException if there is no such signature
   * @throws io.trihorn.graph.ShapeException if it leaves more open than the batch: use {@link
   *     #importSavedModel} and give inputs of known shapes
   * @throws java.io.UncheckedIOException if there is no SavedModel, or it cannot be read
   */
  public static Model loadSavedModel(Path directory) {
    return importSavedModel(directory).model().on("tensorflow");
  }
}
