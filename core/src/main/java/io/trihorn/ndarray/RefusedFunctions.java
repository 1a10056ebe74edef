package io.trihorn.ndarray;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.internal.NDArrayEx;
import java.util.List;

/** What DJL asks of arrays and these do not compute: each says so. */
abstract class RefusedFunctions implements NDArrayEx {
  private static UnsupportedOperationException refused(String name) {
    return new UnsupportedOperationException(name + ": " + TrihornNDManager.NO_OPERATION);
  }

  @Override
  public NDArray interpolation(long[] a0, int a1, boolean a2) {
    throw refused("interpolation");
  }

  @Override
  public NDArray resize(int a0, int a1, int a2) {
    throw refused("resize");
  }

  @Override
  public NDArray randomFlipLeftRight() {
    throw refused("randomFlipLeftRight");
  }

  @Override
  public NDArray randomFlipTopBottom() {
    throw refused("randomFlipTopBottom");
  }

  @Override
  public NDArray randomBrightness(float a0) {
    throw refused("randomBrightness");
  }

  @Override
  public NDArray randomHue(float a0) {
    throw refused("randomHue");
  }

  @Override
  public NDArray randomColorJitter(float a0, float a1, float a2, float a3) {
    throw refused("randomColorJitter");
  }

  @Override
  public NDList multiBoxTarget(NDList a0, float a1, float a2, float a3, float a4, int a5) {
    throw refused("multiBoxTarget");
  }

  @Override
  public NDList multiBoxPrior(
      List<Float> a0, List<Float> a1, List<Float> a2, List<Float> a3, boolean a4) {
    throw refused("multiBoxPrior");
  }

  @Override
  public NDList multiBoxDetection(
      NDList a0, boolean a1, float a2, int a3, float a4, boolean a5, int a6) {
    throw refused("multiBoxDetection");
  }
}
