package io.trihorn.visualization;

import ai.djl.ndarray.types.DataType;
import io.trihorn.data.image.Images;
import io.trihorn.graph.TensorData;
import io.trihorn.ndarray.HostValues;
import java.awt.GraphicsEnvironment;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.swing.ImageIcon;
import javax.swing.JFrame;
import javax.swing.JLabel;

/**
 * The functions of {@code keras.visualization}. Images are one array of four axes, batch first, in
 * any form that {@link HostValues#of} takes.
 *
 * <p>Keras draws boxes with OpenCV and galleries with Matplotlib. Boxes and masks have the same
 * pixels here; letters are those of Java's fonts, and galleries are laid out anew.
 */
public final class Visualization {
  private Visualization() {}

  /** Draws boxes by Keras's defaults. */
  public static TensorData drawBoundingBoxes(
      Object images, Map<String, ?> boundingBoxes, String boundingBoxFormat) {
    return drawBoundingBoxes(images, boundingBoxes, boundingBoxFormat, new BoxOptions());
  }

  /**
   * Draws boxes, and the names of their classes where these are known.
   *
   * @param images {@code (batch, height, width, channels)} of 1 to 4 channels: bytes, floats from 0
   *     to 255, or, where none is above 1, from 0 to 1
   * @param boundingBoxes {@code boxes} (batch, boxes, 4), {@code labels} (batch, boxes), of which
   *     -1 is no box, and, if there are any, {@code confidences} (batch, boxes)
   * @param boundingBoxFormat {@code xyxy}, {@code rel_xywh} ...; see {@link
   *     io.trihorn.ops.image.BoundingBoxes#convertFormat}
   * @return uint8, of the images' shape
   * @throws io.trihorn.graph.ShapeException if the shapes do not fit
   * @throws IllegalArgumentException if boxes or labels are missing, or the format is unknown
   */
  public static TensorData drawBoundingBoxes(
      Object images, Map<String, ?> boundingBoxes, String boundingBoxFormat, BoxOptions options) {
    return BoxDrawing.draw(images, boundingBoxes, boundingBoxFormat, options);
  }

  /** Draws masks by Keras's defaults. */
  public static TensorData drawSegmentationMasks(Object images, Object segmentationMasks) {
    return drawSegmentationMasks(images, segmentationMasks, new MaskOptions());
  }

  /**
   * Draws the classes of pixels as colors.
   *
   * @param images {@code (batch, height, width, 3)}, from 0 to 255
   * @param segmentationMasks whole numbers {@code (batch, height, width)} with or without a last
   *     axis of 1
   * @return uint8, with {@link MaskOptions#blend(boolean)} off float32; channels last
   * @throws io.trihorn.graph.ShapeException if the shapes do not fit
   * @throws IllegalArgumentException if masks are no whole numbers, or a class has no color
   */
  public static TensorData drawSegmentationMasks(
      Object images, Object segmentationMasks, MaskOptions options) {
    return MaskDrawing.draw(images, segmentationMasks, options);
  }

  /**
   * Images in rows and columns.
   *
   * @param images {@code (batch, height, width, channels)} of 1, 3 or 4 channels
   * @return the picture, which is written to a file or shown if the options say so
   * @throws IllegalArgumentException if classes have no names, or a file is to be written and a
   *     window shown
   * @throws UncheckedIOException if the file cannot be written
   */
  public static BufferedImage plotImageGallery(Object images, GalleryOptions options) {
    if (options.path() != null && options.show()) {
      throw new IllegalArgumentException(
          "plotImageGallery: expected a path or show(true), but got both");
    }
    BufferedImage picture = Gallery.draw(images, options);
    if (options.path() != null) {
      write(picture, options.path());
    } else if (options.show()) {
      show(picture);
    }
    return picture;
  }

  private static void write(BufferedImage picture, Path file) {
    try {
      Images.saveImage(file, Images.imageToArray(picture), "channels_last", false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void show(BufferedImage picture) {
    if (GraphicsEnvironment.isHeadless()) {
      throw new IllegalStateException(
          "plotImageGallery: there is no screen to show a picture on; give a path, or take the"
              + " picture that is returned");
    }
    JFrame window = new JFrame("gallery");
    window.setDefaultCloseOperation(JFrame.DISPOSE_ON_CLOSE);
    window.add(new JLabel(new ImageIcon(picture)));
    window.pack();
    window.setVisible(true);
  }

  /**
   * Images with true boxes, predicted boxes or both, in rows and columns.
   *
   * @param images as in {@link #drawBoundingBoxes}
   * @param boundingBoxFormat the format of all boxes
   * @return the picture, as {@link #plotImageGallery}
   * @throws IllegalArgumentException if there is a legend twice
   */
  public static BufferedImage plotBoundingBoxGallery(
      Object images, String boundingBoxFormat, BoxGalleryOptions options) {
    GalleryOptions gallery = options.gallery().copy().dataFormat("channels_last");
    ImageBatch batch =
        ImageBatch.of("plotBoundingBoxGallery", images, options.gallery().dataFormat());
    TensorData drawn = batch.toBytes(gallery.low(), gallery.high()).toLast().data();
    gallery.valueRange(0, 255);
    if (options.trueBoxes() != null) {
      drawn = drawBoundingBoxes(drawn, options.trueBoxes(), boundingBoxFormat, options.forTrue());
    }
    if (options.predictedBoxes() != null) {
      drawn =
          drawBoundingBoxes(
              drawn, options.predictedBoxes(), boundingBoxFormat, options.forPredicted());
    }
    if (!options.legend().isEmpty()) {
      if (!gallery.legend().isEmpty()) {
        throw new IllegalArgumentException(
            "plotBoundingBoxGallery: expected legend(true) or the gallery's legendHandles, but got"
                + " both");
      }
      gallery.legendHandles(options.legend());
    }
    return plotImageGallery(drawn, gallery);
  }

  /**
   * A row for each image: itself, with its true masks, and with its predicted ones.
   *
   * @param images as in {@link #drawSegmentationMasks}
   * @param numClasses how many classes are drawn, from 0
   * @return the picture, as {@link #plotImageGallery}
   */
  public static BufferedImage plotSegmentationMaskGallery(
      Object images, int numClasses, MaskGalleryOptions options) {
    GalleryOptions gallery = options.gallery().copy();
    ImageBatch batch = ImageBatch.of("plotSegmentationMaskGallery", images, gallery.dataFormat());
    ImageBatch plain = batch.toBytes(gallery.low(), gallery.high()).toLast();
    List<TensorData> columns = new ArrayList<>(List.of(plain.data()));
    MaskOptions masks = options.masks().numClasses(numClasses);
    for (Object classes : new Object[] {options.trueMasks(), options.predictedMasks()}) {
      if (classes != null) {
        TensorData whole = HostValues.of(classes).cast(DataType.INT32);
        columns.add(drawSegmentationMasks(plain.data(), whole, masks).cast(DataType.UINT8));
      }
    }
    List<TensorData> inRows = new ArrayList<>();
    for (int i = 0; i < plain.count(); i++) {
      for (TensorData column : columns) {
        inRows.add(column.rows(i, 1));
      }
    }
    return plotImageGallery(
        TensorData.concatenate(inRows),
        gallery
            .rows(plain.count())
            .cols(columns.size())
            .valueRange(0, 255)
            .dataFormat("channels_last"));
  }
}
