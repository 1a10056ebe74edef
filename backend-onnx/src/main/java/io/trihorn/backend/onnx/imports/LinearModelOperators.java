package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.List;

/** Linear and support vector models of {@code ai.onnx.ml}. */
final class LinearModelOperators {
  private static final String DOMAIN = "ai.onnx.ml.";

  private LinearModelOperators() {}

  static void addTo(Operators.Builder table) {
    table.add(DOMAIN + "LinearClassifier", LinearModelOperators::classifier);
    table.one(DOMAIN + "LinearRegressor", LinearModelOperators::regressor);
    table.one(DOMAIN + "SVMRegressor", LinearModelOperators::supportVectors);
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

  /** Weighted similarities to support vectors, plus an offset; without vectors a linear model. */
  private static Tensor supportVectors(OpCall call) {
    Tensor x = rows(call);
    int features = Math.toIntExact(x.dim(-1));
    double[] coefficients = call.reals("coefficients");
    double[] vectors = call.reals("support_vectors");
    boolean linear = call.integer("n_supports", 0) == 0;
    int count = linear ? 1 : Math.toIntExact(call.integer("n_supports", 0));
    if (vectors.length != (linear ? 0 : count * features)) {
      throw call.wrong("has " + vectors.length + " numbers for " + count + " support vectors");
    }
    Tensor y;
    if (linear) {
      y = Nn.matmul(x, column(call, coefficients));
    } else {
      Tensor support =
          call.constant(TensorData.of(vectors, count, features).cast(DataType.FLOAT32));
      y = Nn.matmul(similarity(call, x, support), column(call, coefficients));
    }
    double[] rho = call.reals("rho");
    y = rho.length == 0 ? y : Ops.add(y, rho[0]);
    return call.flag("one_class", false)
        ? Ops.where(Ops.greater(y, 0), Shapes.onesLike(y), Ops.negative(Shapes.onesLike(y)))
        : PostTransforms.of(call, call.text("post_transform", "NONE")).apply(y);
  }

  private static Tensor column(OpCall call, double[] values) {
    return call.constant(TensorData.of(values, values.length, 1).cast(DataType.FLOAT32));
  }

  private static Tensor similarity(OpCall call, Tensor x, Tensor support) {
    double[] given = call.reals("kernel_params");
    double gamma = given.length > 0 ? given[0] : 0;
    double offset = given.length > 1 ? given[1] : 0;
    double degree = given.length > 2 ? given[2] : 0;
    Tensor products = Nn.matmul(x, support, false, true);
    String kernel = call.text("kernel_type", "LINEAR");
    return switch (kernel) {
      case "LINEAR" -> products;
      case "POLY" -> Ops.power(Ops.add(Ops.multiply(products, gamma), offset), degree);
      case "SIGMOID" -> Ops.tanh(Ops.add(Ops.multiply(products, gamma), offset));
      case "RBF" -> {
        Tensor apart = Ops.subtract(Shapes.expandDims(x, 1), Shapes.expandDims(support, 0));
        yield Ops.exp(Ops.multiply(Ops.sum(Ops.square(apart), -1), -gamma));
      }
      default -> throw call.unsupported("kernel_type " + kernel);
    };
  }
}
