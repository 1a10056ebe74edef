package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Operators whose results have shapes that depend on numbers: they are computed while the model is
 * traced, where their operands are known then, and refused where not.
 */
final class DataDependentOperators {
  private DataDependentOperators() {}

  static void addTo(Operators.Builder table) {
    table.one("NonZero", 9, DataDependentOperators::nonZero);
    table.one("Compress", 9, DataDependentOperators::compress);
    table.add("Unique", 11, DataDependentOperators::unique);
    table.one("NonMaxSuppression", 10, DataDependentOperators::nonMaxSuppression);
  }

  private static Tensor nonZero(OpCall call) {
    TensorData x = call.knownData(0);
    long[] dims = x.type().dims();
    List<Integer> found =
        IntStream.range(0, Math.toIntExact(x.size()))
            .filter(i -> x.getDouble(i) != 0)
            .boxed()
            .toList();
    TensorData result = TensorData.zeros(TensorType.of(DataType.INT64, dims.length, found.size()));
    for (int i = 0; i < found.size(); i++) {
      long rest = found.get(i);
      for (int axis = dims.length - 1; axis >= 0; axis--) {
        result.setLong((long) axis * found.size() + i, rest % dims[axis]);
        rest /= dims[axis];
      }
    }
    return call.constant(result);
  }

  private static Tensor compress(OpCall call) {
    boolean flat = !call.hasAttribute("axis");
    Tensor x = flat ? Values.flat(call.in(0)) : call.in(0);
    int axis = flat ? 0 : call.axis(call.integer("axis", 0), x.rank());
    TensorData condition = call.knownData(1);
    long[] kept =
        IntStream.range(0, Math.toIntExact(Math.min(condition.size(), x.dim(axis))))
            .filter(i -> condition.getDouble(i) != 0)
            .asLongStream()
            .toArray();
    return Shapes.take(x, call.constant(Values.longs(kept)), axis);
  }

  /** The different slices along an axis (or elements), where they are, and how often. */
  private static List<Tensor> unique(OpCall call) {
    TensorData x = call.knownData(0);
    boolean flat = !call.hasAttribute("axis");
    Tensor data = call.constant(flat ? x.reshape(x.size()) : x);
    int axis = flat ? 0 : call.axis(call.integer("axis", 0), data.rank());
    Tensor rows = Shapes.moveaxis(data, axis, 0);
    TensorData ordered = call.scope().knowns().find(rows.value());
    int count = Math.toIntExact(rows.dim(0));
    int width = count == 0 ? 0 : Math.toIntExact(rows.size() / count);
    Comparator<Integer> byContent = (a, b) -> compare(ordered, a, b, width);
    TreeMap<Integer, List<Integer>> groups = new TreeMap<>(byContent);
    for (int i = 0; i < count; i++) {
      groups.computeIfAbsent(i, k -> new ArrayList<>()).add(i);
    }
    List<List<Integer>> found = new ArrayList<>(groups.values());
    if (!call.flag("sorted", true)) {
      found.sort(Comparator.comparing(g -> g.get(0)));
    }
    long[] first = found.stream().mapToLong(g -> g.get(0)).toArray();
    long[] counts = found.stream().mapToLong(List::size).toArray();
    long[] inverse = new long[count];
    for (int i = 0; i < found.size(); i++) {
      for (int member : found.get(i)) {
        inverse[member] = i;
      }
    }
    return List.of(
        Shapes.take(data, call.constant(Values.longs(first)), axis),
        call.constant(Values.longs(first)),
        call.constant(Values.longs(inverse)),
        call.constant(Values.longs(counts)));
  }

  private static int compare(TensorData rows, int a, int b, int width) {
    for (int i = 0; i < width; i++) {
      int order =
          Double.compare(
              rows.getDouble((long) a * width + i), rows.getDouble((long) b * width + i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /** Boxes chosen by falling score, without those that overlap a chosen one too much. */
  private static Tensor nonMaxSuppression(OpCall call) {
    TensorData boxes = call.knownData(0);
    TensorData scores = call.knownData(1);
    double most = call.has(2) ? call.knownData(2).getDouble(0) : 0;
    double overlap = call.has(3) ? call.knownData(3).getDouble(0) : 0;
    double lowest = call.has(4) ? call.knownData(4).getDouble(0) : Double.NEGATIVE_INFINITY;
    boolean centers = call.flag("center_point_box", false);
    int count = Math.toIntExact(boxes.type().dim(1));
    int classes = Math.toIntExact(scores.type().dim(1));
    List<long[]> chosen = new ArrayList<>();
    for (int batch = 0; batch < boxes.type().dim(0); batch++) {
      for (int c = 0; c < classes; c++) {
        long offset = ((long) batch * classes + c) * count;
        long base = (long) batch * count;
        List<Integer> ranked =
            IntStream.range(0, count)
                .filter(i -> scores.getDouble(offset + i) > lowest)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -scores.getDouble(offset + i)))
                .toList();
        List<double[]> kept = new ArrayList<>();
        for (int i : ranked) {
          double[] box = corners(boxes, base + i, centers);
          if (kept.size() < most && kept.stream().allMatch(k -> shared(k, box) <= overlap)) {
            kept.add(box);
            chosen.add(new long[] {batch, c, i});
          }
        }
      }
    }
    long[] all = chosen.stream().flatMapToLong(Arrays::stream).toArray();
    return call.constant(TensorData.of(all, chosen.size(), 3));
  }

  /** A box as the lower and the upper corner. */
  private static double[] corners(TensorData boxes, long box, boolean centers) {
    double a = boxes.getDouble(4 * box);
    double b = boxes.getDouble(4 * box + 1);
    double c = boxes.getDouble(4 * box + 2);
    double d = boxes.getDouble(4 * box + 3);
    return centers
        ? new double[] {a - c / 2, b - d / 2, a + c / 2, b + d / 2}
        : new double[] {Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)};
  }

  /** The area two boxes share, as a part of the area both cover. */
  private static double shared(double[] a, double[] b) {
    double width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
    double height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
    double both = Math.max(width, 0) * Math.max(height, 0);
    double union = area(a) + area(b) - both;
    return union <= 0 ? 0 : both / union;
  }

  private static double area(double[] box) {
    return (box[2] - box[0]) * (box[3] - box[1]);
  }
}
