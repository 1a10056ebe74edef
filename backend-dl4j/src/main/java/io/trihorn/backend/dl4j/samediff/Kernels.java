package io.trihorn.backend.dl4j.samediff;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv3DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.DeConv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.DeConv3DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling3DConfig;

/**
 * SameDiff's windowed ops of two and three spatial axes, channels last, without padding and
 * dilation. Settings for one axis are taken for the second of two.
 */
record Kernels(SameDiff sd, List<Integer> strides) {
  private long at(List<? extends Number> list, int axis, int rank) {
    int i = axis - rank + list.size();
    return i < 0 ? 1 : list.get(i).longValue();
  }

  SDVariable conv(SDVariable x, SDVariable kernel, List<Integer> window) {
    if (window.size() == 3) {
      Conv3DConfig config =
          Conv3DConfig.builder()
              .kD(window.get(0))
              .kH(window.get(1))
              .kW(window.get(2))
              .sD(strides.get(0))
              .sH(strides.get(1))
              .sW(strides.get(2))
              .paddingMode(PaddingMode.VALID)
              .dataFormat(Conv3DConfig.NDHWC)
              .build();
      return sd.cnn.conv3d(x, kernel, config);
    }
    Conv2DConfig config =
        Conv2DConfig.builder()
            .kH(at(window, 0, 2))
            .kW(at(window, 1, 2))
            .sH(at(strides, 0, 2))
            .sW(at(strides, 1, 2))
            .paddingMode(PaddingMode.VALID)
            .dataFormat(Conv2DConfig.NHWC)
            .weightsFormat(WeightsFormat.YXIO)
            .build();
    return sd.cnn.conv2d(x, kernel, config);
  }

  SDVariable transposed(SDVariable x, SDVariable kernel, List<Integer> window) {
    if (window.size() == 3) {
      DeConv3DConfig config =
          DeConv3DConfig.builder()
              .kD(window.get(0))
              .kH(window.get(1))
              .kW(window.get(2))
              .sD(strides.get(0))
              .sH(strides.get(1))
              .sW(strides.get(2))
              .isSameMode(false)
              .dataFormat(DeConv3DConfig.NDHWC)
              .build();
      return sd.cnn.deconv3d(x, kernel, config);
    }
    DeConv2DConfig config =
        DeConv2DConfig.builder()
            .kH(at(window, 0, 2))
            .kW(at(window, 1, 2))
            .sH(at(strides, 0, 2))
            .sW(at(strides, 1, 2))
            .isSameMode(false)
            .dataFormat(DeConv2DConfig.NHWC)
            .build();
    return sd.cnn.deconv2d(x, kernel, config);
  }

  SDVariable max(SDVariable x, List<Integer> window) {
    return window.size() == 3
        ? sd.cnn.maxPooling3d(x, pool3(window))
        : sd.cnn.maxPooling2d(x, pool2(window));
  }

  SDVariable mean(SDVariable x, List<Integer> window) {
    return window.size() == 3
        ? sd.cnn.avgPooling3d(x, pool3(window))
        : sd.cnn.avgPooling2d(x, pool2(window));
  }

  private Pooling2DConfig pool2(List<Integer> window) {
    return Pooling2DConfig.builder()
        .kH(at(window, 0, 2))
        .kW(at(window, 1, 2))
        .sH(at(strides, 0, 2))
        .sW(at(strides, 1, 2))
        .paddingMode(PaddingMode.VALID)
        .isNHWC(true)
        .build();
  }

  private Pooling3DConfig pool3(List<Integer> window) {
    return Pooling3DConfig.builder()
        .kD(window.get(0))
        .kH(window.get(1))
        .kW(window.get(2))
        .sD(strides.get(0))
        .sH(strides.get(1))
        .sW(strides.get(2))
        .isSameMode(false)
        .isNCDHW(false)
        .build();
  }
}
