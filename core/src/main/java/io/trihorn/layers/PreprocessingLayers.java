package io.trihorn.layers;

import io.trihorn.config.Registry;
import io.trihorn.layers.preprocessing.CategoryEncoding;
import io.trihorn.layers.preprocessing.CenterCrop;
import io.trihorn.layers.preprocessing.Discretization;
import io.trihorn.layers.preprocessing.MelSpectrogram;
import io.trihorn.layers.preprocessing.Normalization;
import io.trihorn.layers.preprocessing.Rescaling;
import io.trihorn.layers.preprocessing.Resizing;
import io.trihorn.layers.preprocessing.STFTSpectrogram;

/** The registry rows and factories of {@code layers.preprocessing}. */
abstract class PreprocessingLayers extends AttentionLayers {
  static void addTo(Registry<Layer> registry) {
    registry
        .add("Rescaling", () -> new Rescaling(1))
        .add("Normalization", Normalization::new)
        .add("Resizing", () -> new Resizing(1, 1))
        .add("CenterCrop", () -> new CenterCrop(1, 1))
        .add("CategoryEncoding", () -> new CategoryEncoding(1))
        .add("Discretization", () -> new Discretization())
        .add("STFTSpectrogram", () -> new STFTSpectrogram(256))
        .add("MelSpectrogram", MelSpectrogram::new);
  }

  /** {@code x * scale}: one factor for all or one for each channel. */
  public static Rescaling rescaling(double... scale) {
    return new Rescaling(scale);
  }

  /** Images of this size. */
  public static Resizing resizing(int height, int width) {
    return new Resizing(height, width);
  }

  /** The middle of images. */
  public static CenterCrop centerCrop(int height, int width) {
    return new CenterCrop(height, width);
  }

  /** Category numbers as vectors. */
  public static CategoryEncoding categoryEncoding(int numTokens) {
    return new CategoryEncoding(numTokens);
  }

  /** Numbers as the number of the bin between boundaries that they fall in. */
  public static Discretization discretization(double... binBoundaries) {
    return new Discretization(binBoundaries);
  }

  /** Data shifted and scaled to mean 0 and variance 1. */
  public static Normalization normalization() {
    return new Normalization();
  }

  /** The short-time Fourier transform of signals, in pieces of so many samples. */
  public static STFTSpectrogram stftSpectrogram(int frameLength) {
    return new STFTSpectrogram(frameLength);
  }

  /** The power of signals in bands of the mel scale. */
  public static MelSpectrogram melSpectrogram() {
    return new MelSpectrogram();
  }
}
