package io.trihorn.backend.onnx;

import io.trihorn.model.Model;
import io.trihorn.model.ModelImporter;
import java.io.IOException;
import java.nio.file.Path;

/** Models of ONNX files. */
public final class OnnxImporter implements ModelImporter {
  /** For the service loader. */
  public OnnxImporter() {}

  @Override
  public boolean reads(Path path) {
    return path.toString().endsWith(".onnx");
  }

  @Override
  public Model load(Path path) throws IOException {
    return Onnx.load(path);
  }
}
