package io.trihorn.backend.onnx.imports;

import static io.trihorn.backend.onnx.imports.Operands.floats;
import static io.trihorn.backend.onnx.imports.Operands.longs;
import static io.trihorn.backend.onnx.imports.Operands.node;
import static io.trihorn.backend.onnx.imports.Operands.reals;
import static io.trihorn.backend.onnx.imports.Operands.whole;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.ndarray.Texts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Operators of {@code ai.onnx.ml}, in the forms that converters of scikit-learn write. */
final class MachineLearningCases {
  private static final String DOMAIN = "ai.onnx.ml.";
  private static final List<String> TRANSFORMS =
      List.of("NONE", "LOGISTIC", "SOFTMAX", "SOFTMAX_ZERO");

  private MachineLearningCases() {}

  private static NodeCase ml(String type) {
    return node(DOMAIN + type, 3);
  }

  private static double[] numbers(long seed, int count) {
    return new Random(seed).doubles(count, -1, 1).toArray();
  }

  static List<NodeCase> linear() {
    List<NodeCase> all = new ArrayList<>();
    for (String transform : TRANSFORMS) {
      for (int classes = 2; classes < 5; classes++) {
        all.add(
            ml("LinearClassifier")
                .in(floats(6, 3))
                .outputs(2)
                .attr("coefficients", numbers(1, 3 * classes))
                .attr("intercepts", numbers(2, classes))
                .attr("classlabels_ints", Arrays.copyOf(new long[] {7, -1, 3, 4}, classes))
                .attr("multi_class", 1)
                .attr("post_transform", transform));
      }
      all.add(
          ml("LinearRegressor")
              .in(floats(5, 3))
              .attr("coefficients", numbers(3, 6))
              .attr("intercepts", numbers(4, 2))
              .attr("targets", 2)
              .attr("post_transform", transform));
    }
    all.add(
        ml("LinearClassifier")
            .in(floats(9, 3))
            .outputs(2)
            .attr("coefficients", numbers(5, 3))
            .attr("intercepts", numbers(6, 1))
            .attr("classlabels_ints", new long[] {4, 9})
            .attr("post_transform", "LOGISTIC"));
    all.add(
        ml("LinearClassifier")
            .in(whole(DataType.INT64, -4, 5, 6, 3))
            .outputs(2)
            .attr("coefficients", numbers(7, 9))
            .attr("intercepts", numbers(8, 3))
            .attr("classlabels_strings", new String[] {"cat", "large dog", "Maus \u00e4"})
            .attr("post_transform", "SOFTMAX"));
    for (String kernel : List.of("LINEAR", "POLY", "RBF", "SIGMOID")) {
      all.add(
          ml("SVMRegressor")
              .in(floats(4, 3))
              .attr("coefficients", numbers(9, 5))
              .attr("support_vectors", numbers(10, 15))
              .attr("n_supports", 5)
              .attr("rho", numbers(11, 1))
              .attr("kernel_type", kernel)
              .attr("kernel_params", new double[] {0.4, 0.3, 3}));
    }
    return all;
  }

  static List<NodeCase> features() {
    List<NodeCase> all = new ArrayList<>();
    TensorData x = reals(1, -2, 0, 3, 0, 0, 0, 0, -5, -1, -3, -2).reshape(3, 4);
    all.add(ml("Scaler").in(x).attr("offset", numbers(1, 4)).attr("scale", numbers(2, 4)));
    all.add(ml("Scaler").in(x).attr("offset", numbers(1, 1)).attr("scale", numbers(2, 1)));
    all.add(
        ml("Scaler")
            .in(whole(DataType.INT64, -4, 5, 2, 3))
            .attr("offset", numbers(1, 3))
            .attr("scale", numbers(2, 3)));
    for (String norm : List.of("MAX", "L1", "L2")) {
      all.add(ml("Normalizer").in(x).attr("norm", norm));
    }
    all.add(ml("Binarizer").in(x).attr("threshold", 0.5));
    TensorData missing = reals(1, Double.NaN, 3, Double.NaN, 5, 6).reshape(2, 3);
    all.add(
        ml("Imputer")
            .in(missing)
            .attr("imputed_value_floats", new double[] {10, 20, 30})
            .attr("replaced_value_float", Double.NaN));
    all.add(
        ml("Imputer")
            .in(missing)
            .attr("imputed_value_floats", new double[] {7})
            .attr("replaced_value_float", 5.0));
    all.add(
        ml("Imputer")
            .in(whole(DataType.INT64, 0, 3, 4, 3))
            .attr("imputed_value_int64s", new long[] {10, 20, 30})
            .attr("replaced_value_int64", 1));
    all.add(ml("ArrayFeatureExtractor").in(floats(3, 5)).in(longs(4, 0, 2)));
    all.add(ml("ArrayFeatureExtractor").in(floats(5)).in(longs(4, 0)));
    all.add(ml("ArrayFeatureExtractor").in(floats(2, 3, 5)).in(longs(1)));
    all.add(
        ml("FeatureVectorizer")
            .in(floats(3, 2))
            .in(floats(3, 4))
            .attr("inputdimensions", new long[] {2, 4}));
    return all;
  }

