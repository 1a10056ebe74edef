package io.trihorn.caffe;

import static io.trihorn.caffe.Site.dims;
import static io.trihorn.caffe.Site.op;
import static io.trihorn.caffe.Site.rank;
import static io.trihorn.caffe.Site.reshape;

import io.trihorn.config.Slice;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.convolutional.Conv1D;
import io.trihorn.layers.convolutional.Conv1DTranspose;
import io.trihorn.layers.convolutional.Conv2D;
import io.trihorn.layers.convolutional.Conv2DTranspose;
import io.trihorn.layers.convolutional.Conv3D;
import io.trihorn.layers.convolutional.Conv3DTranspose;
import io.trihorn.layers.convolutional.KernelWindowLayer;
import io.trihorn.layers.operations.Operations;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Convolution, its transpose, and the matrix of its windows. */
final class ConvolutionRules {
  private ConvolutionRules() {}

  static void addTo(Map<String, Rule> rules) {
    rules.put("Convolution", ConvolutionRules::convolution);
    rules.put("Deconvolution", ConvolutionRules::transposed);
    rules.put("Im2col", Rule.one(ConvolutionRules::windows));
  }

  private static Part parameters(Site site) {
    Part p = site.parameters("convolution_param");
    if (p.integer("axis") != 1) {
      throw site.error("the axis of the channels should be 1, but is " + p.integer("axis"));
    }
    return p;
  }

  /** In how many parts channels are convolved, each by itself. */
  private static int groups(Site site, Part p) {
    int groups = p.integer("group");
    int channels = dims(site.bottom(0))[1];
    int outputs = p.integer("num_output");
    if (groups < 1 || channels % groups != 0 || outputs % groups != 0) {
      throw site.error(
          "group should divide the channels, of which %d come and %d go, but is %d"
              .formatted(channels, outputs, groups));
    }
    return groups;
  }

  /** Several bottoms go through the same weights. */
  private static List<KerasTensor> convolution(Site site) {
    Part p = parameters(site);
    KerasTensor first = site.bottom(0);
    Windows w = Windows.of(site, p, rank(first) - 2);
    boolean same = keepsSize(w);
    Layer layer =
        site.layer(
            Layer.class, () -> configured(plain(p, w, site), w, site, same ? "same" : "valid"));
    List<KerasTensor> tops =
        site.bottoms().stream().map(x -> layer.apply(same ? x : padded(x, w))).toList();
    int inputs = dims(first)[1] / groups(site, p);
    site.blobs(kernelAndBias(layer, p.integer("num_output"), inputs, w, true));
    return tops;
  }

  /** Whether the border is what makes the output as large as the input. */
  private static boolean keepsSize(Windows w) {
    return IntStream.range(0, w.axes())
        .allMatch(
            axis ->
                w.stride()[axis] == 1
                    && w.reach(axis) % 2 == 1
                    && w.pad()[axis] == w.reach(axis) / 2);
  }

  private static KernelWindowLayer<?> plain(Part p, Windows w, Site site) {
    int filters = p.integer("num_output");
    int groups = p.integer("group");
    return switch (w.axes()) {
      case 1 -> new Conv1D(filters, w.kernel()).groups(groups);
      case 2 -> new Conv2D(filters, w.kernel()).groups(groups);
      case 3 -> new Conv3D(filters, w.kernel()).groups(groups);
      default -> throw axes(site, w.axes());
    };
  }

  private static CaffeException axes(Site site, int axes) {
    return site.error("expected one to three spatial axes, but got " + axes);
  }

  private static KernelWindowLayer<?> configured(
      KernelWindowLayer<?> layer, Windows w, Site site, String padding) {
    Part p = site.parameters("convolution_param");
    layer
        .strides(w.stride())
        .dilationRate(w.dilation())
        .padding(padding)
        .dataFormat("channels_first");
    layer.useBias(p.flag("bias_term"));
    layer.kernelInitializer(Fillers.ofKernel(site, p.part("weight_filler"), w.kernel()));
    layer.biasInitializer(Fillers.ofRows(site, p.part("bias_filler"), 0));
    return layer;
  }

  private static KerasTensor padded(KerasTensor x, Windows w) {
    List<List<Integer>> borders = new ArrayList<>(Collections.nCopies(2, List.of(0, 0)));
    for (int pad : w.pad()) {
      borders.add(List.of(pad, pad));
    }
    return borders.stream().allMatch(b -> b.get(0) == 0)
        ? x
        : op("Pad", Map.of("pad_width", borders), x);
  }

