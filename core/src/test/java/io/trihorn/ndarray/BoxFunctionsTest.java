package io.trihorn.ndarray;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.modality.cv.MultiBoxDetection;
import ai.djl.modality.cv.MultiBoxPrior;
import ai.djl.modality.cv.MultiBoxTarget;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.ShapeException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Boxes of single-shot detectors, held to numbers worked out by hand. */
class BoxFunctionsTest {
  private final NDManager manager = TrihornNDManager.newBaseManager("reference");

  @AfterEach
  void close() {
    manager.close();
  }

  /** A quarter each, and the whole. */
  private NDArray anchors() {
    return manager
        .create(
            new float[] {
              0, 0, .5f, .5f, .5f, 0, 1, .5f, 0, .5f, .5f, 1, .5f, .5f, 1, 1, 0, 0, 1, 1
            })
        .reshape(1, 5, 4);
  }

  @Test
  void anchorsStandAroundCells() {
    NDArray image = manager.zeros(new Shape(1, 3, 1, 2));
    NDArray boxes =
        MultiBoxPrior.builder()
            .setSizes(List.of(0.5f, 1f))
            .setRatios(List.of(1f, 4f))
            .build()
            .generateAnchorBoxes(image);
    assertEquals(new Shape(1, 6, 4), boxes.getShape());
    // Middles at (1/4, 1/2) and (3/4, 1/2); widths are shares of the height.
    float[] first = {.125f, .25f, .375f, .75f, 0, 0, .5f, 1, 0, .375f, .5f, .625f};
    assertArrayEquals(first, boxes.get("0, 0:3").toFloatArray(), 1e-6f);
    assertArrayEquals(
        new float[] {.625f, .25f, .875f, .75f}, boxes.get("0, 3").toFloatArray(), 1e-6f);
  }

  @Test
  void targetsAreOffsetsOfWhatOverlaps() {
    // A box just beside the second quarter, of class 2; the first row ends the list.
    NDArray labels =
        manager
            .create(new float[] {2, .6f, 0, 1, .5f, -1, 0, 0, 0, 0, -1, 0, 0, 0, 0, -1, 0, 0, 0, 0})
            .reshape(2, 2, 5);
    NDArray scores = manager.zeros(new Shape(2, 4, 5));
    NDList targets = MultiBoxTarget.builder().build().target(new NDList(anchors(), labels, scores));
    float[] offsets = targets.get(0).get("0, 4:8").toFloatArray();
    // x: (0.8 - 0.75) / 0.5 / 0.1, width: ln(0.4 / 0.5) / 0.2
    assertArrayEquals(new float[] {1, 0, (float) (Math.log(.8) / .2), 0}, offsets, 1e-5f);
    assertEquals(4, targets.get(1).sum().getFloat());
    assertArrayEquals(new float[] {0, 3, 0, 0, 0, 0, 0, 0, 0, 0}, targets.get(2).toFloatArray());
  }

  @Test
  void backgroundIsChosenWhereItIsLeastLikely() {
    NDArray labels = manager.create(new float[] {0, .5f, 0, 1, .5f}).reshape(1, 1, 5);
    float[] scores = {5, 0, 1, 3, 2, 0, 0, 0, 0, 0};
    NDList targets =
        MultiBoxTarget.builder()
            .optNegativeMinigRatio(2)
            .build()
            .target(new NDList(anchors(), labels, manager.create(scores).reshape(1, 2, 5)));
    assertArrayEquals(new float[] {-1, 1, 0, -1, 0}, targets.get(2).toFloatArray());
  }

  @Test
  void theLikeliestOfOverlappingBoxesIsFound() {
    float[] probabilities = {
      .1f, .1f, .9f, .995f, .2f, .8f, .1f, .1f, .001f, .7f, .1f, .8f, 0, .004f, .1f
    };
    // The first is moved by 0.1 of its half to the right.
    NDArray offsets = manager.zeros(new Shape(1, 20));
    offsets.set(new NDIndex("0, 0"), 1);
    NDArray found =
        MultiBoxDetection.builder()
            .optNmsThreshold(0.2f)
            .build()
            .detection(
                new NDList(manager.create(probabilities).reshape(1, 3, 5), offsets, anchors()))
            .head();
    assertEquals(new Shape(1, 5, 6), found.getShape());
    assertArrayEquals(
        new float[] {0, .8f, .05f, 0, .55f, .5f}, found.get("0, 0").toFloatArray(), 1e-6f);
    assertArrayEquals(
        new float[] {1, .8f, .5f, 0, 1, .5f}, found.get("0, 1").toFloatArray(), 1e-6f);
    // The whole overlaps the first by a quarter; the third is of the other class than it.
    assertArrayEquals(new float[] {0, 1, -1, 0, -1}, found.get("0, :, 0").toFloatArray());
  }

  @Test
  void shapesAreExplained() {
    NDArray four = manager.zeros(new Shape(4));
    NDList wrong = new NDList(four, four, four);
    assertThrows(ShapeException.class, () -> MultiBoxTarget.builder().build().target(wrong));
    assertThrows(ShapeException.class, () -> MultiBoxDetection.builder().build().detection(wrong));
    MultiBoxPrior prior = MultiBoxPrior.builder().build();
    assertThrows(ShapeException.class, () -> prior.generateAnchorBoxes(four));
  }
}
