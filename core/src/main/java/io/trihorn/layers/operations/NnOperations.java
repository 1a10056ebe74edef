package io.trihorn.layers.operations;

import ai.djl.ndarray.types.DataType;
import io.trihorn.composites.Gelu;
import io.trihorn.graph.Layout;
import io.trihorn.ops.Attend;
import io.trihorn.ops.Crossentropies;
import io.trihorn.ops.Ctc;
import io.trihorn.ops.Folding;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Nonlinear;
import io.trihorn.ops.Normalizing;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.Windows;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** {@code keras.src.ops.nn}. */
final class NnOperations {
  private static final String CONV =
      "strides=1, padding=\"valid\", data_format=null, dilation_rate=1";

  private NnOperations() {}

  static void addTo(OperationTable table) {
    table.module("nn");
    activations(table);
    windows(table);
    norms(table);
    others(table);
  }

  private static void activations(OperationTable table) {
    table
        .unary("Relu", Nn::relu)
        .unary("Relu6", Nonlinear::relu6)
        .unary("Sigmoid", Nn::sigmoid)
        .unary("HardSigmoid", Nonlinear::hardSigmoid)
        .unary("LogSigmoid", Nonlinear::logSigmoid)
        .unary("SparseSigmoid", Nonlinear::sparseSigmoid)
        .unary("Silu", Nonlinear::silu)
        .unary("HardSilu", Nonlinear::hardSilu)
        .unary("HardTanh", Nonlinear::hardTanh)
        .unary("TanhShrink", Nonlinear::tanhShrink)
        .unary("Selu", Nonlinear::selu)
        .unary("Softplus", Nn::softplus)
        .unary("SparsePlus", Nonlinear::sparsePlus)
        .unary("Softsign", Nonlinear::softsign)
        .one("Elu", "alpha=1.0", "x", a -> Nonlinear.elu(a.x(), a.number("alpha")))
        .one("Celu", "alpha=1.0", "x", a -> Nonlinear.celu(a.x(), a.number("alpha")))
        .one("Gelu", "approximate=true", "x", a -> Gelu.of(a.x(), a.flag("approximate")))
        .one("Glu", "axis=-1", "x", a -> Nonlinear.glu(a.x(), a.integer("axis")))
        .one(
            "HardShrink",
            "threshold=0.5",
            "x",
            a -> Nonlinear.hardShrink(a.x(), a.number("threshold")))
        .one(
            "SoftShrink",
            "threshold=0.5",
            "x",
            a -> Nonlinear.softShrink(a.x(), a.number("threshold")))
        .one(
            "LeakyRelu",
            "negative_slope=0.2",
            "x",
            a -> Nonlinear.leakyRelu(a.x(), a.number("negative_slope")))
        .one("Squareplus", "b=4", "x", a -> Nonlinear.squareplus(a.x(), a.number("b")))
        .one(
            "Threshold",
            "threshold, default_value",
            "x",
            a -> Nonlinear.threshold(a.x(), a.number("threshold"), a.number("default_value")))
        .one("Softmax", "axis=-1", "x", NnOperations::softmax)
        .one("LogSoftmax", "axis=-1", "x", NnOperations::logSoftmax)
        .one("Sparsemax", "axis=-1", "x", a -> Nonlinear.sparsemax(a.x(), a.integer("axis")));
  }

  private static Tensor softmax(Arguments a) {
    List<Integer> axes =
        a.isNull("axis") ? all(a.x()) : Arrays.stream(a.axes("axis")).boxed().toList();
    return Nonlinear.softmax(a.x(), axes);
  }

  private static List<Integer> all(Tensor x) {
    return IntStream.range(0, x.rank()).boxed().toList();
  }

  /** Over several axes it is that over their elements in one. */
  private static Tensor logSoftmax(Arguments a) {
    Tensor x = a.x();
    if (!a.isNull("axis") && !a.isList("axis")) {
      return Nn.logSoftmax(x, a.integer("axis"));
    }
    int[] axes = a.axes("axis");
    Tensor away = Ops.subtract(x, Ops.stopGradient(Ops.maxKeep(x, axes)));
    return Ops.subtract(away, Ops.log(Ops.sumKeep(Ops.exp(away), axes)));
  }

  private static Windows.Padding padding(Arguments a) {
    return Windows.Padding.parse(a.text("padding"));
  }

