package io.trihorn.visualization;

import io.trihorn.backend.compile.HostEvaluation;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.ndarray.HostValues;
import io.trihorn.ops.image.BoundingBoxes;
import java.awt.Color;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Boxes and their labels on images, the boxes as OpenCV draws rectangles. */
final class BoxDrawing {
  private static final String NAME = "drawBoundingBoxes";

  private final ImageBatch images;
  private final BoxOptions options;
  private final int[] color;

  private BoxDrawing(ImageBatch images, BoxOptions options) {
    this.images = images;
    this.options = options;
    Color c = options.color();
    this.color = new int[] {c.getRed(), c.getGreen(), c.getBlue(), 0};
  }

  static TensorData draw(
      Object given, Map<String, ?> boundingBoxes, String format, BoxOptions options) {
    ImageBatch images = ImageBatch.of(NAME, given, options.dataFormat()).toBytes();
    if (images.channels() > 4) {
      throw new ShapeException(
          NAME + ": expected images of 1 to 4 channels, but got " + images.data().type());
    }
    TensorData boxes = corners(part(boundingBoxes, "boxes"), format, images);
    TensorData labels = part(boundingBoxes, "labels");
    boolean scored = boundingBoxes.containsKey("confidences");
    TensorData scores = scored ? part(boundingBoxes, "confidences") : null;
    new BoxDrawing(images, options).draw(boxes, labels, scores);
    return images.data();
  }

  private static TensorData part(Map<String, ?> boundingBoxes, String name) {
    if (!boundingBoxes.containsKey(name)) {
      throw new IllegalArgumentException(
          NAME
              + ": bounding boxes should have 'boxes' and 'labels', but have "
              + boundingBoxes.keySet());
    }
    return HostValues.of(boundingBoxes.get(name));
  }

  private static TensorData corners(TensorData boxes, String format, ImageBatch images) {
    if (boxes.type().rank() != 3 || boxes.type().dim(0) != images.count()) {
      throw new ShapeException(
          "%s: expected boxes (%d, boxes, 4), but got %s"
              .formatted(NAME, images.count(), boxes.type()));
    }
    return HostEvaluation.compute(
            List.of(boxes),
            in ->
                List.of(
                    BoundingBoxes.convertFormat(
                        in.get(0), format, "xyxy", images.height(), images.width())))
        .get(0);
  }

  private void draw(TensorData boxes, TensorData labels, TensorData scores) {
    int each = Math.toIntExact(boxes.type().dim(1));
    for (int i = 0; i < images.count() * each; i++) {
      int label = (int) labels.getDouble(i);
      if (label == -1) {
        continue;
      }
      int x = (int) boxes.getDouble(4L * i);
      int y = (int) boxes.getDouble(4L * i + 1);
      rectangle(
          i / each, x, y, (int) boxes.getDouble(4L * i + 2), (int) boxes.getDouble(4L * i + 3));
      String text = options.classMapping().get(label);
      if (text != null) {
        if (scores != null) {
          text += String.format(Locale.ROOT, " | %.2f", scores.getDouble(i));
        }
        label(i / each, x, y, text);
      }
    }
  }

  private void dot(int image, int x, int y) {
    if (x >= 0 && y >= 0 && x < images.width() && y < images.height()) {
      for (int c = 0; c < images.channels(); c++) {
        images.data().setLong(images.at(image, y, x, c), color[c]);
      }
    }
  }

  /**
   * A rectangle's line as OpenCV draws it: all pixels that are not further from it than half its
   * thickness, rounded up, which makes round corners; with a thickness of 1 the line alone, with a
   * negative one all that is inside.
   */
  private void rectangle(int image, int x1, int y1, int x2, int y2) {
    int left = Math.min(x1, x2);
    int right = Math.max(x1, x2);
    int top = Math.min(y1, y2);
    int bottom = Math.max(y1, y2);
    int thickness = options.lineThickness();
    int reach = thickness < 2 ? 0 : (thickness + 1) / 2;
    int lastY = Math.min(bottom + reach, images.height() - 1);
    int lastX = Math.min(right + reach, images.width() - 1);
    for (int y = Math.max(0, top - reach); y <= lastY; y++) {
      for (int x = Math.max(0, left - reach); x <= lastX; x++) {
        int dx = Math.max(0, Math.max(left - x, x - right));
        int dy = Math.max(0, Math.max(top - y, y - bottom));
        int inside = Math.min(Math.min(x - left, right - x), Math.min(y - top, bottom - y));
        boolean near = inside >= 0 ? inside <= reach : dx * dx + dy * dy <= reach * reach;
        if (near || thickness < 0 && inside >= 0) {
          dot(image, x, y);
        }
      }
    }
  }

  /** A label above a box, or inside where there is no room above it. */
  private void label(int image, int x, int y, String text) {
    int height = (int) (options.fontScale() * 12);
    boolean above = y - 8 - 2 * height > 0;
    int left = above ? x : x + 3;
    int base = above ? y - 8 : y + 2 * height + options.textThickness() + 3;
    LabelText.of(text, options.fontScale(), options.textThickness())
        .each((dx, dy) -> dot(image, left + dx, base + dy));
  }
}
