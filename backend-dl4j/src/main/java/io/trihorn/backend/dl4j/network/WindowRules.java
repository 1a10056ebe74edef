package io.trihorn.backend.dl4j.network;

import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Layers over images and the convolution over sequences, channels last. */
final class WindowRules {
  private static final String FORMAT = "data_format";
  private static final String LAST = "channels_last";

  private WindowRules() {}

  static void addTo(Map<String, NetworkExport.Rule> table) {
    table.put("Conv1D", WindowRules::conv1d);
    table.put("Conv2D", WindowRules::conv2d);
    table.put("DepthwiseConv2D", WindowRules::depthwise);
    table.put("SeparableConv2D", WindowRules::separable);
    table.put("Conv2DTranspose", WindowRules::transposed);
    table.put("MaxPooling2D", s -> pool(s, SubsamplingLayer.PoolingType.MAX));
    table.put("AveragePooling2D", s -> pool(s, SubsamplingLayer.PoolingType.AVG));
    table.put("GlobalMaxPooling1D", s -> global(s, PoolingType.MAX, 1));
    table.put("GlobalAveragePooling1D", s -> global(s, PoolingType.AVG, 1));
    table.put("GlobalMaxPooling2D", s -> global(s, PoolingType.MAX, 1, 2));
    table.put("GlobalAveragePooling2D", s -> global(s, PoolingType.AVG, 1, 2));
    table.put("ZeroPadding2D", WindowRules::pad);
    table.put("Cropping2D", WindowRules::crop);
    table.put("UpSampling2D", WindowRules::upSample);
  }

  private static void check(Settings s) {
    s.require(FORMAT, LAST);
    if (s.config().has("groups")) {
      s.require("groups", 1);
    }
  }

  private static Part conv1d(Settings s) {
    check(s);
    Convolution1DLayer layer =
        new Convolution1DLayer.Builder()
            .kernelSize(s.list("kernel_size")[0])
            .stride(s.list("strides")[0])
            .dilation(s.list("dilation_rate")[0])
            .nIn(s.last())
            .nOut(s.whole("filters"))
            .convolutionMode(s.padding())
            .activation(s.activation("activation"))
            .hasBias(s.flag("use_bias"))
            .rnnDataFormat(RNNFormat.NWC)
            .build();
    // Deeplearning4j says (out, in, kernel, 1), but computes as if the elements were in Keras's
    // order.
    INDArray kernel = s.weight("kernel");
    long[] shape = {kernel.size(2), kernel.size(1), kernel.size(0), 1};
    return Part.of(layer).with("W", kernel.reshape('c', shape)).with("b", s.weight("bias"));
  }

  private static Part conv2d(Settings s) {
    check(s);
    ConvolutionLayer layer =
        new ConvolutionLayer.Builder(s.list("kernel_size"), s.list("strides"))
            .dilation(s.list("dilation_rate"))
            .nIn(s.last())
            .nOut(s.whole("filters"))
            .convolutionMode(s.padding())
            .activation(s.activation("activation"))
            .hasBias(s.flag("use_bias"))
            .dataFormat(CNN2DFormat.NHWC)
            .build();
    return Part.of(layer).with("W", turned(s.weight("kernel"))).with("b", s.weight("bias"));
  }

  /** {@code (height, width, a, b)} as {@code (b, a, height, width)}. */
  private static INDArray turned(INDArray kernel) {
    return kernel.permute(3, 2, 0, 1).dup('c');
  }

  private static Part depthwise(Settings s) {
    check(s);
    int multiplier = s.whole("depth_multiplier");
    DepthwiseConvolution2D layer =
        new DepthwiseConvolution2D.Builder(s.list("kernel_size"), s.list("strides"))
            .dilation(s.list("dilation_rate"))
            .depthMultiplier(multiplier)
            .nIn(s.last())
            .nOut(s.last() * multiplier)
            .convolutionMode(s.padding())
            .activation(s.activation("activation"))
            .hasBias(s.flag("use_bias"))
            .dataFormat(CNN2DFormat.NHWC)
            .build();
    return Part.of(layer).with("W", s.weight("kernel")).with("b", s.weight("bias"));
  }

  private static Part separable(Settings s) {
    check(s);
    SeparableConvolution2D layer =
        new SeparableConvolution2D.Builder(s.list("kernel_size"), s.list("strides"))
            .dilation(s.list("dilation_rate"))
            .depthMultiplier(s.whole("depth_multiplier"))
            .nIn(s.last())
            .nOut(s.whole("filters"))
            .convolutionMode(s.padding())
            .activation(s.activation("activation"))
            .hasBias(s.flag("use_bias"))
            .dataFormat(CNN2DFormat.NHWC)
            .build();
    return Part.of(layer)
        .with("W", turned(s.weight("depthwise_kernel")))
        .with("pW", turned(s.weight("pointwise_kernel")))
        .with("b", s.weight("bias"));
  }

  private static Part transposed(Settings s) {
    check(s);
    if (!s.config().get("output_padding").isJsonNull()) {
      throw new Unsupported("output_padding");
    }
    Deconvolution2D layer =
        new Deconvolution2D.Builder(s.list("kernel_size"), s.list("strides"))
            .dilation(s.list("dilation_rate"))
            .nIn(s.last())
            .nOut(s.whole("filters"))
            .convolutionMode(s.padding())
            .activation(s.activation("activation"))
            .hasBias(s.flag("use_bias"))
            .dataFormat(CNN2DFormat.NHWC)
            .build();
    return Part.of(layer).with("W", turned(s.weight("kernel"))).with("b", s.weight("bias"));
  }

  private static Part pool(Settings s, SubsamplingLayer.PoolingType type) {
    check(s);
    return Part.of(
        new SubsamplingLayer.Builder(type, s.list("pool_size"), s.list("strides"))
            .convolutionMode(s.padding())
            .dataFormat(CNN2DFormat.NHWC)
            .build());
  }

  private static Part global(Settings s, PoolingType type, int... axes) {
    check(s);
    return Part.of(
        new GlobalPoolingLayer.Builder(type)
            .poolingDimensions(axes)
            .collapseDimensions(!s.flag("keepdims"))
            .build());
  }

  private static Part pad(Settings s) {
    check(s);
    return Part.of(
        new ZeroPaddingLayer.Builder(s.list("padding")).dataFormat(CNN2DFormat.NHWC).build());
  }

  private static Part crop(Settings s) {
    check(s);
    return Part.of(new Cropping2D.Builder(s.list("cropping")).dataFormat(CNN2DFormat.NHWC).build());
  }

  private static Part upSample(Settings s) {
    check(s);
    s.require("interpolation", "nearest");
    return Part.of(
        new Upsampling2D.Builder().size(s.list("size")).dataFormat(CNN2DFormat.NHWC).build());
  }
}
