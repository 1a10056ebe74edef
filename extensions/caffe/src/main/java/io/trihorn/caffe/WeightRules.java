package io.trihorn.caffe;

import static io.trihorn.caffe.Site.dims;
import static io.trihorn.caffe.Site.op;
import static io.trihorn.caffe.Site.rank;
import static io.trihorn.caffe.Site.reshape;

import io.trihorn.initializers.Initializers;
import io.trihorn.layers.activations.PReLU;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.core.Dense;
import io.trihorn.layers.core.Embedding;
import io.trihorn.layers.normalization.BatchNormalization;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Layers with weights that are no convolutions. */
final class WeightRules {
  private WeightRules() {}

  static void addTo(Map<String, Rule> rules) {
    rules.put("InnerProduct", Rule.one(WeightRules::innerProduct));
    rules.put("Embed", Rule.one(WeightRules::embedding));
    rules.put("Scale", Rule.one(WeightRules::scale));
    rules.put("Bias", Rule.one(WeightRules::bias));
    rules.put("BatchNorm", Rule.one(WeightRules::batchNorm));
    rules.put("PReLU", Rule.one(WeightRules::prelu));
    rules.put("Parameter", Rule.one(WeightRules::parameter));
  }

  /** A blob that is learnt, and nothing else. */
  private static KerasTensor parameter(Site site) {
    site.expectBottoms(0);
    List<Integer> shape = site.parameters("parameter_param").part("shape").integers("dim");
    if (shape.isEmpty() || shape.stream().anyMatch(extent -> extent < 1)) {
      throw site.error("expected a shape of extents of at least 1, but got " + shape);
    }
    Parameter layer = site.layer(Parameter.class, () -> new Parameter(shape));
    KerasTensor y = layer.apply(site.anyInput());
    Weight value = layer.weights().get(0);
    site.blobs(new Moved(List.of(new Moved.Blob(value, value.type().dims()))));
    return y;
  }

  /** All axes from one on are one vector. */
  private static KerasTensor innerProduct(Site site) {
    Part p = site.parameters("inner_product_param");
    KerasTensor x = site.bottom();
    int axis = site.axis(p.integer("axis"), rank(x));
    int inputs = Site.count(x, axis, rank(x));
    int outputs = p.integer("num_output");
    int[] shape = Arrays.copyOf(dims(x), axis + 1);
    shape[axis] = inputs;
    Dense dense =
        site.layer(
            Dense.class,
            () ->
                new Dense(outputs)
                    .useBias(p.flag("bias_term"))
                    .kernelInitializer(
                        p.flag("transpose")
                            ? Fillers.ofRows(site, p.part("weight_filler"), 0)
                            : Fillers.of(site, p.part("weight_filler")))
                    .biasInitializer(Fillers.ofRows(site, p.part("bias_filler"), 0)));
    KerasTensor y = dense.apply(reshape(x, shape));
    boolean transposed = p.flag("transpose");
    Weight kernel = dense.weights().get(0);
    site.blobs(
        withBias(
            dense.weights(),
            transposed
                ? new Moved.Blob(kernel, new long[] {inputs, outputs})
                : new Moved.Blob(kernel, new long[] {outputs, inputs}, 1, 0)));
    return y;
  }

  private static Moved withBias(List<Weight> weights, Moved.Blob first) {
    List<Moved.Blob> blobs = new ArrayList<>(List.of(first));
    weights.stream().skip(1).forEach(w -> blobs.add(new Moved.Blob(w, w.type().dims())));
    return new Moved(blobs);
  }

  private static KerasTensor embedding(Site site) {
    Part p = site.parameters("embed_param");
    int rows = p.integer("input_dim");
    int outputs = p.integer("num_output");
    Embedding table =
        site.layer(
            Embedding.class,
            () ->
                new Embedding(rows, outputs)
                    .embeddingsInitializer(Fillers.ofRows(site, p.part("weight_filler"), 0)));
    KerasTensor y = table.apply(site.bottom());
    List<Weight> weights = new ArrayList<>(table.weights());
    if (p.flag("bias_term")) {
      Affine bias =
          site.layer(
              Affine.class,
              () ->
                  new Affine()
                      .axes(rank(site.bottom()), 1)
                      .uses(false, true)
                      .initializers(
                          Initializers.ones(), Fillers.ofRows(site, p.part("bias_filler"), 0)));
      y = bias.apply(y);
      weights.addAll(bias.weights());
    }
    site.blobs(withBias(weights, new Moved.Blob(weights.get(0), new long[] {rows, outputs})));
    return y;
  }

