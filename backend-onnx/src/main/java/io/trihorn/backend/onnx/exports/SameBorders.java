package io.trihorn.backend.onnx.exports;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.trihorn.export.BatchDependence;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Borders of strided windows that depend on the extents, as {@code padding="same"} has them: ONNX
 * has a word for these.
 */
final class SameBorders {
  private SameBorders() {}

  /** Whether an attribute is borders that are not the same in all traces. */
  static boolean differ(List<AttributeProto> same) {
    AttributeProto first = same.get(0);
    return first.getName().equals("pads") && !same.stream().allMatch(first::equals);
  }

  /**
   * The attribute instead of the borders.
   *
   * @param same the node in each trace
   * @param operands what it slides over in each trace
   * @throws BatchDependence if the borders are others
   */
  static AttributeProto attribute(List<NodeProto> same, List<ValueInfoProto> operands) {
    boolean fits =
        operands.size() == same.size()
            && IntStream.range(0, same.size()).allMatch(i -> isSame(same.get(i), operands.get(i)));
    if (!fits) {
      throw new BatchDependence(
          "the borders of '%s' depend on open extents".formatted(same.get(0).getName()));
    }
    return AttributeProto.newBuilder()
        .setName("auto_pad")
        .setType(AttributeType.STRING)
        .setS(ByteString.copyFromUtf8("SAME_UPPER"))
        .build();
  }

  private static boolean isSame(NodeProto node, ValueInfoProto operand) {
    List<Long> pads = integers(node, "pads");
    List<Long> window = integers(node, "kernel_shape");
    List<Long> strides = integers(node, "strides");
    List<Long> dilations = integers(node, "dilations");
    int n = pads.size() / 2;
    if (window.size() != n) {
      return false;
    }
    for (int i = 0; i < n; i++) {
      long extent = operand.getType().getTensorType().getShape().getDim(i + 2).getDimValue();
      long stride = strides.isEmpty() ? 1 : strides.get(i);
      long reach = (window.get(i) - 1) * (dilations.isEmpty() ? 1 : dilations.get(i)) + 1;
      long output = (extent + stride - 1) / stride;
      long border = Math.max(0, (output - 1) * stride + reach - extent);
      if (pads.get(i) != border / 2 || pads.get(n + i) != border - border / 2) {
        return false;
      }
    }
    return true;
  }

  private static List<Long> integers(NodeProto node, String name) {
    return node.getAttributeList().stream()
        .filter(a -> a.getName().equals(name))
        .findFirst()
        .map(AttributeProto::getIntsList)
        .orElse(List.of());
  }
}
