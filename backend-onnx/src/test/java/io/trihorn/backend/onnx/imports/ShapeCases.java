package io.trihorn.backend.onnx.imports;

import static io.trihorn.backend.onnx.imports.Operands.floats;
import static io.trihorn.backend.onnx.imports.Operands.longs;
import static io.trihorn.backend.onnx.imports.Operands.node;
import static io.trihorn.backend.onnx.imports.Operands.reals;
import static io.trihorn.backend.onnx.imports.Operands.whole;

import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Nodes that move, pick and reduce elements. */
final class ShapeCases {
  private ShapeCases() {}

  static List<NodeCase> indexing() {
    List<NodeCase> all = new ArrayList<>();
    all.add(
        node("Gather", 13).in(floats(4, 5)).in(whole(DataType.INT64, -5, 5, 2, 3)).attr("axis", 1));
    all.add(node("GatherND", 13).in(floats(3, 4, 5)).in(whole(DataType.INT64, -3, 3, 2, 2)));
    all.add(
        node("GatherND", 13)
            .in(floats(3, 4, 5))
            .in(whole(DataType.INT64, 0, 4, 3, 2, 1))
            .attr("batch_dims", 1));
    all.add(
        node("GatherElements", 13)
            .in(floats(4, 5))
            .in(whole(DataType.INT64, -4, 4, 2, 3))
            .attr("axis", 0));
    for (String reduction : List.of("add", "mul", "max", "min")) {
      all.add(
          node("ScatterElements", 18)
              .in(floats(4, 5))
              .in(whole(DataType.INT64, -5, 5, 3, 4))
              .in(floats(3, 4))
              .attr("axis", 1)
              .attr("reduction", reduction));
      all.add(
          node("ScatterND", 18)
              .in(floats(4, 5, 2))
              .in(whole(DataType.INT64, 0, 4, 6, 1))
              .in(floats(6, 5, 2))
              .attr("reduction", reduction));
    }
    all.add(
        node("ScatterND", 18)
            .in(floats(4, 3))
            .in(longs(0, 1, 2, 2, 3, 0).reshape(3, 2))
            .in(floats(3)));
    for (int largest = 0; largest < 2; largest++) {
      all.add(
          node("TopK", 11)
              .in(floats(3, 6, 2))
              .constant(longs(4))
              .outputs(2)
              .attr("axis", 1)
              .attr("largest", largest));
    }
    all.add(
        node("OneHot", 11)
            .in(whole(DataType.INT64, -4, 6, 2, 3))
            .constant(longs(4))
            .in(reals(-1, 5))
            .attr("axis", 1));
    all.add(
        node("Compress", 11)
            .in(floats(3, 4))
            .constant(whole(DataType.BOOLEAN, 0, 2, 3))
            .attr("axis", 1));
    all.add(node("NonZero", 13).constant(whole(DataType.INT64, 0, 2, 3, 4)));
    all.add(
        node("Unique", 11).constant(whole(DataType.INT64, 0, 3, 9)).outputs(4).attr("sorted", 0));
    all.add(
        node("Unique", 11).constant(whole(DataType.INT64, 0, 2, 6, 2)).outputs(4).attr("axis", 0));
    all.add(
        node("ReverseSequence", 10)
            .in(floats(4, 3, 2))
            .in(longs(1, 4, 2))
            .attr("time_axis", 0)
            .attr("batch_axis", 1));
    all.add(
        node("ReverseSequence", 10)
            .in(floats(3, 4))
            .in(longs(1, 4, 3))
            .attr("time_axis", 1)
            .attr("batch_axis", 0));
    for (int last = 0; last < 2; last++) {
      all.add(
          node("ArgMin", 13)
              .in(whole(DataType.INT32, 0, 3, 4, 6))
              .attr("axis", 1)
              .attr("select_last_index", last));
    }
    return all;
  }

