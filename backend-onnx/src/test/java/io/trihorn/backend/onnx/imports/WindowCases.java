package io.trihorn.backend.onnx.imports;

import static io.trihorn.backend.onnx.imports.Operands.floats;
import static io.trihorn.backend.onnx.imports.Operands.node;
import static io.trihorn.backend.onnx.imports.Operands.whole;

import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;

/** Convolutions and poolings. */
final class WindowCases {
  private WindowCases() {}

  static List<NodeCase> windows() {
    List<NodeCase> all = new ArrayList<>();
    for (String auto : List.of("SAME_UPPER", "SAME_LOWER", "VALID")) {
      all.add(
          node("Conv", 11)
              .in(floats(2, 4, 7, 6))
              .constant(floats(6, 2, 3, 2))
              .constant(floats(6))
              .attr("auto_pad", auto)
              .attr("group", 2)
              .attr("strides", new long[] {2, 1}));
      all.add(
          node("ConvTranspose", 11)
              .in(floats(2, 4, 5, 4))
              .constant(floats(4, 3, 3, 2))
              .attr("auto_pad", auto)
              .attr("strides", new long[] {2, 1}));
      for (String type : List.of("MaxPool", "AveragePool", "LpPool")) {
        all.add(
            node(type, 19)
                .in(floats(2, 2, 7, 6))
                .attr("auto_pad", auto)
                .attr("kernel_shape", new long[] {3, 2})
                .attr("strides", new long[] {2, 2}));
      }
    }
    all.add(
        node("Conv", 11)
            .in(floats(1, 2, 5, 6, 7))
            .constant(floats(3, 2, 2, 3, 2))
            .attr("pads", new long[] {1, 0, 2, 0, 1, 1})
            .attr("dilations", new long[] {1, 2, 1}));
    all.add(
        node("ConvTranspose", 11)
            .in(floats(2, 4, 5, 4))
            .constant(floats(4, 3, 3, 3))
            .constant(floats(6))
            .attr("group", 2)
            .attr("pads", new long[] {1, 0, 0, 2})
            .attr("output_padding", new long[] {1, 0})
            .attr("dilations", new long[] {1, 2})
            .attr("strides", new long[] {2, 3}));
    all.add(
        node("ConvTranspose", 11)
            .in(floats(1, 2, 3, 3))
            .constant(floats(2, 2, 3, 3))
            .attr("output_shape", new long[] {10, 8})
            .attr("output_padding", new long[] {1, 1})
            .attr("strides", new long[] {3, 2}));
    all.add(
        node("ConvTranspose", 11)
            .in(floats(1, 2, 4))
            .constant(floats(2, 3, 2))
            .attr("strides", new long[] {3}));
    for (int ceil = 0; ceil < 2; ceil++) {
      for (int counted = 0; counted < 2; counted++) {
        all.add(
            node("AveragePool", 19)
                .in(floats(2, 2, 8, 7))
                .attr("kernel_shape", new long[] {3, 3})
                .attr("strides", new long[] {2, 3})
                .attr("pads", new long[] {1, 1, 0, 1})
                .attr("ceil_mode", ceil)
                .attr("count_include_pad", counted));
      }
      all.add(
          node("AveragePool", 19)
              .in(floats(1, 2, 9, 9))
              .attr("kernel_shape", new long[] {2, 3})
              .attr("dilations", new long[] {2, 2})
              .attr("pads", new long[] {1, 0, 1, 2})
              .attr("ceil_mode", ceil));
      all.add(
          node("MaxPool", 12)
              .in(floats(2, 3, 8, 9))
              .outputs(2)
              .attr("kernel_shape", new long[] {3, 2})
              .attr("dilations", new long[] {2, 1})
              .attr("strides", new long[] {2, 2})
              .attr("pads", new long[] {1, 1, 1, 0})
              .attr("ceil_mode", ceil));
    }
    all.add(
        node("MaxPool", 12)
            .in(floats(2, 3, 6, 4))
            .outputs(2)
            .attr("kernel_shape", new long[] {2, 2})
            .attr("storage_order", 1));
    all.add(
        node("MaxPool", 12)
            .in(whole(DataType.UINT8, 0, 255, 1, 2, 7))
            .attr("kernel_shape", new long[] {3}));
    all.add(
        node("LpPool", 18)
            .in(floats(1, 2, 7))
            .attr("kernel_shape", new long[] {3})
            .attr("p", 3)
            .attr("strides", new long[] {2}));
    for (String type : List.of("GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool")) {
      all.add(node(type, 2).in(floats(2, 3, 4, 5)));
    }
    return all;
  }
}
