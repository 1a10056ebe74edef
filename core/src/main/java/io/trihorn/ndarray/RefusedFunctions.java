package io.trihorn.ndarray;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.internal.NDArrayEx;
import java.util.List;

/** What DJL asks of arrays and these do not compute: each says so. */
abstract class RefusedFunctions implements NDArrayEx {
  private static UnsupportedOperationException refused(String name) {
    return new UnsupportedOperationException(name + ": " + TrihornNDManager.NO_OPERATION);
  }

  @Override
  public NDList multiBoxTarget(
      NDList inputs,
      float iouThreshold,
      float ignoreLabel,
      float negativeMiningRatio,
      float negativeMiningThreshold,
      int minNegativeSamples) {
    throw refused("multiBoxTarget");
  }

  @Override
  public NDList multiBoxPrior(
      List<Float> sizes, List<Float> ratios, List<Float> steps, List<Float> offsets, boolean clip) {
    throw refused("multiBoxPrior");
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
    throw refused("multiBoxDetection");
  }
}
