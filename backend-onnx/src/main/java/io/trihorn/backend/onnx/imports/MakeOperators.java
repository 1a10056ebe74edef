package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.AttributeProto;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;

/** Operators that make tensors of attributes and shapes. */
final class MakeOperators {
  private MakeOperators() {}

  static void addTo(Operators.Builder table) {
    table.one("Constant", MakeOperators::constant);
    table.one("ConstantOfShape", 9, MakeOperators::constantOfShape);
    table.one("Range", 11, MakeOperators::range);
    table.one("EyeLike", 9, MakeOperators::eye);
    table.one("OneHot", 9, MakeOperators::oneHot);
  }

  private static Tensor constant(OpCall call) {
    AttributeProto tensor = call.attribute("value");
    if (tensor != null) {
      return call.scope().constant(tensor.getT());
    }
    if (call.hasAttribute("value_int")) {
      return call.constant(TensorData.scalar(DataType.INT64, call.integer("value_int", 0)));
    }
    if (call.hasAttribute("value_float")) {
      return call.constant(TensorData.scalar(DataType.FLOAT32, call.real("value_float", 0)));
    }
    if (call.hasAttribute("value_ints")) {
      return call.constant(Values.longs(call.integers("value_ints")));
    }
    if (call.hasAttribute("value_floats")) {
      double[] reals = call.reals("value_floats");
      TensorData data = TensorData.of(reals, reals.length);
      return call.constant(data.cast(DataType.FLOAT32));
    }
    if (call.hasAttribute("value_string")) {
      long number = call.vocabulary().number(call.text("value_string", ""));
      return call.text(call.constant(TensorData.scalar(DataType.INT64, number)));
    }
    if (call.hasAttribute("value_strings")) {
      long[] numbers = call.vocabulary().numbers(call.texts("value_strings"));
      return call.text(call.constant(Values.longs(numbers)));
    }
    throw call.unsupported("a value that is no dense tensor of numbers");
  }

  private static Tensor constantOfShape(OpCall call) {
    long[] dims = call.longs(0);
    AttributeProto attribute = call.attribute("value");
    TensorData value =
        attribute == null
            ? TensorData.scalar(DataType.FLOAT32, 0)
            : call.scope().read(attribute.getT());
    if (value.size() != 1) {
      throw call.wrong("needs one value, but got " + value.type());
    }
    checkSize(call, dims, value.dtype());
    return Shapes.broadcastTo(call.constant(value.reshape()), dims);
  }

  private static void checkSize(OpCall call, long[] dims, DataType dtype) {
    if (Values.product(dims) > Integer.MAX_VALUE / dtype.getNumOfBytes()) {
      throw call.wrong("makes a tensor of more than 2 GiB");
    }
  }

  private static Tensor range(OpCall call) {
    TensorData start = call.known(0);
    TensorData limit = call.known(1);
    TensorData delta = call.known(2);
    double count = Math.ceil((limit.getDouble(0) - start.getDouble(0)) / delta.getDouble(0));
    if (!(count <= Integer.MAX_VALUE / 8)) {
      throw call.wrong("makes a tensor of more than 2 GiB");
    }
    TensorData data = TensorData.zeros(TensorType.of(start.dtype(), Math.max((long) count, 0)));
    for (int i = 0; i < data.size(); i++) {
      data.setDouble(i, start.getDouble(0) + i * delta.getDouble(0));
    }
    return call.constant(data);
  }

  private static Tensor eye(OpCall call) {
    Tensor x = call.in(0);
    DataType dtype =
        call.hasAttribute("dtype")
            ? ElementTypes.target(call.small("dtype", 0), call.toString())
            : x.dtype();
    if (x.rank() != 2) {
      throw call.wrong("needs a matrix, but got " + x.type());
    }
    long k = call.integer("k", 0);
    TensorData data = TensorData.zeros(TensorType.of(dtype, x.dim(0), x.dim(1)));
    for (long row = 0; row < x.dim(0); row++) {
      if (row + k >= 0 && row + k < x.dim(1)) {
        data.setDouble(row * x.dim(1) + row + k, 1);
      }
    }
    return call.constant(data);
  }

  private static Tensor oneHot(OpCall call) {
    Tensor indices = call.in(0);
    long depth = (long) call.number(1, 0);
    Tensor values = call.in(2);
    int axis = call.axis(call.integer("axis", -1), indices.rank() + 1);
    if (depth < 1 || depth > Integer.MAX_VALUE) {
      throw call.wrong("has the depth " + depth);
    }
    Tensor whole =
        Ops.cast(indices.dtype().isFloating() ? Ops.floor(indices) : indices, DataType.INT64);
    Tensor hot = Shapes.oneHot(Values.fromStart(whole, depth), depth, DataType.BOOLEAN);
    Tensor off = Shapes.reshape(Shapes.slice(values, 0, 0, 1));
    Tensor on = Shapes.reshape(Shapes.slice(values, 0, 1, 2));
    return Ops.where(Shapes.moveaxis(hot, -1, axis), on, off);
  }
}
