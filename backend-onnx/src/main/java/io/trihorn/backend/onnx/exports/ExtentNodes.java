package io.trihorn.backend.onnx.exports;

import static io.trihorn.backend.onnx.emit.Attributes.integer;
import static io.trihorn.backend.onnx.emit.Attributes.number;
import static io.trihorn.backend.onnx.emit.Attributes.text;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.trihorn.backend.onnx.emit.OnnxTypes;
import io.trihorn.export.Progression;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Writes nodes that compute values from extents, which are read off tensors. */
final class ExtentNodes {
  private static final String PREFIX = "extents/";

  private final Map<Integer, List<NodeProto>> reads = new HashMap<>();
  private final Map<Integer, List<NodeProto>> others = new HashMap<>();
  private final Map<String, String> read = new HashMap<>();
  private final Map<TensorData, TensorProto> constants = new LinkedHashMap<>();
  private int place;
  private int next;

  /** From here on nodes are written in front of the model's node of this number. */
  void at(int node) {
    place = node;
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

  /** A list of extents or positions, or a single one as a scalar. */
  void write(String name, DataType dtype, List<Extents.Formula> formulas, int rank) {
    String list = list(name, formulas);
    String shaped = rank == 0 ? name + "/scalar" : list;
    if (rank == 0) {
      add(node("Squeeze", shaped, list));
    }
    add(
        dtype == DataType.INT64
            ? node("Identity", name, shaped)
            : node("Cast", name, shaped).addAttribute(integer("to", OnnxTypes.code(dtype))));
  }

  /** The extents in one list. */
  private String list(String name, List<Extents.Formula> formulas) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < formulas.size(); i++) {
      parts.add(computed(name + "/" + i, formulas.get(i)));
    }
    if (parts.size() == 1) {
      return parts.get(0);
    }
    String list = name + "/list";
    add(node("Concat", list, parts.toArray(String[]::new)).addAttribute(integer("axis", 0)));
    return list;
  }

  private String computed(String name, Extents.Formula formula) {
    if (formula.sources().isEmpty()) {
      return constant(new long[] {formula.offset()}, 1);
    }
    String result = extent(formula.sources().get(0));
    for (int i = 1; i < formula.sources().size(); i++) {
      String operator = formula.sum() ? "Add" : "Mul";
      result = combined(operator, name + "/" + i, result, extent(formula.sources().get(i)));
    }
    if (formula.factor() != 1) {
      String factor = constant(new long[] {formula.factor()}, 1);
      result = combined("Mul", name + "/times", result, factor);
    }
    if (formula.offset() != 0) {
      String offset = constant(new long[] {formula.offset()}, 1);
      result = combined("Add", name + "/plus", result, offset);
    }
    return result;
  }

  private String combined(String operator, String name, String a, String b) {
    add(node(operator, name, a, b));
    return name;
  }

  /** One extent as a list of one number. */
  private String extent(Extents.Source source) {
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

  /**
   * A piece, repeated. ONNX Runtime does not repeat bfloat16.
   *
   * @param times how often along each axis
   */
  void tile(String name, TensorData unit, List<Extents.Formula> times) {
    boolean narrow = unit.dtype() == DataType.BFLOAT16;
    TensorData wide = narrow ? unit.cast(DataType.FLOAT32) : unit;
    String tiled = narrow ? name + "/wide" : name;
    add(node("Tile", tiled, constant(wide), list(name, times)));
    if (narrow) {
      int code = OnnxTypes.code(DataType.BFLOAT16);
      add(node("Cast", name, tiled).addAttribute(integer("to", code)));
    }
  }

  /**
   * Runs of integers, one after the other.
   *
   * @param bounds where each begins and where it ends
   */
  void runs(String name, DataType dtype, Runs runs, List<Extents.Formula> bounds) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < runs.runs().size(); i++) {
      String run = name + "/run" + i;
      long step = runs.runs().get(i).step();
      range(
          run,
          computed(run + "/first", bounds.get(2 * i)),
          computed(run + "/last", bounds.get(2 * i + 1)),
          step);
      parts.add(run);
    }
    String all = name + "/runs";
    add(node("Concat", all, parts.toArray(String[]::new)).addAttribute(integer("axis", 0)));
    add(node("Cast", name, all).addAttribute(integer("to", OnnxTypes.code(dtype))));
  }

  /** The numbers from one up to another, which is not among them, both lists of one number. */
  private void range(String name, String first, String last, long step) {
    add(node("Squeeze", name + "/start", first));
    add(node("Squeeze", name + "/limit", last));
    String by = constant(TensorData.scalar(DataType.INT64, step));
    add(node("Range", name, name + "/start", name + "/limit", by));
  }

  /**
   * One number up to a diagonal and another one behind.
   *
   * @param type of one of such tensors
   * @param numbers of rows, of columns, and the diagonal
   */
  void triangle(String name, TensorType type, Triangle triangle, List<Extents.Formula> numbers) {
    String zero = constant(new long[] {0}, 1);
    range(name + "/i", zero, computed(name + "/rows", numbers.get(0)), 1);
    range(name + "/j", zero, computed(name + "/columns", numbers.get(1)), 1);
    add(node("Reshape", name + "/column", name + "/i", constant(new long[] {-1, 1}, 2)));
    String diagonal = computed(name + "/diagonal", numbers.get(2));
    add(node("Add", name + "/last", name + "/column", diagonal));
    add(node("LessOrEqual", name + "/inside", name + "/j", name + "/last"));
    // ONNX Runtime has no choice between numbers of narrow types, nor between truth values.
    String below = constant(TensorData.scalar(DataType.FLOAT32, triangle.below()));
    String above = constant(TensorData.scalar(DataType.FLOAT32, triangle.above()));
    add(node("Where", name + "/matrix", name + "/inside", below, above));
    String shaped = name + "/matrix";
    if (type.rank() > 2) {
      shaped = name + "/shaped";
      String front = constant(LongStream.range(0, type.rank() - 2).toArray(), type.rank() - 2);
      add(node("Unsqueeze", shaped, name + "/matrix", front));
    }
    add(node("Cast", name, shaped).addAttribute(integer("to", OnnxTypes.code(type.dtype()))));
  }

  /**
   * What resizing does along an axis: to the rows of a unit matrix, or to places in their order.
   *
   * @param ends the extent before and behind
   */
  void resized(String name, DataType dtype, Resized kind, List<Extents.Formula> ends) {
    String from = computed(name + "/from", ends.get(0));
    range(name + "/places", constant(new long[] {0}, 1), from, 1);
    boolean list = kind.mode().equals("nearest");
    String given = name + "/places";
    if (!list) {
      add(node("Reshape", name + "/column", given, constant(new long[] {-1, 1}, 2)));
      add(node("Equal", name + "/unit", name + "/column", given));
      given = name + "/unit";
    }
    String one = constant(new long[] {1}, 1);
    String front = list ? constant(new long[] {0, 1, 2}, 3) : constant(new long[] {0, 1}, 2);
    add(
        node("Cast", name + "/floats", given)
            .addAttribute(integer("to", OnnxTypes.code(DataType.FLOAT32))));
    add(node("Unsqueeze", name + "/image", name + "/floats", front));
    String to = computed(name + "/to", ends.get(1));
    add(
        node("Concat", name + "/sizes", one, one, list ? one : from, to)
            .addAttribute(integer("axis", 0)));
    add(
        node("Resize", name + "/resized", name + "/image", "", "", name + "/sizes")
            .addAttribute(text("mode", kind.mode()))
            .addAttribute(text("coordinate_transformation_mode", kind.coordinates()))
            .addAttribute(text("nearest_mode", kind.rounding()))
            .addAttribute(number("cubic_coeff_a", kind.cubic())));
    add(node("Squeeze", name + "/flat", name + "/resized", front));
    add(node("Cast", name, name + "/flat").addAttribute(integer("to", OnnxTypes.code(dtype))));
  }

  /** Rows that go on by a step, as many as an extent says. */
  void progress(String name, Progression progression, Extents.Source rowsOf) {
    TensorData unit = progression.unit();
    long[] part = unit.toLongArray();
    long[] open = progression.openDims();
    add(node("Squeeze", name + "/count", extent(rowsOf)));
    String zero = constant(TensorData.scalar(DataType.INT64, 0));
    String one = constant(TensorData.scalar(DataType.INT64, 1));
    add(node("Range", name + "/range", zero, name + "/count", one));
    add(node("Reshape", name + "/column", name + "/range", constant(new long[] {-1, 1}, 2)));
    String step = constant(TensorData.scalar(DataType.INT64, progression.step()));
    add(node("Mul", name + "/steps", name + "/column", step));
    String row = constant(TensorData.of(part, 1, part.length));
    add(node("Add", name + "/table", name + "/steps", row));
    String rows = name + "/rows";
    add(node("Reshape", rows, name + "/table", constant(open, open.length)));
    add(node("Cast", name, rows).addAttribute(integer("to", OnnxTypes.code(unit.dtype()))));
  }

  private String constant(long[] values, int n) {
    return constant(TensorData.of(values, n));
  }

  private String constant(TensorData data) {
    return constants
        .computeIfAbsent(data, d -> OnnxTypes.tensor(PREFIX + "c" + constants.size(), d))
        .getName();
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
