package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.Shape;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.core.InputLayer;
import io.trihorn.model.Model;
import io.trihorn.ops.DTypes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes models of ONNX files. */
public final class ModelLoader {
  private ModelLoader() {}

  /**
   * The model in a file.
   *
   * @throws IOException if the file cannot be read
   * @throws OnnxImportException if it is no model, or needs what is not supported
   */
  public static Model load(Path path, LoadOptions options) throws IOException {
    try {
      return model(path, options);
    } catch (OutOfMemoryError e) {
      throw new OnnxImportException(
          path + " declares sizes for which there is not enough memory; give Java more by -Xmx", e);
    }
  }

  private static Model model(Path path, LoadOptions options) throws IOException {
    OnnxFile file = OnnxFile.read(path, options);
    List<KerasTensor> inputs = new ArrayList<>();
    for (Port input : file.inputs()) {
      inputs.add(
          Layers.inputTensor(
              new InputLayer()
                  .batchShape(new Shape(input.declaredDims()))
                  .dtype(DTypes.name(input.dtype()))
                  .name(input.name())));
    }
    if (inputs.isEmpty()) {
      throw new OnnxImportException(path + " has no inputs, so there is no model to run");
    }
    return new Model(inputs, apply(file, inputs));
  }

  private static List<KerasTensor> apply(OnnxFile file, List<KerasTensor> inputs) {
    while (true) {
      try {
        return file.layer().applyAll(inputs.size() == 1 ? inputs : List.of(inputs), Map.of());
      } catch (UnknownValueException e) {
        if (!file.areInitializers(e.sources())) {
          throw e;
        }
        file.makeConstant(e.sources());
      }
    }
  }
}
