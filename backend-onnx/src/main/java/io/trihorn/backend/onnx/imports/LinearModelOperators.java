package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.List;

/** Linear models of {@code ai.onnx.ml}. */
final class LinearModelOperators {
  private static final String DOMAIN = "ai.onnx.ml.";

  private LinearModelOperators() {}

  static void addTo(Operators.Builder table) {
    table.add(DOMAIN + "LinearClassifier", LinearModelOperators::classifier);
    table.one(DOMAIN + "LinearRegressor", LinearModelOperators::regressor);
  }

  /** Rows of numbers as float32, one row where there are no axes but one. */
  static Tensor rows(OpCall call) {
    Tensor x = Ops.cast(call.in(0), DataType.FLOAT32);
    return x.rank() == 1 ? Shapes.reshape(x, 1, x.size()) : x;
  }

  /** Products with rows of coefficients, {@code (batch, rows)}. */
  private static Tensor scores(OpCall call, Tensor x) {
    double[] coefficients = call.reals("coefficients");
    int features = Math.toIntExact(x.dim(-1));
    if (features == 0 || coefficients.length % features != 0) {
      throw call.wrong(
          "has " + coefficients.length + " coefficients for rows of " + features + " features");
    }
    Tensor weights =
        call.constant(
            TensorData.of(coefficients, coefficients.length / features, features)
                .cast(DataType.FLOAT32));
    Tensor y = Nn.matmul(x, weights, false, true);
    double[] intercepts = call.reals("intercepts");
    return intercepts.length == 0
        ? y
        : Ops.add(y, ClassLabels.row(call, intercepts, DataType.FLOAT32));
  }

  private static List<Tensor> classifier(OpCall call) {
    Tensor y = scores(call, rows(call));
    ClassLabels labels = ClassLabels.of(call, "classlabels_ints", "classlabels_strings");
    String transform = call.text("post_transform", "NONE");
    if (y.dim(-1) > 1) {
      return List.of(labels.largest(y), PostTransforms.of(call, transform).apply(y));
    }
    Tensor label = labels.choose(Ops.greater(Shapes.squeeze(y, 1), 0));
    Tensor positive = transform.equals("LOGISTIC") ? Nn.sigmoid(y) : y;
    Tensor both =
        labels.count() == 2
            ? Shapes.concatenate(List.of(Ops.subtract(1, positive), positive), 1)
            : positive;
    return List.of(label, both);
  }

  private static Tensor regressor(OpCall call) {
    return PostTransforms.of(call, call.text("post_transform", "NONE"))
        .apply(scores(call, rows(call)));
  }
}
