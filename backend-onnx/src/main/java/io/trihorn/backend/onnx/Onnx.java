package io.trihorn.backend.onnx;

import io.trihorn.backend.onnx.imports.LoadOptions;
import io.trihorn.backend.onnx.imports.ModelLoader;
import io.trihorn.model.Model;
import java.io.IOException;
import java.nio.file.Path;

/** ONNX files in and out of models. */
public final class Onnx {
  private Onnx() {}

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
    return ModelLoader.load(path, options);
  }
}
