package io.trihorn.backend.tensorflow;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.layers.Layers.permute;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import java.util.List;

/** A program that predicts by models of few bits, and turns images of bytes. */
public final class QuantizedPrediction {
  private QuantizedPrediction() {}

  /** Prints nothing. */
  public static void main(String[] arguments) {
    for (String mode : List.of("int8", "int4", "float8")) {
      try (Sequential model = new Sequential(Layers.input(64), dense(128, "relu"), dense(10))) {
        model.on("tensorflow");
        model.predict(new float[2][64]);
        model.quantize(mode);
        model.predict(new float[2][64]);
      }
    }
    KerasTensor image = inputTensor(Layers.input(4, 5, 3).dtype("uint8"));
    try (Model model = new Model(image, permute(3, 1, 2).apply(image)).on("tensorflow")) {
      model.predictOnBatch(TensorData.zeros(TensorType.of(DataType.UINT8, 2, 4, 5, 3)));
    }
  }
}
