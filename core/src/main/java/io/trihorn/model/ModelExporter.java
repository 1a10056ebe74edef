package io.trihorn.model;

import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** Writes the prediction of models for another engine; found by {@link ServiceLoader}. */
public interface ModelExporter {
  /** The name of the format, as in Keras's {@code Model.export}. */
  String format();

  /**
   * Writes a model.
   *
   * @param path the file or directory; one that is there is replaced
   */
  void export(Model model, Path path);

  /**
   * Writes an archive of several endpoints.
   *
   * @param path the file or directory; one that is there is replaced
   * @throws ModelException if what is written in this format holds one model
   */
  default void export(ExportArchive archive, Path path) {
    throw new ModelException(
        "what is written as '"
            + format()
            + "' holds one model, but an archive of endpoints came; export its models one by one");
  }

  /**
   * What writes a format.
   *
   * @throws ModelException if it is not on the class path; the message says what is
   */
  static ModelExporter of(String format) {
    TreeMap<String, ModelExporter> found = new TreeMap<>();
    ServiceLoader.load(ModelExporter.class).forEach(e -> found.putIfAbsent(e.format(), e));
    ModelExporter exporter = found.get(format);
    if (exporter == null) {
      throw new ModelException(
          "nothing on the class path exports models as '"
              + format
              + "'; found are "
              + found.keySet()
              + ". trihorn-backend-onnx brings 'onnx', trihorn-backend-tensorflow"
              + " 'tf_saved_model'");
    }
    return exporter;
  }
}
