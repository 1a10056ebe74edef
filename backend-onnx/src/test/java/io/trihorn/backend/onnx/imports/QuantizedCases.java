package io.trihorn.backend.onnx.imports;

import static io.trihorn.backend.onnx.imports.Operands.between;
import static io.trihorn.backend.onnx.imports.Operands.floats;
import static io.trihorn.backend.onnx.imports.Operands.node;
import static io.trihorn.backend.onnx.imports.Operands.reals;
import static io.trihorn.backend.onnx.imports.Operands.whole;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.List;

/** Operators on integers of 8 bits with scales and zero points. */
final class QuantizedCases {
  private static final String DOMAIN = "com.microsoft.";

  private QuantizedCases() {}

  private static TensorData bytes(long... dims) {
    return whole(DataType.UINT8, 0, 256, dims);
  }

  private static TensorData signed(long... dims) {
    return whole(DataType.INT8, -128, 128, dims);
  }

  /**
   * Weights of 7 bits, beside bytes: ONNX Runtime adds two products up in 16 bits on x86 processors
   * without VNNI, and with 8 bits the sum does not fit there.
   */
  static TensorData weights(long... dims) {
    return whole(DataType.INT8, -64, 65, dims);
  }

  private static TensorData scale(double value) {
    return reals(value).reshape();
  }

  private static TensorData zero(int value) {
    return TensorData.of(new long[] {value}, 1).cast(DataType.UINT8).reshape();
  }

  private static TensorData signedZero(int value) {
    return TensorData.of(new long[] {value}, 1).cast(DataType.INT8).reshape();
  }

  static List<NodeCase> products() {
    List<NodeCase> all = new ArrayList<>();
    for (int inner : new int[] {7, 400}) {
      double result = 0.004 * inner;
      all.add(
          node("QLinearMatMul", 10)
              .in(bytes(5, inner))
              .constant(scale(0.03))
              .constant(zero(120))
              .constant(bytes(inner, 6))
              .constant(scale(0.02))
              .constant(zero(130))
              .constant(scale(result))
              .constant(zero(110)));
      all.add(
          node("QLinearMatMul", 21)
              .in(bytes(2, 5, inner))
              .constant(scale(0.03))
              .constant(zero(120))
              .constant(weights(inner, 6))
              .constant(between(0.01, 0.03, 6))
              .constant(whole(DataType.INT8, 0, 1, 6))
              .constant(scale(result))
              .constant(zero(110)));
      all.add(
          node(DOMAIN + "MatMulIntegerToFloat", 1)
              .in(bytes(3, inner))
              .constant(bytes(inner, 4))
              .constant(scale(0.03))
              .constant(between(0.01, 0.03, 4))
              .constant(zero(127))
              .constant(bytes(4))
              .constant(floats(4)));
      all.add(
          node(DOMAIN + "DynamicQuantizeMatMul", 1)
              .in(floats(3, inner))
              .constant(bytes(inner, 4))
              .constant(between(0.01, 0.03, 4))
              .constant(bytes(4))
              .constant(floats(4)));
      all.add(
          node(DOMAIN + "QGemm", 1)
              .in(bytes(3, inner))
              .constant(scale(0.03))
              .constant(zero(127))
              .constant(weights(6, inner))
              .constant(scale(0.02))
              .constant(signedZero(3))
              .constant(whole(DataType.INT32, -900, 900, 6))
              .constant(scale(result))
              .constant(zero(100))
              .attr("transB", 1)
              .attr("alpha", 0.9));
    }
    all.add(
        node(DOMAIN + "QGemm", 1)
            .in(bytes(3, 5))
            .constant(scale(0.03))
            .constant(zero(127))
            .constant(bytes(5, 6))
            .constant(scale(0.02))
            .constant(zero(3)));
    for (int channels : new int[] {2, 40}) {
      all.add(
          node("QLinearConv", 10)
              .in(bytes(2, channels, 6, 5))
              .constant(scale(0.03))
              .constant(zero(120))
              .constant(weights(6, channels, 3, 3))
              .constant(between(0.01, 0.03, 6))
              .constant(whole(DataType.INT8, 0, 1, 6))
              .constant(scale(0.05 * channels))
              .constant(zero(110))
              .constant(whole(DataType.INT32, -900, 900, 6))
              .attr("pads", new long[] {1, 0, 2, 1})
              .attr("strides", new long[] {2, 1}));
      all.add(
          node("ConvInteger", 10)
              .in(bytes(2, channels, 6, 5))
              .constant(bytes(6, channels, 3, 3))
              .constant(zero(120))
              .constant(zero(130))
              .attr("pads", new long[] {1, 0, 2, 1}));
    }
    all.add(
        node("QLinearConv", 10)
            .in(bytes(1, 4, 6, 6))
            .constant(scale(0.03))
            .constant(zero(7))
            .constant(bytes(4, 1, 3, 3))
            .constant(scale(0.02))
            .constant(zero(100))
            .constant(scale(0.1))
            .constant(zero(110))
            .attr("group", 4)
            .attr("auto_pad", "SAME_UPPER"));
    return all;
  }

  static List<NodeCase> elementwise() {
    List<NodeCase> all = new ArrayList<>();
    for (String type : List.of("QLinearAdd", "QLinearMul")) {
      all.add(
          node(DOMAIN + type, 1)
              .in(bytes(3, 4))
              .constant(scale(0.031))
              .constant(zero(120))
              .in(bytes(4))
              .constant(scale(0.017))
              .constant(zero(90))
              .constant(scale(0.053))
              .constant(zero(128)));
      all.add(
          node(DOMAIN + type, 1)
              .in(signed(3, 4))
              .constant(scale(0.031))
              .constant(signedZero(-5))
              .in(signed(3, 4))
              .constant(scale(0.017))
              .constant(signedZero(9))
              .constant(scale(0.053))
              .constant(signedZero(0)));
    }
    all.add(single("QLinearSigmoid", 0.004, bytes(3, 5)));
    all.add(single("QLinearLeakyRelu", 0.04, bytes(3, 5)).attr("alpha", 0.2));
    all.add(single("QLinearSoftmax", 1.0 / 256, bytes(3, 5)).attr("axis", 1).attr("opset", 13));
    // A scale for which no mean of 2, 4 or 6 bytes lies just between two integers, where the last
    // bit of a float would decide.
    all.add(
        single("QLinearAveragePool", 0.03101, bytes(2, 3, 6, 5))
            .attr("kernel_shape", new long[] {3, 2})
            .attr("strides", new long[] {2, 1})
            .attr("pads", new long[] {1, 0, 1, 1}));
    all.add(single("QLinearGlobalAveragePool", 0.01, bytes(2, 3, 6, 5)));
    all.add(
        node(DOMAIN + "QLinearConcat", 1)
            .constant(scale(0.04))
            .constant(zero(120))
            .in(bytes(2, 3))
            .constant(scale(0.031))
            .constant(zero(100))
            .in(bytes(2, 2))
            .constant(scale(0.023))
            .constant(zero(130))
            .attr("axis", 1));
    return all;
  }

  private static NodeCase single(String type, double result, TensorData x) {
    return node(DOMAIN + type, 1)
        .in(x)
        .constant(scale(0.031))
        .constant(zero(120))
        .constant(scale(result))
        .constant(zero(3));
  }
}
