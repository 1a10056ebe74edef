package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Operators of {@code ai.onnx.ml} that prepare rows of features, {@code (batch, features)}. */
final class FeatureOperators {
  private static final String DOMAIN = "ai.onnx.ml.";

  private FeatureOperators() {}

  static void addTo(Operators.Builder table) {
    table.one(DOMAIN + "Scaler", FeatureOperators::scale);
    table.one(DOMAIN + "Normalizer", FeatureOperators::normalize);
    table.one(DOMAIN + "Imputer", FeatureOperators::impute);
    table.one(DOMAIN + "Binarizer", FeatureOperators::binarize);
    table.one(DOMAIN + "ArrayFeatureExtractor", FeatureOperators::extract);
    table.one(DOMAIN + "FeatureVectorizer", FeatureOperators::vectorize);
  }

  private static Tensor scale(OpCall call) {
    Tensor x = Ops.cast(call.in(0), DataType.FLOAT32);
    double[] offset = call.reals("offset");
    double[] scale = call.reals("scale");
    Tensor moved =
        offset.length == 0 ? x : Ops.subtract(x, ClassLabels.row(call, offset, DataType.FLOAT32));
    return scale.length == 0
        ? moved
        : Ops.multiply(moved, ClassLabels.row(call, scale, DataType.FLOAT32));
  }

  /** Each row divided by its norm; rows of zeros stay. */
  private static Tensor normalize(OpCall call) {
    Tensor x = Ops.cast(call.in(0), DataType.FLOAT32);
    String kind = call.text("norm", "MAX");
    Tensor norm =
        switch (kind) {
          case "MAX" -> Ops.maxKeep(x, -1);
          case "L1" -> Ops.sumKeep(Ops.abs(x), -1);
          case "L2" -> Ops.sqrt(Ops.sumKeep(Ops.square(x), -1));
          default -> throw call.unsupported("norm " + kind);
        };
    return Ops.divide(x, Ops.where(Ops.equal(norm, 0), Shapes.onesLike(norm), norm));
  }

  /** A value for what is missing: one for all, or one for each feature. */
  private static Tensor impute(OpCall call) {
    Tensor x = call.in(0);
    boolean floats = x.dtype().isFloating();
    double replaced =
        floats ? call.real("replaced_value_float", 0) : call.integer("replaced_value_int64", 0);
    double[] values =
        floats ? call.reals("imputed_value_floats") : longs(call.integers("imputed_value_int64s"));
    if (values.length == 0) {
      throw call.wrong("needs the values to put in");
    }
    Tensor missing = Double.isNaN(replaced) ? Ops.isnan(x) : Ops.equal(x, replaced);
    Tensor given = ClassLabels.row(call, values, x.dtype());
    return Ops.where(missing, Shapes.broadcastTo(given, x.type().dims()), x);
  }

  private static double[] longs(long[] values) {
    return values == null ? new double[0] : Arrays.stream(values).asDoubleStream().toArray();
  }

  private static Tensor binarize(OpCall call) {
    Tensor x = call.in(0);
    return Ops.cast(Ops.greater(x, call.real("threshold", 0)), x.dtype());
  }

  /** Elements of the last axis; of a row {@code (1, elements)}. */
  private static Tensor extract(OpCall call) {
    Tensor x = call.in(0);
    Tensor picked = Values.flat(call.in(1));
    Tensor taken = Shapes.take(x, picked, x.rank() - 1);
    return x.rank() == 1 ? Shapes.reshape(taken, 1, taken.size()) : taken;
  }

  private static Tensor vectorize(OpCall call) {
    List<Tensor> rows = new ArrayList<>();
    for (Tensor x : call.all()) {
      Tensor wide = Ops.cast(x, DataType.FLOAT32);
      rows.add(wide.rank() == 1 ? Shapes.reshape(wide, 1, wide.size()) : wide);
    }
    return Shapes.concatenate(rows, 1);
  }
}