  private static KerasTensor scale(Site site) {
    Part p = site.parameters("scale_param");
    KerasTensor x = site.bottom(0);
    int axis = site.axis(p.integer("axis"), rank(x));
    if (site.bottoms().size() == 2) {
      KerasTensor product = op("Multiply", x, along(x, site.bottom(1), axis));
      return p.flag("bias_term")
          ? affine(site, product, axis, rank(site.bottom(1)), false, p, "filler", "bias_filler")
          : product;
    }
    return affine(site, x, axis, count(site, p, x, axis), true, p, "filler", "bias_filler");
  }

  private static KerasTensor bias(Site site) {
    Part p = site.parameters("bias_param");
    KerasTensor x = site.bottom(0);
    int axis = site.axis(p.integer("axis"), rank(x));
    return site.bottoms().size() == 2
        ? op("Add", x, along(x, site.bottom(1), axis))
        : affine(site, x, axis, count(site, p, x, axis), false, p, "filler", "filler");
  }

  private static int count(Site site, Part p, KerasTensor x, int axis) {
    int count = p.integer("num_axes") == -1 ? rank(x) - axis : p.integer("num_axes");
    if (count < 0 || count > rank(x) - axis) {
      throw site.error(
          "num_axes is " + count + " from axis " + axis + " on, but there are " + rank(x));
    }
    return count;
  }

  /** The second bottom with its axes in line with the first one's from an axis on. */
  private static KerasTensor along(KerasTensor x, KerasTensor weight, int axis) {
    int[] ones = IntStream.range(0, rank(x) - axis - rank(weight)).map(i -> 1).toArray();
    return reshape(
        weight, IntStream.concat(Arrays.stream(dims(weight)), Arrays.stream(ones)).toArray());
  }

  private static KerasTensor affine(
      Site site,
      KerasTensor x,
      int axis,
      int count,
      boolean factors,
      Part p,
      String scaleFiller,
      String biasFiller) {
    boolean summands = !factors || p.flag("bias_term");
    Affine layer =
        site.layer(
            Affine.class,
            () ->
                new Affine()
                    .axes(axis, count)
                    .uses(factors, summands)
                    .initializers(
                        Fillers.ofRows(site, p.part(scaleFiller), 1),
                        Fillers.ofRows(site, p.part(biasFiller), 0)));
    KerasTensor y = layer.apply(x);
    site.blobs(
        new Moved(layer.weights().stream().map(w -> new Moved.Blob(w, w.type().dims())).toList()));
    return y;
  }

  private static KerasTensor batchNorm(Site site) {
    Part p = site.parameters("batch_norm_param");
    boolean fixed =
        p.has("use_global_stats") ? p.flag("use_global_stats") : site.phase() == Phase.TEST;
    if (!fixed) {
      return sums(site, p);
    }
    BatchNormalization layer =
        site.layer(
            BatchNormalization.class,
            () ->
                new BatchNormalization()
                    .axis(1)
                    .momentum(p.number("moving_average_fraction"))
                    .epsilon(p.number("eps"))
                    .center(false)
                    .scale(false)
                    .trainable(false));
    KerasTensor y = layer.apply(site.bottom());
    site.blobs(new Statistics(layer.weights().get(0), layer.weights().get(1)));
    return y;
  }

  private static KerasTensor sums(Site site, Part p) {
    BatchSums layer =
        site.layer(
            BatchSums.class,
            () -> new BatchSums().fading(p.number("moving_average_fraction"), p.number("eps")));
    KerasTensor y = layer.apply(site.bottom());
    site.blobs(
        new Moved(layer.weights().stream().map(w -> new Moved.Blob(w, w.type().dims())).toList()));
    return y;
  }

  /** A slope for each channel, or one for all. */
  private static KerasTensor prelu(Site site) {
    Part p = site.parameters("prelu_param");
    KerasTensor x = site.bottom();
    int first = p.flag("channel_shared") ? 1 : 2;
    PReLU layer =
        site.layer(
            PReLU.class,
            () ->
                new PReLU()
                    .sharedAxes(IntStream.range(first, rank(x)).toArray())
                    .alphaInitializer(Fillers.ofRows(site, p.part("filler"), 0.25)));
    KerasTensor y = layer.apply(x);
    Weight alpha = layer.weights().get(0);
    site.blobs(Moved.of(new Moved.Blob(alpha, new long[] {first == 1 ? 1 : dims(x)[1]})));
    return y;
  }
}