  static List<NodeCase> categories() {
    List<NodeCase> all = new ArrayList<>();
    TensorData numbers = whole(DataType.INT64, 0, 5, 4, 2);
    Texts words = Texts.of(new String[][] {{"b", "c"}, {"never seen before", "a"}, {"", "bb"}});
    String[] known = {"a", "b", "", "bb", "c"};
    all.add(ml("OneHotEncoder").in(numbers).attr("cats_int64s", new long[] {3, 0, 9, 1}));
    all.add(ml("OneHotEncoder").in(words).attr("cats_strings", known));
    all.add(
        node(DOMAIN + "LabelEncoder", 2)
            .in(numbers)
            .attr("keys_int64s", new long[] {3, 0, 1})
            .attr("values_floats", new double[] {0.5, 1.5, -2})
            .attr("default_float", 9.0));
    all.add(
        node(DOMAIN + "LabelEncoder", 2)
            .in(numbers)
            .attr("keys_int64s", new long[] {3, 0, 1})
            .attr("values_strings", new String[] {"three", "zero", "one"})
            .attr("default_string", "other"));
    all.add(
        node(DOMAIN + "LabelEncoder", 2)
            .in(words)
            .attr("keys_strings", known)
            .attr("values_int64s", new long[] {5, 4, 3, 2, 1})
            .attr("default_int64", -7));
    all.add(
        node(DOMAIN + "LabelEncoder", 2)
            .in(words)
            .attr("keys_strings", known)
            .attr("values_strings", new String[] {"A", "B", "nothing", "BB", "C"}));
    all.add(
        node(DOMAIN + "LabelEncoder", 2)
            .in(reals(1.5, Double.NaN, 2, -0.0))
            .attr("keys_floats", new double[] {Double.NaN, 0, 2})
            .attr("values_int64s", new long[] {1, 2, 3}));
    all.add(
        node(DOMAIN + "LabelEncoder", 4)
            .in(numbers)
            .attr("keys_tensor", longs(3, 0, 1))
            .attr("values_tensor", longs(30, 10, 20))
            .attr("default_tensor", longs(5)));
    all.add(
        node(DOMAIN + "LabelEncoder", 1)
            .in(words)
            .attr("classes_strings", known)
            .attr("default_int64", -3));
    all.add(node(DOMAIN + "LabelEncoder", 1).in(numbers).attr("classes_strings", known));
    all.add(
        node(DOMAIN + "CategoryMapper", 1)
            .in(words)
            .attr("cats_strings", known)
            .attr("cats_int64s", new long[] {50, 40, 30, 20, 10}));
    all.add(
        node(DOMAIN + "CategoryMapper", 1)
            .in(numbers)
            .attr("cats_strings", known)
            .attr("cats_int64s", new long[] {0, 1, 2, 30, 4})
            .attr("default_string", "none of these"));
    return all;
  }

  static List<NodeCase> supportVectors() {
    List<NodeCase> all = new ArrayList<>();
    for (int classes = 2; classes < 5; classes++) {
      for (String kernel : List.of("RBF", "LINEAR", "POLY", "SIGMOID")) {
        for (int proven = 0; proven < 2; proven++) {
          all.add(machine(classes, kernel, proven == 1));
        }
      }
    }
    return all;
  }

  private static NodeCase machine(int classes, String kernel, boolean proven) {
    long[] each = Arrays.copyOf(new long[] {3, 2, 4, 1}, classes);
    int vectors = (int) Arrays.stream(each).sum();
    int pairs = classes * (classes - 1) / 2;
    NodeCase made =
        ml("SVMClassifier")
            .in(floats(7, 3))
            .outputs(2)
            .attr("kernel_type", kernel)
            .attr("kernel_params", new double[] {0.4, 0.3, 3})
            .attr("vectors_per_class", each)
            .attr("support_vectors", numbers(1, 3 * vectors))
            .attr("coefficients", numbers(2, (classes - 1) * vectors))
            .attr("rho", numbers(3, pairs))
            .attr("classlabels_ints", Arrays.copyOf(new long[] {7, -1, 3, 4}, classes));
    return proven ? made.attr("prob_a", numbers(4, pairs)).attr("prob_b", numbers(5, pairs)) : made;
  }
}
