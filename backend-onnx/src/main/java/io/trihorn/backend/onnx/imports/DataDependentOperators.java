package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Operators whose results have extents that depend on numbers. The host finds the places, of
 * operands that are known when the model is traced or were computed before; what is taken from
 * these places stays part of the graph.
 */
final class DataDependentOperators {
  private static final Set<String> PLACES =
      Set.of("NonZero", "Compress", "Unique", "NonMaxSuppression");

  private DataDependentOperators() {}

  static void addTo(Operators.Builder table) {
    table.add("NonZero", 9, call -> call.onHost(List.of(0), 1, x -> List.of(nonZero(x.get(0)))));
    table.one("Compress", 9, DataDependentOperators::compress);
    table.add("Unique", 11, DataDependentOperators::unique);
    table.add("NonMaxSuppression", 10, DataDependentOperators::nonMaxSuppression);
  }

  /** Whether a node finds places. */
  static boolean isPlace(NodeProto node) {
    return node.getDomain().isEmpty() && PLACES.contains(node.getOpType());
  }

  private static TensorData nonZero(TensorData x) {
    long[] dims = x.type().dims();
    long[] found = places(x, x.size());
    TensorData result = TensorData.zeros(TensorType.of(DataType.INT64, dims.length, found.length));
    for (int i = 0; i < found.length; i++) {
      long rest = found[i];
      for (int axis = dims.length - 1; axis >= 0; axis--) {
        result.setLong((long) axis * found.length + i, rest % dims[axis]);
        rest /= dims[axis];
      }
    }
    return result;
  }

  /** Where there is something else than zeros, among the first elements. */
  private static long[] places(TensorData x, long limit) {
    return IntStream.range(0, Math.toIntExact(Math.min(x.size(), limit)))
        .filter(i -> x.getDouble(i) != 0)
        .asLongStream()
        .toArray();
  }

  private static Tensor compress(OpCall call) {
    boolean flat = !call.hasAttribute("axis");
    Tensor x = flat ? Values.flat(call.in(0)) : call.in(0);
    int axis = flat ? 0 : call.axis(call.integer("axis", 0), x.rank());
    long extent = x.dim(axis);
    List<Tensor> kept =
        call.onHost(List.of(1), 1, c -> List.of(Values.longs(places(c.get(0), extent))));
    return Shapes.take(x, kept.get(0), axis);
  }

  /** The different slices along an axis (or elements), where they are, and how often. */
  private static List<Tensor> unique(OpCall call) {
    boolean flat = !call.hasAttribute("axis");
    Tensor x = flat ? Values.flat(call.in(0)) : call.in(0);
    int axis = flat ? 0 : call.axis(call.integer("axis", 0), x.rank());
    long[] dims = x.type().dims();
    boolean sorted = call.flag("sorted", true);
    List<Tensor> found =
        call.onHost(List.of(0), 3, data -> unique(data.get(0), dims, axis, sorted));
    return List.of(Shapes.take(x, found.get(0), axis), found.get(0), found.get(1), found.get(2));
  }

  /** Where each different slice is first, the number of each slice's kind, and their counts. */
  private static List<TensorData> unique(TensorData x, long[] dims, int axis, boolean sorted) {
    int count = Math.toIntExact(dims[axis]);
    long inner = Values.product(dims, axis + 1, dims.length);
    long outer = Values.product(dims, 0, axis);
    Comparator<Integer> byContent = (a, b) -> compare(x, outer, count, inner, a, b);
    TreeMap<Integer, List<Integer>> groups = new TreeMap<>(byContent);
    for (int i = 0; i < count; i++) {
      groups.computeIfAbsent(i, k -> new ArrayList<>()).add(i);
    }
    List<List<Integer>> found = new ArrayList<>(groups.values());
    if (!sorted) {
      found.sort(Comparator.comparing(g -> g.get(0)));
    }
    long[] inverse = new long[count];
    for (int i = 0; i < found.size(); i++) {
      for (int member : found.get(i)) {
        inverse[member] = i;
      }
    }
    return List.of(
        Values.longs(found.stream().mapToLong(g -> g.get(0)).toArray()),
        Values.longs(inverse),
        Values.longs(found.stream().mapToLong(List::size).toArray()));
  }

  /** Two slices of {@code (outer, count, inner)}, by their first elements that differ. */
  private static int compare(TensorData x, long outer, long count, long inner, int a, int b) {
    for (long o = 0; o < outer; o++) {
      for (long i = 0; i < inner; i++) {
        long row = o * count;
        int order =
            Double.compare(x.getDouble((row + a) * inner + i), x.getDouble((row + b) * inner + i));
        if (order != 0) {
          return order;
        }
      }
    }
    return 0;
  }

  private static List<Tensor> nonMaxSuppression(OpCall call) {
    List<Integer> given = IntStream.range(0, 5).filter(call::has).boxed().toList();
    boolean centers = call.flag("center_point_box", false);
    return call.onHost(
        given,
        1,
        data -> {
          BoxSelection selection =
              new BoxSelection(
                  data.get(0),
                  data.get(1),
                  number(given, data, 2, 0),
                  number(given, data, 3, 0),
                  number(given, data, 4, Double.NEGATIVE_INFINITY),
                  centers);
          return List.of(selection.find());
        });
  }

  private static double number(
      List<Integer> given, List<TensorData> data, int operand, double otherwise) {
    int place = given.indexOf(operand);
    return place < 0 ? otherwise : data.get(place).getDouble(0);
  }
}
