package io.trihorn.caffe;

import static io.trihorn.caffe.Site.dims;
import static io.trihorn.caffe.Site.op;
import static io.trihorn.caffe.Site.rank;
import static io.trihorn.caffe.Site.reshape;

import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.operations.Operations;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Layers that combine elements without windows and without weights. */
final class ArithmeticRules {
  private ArithmeticRules() {}

  static void addTo(Map<String, Rule> rules) {
    rules.put("Eltwise", Rule.one(ArithmeticRules::eltwise));
    rules.put("Reduction", Rule.one(ArithmeticRules::reduction));
    rules.put("Softmax", Rule.one(ArithmeticRules::softmax));
    rules.put("ArgMax", Rule.one(ArithmeticRules::argmax));
    rules.put("MVN", Rule.one(ArithmeticRules::meanVariance));
    rules.put("LRN", Rule.one(ArithmeticRules::localResponse));
  }

  private static KerasTensor eltwise(Site site) {
    Part p = site.parameters("eltwise_param");
    List<KerasTensor> xs = site.bottoms();
    List<Double> factors = p.numbers("coeff");
    if (!factors.isEmpty() && factors.size() != xs.size()) {
      throw site.error("expected a coeff for each bottom, but got " + factors.size());
    }
    String operation =
        switch (p.text("operation")) {
          case "PROD" -> "Multiply";
          case "MAX" -> "Maximum";
          default -> "Add";
        };
    if (!factors.isEmpty() && !operation.equals("Add")) {
      throw site.error("coeff goes with SUM only; leave it out");
    }
    return IntStream.range(0, xs.size())
        .mapToObj(
            i ->
                factors.isEmpty() || factors.get(i) == 1
                    ? xs.get(i)
                    : op("Multiply", xs.get(i), factors.get(i)))
        .reduce((x, y) -> op(operation, x, y))
        .orElseThrow();
  }

  private static KerasTensor reduction(Site site) {
    Part p = site.parameters("reduction_param");
    KerasTensor x = site.bottom();
    int first = site.axis(p.integer("axis"), rank(x));
    Map<String, Object> axes = Map.of("axis", IntStream.range(first, rank(x)).toArray());
    KerasTensor made =
        switch (p.text("operation")) {
          case "ASUM" -> op("Sum", axes, op("Abs", x));
          case "SUMSQ" -> op("Sum", axes, op("Square", x));
          case "MEAN" -> op("Mean", axes, x);
          default -> op("Sum", axes, x);
        };
    return p.number("coeff") == 1 ? made : op("Multiply", made, p.number("coeff"));
  }

  private static KerasTensor softmax(Site site) {
    int axis = site.parameters("softmax_param").integer("axis");
    return op("Softmax", Map.of("axis", site.axis(axis, rank(site.bottom()))), site.bottom());
  }

  /** Along an axis, places or values; else of all of a sample, places and below them the values. */
  private static KerasTensor argmax(Site site) {
    Part p = site.parameters("argmax_param");
    KerasTensor x = site.bottom();
    Map<String, Object> first = Map.of("k", p.integer("top_k"));
    Map<String, Object> asFloat = Map.of("dtype", "float32");
    boolean values = p.flag("out_max_val");
    if (p.has("axis")) {
      int axis = site.axis(p.integer("axis"), rank(x));
      KerasTensor last = op("Moveaxis", Map.of("source", axis, "destination", -1), x);
      List<KerasTensor> top = Operations.applyAll("TopK", first, last);
      KerasTensor chosen = values ? top.get(0) : op("Cast", asFloat, top.get(1));
      return op("Moveaxis", Map.of("source", -1, "destination", axis), chosen);
    }
    KerasTensor flat = reshape(x, dims(x)[0], Site.count(x, 1, rank(x)));
    List<KerasTensor> top = Operations.applyAll("TopK", first, flat);
    KerasTensor places = op("Cast", asFloat, top.get(1));
    KerasTensor chosen =
        values ? op("Stack", Map.of("axis", 1), List.of(places, top.get(0))) : places;
    int[] shape = new int[Math.max(3, rank(x))];
    Arrays.fill(shape, 1);
    shape[0] = dims(x)[0];
    shape[1] = values ? 2 : 1;
    shape[2] = p.integer("top_k");
    return reshape(chosen, shape);
  }

  /** Each channel of each sample without its mean, divided by its deviation. */
  private static KerasTensor meanVariance(Site site) {
    Part p = site.parameters("mvn_param");
    KerasTensor x = site.bottom();
    int first = p.flag("across_channels") ? 1 : 2;
    Map<String, Object> each =
        Map.of("axis", IntStream.range(first, rank(x)).toArray(), "keepdims", true);
    KerasTensor centered = op("Subtract", x, op("Mean", each, x));
    if (!p.flag("normalize_variance")) {
      return centered;
    }
    KerasTensor deviation = op("Sqrt", op("Mean", each, op("Square", centered)));
    return op("TrueDivide", centered, op("Add", deviation, p.number("eps")));
  }

  private static KerasTensor localResponse(Site site) {
    Part p = site.parameters("lrn_param");
    KerasTensor x = site.bottom();
    int size = p.integer("local_size");
    if (size % 2 == 0) {
      throw site.error("local_size should be odd, but is " + size);
    }
    KerasTensor squares = op("Square", x);
    boolean within = p.text("norm_region").equals("WITHIN_CHANNEL");
    KerasTensor mean = within ? overPlaces(squares, size) : overChannels(squares, size);
    KerasTensor scale =
        op("Add", op("Multiply", mean, p.number("alpha")), within ? 1 : p.number("k"));
    return op("Multiply", x, op("Power", scale, -p.number("beta")));
  }

  /**
   * The sum over neighbouring channels divided by the size; beyond the first and last are zeros.
   */
  private static KerasTensor overChannels(KerasTensor x, int size) {
    int[] dims = dims(x);
    KerasTensor rows = reshape(x, dims[0], 1, dims[1], Site.count(x, 2, dims.length));
    return reshape(mean(rows, size / 2, 0, size, 1), dims);
  }

  private static KerasTensor overPlaces(KerasTensor x, int size) {
    return mean(x, size / 2, size / 2, size, size);
  }

  private static KerasTensor mean(KerasTensor x, int padH, int padW, int height, int width) {
    List<List<Integer>> borders =
        List.of(List.of(0, 0), List.of(0, 0), List.of(padH, padH), List.of(padW, padW));
    return op(
        "AveragePool",
        Map.of(
            "pool_size",
            new int[] {height, width},
            "strides",
            new int[] {1, 1},
            "data_format",
            "channels_first"),
        op("Pad", Map.of("pad_width", borders), x));
  }
}