  static List<NodeCase> shapes() {
    List<NodeCase> all = new ArrayList<>();
    for (String mode : List.of("reflect", "edge", "wrap")) {
      all.add(
          node("Pad", 19).in(floats(3, 4, 5)).constant(longs(0, 2, 1, 0, 1, 3)).attr("mode", mode));
    }
    all.add(
        node("Pad", 18)
            .in(floats(3, 4, 5))
            .constant(longs(-1, 2, 0, -2))
            .constant(reals(7).reshape())
            .constant(longs(-1, 0)));
    all.add(
        node("Pad", 2).in(floats(3, 4)).attr("pads", new long[] {1, 0, 2, 1}).attr("value", 3.0));
    all.add(
        node("Slice", 13)
            .in(floats(6, 7, 8))
            .constant(longs(-1, 1, 100))
            .constant(longs(-100, 6, -9))
            .constant(longs(0, 1, 2))
            .constant(longs(-2, 3, -3)));
    all.add(
        node("Slice", 1)
            .in(floats(6, 7))
            .attr("starts", new long[] {-3})
            .attr("ends", new long[] {1000})
            .attr("axes", new long[] {1}));
    for (String mode : List.of("DCR", "CRD")) {
      all.add(
          node("DepthToSpace", 13).in(floats(2, 8, 3, 2)).attr("blocksize", 2).attr("mode", mode));
    }
    all.add(node("SpaceToDepth", 13).in(floats(2, 2, 4, 6)).attr("blocksize", 2));
    all.add(node("Split", 18).in(floats(7, 2)).outputs(3).attr("num_outputs", 3));
    all.add(node("Split", 2).in(floats(6, 2)).outputs(2).attr("split", new long[] {2, 4}));
    for (int upper = 0; upper < 2; upper++) {
      all.add(
          node("Trilu", 14).in(floats(2, 4, 5)).constant(longs(-1).reshape()).attr("upper", upper));
      for (int reverse = 0; reverse < 2; reverse++) {
        all.add(
            node("CumSum", 14)
                .in(floats(3, 4))
                .constant(longs(-1).reshape())
                .attr("exclusive", upper)
                .attr("reverse", reverse));
      }
    }
    all.add(node("Expand", 13).in(floats(3, 1)).constant(longs(2, 1, 4)));
    all.add(node("Tile", 13).in(floats(2, 3)).constant(longs(3, 2)));
    all.add(node("Squeeze", 11).in(floats(1, 3, 1)).attr("axes", new long[] {-1}));
    all.add(node("Unsqueeze", 13).in(floats(3)).constant(longs(0, -1)));
    all.add(node("Flatten", 13).in(floats(2, 3, 4)).attr("axis", 3));
    all.add(node("EyeLike", 9).in(floats(3, 5)).attr("k", -1));
    all.add(
        node("Range", 11)
            .constant(reals(1).reshape())
            .constant(reals(4.2).reshape())
            .constant(reals(0.5).reshape()));
    for (String equation :
        List.of("ij,jk->ik", "bij,bjk", "...ij,...jk->...ik", "ij->ji", "ij,kj->", "i,j->ij")) {
      int operands = equation.split("->")[0].split(",").length;
      NodeCase c = node("Einsum", 12).attr("equation", equation);
      String[] sides = equation.split("->")[0].split(",");
      for (int i = 0; i < operands; i++) {
        long[] dims = new long[sides[i].replace("...", "b").length()];
        Arrays.fill(dims, 3);
        c.in(floats(dims));
      }
      all.add(c);
    }
    all.add(
        node("Einsum", 12)
            .attr("equation", "ab,bc,cd->ad")
            .in(floats(2, 3))
            .in(floats(3, 4))
            .in(floats(4, 5)));
    all.add(node("Einsum", 12).attr("equation", "ii->i").in(floats(3, 3)));
    all.add(node("Einsum", 12).attr("equation", "ijk->j").in(floats(2, 3, 4)));
    for (String type :
        List.of(
            "ReduceSum",
            "ReduceMean",
            "ReduceMax",
            "ReduceMin",
            "ReduceProd",
            "ReduceL1",
            "ReduceL2",
            "ReduceSumSquare",
            "ReduceLogSumExp")) {
      all.add(node(type, 18).in(floats(2, 3, 4)).constant(longs(-1, 0)).attr("keepdims", 0));
      all.add(node(type, 18).in(floats(2, 3)).attr("noop_with_empty_axes", 1));
    }
    return all;
  }
}
