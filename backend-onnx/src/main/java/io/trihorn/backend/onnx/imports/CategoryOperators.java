package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.AttributeProto;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.List;

/** Operators of {@code ai.onnx.ml} on categories: integers, floats and texts from lists. */
final class CategoryOperators {
  private static final String DOMAIN = "ai.onnx.ml.";

  private CategoryOperators() {}

  static void addTo(Operators.Builder table) {
    table.one(DOMAIN + "LabelEncoder", 1, CategoryOperators::numbered);
    table.one(DOMAIN + "LabelEncoder", 2, CategoryOperators::encode);
    table.one(DOMAIN + "CategoryMapper", CategoryOperators::mapped);
    table.one(DOMAIN + "OneHotEncoder", CategoryOperators::oneHot);
    table.one(DOMAIN + "ZipMap", call -> call.in(0));
  }

  /** A list of values, and whether they are texts; null where none of its attributes is given. */
  private record Listed(TensorData data, boolean text) {}

  private static Listed listed(OpCall call, String prefix) {
    AttributeProto tensor = call.attribute(prefix + "tensor");
    if (tensor != null) {
      boolean text = tensor.getT().getDataType() == ElementTypes.TEXT;
      return new Listed(call.scope().read(tensor.getT()), text);
    }
    if (call.hasAttribute(prefix + "strings")) {
      long[] numbers = call.vocabulary().numbers(call.texts(prefix + "strings"));
      return new Listed(Values.longs(numbers), true);
    }
    if (call.hasAttribute(prefix + "int64s")) {
      return new Listed(Values.longs(call.integers(prefix + "int64s")), false);
    }
    if (call.hasAttribute(prefix + "floats")) {
      double[] reals = call.reals(prefix + "floats");
      return new Listed(TensorData.of(reals, reals.length).cast(DataType.FLOAT32), false);
    }
    return null;
  }

  private static Listed needed(OpCall call, String prefix) {
    Listed listed = listed(call, prefix);
    if (listed == null) {
      throw call.wrong("needs a list of " + prefix.substring(0, prefix.length() - 1));
    }
    return listed;
  }

  /** Where elements are equal to those of a list, along a new last axis. */
  private static Tensor matches(Tensor x, TensorData keys) {
    return Ops.equal(Shapes.expandDims(x, -1), x.constant(keys.cast(x.dtype())));
  }

  /** The same where NaN is equal to NaN. */
  private static Tensor matchesOfAnyNumber(Tensor x, TensorData keys) {
    Tensor same = matches(x, keys);
    Tensor none = Ops.isnan(x.constant(keys.cast(x.dtype())));
    return Ops.logicalOr(same, Ops.logicalAnd(Shapes.expandDims(Ops.isnan(x), -1), none));
  }

  /** The value at the place of each element's key, or a default. */
  private static Tensor lookUp(
      OpCall call, Tensor x, TensorData keys, TensorData values, Tensor otherwise) {
    boolean nanToo = x.dtype().isFloating() && call.opset() >= 4;
    Tensor same = nanToo ? matchesOfAnyNumber(x, keys) : matches(x, keys);
    Tensor at = Ops.argmax(Ops.cast(same, DataType.INT32), -1);
    Tensor taken = Shapes.take(call.constant(values), Ops.cast(at, DataType.INT64), 0);
    return Ops.where(Ops.any(same, -1), taken, otherwise);
  }

  private static Tensor encode(OpCall call) {
    Listed keys = needed(call, "keys_");
    Listed values = needed(call, "values_");
    if (keys.data().size() != values.data().size()) {
      throw call.wrong(
          "has " + keys.data().size() + " keys for " + values.data().size() + " values");
    }
    Tensor result = lookUp(call, call.in(0), keys.data(), values.data(), otherwise(call, values));
    return values.text() ? call.text(result) : result;
  }

  private static Tensor otherwise(OpCall call, Listed values) {
    AttributeProto tensor = call.attribute("default_tensor");
    if (tensor != null) {
      return Shapes.reshape(call.constant(call.scope().read(tensor.getT())));
    }
    DataType dtype = values.data().dtype();
    if (values.text()) {
      String text = call.text("default_string", Vocabulary.UNUSED);
      return call.constant(TensorData.scalar(dtype, call.vocabulary().number(text)));
    }
    double number =
        dtype == DataType.INT64
            ? call.integer("default_int64", -1)
            : call.real("default_float", -0.0);
    return call.constant(TensorData.scalar(dtype, number));
  }

  /** Texts as their places in a list, or the other way round. */
  private static Tensor numbered(OpCall call) {
    long[] texts = call.vocabulary().numbers(call.texts("classes_strings"));
    return between(call, Values.range(0, 1, texts.length), texts);
  }

  private static Tensor mapped(OpCall call) {
    long[] texts = call.vocabulary().numbers(call.texts("cats_strings"));
    return between(call, call.integers("cats_int64s", texts.length, 0), texts);
  }

  private static Tensor between(OpCall call, long[] integers, long[] texts) {
    boolean fromText = call.isText(0);
    TensorData keys = Values.longs(fromText ? texts : integers);
    TensorData values = Values.longs(fromText ? integers : texts);
    long otherwise =
        fromText
            ? call.integer("default_int64", -1)
            : call.vocabulary().number(call.text("default_string", Vocabulary.UNUSED));
    Tensor result =
        lookUp(
            call,
            call.in(0),
            keys,
            values,
            call.constant(TensorData.scalar(DataType.INT64, otherwise)));
    return fromText ? result : call.text(result);
  }

  /** Ones at the places of categories, {@code (...)} to {@code (..., categories)}. */
  private static Tensor oneHot(OpCall call) {
    Tensor x = call.in(0);
    boolean text = call.hasAttribute("cats_strings");
    long[] categories =
        text ? call.vocabulary().numbers(call.texts("cats_strings")) : call.integers("cats_int64s");
    if (categories == null) {
      throw call.wrong("needs a list of categories");
    }
    if (text && !call.isText(0)) {
      throw call.wrong("has categories that are texts, but its operand is of " + x.dtype());
    }
    Tensor whole = x.dtype().isFloating() ? Ops.cast(x, DataType.INT64) : x;
    return Ops.cast(matches(whole, Values.longs(categories)), DataType.FLOAT32);
  }

  /** Texts as the numbers that they spell. */
  static Tensor spelled(OpCall call, DataType dtype) {
    List<String> texts = call.vocabulary().texts();
    double[] numbers = new double[texts.size() + 1];
    numbers[0] = Double.NaN;
    for (int i = 0; i < texts.size(); i++) {
      numbers[i + 1] = parse(texts.get(i));
    }
    Tensor table = call.constant(TensorData.of(numbers, numbers.length).cast(dtype));
    return Shapes.take(table, Ops.add(call.in(0), 1), 0);
  }

  private static double parse(String text) {
    try {
      return Double.parseDouble(text.trim());
    } catch (NumberFormatException e) {
      return Double.NaN; // What spells no number is none.
    }
  }
}
