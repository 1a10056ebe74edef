package io.trihorn.backend.onnx.exports;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.trihorn.backend.onnx.emit.OnnxTypes;
import io.trihorn.export.Affine;
import io.trihorn.export.Progression;
import io.trihorn.export.Tiling;
import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes nodes that compute values from the batch size, which is read off an input. */
final class BatchFormulas {
  private static final String PREFIX = "batch/";
  private static final String SIZE = PREFIX + "size";

  private final List<NodeProto> nodes = new ArrayList<>();
  private final Map<TensorData, TensorProto> constants = new LinkedHashMap<>();
  private int next;

  BatchFormulas(String input) {
    nodes.add(
        node("Shape", SIZE, input)
            .addAttribute(integer("start", 0))
            .addAttribute(integer("end", 1))
            .build());
  }

  /** The nodes written. */
  List<NodeProto> nodes() {
    return nodes;
  }

  /** The constants they read. */
  Iterable<TensorProto> constants() {
    return constants.values();
  }

  /** A list of extents or positions, or a single one as a scalar. */
  void write(String name, DataType dtype, Affine formula, int rank) {
    int n = formula.factors().length;
    String product = name + "/product";
    String sum = name + "/sum";
    nodes.add(node("Mul", product, SIZE, constant(formula.factors(), n)).build());
    nodes.add(node("Add", sum, product, constant(formula.offsets(), n)).build());
    String shaped = rank == 0 ? name + "/scalar" : sum;
    if (rank == 0) {
      nodes.add(node("Squeeze", shaped, sum).build());
    }
    nodes.add(
        dtype == DataType.INT64
            ? node("Identity", name, shaped).build()
            : node("Cast", name, shaped)
                .addAttribute(integer("to", OnnxTypes.code(dtype)))
                .build());
  }

  /** A piece, repeated. ONNX Runtime does not repeat bfloat16. */
  void write(String name, Tiling tiling) {
    boolean narrow = tiling.unit().dtype() == DataType.BFLOAT16;
    TensorData unit = narrow ? tiling.unit().cast(DataType.FLOAT32) : tiling.unit();
    String times = name + "/times";
    write(times, DataType.INT64, tiling.repeats(), 1);
    String tiled = narrow ? name + "/wide" : name;
    nodes.add(node("Tile", tiled, constant(unit), times).build());
    if (narrow) {
      int code = OnnxTypes.code(DataType.BFLOAT16);
      nodes.add(node("Cast", name, tiled).addAttribute(integer("to", code)).build());
    }
  }

  /** Rows that go on by a step. */
  void write(String name, Progression progression) {
    TensorData unit = progression.unit();
    long[] part = unit.toLongArray();
    long[] open = progression.openDims();
    nodes.add(node("Squeeze", name + "/count", SIZE).build());
    String zero = constant(TensorData.scalar(DataType.INT64, 0));
    String one = constant(TensorData.scalar(DataType.INT64, 1));
    nodes.add(node("Range", name + "/range", zero, name + "/count", one).build());
    nodes.add(
        node("Reshape", name + "/column", name + "/range", constant(new long[] {-1, 1}, 2))
            .build());
    String step = constant(TensorData.scalar(DataType.INT64, progression.step()));
    nodes.add(node("Mul", name + "/steps", name + "/column", step).build());
    String row = constant(TensorData.of(part, 1, part.length));
    nodes.add(node("Add", name + "/table", name + "/steps", row).build());
    String rows = name + "/rows";
    nodes.add(node("Reshape", rows, name + "/table", constant(open, open.length)).build());
    nodes.add(
        node("Cast", name, rows).addAttribute(integer("to", OnnxTypes.code(unit.dtype()))).build());
  }

  private String constant(long[] values, int n) {
    return constant(TensorData.of(values, n));
  }

  private String constant(TensorData data) {
    return constants
        .computeIfAbsent(data, d -> OnnxTypes.tensor(PREFIX + "c" + constants.size(), d))
        .getName();
  }

  private NodeProto.Builder node(String operator, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(operator)
        .setName(PREFIX + operator + "#" + next++)
        .addAllInput(List.of(inputs))
        .addOutput(output);
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }
}