  private static void windows(OperationTable table) {
    table
        .one("Conv", CONV, "inputs, kernel", NnOperations::conv)
        .one(
            "DepthwiseConv",
            CONV,
            "inputs, kernel",
            a -> {
              Tensor x = a.tensor("inputs");
              int n = x.rank() - 2;
              return Folding.depthwiseConv(
                  x,
                  a.tensor("kernel"),
                  a.sizes("strides", n),
                  padding(a),
                  a.sizes("dilation_rate", n),
                  a.layout());
            })
        .one(
            "SeparableConv",
            CONV,
            "inputs, depthwise_kernel, pointwise_kernel",
            a -> {
              Tensor x = a.tensor("inputs");
              int n = x.rank() - 2;
              return Folding.separableConv(
                  x,
                  a.tensor("depthwise_kernel"),
                  a.tensor("pointwise_kernel"),
                  a.sizes("strides", n),
                  padding(a),
                  a.sizes("dilation_rate", n),
                  a.layout());
            })
        .one(
            "ConvTranspose",
            "strides=1, padding=\"valid\", output_padding=null, data_format=null, dilation_rate=1",
            "inputs, kernel",
            a -> {
              Tensor x = a.tensor("inputs");
              int n = x.rank() - 2;
              return Windows.convTranspose(
                  x,
                  a.tensor("kernel"),
                  a.sizes("strides", n),
                  padding(a),
                  a.isNull("output_padding") ? null : a.sizes("output_padding", n),
                  a.sizes("dilation_rate", n),
                  a.layout());
            })
        .one(
            "MaxPool",
            "pool_size, strides=null, padding=\"valid\", data_format=null",
            "inputs",
            a -> pool(a, Windows::maxPool))
        .one(
            "AveragePool",
            "pool_size, strides=null, padding=\"valid\", data_format=null",
            "inputs",
            a -> pool(a, Windows::averagePool))
        .one(
            "AdaptiveAveragePool",
            "output_size, data_format=null",
            "inputs",
            a -> Folding.adaptiveAveragePool(a.tensor("inputs"), outputSize(a), a.layout()))
        .one(
            "AdaptiveMaxPool",
            "output_size, data_format=null",
            "inputs",
            a -> Folding.adaptiveMaxPool(a.tensor("inputs"), outputSize(a), a.layout()))
        .one(
            "Unfold",
            "kernel_size, dilation=1, padding=0, stride=1",
            "x",
            a ->
                Folding.unfold(
                    a.x(),
                    a.sizes("kernel_size", 2),
                    a.sizes("dilation", 2),
                    a.sizes("padding", 2),
                    a.sizes("stride", 2)))
        .one(
            "Fold",
            "output_size, kernel_size, dilation=1, padding=0, stride=1",
            "x",
            a ->
                Folding.fold(
                    a.x(),
                    a.sizes("output_size", 2),
                    a.sizes("kernel_size", 2),
                    a.sizes("dilation", 2),
                    a.sizes("padding", 2),
                    a.sizes("stride", 2)))
        .one(
            "SpaceToDepth",
            "block_size, data_format=\"channels_last\"",
            "x",
            a -> Folding.spaceToDepth(a.x(), a.integer("block_size"), a.layout()))
        .one(
            "DepthToSpace",
            "block_size, data_format=\"channels_last\"",
            "x",
            a -> Folding.depthToSpace(a.x(), a.integer("block_size"), a.layout()));
  }

  private static List<Integer> outputSize(Arguments a) {
    return a.sizes("output_size", a.tensor("inputs").rank() - 2);
  }

  /** A kernel for a part of the channels only means groups of them. */
  private static Tensor conv(Arguments a) {
    Tensor x = a.tensor("inputs");
    Tensor kernel = a.tensor("kernel");
    int n = x.rank() - 2;
    long channels = x.dim(a.layout() == Layout.CHANNELS_LAST ? -1 : 1);
    int groups = Math.toIntExact(channels / kernel.dim(-2));
    return Windows.conv(
        x,
        kernel,
        a.sizes("strides", n),
        padding(a),
        a.sizes("dilation_rate", n),
        groups,
        a.layout());
  }

  private interface Pool {
    Tensor apply(
        Tensor x,
        List<Integer> window,
        List<Integer> strides,
        Windows.Padding padding,
        Layout layout);
  }

  private static Tensor pool(Arguments a, Pool pool) {
    Tensor x = a.tensor("inputs");
    int n = x.rank() - 2;
    List<Integer> window = a.sizes("pool_size", n);
    List<Integer> strides = a.isNull("strides") ? window : a.sizes("strides", n);
    return pool.apply(x, window, strides, padding(a), a.layout());
  }

  private static void norms(OperationTable table) {
    table
        .one(
            "BatchNorm",
            "axis, epsilon=0.001",
            "x, mean, variance, offset=null, scale=null",
            a ->
                Normalizing.batchNormalization(
                    a.x(),
                    a.tensor("mean"),
                    a.tensor("variance"),
                    a.integer("axis"),
                    a.tensorOrNull("offset"),
                    a.tensorOrNull("scale"),
                    a.number("epsilon")))
        .one(
            "LayerNorm",
            "axis=-1, epsilon=null, rms_scaling=false",
            "x, gamma=null, beta=null",
            NnOperations::layerNorm)
        .one(
            "RMSNorm",
            "axis=-1, epsilon=null",
            "x, scale=null",
            a ->
                Normalizing.rmsNormalization(
                    a.x(), a.tensorOrNull("scale"), a.number("epsilon", 1e-7), a.axes("axis")))
        .one("Normalize", "axis=-1, order=2, epsilon=null", "x", NnOperations::normalize);
  }

