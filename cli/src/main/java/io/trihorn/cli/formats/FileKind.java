package io.trihorn.cli.formats;

import io.trihorn.backend.dl4j.Dl4j;
import io.trihorn.backend.onnx.Onnx;
import io.trihorn.backend.tensorflow.TensorFlow;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.saving.Saving;
import java.nio.file.Path;
import java.util.List;

/**
 * A kind of file, and how it is tried.
 *
 * @param name what it is called in the table
 * @param ending of file names
 * @param golden under which name Keras's own files of the kind are listed, or null
 * @param writer writes a model
 * @param reader reads a model, for the backends it can run on; or null
 * @param runner runs a file with the engine it is for, or null if reading is the way
 */
record FileKind(
    String name, String ending, String golden, Writer writer, Reader reader, Runner runner) {
  /** Writes a model. */
  interface Writer {
    void write(Model model, Path file) throws Exception;
  }

  /** Reads a model; given is one of the same architecture, for files that hold only weights. */
  interface Reader {
    Model read(Model like, Path file) throws Exception;
  }

  /** Runs a file; given is the model that is in it. */
  interface Runner {
    List<TensorData> run(Model like, Path file, List<TensorData> inputs) throws Exception;
  }

  /** All kinds. */
  static List<FileKind> all() {
    Reader whole = (like, file) -> Saving.loadModel(file);
    return List.of(
        new FileKind("`.keras`", ".keras", "keras", Saving::saveModel, whole, null),
        new FileKind("`.h5`, legacy", ".h5", "h5", Saving::saveModel, whole, null),
        new FileKind(
            "`.weights.h5`",
            ".weights.h5",
            "weights.h5",
            Saving::saveWeights,
            FileKind::withWeights,
            null),
        new FileKind("ONNX", ".onnx", null, Onnx::export, (like, file) -> Onnx.load(file), null),
        new FileKind(
            "SavedModel", "", null, TensorFlow::exportSavedModel, null, Engines::savedModel),
        new FileKind("SameDiff", ".sd", null, Dl4j::exportSameDiff, null, Engines::sameDiff),
        new FileKind(
            "`ComputationGraph`",
            ".zip",
            null,
            (model, file) -> Dl4j.toComputationGraph(model).save(file.toFile()),
            null,
            Engines::network));
  }

  private static Model withWeights(Model like, Path file) {
    Model fresh = Model.fromJson(like.toJson());
    Saving.loadWeights(fresh, file);
    return fresh;
  }
}
