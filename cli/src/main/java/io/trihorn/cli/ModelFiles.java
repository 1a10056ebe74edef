package io.trihorn.cli;

import ai.djl.ndarray.types.Shape;
import io.trihorn.backend.dl4j.Dl4j;
import io.trihorn.backend.onnx.Onnx;
import io.trihorn.backend.onnx.exports.ExportOptions;
import io.trihorn.backend.tensorflow.TensorFlow;
import io.trihorn.model.Model;
import io.trihorn.saving.Saving;
import io.trihorn.saving.files.AtomicFile;
import io.trihorn.web.Tfjs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The kinds of files that models are in, told apart by how their names end. */
final class ModelFiles {
  private interface Reader {
    Model read(Path path, InputFlags flags) throws IOException;
  }

  private interface Writer {
    void write(Model model, Path path, Shape... inputShapes) throws IOException;
  }

  /**
   * A kind of file.
   *
   * @param name what it is
   * @param endings how names of such files end
   * @param reader reads it, or null
   * @param writer writes it, or null
   */
  private record Kind(String name, List<String> endings, Reader reader, Writer writer) {
    boolean fits(Path path) {
      String file = path.getFileName().toString();
      return endings.stream().anyMatch(file::endsWith);
    }

    @Override
    public String toString() {
      return String.join(", ", endings) + " (" + name + ")";
    }
  }

  private static final Kind SAVED_MODEL =
      new Kind(
          "TensorFlow SavedModel, a directory",
          List.of(".savedmodel"),
          unflagged(TensorFlow::loadSavedModel),
          TensorFlow::exportSavedModel);

  /** The first that fits counts. */
  private static final List<Kind> KINDS =
      List.of(
          new Kind("weights", List.of(".weights.h5"), null, shapeless(Saving::saveWeights)),
          new Kind(
              "Keras 3",
              List.of(".keras"),
              unflagged(Saving::loadModel),
              shapeless(Saving::saveModel)),
          new Kind(
              "legacy Keras",
              List.of(".h5", ".hdf5"),
              unflagged(Saving::loadModel),
              shapeless(Saving::saveModel)),
          new Kind(
              "ONNX",
              List.of(".onnx"),
              (path, flags) -> Onnx.load(path, flags.loading()),
              (model, path, shapes) ->
                  Onnx.export(model, path, new ExportOptions().withInputShapes(shapes))),
          SAVED_MODEL,
          new Kind(
              "TensorFlow.js, with weights beside it",
              List.of(Tfjs.MODEL),
              unflagged(Tfjs::load),
              shapeless(ModelFiles::writeTfjs)),
          new Kind("SameDiff", List.of(".sd", ".fb"), null, Dl4j::exportSameDiff),
          new Kind(
              "Deeplearning4j's ComputationGraph",
              List.of(".zip"),
              null,
              (model, path, shapes) -> {
                var network = Dl4j.toComputationGraph(model);
                AtomicFile.write(path, file -> network.save(file.toFile()));
              }));

  private ModelFiles() {}

  /** Reads files that say all there is to say. */
  private interface PlainReader {
    Model read(Path path) throws IOException;
  }

  private static Reader unflagged(PlainReader reader) {
    return (path, flags) -> {
      if (flags.onlyForOnnx()) {
        throw new IOException("--dim and --fix are for ONNX files, not for " + path);
      }
      return reader.read(path);
    };
  }

  /** Writes files that keep the shapes of the model. */
  private interface PlainWriter {
    void write(Model model, Path path) throws IOException;
  }

  private static Writer shapeless(PlainWriter writer) {
    return (model, path, shapes) -> writer.write(model, path);
  }

  private static void writeTfjs(Model model, Path path) throws IOException {
    if (!path.getFileName().toString().equals(Tfjs.MODEL)) {
      throw new IOException("a model for TensorFlow.js is FOLDER/" + Tfjs.MODEL + ", not " + path);
    }
    Tfjs.export(model, path.toAbsolutePath().getParent());
  }

  /** How names may end, for help texts. */
  static String readable() {
    return list(KINDS.stream().filter(k -> k.reader() != null).toList());
  }

  private static String list(List<Kind> kinds) {
    return kinds.stream().map(Kind::toString).collect(Collectors.joining("; "));
  }

  /**
   * Reads a model.
   *
   * @throws IOException if there is no such file, or it is of no kind that can be read
   */
  static Model read(Path path, InputFlags flags) throws IOException {
    if (!Files.exists(path)) {
      throw new IOException("there is no file " + path);
    }
    Kind kind = Files.isDirectory(path) ? SAVED_MODEL : kind(path);
    if (kind == null || kind.reader() == null) {
      throw new IOException(
          "%s cannot be read as a model%s; what can are %s"
              .formatted(path, kind == null ? "" : " (" + kind.name() + ")", readable()));
    }
    return kind.reader().read(path, flags);
  }

  /**
   * Writes a model; a name without an ending is a SavedModel's directory.
   *
   * @param inputShapes a shape for each input where the kind of file has such; none for the model's
   * @throws IOException if the name ends as that of no kind that can be written
   */
  static void write(Model model, Path path, Shape... inputShapes) throws IOException {
    boolean bare = path.getFileName().toString().indexOf('.') < 0;
    Kind kind = bare || Files.isDirectory(path) ? SAVED_MODEL : kind(path);
    if (kind == null || kind.writer() == null) {
      throw new IOException(
          "%s is no name of a file that can be written; the endings are %s"
              .formatted(path, list(KINDS)));
    }
    kind.writer().write(model, path, inputShapes);
  }

  private static Kind kind(Path path) {
    return KINDS.stream().filter(k -> k.fits(path)).findFirst().orElse(null);
  }
}