  private static Tensor layerNorm(Arguments a) {
    double epsilon = a.number("epsilon", 1e-7);
    if (!a.flag("rms_scaling")) {
      return Normalizing.layerNormalization(
          a.x(), a.tensorOrNull("gamma"), a.tensorOrNull("beta"), epsilon, a.axes("axis"));
    }
    // Keras keeps the mean here, and divides by the root of the variance.
    Tensor x = a.x();
    Tensor deviation = Ops.rsqrt(Ops.add(Ops.varianceKeep(x, a.axes("axis")), epsilon));
    Tensor y = Ops.multiply(x, deviation);
    return a.isNull("gamma") ? y : Ops.multiply(y, a.tensor("gamma"));
  }

  private static Tensor normalize(Arguments a) {
    Tensor x = a.x();
    double epsilon = a.number("epsilon", 1e-7);
    double order = a.number("order");
    int[] axes = a.axes("axis");
    if (order == 2) {
      Tensor inverse = Ops.rsqrt(Ops.sumKeep(Ops.square(x), axes));
      return Ops.multiply(x, Ops.minimum(inverse, 1 / epsilon));
    }
    Tensor sum = Ops.sumKeep(Ops.power(Ops.abs(x), order), axes);
    return Ops.divide(x, Ops.maximum(Ops.power(sum, 1 / order), epsilon));
  }

  private static void others(OperationTable table) {
    table
        .one(
            "OneHot",
            "num_classes, axis=-1, dtype=null, sparse=false",
            "x",
            a -> {
              dense(a);
              return Normalizing.oneHot(a.x(), a.whole("num_classes"), a.integer("axis"), type(a));
            })
        .one(
            "MultiHot",
            "num_classes=null, axis=-1, dtype=null, sparse=false",
            "inputs",
            a -> {
              dense(a);
              return Normalizing.multiHot(a.tensor("inputs"), a.whole("num_classes"), type(a));
            })
        .one(
            "BinaryCrossentropy",
            "from_logits=false",
            "target, output",
            a ->
                Crossentropies.binary(
                    a.tensor("target"), a.tensor("output"), a.flag("from_logits")))
        .one(
            "CategoricalCrossentropy",
            "from_logits=false, axis=-1",
            "target, output",
            a ->
                Crossentropies.categorical(
                    last(a, "target"), last(a, "output"), a.flag("from_logits")))
        .one(
            "SparseCategoricalCrossentropy",
            "from_logits=false, axis=-1",
            "target, output",
            a ->
                Crossentropies.sparseCategorical(
                    a.tensor("target"), last(a, "output"), a.flag("from_logits")))
        .one(
            "CTCLoss",
            "mask_index=0",
            "target, output, target_length, output_length",
            a ->
                Ctc.ctcLoss(
                    a.tensor("target"),
                    a.tensor("output"),
                    a.tensor("target_length"),
                    a.tensor("output_length"),
                    a.integer("mask_index")))
        .many(
            "CTCDecode",
            "strategy=\"greedy\", beam_width=100, top_paths=1, merge_repeated=true, mask_index=0",
            "inputs, sequence_lengths",
            a -> {
              if (!a.text("strategy").equals("greedy")) {
                throw a.unsupported("only the strategy greedy is here");
              }
              return Ctc.ctcDecode(
                  a.tensor("inputs"),
                  a.tensor("sequence_lengths"),
                  a.flag("merge_repeated"),
                  a.integer("mask_index"));
            })
        .one(
            "DotProductAttention",
            "is_causal=false, flash_attention=null, attn_logits_soft_cap=null",
            "query, key, value, bias=null, mask=null, scale=null",
            a -> {
              if (!a.isNull("attn_logits_soft_cap")) {
                throw a.unsupported("attn_logits_soft_cap is not here");
              }
              return Attend.dotProductAttention(
                  a.tensor("query"),
                  a.tensor("key"),
                  a.tensor("value"),
                  a.tensorOrNull("bias"),
                  a.tensorOrNull("mask"),
                  a.numberOrNull("scale"),
                  a.flag("is_causal"));
            })
        .one(
            "PSNR",
            "max_val",
            "x1, x2",
            a -> Normalizing.psnr(a.tensor("x1"), a.tensor("x2"), a.number("max_val")));
  }

  private static void dense(Arguments a) {
    if (a.flag("sparse")) {
      throw a.unsupported("sparse tensors are not here");
    }
  }

  private static DataType type(Arguments a) {
    return a.isNull("dtype") ? DataType.FLOAT32 : a.dtype("dtype");
  }

  /** The classes on the last axis. */
  private static Tensor last(Arguments a, String name) {
    return Shapes.moveaxis(a.tensor(name), a.integer("axis"), -1);
  }
}
