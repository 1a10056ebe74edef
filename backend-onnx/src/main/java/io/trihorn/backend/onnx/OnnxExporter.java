package io.trihorn.backend.onnx;

import io.trihorn.model.Model;
import io.trihorn.model.ModelExporter;
import java.nio.file.Path;

/** ONNX files for {@link Model#export}. */
public final class OnnxExporter implements ModelExporter {
  /** For the service loader. */
  public OnnxExporter() {}

  @Override
  public String format() {
    return "onnx";
  }

  @Override
  public void export(Model model, Path path) {
    Onnx.export(model, path);
  }
}
