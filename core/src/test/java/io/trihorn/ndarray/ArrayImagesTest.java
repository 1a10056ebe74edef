package io.trihorn.ndarray;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.ShapeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Random transforms of images, which DJL's PyTorch engine has not. */
class ArrayImagesTest {
  private final NDManager manager = TrihornNDManager.newBaseManager("reference");
  private final NDArray image = manager.arange(24f).reshape(2, 4, 3).add(1);

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void flips() {
    int turned = 0;
    for (int i = 0; i < 60; i++) {
      manager.getEngine().setRandomSeed(i);
      NDArray sideways = image.getNDArrayInternal().randomFlipLeftRight();
      boolean flipped = !sideways.equals(image);
      assertTrue(!flipped || sideways.equals(image.flip(1)));
      NDArray over = image.getNDArrayInternal().randomFlipTopBottom();
      assertTrue(over.equals(image) || over.equals(image.flip(0)));
      turned += flipped ? 1 : 0;
    }
    assertTrue(turned > 12 && turned < 48, "flipped " + turned + " of 60");
    NDArrayEx matrix = manager.ones(new Shape(2, 2)).getNDArrayInternal();
    assertThrows(ShapeException.class, matrix::randomFlipLeftRight);
  }

  @Test
  void brightnessIsOneFactor() {
    NDArray bright = image.getNDArrayInternal().randomBrightness(0.25f);
    float factor = bright.getFloat(0, 0, 0);
    assertTrue(factor >= 0.75f && factor <= 1.25f);
    assertTrue(bright.allClose(image.mul(factor)));
  }

  /** Grey has no hue, and turning colours keeps their brightness. */
  @Test
  void hueKeepsGreyAndBrightness() {
    NDArray grey = manager.full(new Shape(1, 1, 3), 7f);
    NDArray turned = grey.getNDArrayInternal().randomHue(0.5f);
    assertArrayEquals(grey.toFloatArray(), turned.toFloatArray(), 0.05f);
    NDArray weights = manager.create(new float[] {0.299f, 0.587f, 0.114f});
    NDArray before = image.mul(weights).sum(new int[] {2});
    NDArray after = image.getNDArrayInternal().randomHue(0.5f).mul(weights).sum(new int[] {2});
    assertTrue(after.allClose(before, 0.01, 0.05, false));
  }

  @Test
  void jitterOfNothingChangesNothing() {
    NDArray same = image.getNDArrayInternal().randomColorJitter(0, 0, 0, 0);
    assertTrue(same.allClose(image, 0.01, 0.05, false));
    manager.getEngine().setRandomSeed(4);
    NDArray first = image.getNDArrayInternal().randomColorJitter(0.3f, 0.3f, 0.3f, 0.1f);
    manager.getEngine().setRandomSeed(4);
    assertEquals(first, image.getNDArrayInternal().randomColorJitter(0.3f, 0.3f, 0.3f, 0.1f));
    NDArray two = manager.ones(new Shape(2, 2, 2));
    assertThrows(
        ShapeException.class, () -> two.getNDArrayInternal().randomColorJitter(0, 0, 0, 0));
  }
}
