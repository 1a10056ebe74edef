package io.trihorn.ndarray;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.recurrent.RNN;
import java.util.List;

/** What DJL asks of arrays and these do not compute: each says so. */
abstract class RefusedFunctions implements NDArrayEx {
  private static UnsupportedOperationException refused(String name) {
    return new UnsupportedOperationException(name + ": " + TrihornNDManager.NO_OPERATION);
  }

  @Override
  public NDArray maxPool(Shape a0, Shape a1, Shape a2, boolean a3) {
    throw refused("maxPool");
  }

  @Override
  public NDArray globalMaxPool() {
    throw refused("globalMaxPool");
  }

  @Override
  public NDArray avgPool(Shape a0, Shape a1, Shape a2, boolean a3, boolean a4) {
    throw refused("avgPool");
  }

  @Override
  public NDArray globalAvgPool() {
    throw refused("globalAvgPool");
  }

  @Override
  public NDArray lpPool(float a0, Shape a1, Shape a2, Shape a3, boolean a4) {
    throw refused("lpPool");
  }

  @Override
  public NDArray globalLpPool(float a0) {
    throw refused("globalLpPool");
  }

  @Override
  public void adadeltaUpdate(
      NDList a0, NDList a1, float a2, float a3, float a4, float a5, float a6) {
    throw refused("adadeltaUpdate");
  }

  @Override
  public void adagradUpdate(
      NDList a0, NDList a1, float a2, float a3, float a4, float a5, float a6) {
    throw refused("adagradUpdate");
  }

  @Override
  public void adamUpdate(
      NDList a0,
      NDList a1,
      float a2,
      float a3,
      float a4,
      float a5,
      float a6,
      float a7,
      float a8,
      float a9,
      boolean a10,
      boolean a11) {
    throw refused("adamUpdate");
  }

  @Override
  public void nagUpdate(NDList a0, NDList a1, float a2, float a3, float a4, float a5, float a6) {
    throw refused("nagUpdate");
  }

  @Override
  public void rmspropUpdate(
      NDList a0,
      NDList a1,
      float a2,
      float a3,
      float a4,
      float a5,
      float a6,
      float a7,
      float a8,
      boolean a9) {
    throw refused("rmspropUpdate");
  }

  @Override
  public void sgdUpdate(
      NDList a0, NDList a1, float a2, float a3, float a4, float a5, float a6, boolean a7) {
    throw refused("sgdUpdate");
  }

  @Override
  public NDList convolution(
      NDArray a0, NDArray a1, NDArray a2, Shape a3, Shape a4, Shape a5, int a6) {
    throw refused("convolution");
  }

  @Override
  public NDList deconvolution(
      NDArray a0, NDArray a1, NDArray a2, Shape a3, Shape a4, Shape a5, Shape a6, int a7) {
    throw refused("deconvolution");
  }

  @Override
  public NDList embedding(NDArray a0, NDArray a1, SparseFormat a2) {
    throw refused("embedding");
  }

  @Override
  public NDList prelu(NDArray a0, NDArray a1) {
    throw refused("prelu");
  }

  @Override
  public NDList dropout(NDArray a0, float a1, boolean a2) {
    throw refused("dropout");
  }

  @Override
  public NDList layerNorm(NDArray a0, Shape a1, NDArray a2, NDArray a3, float a4) {
    throw refused("layerNorm");
  }

  @Override
  public NDList batchNorm(
      NDArray a0,
      NDArray a1,
      NDArray a2,
      NDArray a3,
      NDArray a4,
      int a5,
      float a6,
      float a7,
      boolean a8) {
    throw refused("batchNorm");
  }

  @Override
  public NDList rnn(
      NDArray a0,
      NDArray a1,
      NDList a2,
      boolean a3,
      int a4,
      RNN.Activation a5,
      double a6,
      boolean a7,
      boolean a8,
      boolean a9) {
    throw refused("rnn");
  }

  @Override
  public NDList gru(
      NDArray a0,
      NDArray a1,
      NDList a2,
      boolean a3,
      int a4,
      double a5,
      boolean a6,
      boolean a7,
      boolean a8) {
    throw refused("gru");
  }

  @Override
  public NDList lstm(
      NDArray a0,
      NDList a1,
      NDList a2,
      boolean a3,
      int a4,
      double a5,
      boolean a6,
      boolean a7,
      boolean a8) {
    throw refused("lstm");
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
