package io.trihorn.testkit.goldens;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.image.BoundingBoxes;
import io.trihorn.ops.image.BoxDeltas;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Functions of boxes, which the backend computes. */
final class DataBoxCalls {
  private static final String PACKAGE = "keras.utils.bounding_boxes.";
  private static final List<String> FORMATS =
      List.of(
          "xyxy",
          "yxyx",
          "xywh",
          "center_xywh",
          "center_yxhw",
          "rel_xyxy",
          "rel_yxyx",
          "rel_xywh",
          "rel_center_xywh");

  static final Map<String, DataCall.Function> FUNCTIONS =
      Map.of(
          PACKAGE + "convert_format",
          c ->
              BoundingBoxes.convertFormat(
                  c.tensor(0),
                  c.positional(1).getAsString(),
                  c.positional(2).getAsString(),
                  c.number("height", 0),
                  c.number("width", 0)),
          "golden.convert_all",
          DataBoxCalls::convertAll,
          PACKAGE + "compute_iou",
          DataBoxCalls::iou,
          PACKAGE + "compute_ciou",
          c -> BoundingBoxes.computeCiou(c.tensor(0), c.tensor(1), c.positional(2).getAsString()),
          PACKAGE + "encode_box_to_deltas",
          c -> deltas(c, "encoding_format").encode(c.tensor(0), c.tensor(1)),
          PACKAGE + "decode_deltas_to_boxes",
          c -> deltas(c, "encoded_format").decode(c.tensor(0), c.tensor(1)));

  private DataBoxCalls() {}

  private static Object convertAll(DataCall c) {
    Tensor boxes = c.tensor(0);
    double height = c.positional(1).getAsDouble();
    double width = c.positional(2).getAsDouble();
    Map<String, Object> all = new LinkedHashMap<>();
    for (String format : FORMATS) {
      Tensor there = BoundingBoxes.convertFormat(boxes, "xyxy", format, height, width);
      all.put(format, there);
      all.put(format + "_back", BoundingBoxes.convertFormat(there, format, "xyxy", height, width));
    }
    return all;
  }

  private static Object iou(DataCall c) {
    String format = c.positional(2).getAsString();
    return c.bool("use_masking", false)
        ? BoundingBoxes.computeIou(c.tensor(0), c.tensor(1), format, c.number("mask_val", -1))
        : BoundingBoxes.computeIou(c.tensor(0), c.tensor(1), format);
  }

  private static BoxDeltas deltas(DataCall c, String encoding) {
    JsonElement given = c.named("variance");
    double[] variance =
        given == null
            ? null
            : given.getAsJsonArray().asList().stream()
                .mapToDouble(JsonElement::getAsDouble)
                .toArray();
    JsonElement shape = c.named("image_shape");
    JsonArray dims =
        shape == null
            ? new JsonArray()
            : shape.isJsonArray()
                ? shape.getAsJsonArray()
                : shape.getAsJsonObject().getAsJsonArray("tuple");
    return new BoxDeltas(
        c.positional(2).getAsString(),
        c.positional(3).getAsString(),
        c.text(encoding, "center_yxhw"),
        variance,
        dims.isEmpty() ? 0 : dims.get(0).getAsDouble(),
        dims.isEmpty() ? 0 : dims.get(1).getAsDouble());
  }
}
