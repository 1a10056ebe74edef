package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Support vector machines of {@code ai.onnx.ml}, as scikit-learn's are written. */
final class SupportVectorOperators {
  private static final String DOMAIN = "ai.onnx.ml.";

  private SupportVectorOperators() {}

  static void addTo(Operators.Builder table) {
    table.add(DOMAIN + "SVMClassifier", SupportVectorOperators::classifier);
    table.one(DOMAIN + "SVMRegressor", SupportVectorOperators::regressor);
  }

  /** One decision between each two classes; the class with most votes is the label. */
  private static List<Tensor> classifier(OpCall call) {
    Tensor x = LinearModelOperators.rows(call);
    long[] each = call.integers("vectors_per_class");
    if (each == null || each.length < 2) {
      throw call.unsupported("a machine without support vectors of two classes");
    }
    List<List<Tensor>> between = decisions(call, x, each);
    ClassLabels labels = ClassLabels.of(call, "classlabels_ints", "classlabels_strings");
    Tensor label = labels.largest(votes(between));
    Tensor scores = probabilities(call, between);
    if (scores == null) {
      scores = Shapes.concatenate(pairs(between), 1);
      // Of two classes the one number is shown as that of both.
      scores =
          each.length == 2 ? Shapes.concatenate(List.of(Ops.negative(scores), scores), 1) : scores;
    }
    String transform = call.text("post_transform", "NONE");
    return List.of(label, PostTransforms.of(call, transform).apply(scores));
  }

  /**
   * For classes i below j at {@code (i, j)} how much more a row is of class i, {@code (batch, 1)}.
   */
  private static List<List<Tensor>> decisions(OpCall call, Tensor x, long[] each) {
    int classes = each.length;
    int count = Math.toIntExact(Arrays.stream(each).sum());
    double[] vectors = call.reals("support_vectors");
    double[] coefficients = call.reals("coefficients");
    double[] rho = call.reals("rho");
    if (vectors.length != count * x.dim(-1)
        || coefficients.length != (classes - 1) * count
        || rho.length != classes * (classes - 1) / 2) {
      throw call.wrong("has numbers that do not fit " + count + " support vectors");
    }
    Tensor support = call.constant(TensorData.of(vectors, count, x.dim(-1)).cast(DataType.FLOAT32));
    Tensor near = similarity(call, x, support);
    List<List<Tensor>> all = new ArrayList<>();
    int pair = 0;
    for (int i = 0; i < classes; i++) {
      List<Tensor> row = new ArrayList<>();
      for (int j = i + 1; j < classes; j++) {
        double[] weights = new double[count];
        copy(coefficients, (j - 1) * count, weights, each, i);
        copy(coefficients, i * count, weights, each, j);
        row.add(Ops.add(Nn.matmul(near, column(call, weights)), rho[pair++]));
      }
      all.add(row);
    }
    return all;
  }

  /** Copies the coefficients of the vectors of one class. */
  private static void copy(double[] from, int offset, double[] to, long[] each, int which) {
    int first = 0;
    for (int c = 0; c < which; c++) {
      first += (int) each[c];
    }
    System.arraycopy(from, offset + first, to, first, (int) each[which]);
  }

  private static List<Tensor> pairs(List<List<Tensor>> between) {
    return between.stream().flatMap(List::stream).toList();
  }

  /** How many decisions are for each class, {@code (batch, classes)}. */
  private static Tensor votes(List<List<Tensor>> between) {
    int classes = between.size();
    List<Tensor> votes = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      List<Tensor> mine = new ArrayList<>();
      for (int other = 0; other < classes; other++) {
        if (other != c) {
          Tensor decision = between.get(Math.min(c, other)).get(Math.abs(c - other) - 1);
          Tensor first = Ops.greater(decision, 0);
          mine.add(Ops.cast(c < other ? first : Ops.logicalNot(first), DataType.INT32));
        }
      }
      votes.add(Ops.addAll(mine));
    }
    return Shapes.concatenate(votes, 1);
  }

  /** By Platt's sigmoids of the decisions, coupled to one for each class; null without these. */
  private static Tensor probabilities(OpCall call, List<List<Tensor>> between) {
    double[] a = call.reals("prob_a");
    double[] b = call.reals("prob_b");
    List<Tensor> decisions = pairs(between);
    if (a.length == 0) {
      return null;
    }
    if (a.length != decisions.size() || b.length != a.length) {
      throw call.wrong("has " + a.length + " sigmoids for " + decisions.size() + " decisions");
    }
    List<Tensor> first = new ArrayList<>();
    for (int i = 0; i < a.length; i++) {
      Tensor p = Nn.sigmoid(Ops.negative(Ops.add(Ops.multiply(decisions.get(i), a[i]), b[i])));
      first.add(Ops.clip(p, PairwiseCoupling.LEAST, 1 - PairwiseCoupling.LEAST));
    }
    return new PairwiseCoupling(call, between.size(), first).probabilities();
  }

  /** Weighted similarities to support vectors, plus an offset; without vectors a linear model. */
  private static Tensor regressor(OpCall call) {
    Tensor x = LinearModelOperators.rows(call);
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