  /** Caffe's kernel has the outputs first (the inputs, if transposed), then the others, places. */
  private static BlobGroup kernelAndBias(
      Layer layer, int first, int second, Windows w, boolean outputsFirst) {
    List<Weight> weights = layer.weights();
    int axes = w.axes();
    long[] shape = new long[axes + 2];
    int[] order = new int[axes + 2];
    shape[0] = first;
    shape[1] = second;
    for (int i = 0; i < axes; i++) {
      shape[i + 2] = w.kernel()[i];
      order[i] = i + 2;
    }
    // Keras has its places first, then inputs and outputs; outputs and inputs where transposed.
    order[axes] = 1;
    order[axes + 1] = 0;
    List<Moved.Blob> blobs = new ArrayList<>();
    blobs.add(new Moved.Blob(weights.get(0), shape, order));
    if (weights.size() > 1) {
      blobs.add(new Moved.Blob(weights.get(1), new long[] {outputsFirst ? first : second}));
    }
    return new Moved(blobs);
  }

  /** Groups are layers of their own, each for a part of the channels. */
  private static List<KerasTensor> transposed(Site site) {
    Part p = parameters(site);
    KerasTensor first = site.bottom(0);
    Windows w = Windows.of(site, p, rank(first) - 2);
    int groups = groups(site, p);
    int outputs = p.integer("num_output") / groups;
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < groups; i++) {
      layers.add(
          site.layer(Layer.class, () -> configured(transpose(outputs, w, site), w, site, "valid")));
    }
    List<KerasTensor> tops =
        site.bottoms().stream().map(x -> cropped(inGroups(layers, x), x, w)).toList();
    int inputs = dims(first)[1] / groups;
    List<BlobGroup> blobs =
        layers.stream().map(layer -> kernelAndBias(layer, inputs, outputs, w, false)).toList();
    site.blobs(groups == 1 ? blobs.get(0) : new Parted(blobs));
    return tops;
  }

  private static KerasTensor inGroups(List<Layer> layers, KerasTensor x) {
    if (layers.size() == 1) {
      return layers.get(0).apply(x);
    }
    Map<String, Object> split = Map.of("indices_or_sections", layers.size(), "axis", 1);
    List<KerasTensor> parts = Operations.applyAll("Split", split, x);
    return op(
        "Concatenate",
        Map.of("axis", 1),
        IntStream.range(0, parts.size()).mapToObj(i -> layers.get(i).apply(parts.get(i))).toList());
  }

  private static KernelWindowLayer<?> transpose(int filters, Windows w, Site site) {
    return switch (w.axes()) {
      case 1 -> new Conv1DTranspose(filters, w.kernel());
      case 2 -> new Conv2DTranspose(filters, w.kernel());
      case 3 -> new Conv3DTranspose(filters, w.kernel());
      default -> throw axes(site, w.axes());
    };
  }

  /** Without the border, and without what Keras adds where strides are longer than windows. */
  private static KerasTensor cropped(KerasTensor y, KerasTensor x, Windows w) {
    List<Object> keys = new ArrayList<>(Collections.nCopies(2, Slice.ALL));
    boolean whole = true;
    for (int axis = 0; axis < w.axes(); axis++) {
      int size = w.stride()[axis] * (dims(x)[axis + 2] - 1) + w.reach(axis) - 2 * w.pad()[axis];
      long from = w.pad()[axis];
      keys.add(Slice.of(from, from + size));
      whole &= from == 0 && size == dims(y)[axis + 2];
    }
    return whole ? y : Operations.getItem(y, keys.toArray());
  }

  private static KerasTensor windows(Site site) {
    KerasTensor x = site.bottom();
    Windows w = Windows.of(site, site.parameters("convolution_param"), rank(x) - 2);
    if (w.axes() != 2) {
      throw site.error("expected two spatial axes, but got " + w.axes());
    }
    KerasTensor columns =
        op(
            "Unfold",
            Map.of(
                "kernel_size", w.kernel(),
                "dilation", w.dilation(),
                "padding", w.pad(),
                "stride", w.stride()),
            x);
    int[] out =
        IntStream.range(0, 2)
            .map(i -> (dims(x)[i + 2] + 2 * w.pad()[i] - w.reach(i)) / w.stride()[i] + 1)
            .toArray();
    return reshape(columns, dims(x)[0], dims(columns)[1], out[0], out[1]);
  }
}
