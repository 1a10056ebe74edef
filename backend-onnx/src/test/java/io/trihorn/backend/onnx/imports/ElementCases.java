package io.trihorn.backend.onnx.imports;

import static io.trihorn.backend.onnx.imports.Operands.between;
import static io.trihorn.backend.onnx.imports.Operands.floats;
import static io.trihorn.backend.onnx.imports.Operands.longs;
import static io.trihorn.backend.onnx.imports.Operands.node;
import static io.trihorn.backend.onnx.imports.Operands.reals;
import static io.trihorn.backend.onnx.imports.Operands.whole;

import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;

/** Nodes that work element by element. */
final class ElementCases {
  private ElementCases() {}

  static List<NodeCase> elementwise() {
    List<NodeCase> all = new ArrayList<>();
    for (String type :
        List.of(
            "Neg",
            "Abs",
            "Exp",
            "Floor",
            "Ceil",
            "Round",
            "Sign",
            "Sin",
            "Cos",
            "Tan",
            "Atan",
            "Sinh",
            "Cosh",
            "Asinh",
            "Tanh",
            "Sigmoid",
            "Erf",
            "Relu",
            "Softplus",
            "Softsign",
            "LeakyRelu",
            "Elu",
            "Selu",
            "Celu",
            "ThresholdedRelu",
            "HardSigmoid",
            "HardSwish",
            "Mish",
            "Shrink",
            "Reciprocal",
            "Identity")) {
      all.add(node(type, 18).in(floats(3, 5)));
    }
    for (String type : List.of("Asin", "Acos", "Atanh")) {
      all.add(node(type, 18).in(between(-0.99, 0.99, 3, 5)));
    }
    for (String type : List.of("Log", "Sqrt", "Acosh")) {
      all.add(node(type, 18).in(between(1, 5, 3, 5)));
    }
    all.add(node("Gelu", 20).in(floats(9)).attr("approximate", "tanh"));
    all.add(node("Gelu", 20).in(floats(9)));
    all.add(node("Celu", 12).in(floats(9)).attr("alpha", 0.7));
    all.add(node("Elu", 6).in(floats(9)).attr("alpha", 2.0));
    all.add(node("HardSigmoid", 6).in(floats(9)).attr("alpha", 0.5).attr("beta", 0.4));
    all.add(node("Selu", 6).in(floats(9)).attr("alpha", 2.0).attr("gamma", 3.0));
    all.add(node("Shrink", 9).in(floats(9)).attr("lambd", 0.9).attr("bias", 0.3));
    all.add(node("PRelu", 16).in(floats(2, 3, 4)).in(floats(3, 1)));
    for (String type : List.of("Add", "Sub", "Mul", "Div", "Less", "Greater", "Equal")) {
      all.add(node(type, 14).in(floats(2, 1, 4)).in(between(1, 2, 3, 1)));
      all.add(
          node(type, 14).in(whole(DataType.INT64, -9, 9, 7)).in(whole(DataType.INT64, 1, 5, 7)));
    }
    for (int fmod = 0; fmod < 2; fmod++) {
      all.add(
          node("Mod", 13)
              .in(whole(DataType.INT64, -9, 9, 20))
              .in(longs(3, -3, 2, -2, 5, -5, 4, -4, 7, -7, 3, -3, 2, -2, 5, -5, 4, -4, 7, -7))
              .attr("fmod", fmod));
    }
    all.add(node("Mod", 13).in(floats(9)).in(between(0.3, 1, 9)).attr("fmod", 1));
    all.add(node("Pow", 15).in(between(0.1, 2, 9)).in(floats(9)));
    all.add(node("Pow", 15).in(floats(9)).in(whole(DataType.INT64, 0, 4, 9)));
    all.add(node("Pow", 15).in(whole(DataType.INT32, -4, 5, 9)).in(whole(DataType.INT64, 0, 4, 9)));
    for (String type : List.of("Max", "Min", "Sum", "Mean")) {
      all.add(node(type, 13).in(floats(3, 1)).in(floats(4)).in(floats(3, 4)));
    }
    all.add(node("Clip", 6).in(floats(9)).attr("min", -0.5).attr("max", 0.7));
    all.add(node("Clip", 13).in(floats(9)).none().constant(reals(0.5).reshape()));
    all.add(
        node("Where", 16).in(whole(DataType.BOOLEAN, 0, 2, 3, 1)).in(floats(4)).in(floats(3, 4)));
    all.add(
        node("BitShift", 11)
            .in(whole(DataType.UINT8, 0, 256, 9))
            .in(whole(DataType.UINT8, 0, 7, 9))
            .attr("direction", "LEFT"));
    all.add(node("Dropout", 13).in(floats(5)).outputs(2));
    return all;
  }
}
