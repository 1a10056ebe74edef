package io.trihorn.backend.onnx.exports;

import static io.trihorn.backend.onnx.emit.Attributes.integer;
import static io.trihorn.backend.onnx.emit.Attributes.number;
import static io.trihorn.backend.onnx.emit.Attributes.text;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.trihorn.backend.onnx.emit.OnnxTypes;
import io.trihorn.export.ExtentMath;
import io.trihorn.export.ExtentWriter;
import io.trihorn.export.Extents;
import io.trihorn.export.OpenConstant;
import io.trihorn.export.Resized;
import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes nodes that compute values from extents, which are read off tensors. */
final class ExtentNodes implements ExtentMath<String> {
  private static final String PREFIX = "extents/";

  private final Map<Integer, List<NodeProto>> reads = new HashMap<>();
  private final Map<Integer, List<NodeProto>> others = new HashMap<>();
  private final Map<String, String> read = new HashMap<>();
  private final Map<TensorData, TensorProto> constants = new LinkedHashMap<>();
  private final ExtentWriter<String> writer = new ExtentWriter<>(this);
  private int place;
  private int next;

  /**
   * Writes a constant as a computation.
   *
   * @param name its name
   * @param reader the node in front of which it is written
   * @param constant how it is computed
   * @param seen what it was
   */
  void write(String name, int reader, OpenConstant constant, List<TensorData> seen) {
    place = reader;
    add(node("Identity", name, writer.write(constant, seen.get(0).dtype())));
  }

  /** The nodes that stand in front of the model's node of this number. */
  List<NodeProto> before(int node) {
    List<NodeProto> nodes = new ArrayList<>(reads.getOrDefault(node, List.of()));
    nodes.addAll(others.getOrDefault(node, List.of()));
    return nodes;
  }

  /** The constants they read. */
  Iterable<TensorProto> constants() {
    return constants.values();
  }

  @Override
  public String extent(Extents.Source source) {
    return read.computeIfAbsent(
        source.tensor() + "/" + source.axis(),
        key -> {
          String name = PREFIX + key;
          reads
              .computeIfAbsent(source.from(), k -> new ArrayList<>())
              .add(
                  node("Shape", name, source.tensor())
                      .addAttribute(integer("start", source.axis()))
                      .addAttribute(integer("end", source.axis() + 1))
                      .build());
          return name;
        });
  }

  @Override
  public String constant(TensorData data) {
    return constants
        .computeIfAbsent(data, d -> OnnxTypes.tensor(PREFIX + "c" + constants.size(), d))
        .getName();
  }

  @Override
  public String add(String a, String b) {
    return made("Add", a, b);
  }

  @Override
  public String multiply(String a, String b) {
    return made("Mul", a, b);
  }

  @Override
  public String divide(String a, String b) {
    return made("Div", a, b);
  }

  @Override
  public String least(String a, String b) {
    return made("Min", a, b);
  }

  @Override
  public String most(String a, String b) {
    return made("Max", a, b);
  }

  @Override
  public String floor(String x) {
    return made("Floor", x);
  }

  @Override
  public String sin(String x) {
    return made("Sin", x);
  }

  @Override
  public String columnSums(String matrix) {
    return made("ReduceSum", matrix, constant(TensorData.of(new long[] {0}, 1)));
  }

  @Override
  public String atMost(String a, String b) {
    return made("LessOrEqual", a, b);
  }

  @Override
  public String choose(String condition, double yes, double no) {
    return made(
        "Where",
        condition,
        constant(TensorData.scalar(DataType.FLOAT32, yes)),
        constant(TensorData.scalar(DataType.FLOAT32, no)));
  }

  @Override
  public String concat(List<String> lists) {
    return finished(start("Concat", lists.toArray(String[]::new)).addAttribute(integer("axis", 0)));
  }

  @Override
  public String range(String first, String limit, long step) {
    String by = constant(TensorData.scalar(DataType.INT64, step));
    return made("Range", made("Squeeze", first), made("Squeeze", limit), by);
  }

  @Override
  public String reshape(String x, long... dims) {
    return made("Reshape", x, constant(TensorData.of(dims, dims.length)));
  }

  /** ONNX Runtime does not repeat bfloat16. */
  @Override
  public String tile(String unit, DataType dtype, String times) {
    return dtype == DataType.BFLOAT16
        ? cast(made("Tile", cast(unit, DataType.FLOAT32), times), dtype)
        : made("Tile", unit, times);
  }

  @Override
  public String cast(String x, DataType dtype) {
    return finished(start("Cast", x).addAttribute(integer("to", OnnxTypes.code(dtype))));
  }

  /**
   * By the operator where it does the same, applied to the rows of a unit matrix, or to places in
   * their order.
   */
  @Override
  public String resized(Resized kind, String from, String to) {
    return kind instanceof Resized.Onnx operator
        ? byOperator(operator, from, to)
        : ExtentMath.super.resized(kind, from, to);
  }

  private String byOperator(Resized.Onnx kind, String from, String to) {
    String places = range(constant(TensorData.of(new long[] {0}, 1)), from, 1);
    boolean list = kind.mode().equals("nearest");
    String given = list ? places : made("Equal", reshape(places, -1, 1), places);
    String one = constant(TensorData.of(new long[] {1}, 1));
    String front =
        list
            ? constant(TensorData.of(new long[] {0, 1, 2}, 3))
            : constant(TensorData.of(new long[] {0, 1}, 2));
    String image = made("Unsqueeze", cast(given, DataType.FLOAT32), front);
    String sizes = concat(List.of(one, one, list ? one : from, to));
    String resized =
        finished(
            start("Resize", image, "", "", sizes)
                .addAttribute(text("mode", kind.mode()))
                .addAttribute(text("coordinate_transformation_mode", kind.coordinates()))
                .addAttribute(text("nearest_mode", kind.rounding()))
                .addAttribute(integer("exclude_outside", kind.inside() ? 1 : 0))
                .addAttribute(number("cubic_coeff_a", kind.cubic())));
    return made("Squeeze", resized, front);
  }

  private String made(String operator, String... inputs) {
    return finished(start(operator, inputs));
  }

  private NodeProto.Builder start(String operator, String... inputs) {
    return node(operator, PREFIX + operator + "." + next, inputs);
  }

  private String finished(NodeProto.Builder node) {
    add(node);
    return node.getOutput(0);
  }

  private void add(NodeProto.Builder node) {
    others.computeIfAbsent(place, k -> new ArrayList<>()).add(node.build());
  }

  private NodeProto.Builder node(String operator, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(operator)
        .setName(PREFIX + operator + "#" + next++)
        .addAllInput(List.of(inputs))
        .addOutput(output);
  }
}
