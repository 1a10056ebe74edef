package io.trihorn.ndarray;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ndarray.pending.Cell;
import java.util.ArrayList;
import java.util.List;

/** The boxes of single-shot detectors, computed on the host; gradients end at them. */
abstract class BoxFunctions implements NDArrayEx {
  @Override
  public NDList multiBoxTarget(
      NDList inputs,
      float iouThreshold,
      float ignoreLabel,
      float negativeMiningRatio,
      float negativeMiningThreshold,
      int minNegativeSamples) {
    BoxTargets targets =
        new BoxTargets(
            iouThreshold,
            ignoreLabel,
            negativeMiningRatio,
            negativeMiningThreshold,
            minNegativeSamples);
    NDList results = new NDList();
    targets
        .of(
            HostValues.of(inputs.get(0)),
            HostValues.of(inputs.get(1)),
            HostValues.of(inputs.get(2)))
        .forEach(data -> results.add(LazyArray.wrap(getArray().getManager(), Cell.of(data))));
    return results;
  }

  /**
   * Anchors around the middles of the cells of an image {@code (batch, channels, height, width)}:
   * all sizes with the first ratio, then the first size with the other ratios.
   *
   * @param steps the distances of cells, down and across; from the image if not above 0
   * @param offsets where in a cell its middle is, down and across
   */
  @Override
  public NDList multiBoxPrior(
      List<Float> sizes, List<Float> ratios, List<Float> steps, List<Float> offsets, boolean clip) {
    Shape image = getArray().getShape();
    if (image.dimension() != 4 || sizes.isEmpty()) {
      throw new ShapeException(
          "multiBoxPrior: expected an image (batch, channels, height, width) and sizes, but got "
              + image
              + " and "
              + sizes);
    }
    long height = image.get(2);
    long width = image.get(3);
    boolean given = steps.get(0) > 0 && steps.get(1) > 0;
    double down = given ? steps.get(0) : 1.0 / height;
    double across = given ? steps.get(1) : 1.0 / width;
    List<double[]> halves = halves(sizes, ratios, (double) height / width);
    long count = height * width * halves.size();
    TensorData boxes = TensorData.zeros(TensorType.of(DataType.FLOAT32, 1, count, 4));
    long at = 0;
    for (long row = 0; row < height; row++) {
      double y = (row + offsets.get(0)) * down;
      for (long column = 0; column < width; column++) {
        double x = (column + offsets.get(1)) * across;
        for (double[] half : halves) {
          Box box = new Box(x - half[0], y - half[1], x + half[0], y + half[1]);
          Box shown = clip ? box.clipped() : box;
          boxes.setDouble(at++, shown.left());
          boxes.setDouble(at++, shown.top());
          boxes.setDouble(at++, shown.right());
          boxes.setDouble(at++, shown.bottom());
        }
      }
    }
    return new NDList(LazyArray.wrap(getArray().getManager(), Cell.of(boxes)));
  }

  /** Half the width and height of each anchor of a cell. */
  private static List<double[]> halves(List<Float> sizes, List<Float> ratios, double aspect) {
    List<double[]> halves = new ArrayList<>();
    double first = ratios.isEmpty() ? 1 : Math.sqrt(ratios.get(0));
    sizes.forEach(size -> halves.add(half(size, first, aspect)));
    ratios.stream()
        .skip(1)
        .forEach(ratio -> halves.add(half(sizes.get(0), Math.sqrt(ratio), aspect)));
    return halves;
  }

  private static double[] half(double size, double root, double aspect) {
    return new double[] {size * aspect * root / 2, size / root / 2};
  }

  @Override
  public NDList multiBoxDetection(
      NDList inputs,
      boolean clip,
      float threshold,
      int backgroundId,
      float nmsThreshold,
      boolean forceSuppress,
      int nmsTopK) {
    BoxDetections detections =
        new BoxDetections(clip, threshold, backgroundId, nmsThreshold, forceSuppress, nmsTopK);
    NDArray[] given = inputs.toArray(new NDArray[0]);
    TensorData found =
        detections.of(HostValues.of(given[0]), HostValues.of(given[1]), HostValues.of(given[2]));
    return new NDList(LazyArray.wrap(getArray().getManager(), Cell.of(found)));
  }
}
