package io.trihorn.layers;

import io.trihorn.config.Registry;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.preprocessing.CategoryEncoding;
import io.trihorn.layers.preprocessing.CenterCrop;
import io.trihorn.layers.preprocessing.Discretization;
import io.trihorn.layers.preprocessing.MelSpectrogram;
import io.trihorn.layers.preprocessing.Normalization;
import io.trihorn.layers.preprocessing.Rescaling;
import io.trihorn.layers.preprocessing.Resizing;
import io.trihorn.layers.preprocessing.STFTSpectrogram;
import io.trihorn.layers.preprocessing.text.HashedCrossing;
import io.trihorn.layers.preprocessing.text.Hashing;
import io.trihorn.layers.preprocessing.text.IntegerLookup;
import io.trihorn.layers.preprocessing.text.StringLookup;
import io.trihorn.layers.preprocessing.text.TextVectorization;

/**
 * The registry rows and factories of {@code layers.preprocessing}, which {@link Layers} inherits.
 */
public abstract class PreprocessingLayers extends AttentionLayers {
  PreprocessingLayers() {}

  static void addTo(Registry<Layer> registry) {
    registry
        .add("Rescaling", () -> new Rescaling(1))
        .add("Normalization", Normalization::new)
        .add("Resizing", () -> new Resizing(1, 1))
        .add("CenterCrop", () -> new CenterCrop(1, 1))
        .add("CategoryEncoding", () -> new CategoryEncoding(1))
        .add("Discretization", () -> new Discretization())
        .add("STFTSpectrogram", () -> new STFTSpectrogram(256))
        .add("MelSpectrogram", MelSpectrogram::new)
        .add("StringLookup", StringLookup::new)
        .add("IntegerLookup", IntegerLookup::new)
        .add("Hashing", () -> new Hashing(1))
        .add("HashedCrossing", () -> new HashedCrossing(1))
        .add("TextVectorization", TextVectorization::new);
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

  /** Texts as their numbers in a vocabulary, which is given or learned. */
  public static StringLookup stringLookup() {
    return new StringLookup();
  }

  /** Whole numbers as their numbers in a vocabulary, which is given or learned. */
  public static IntegerLookup integerLookup() {
    return new IntegerLookup();
  }

  /** Texts or whole numbers as one of so many numbers, by a hash. */
  public static Hashing hashing(int numBins) {
    return new Hashing(numBins);
  }

  /** Combinations of texts or whole numbers as one of so many numbers, by a hash. */
  public static HashedCrossing hashedCrossing(int numBins) {
    return new HashedCrossing(numBins);
  }

  /** Texts as the numbers of their words. */
  public static TextVectorization textVectorization() {
    return new TextVectorization();
  }
}
