package io.trihorn.layers.preprocessing;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.ShapeException;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The power of signals in bands evenly spaced on the mel scale, by default in decibels: input
 * {@code (batch, time)} or {@code (time)}, output {@code (batch, bands, frames)} or {@code (bands,
 * frames)}. Frames are centered at every {@code sequence_stride}-th sample, the signal reflected at
 * its ends. Decibels are {@code 10 log10} of power over {@code ref_power}, at least {@code top_db}
 * below the largest of all.
 */
public final class MelSpectrogram extends FluentLayer<MelSpectrogram> {
  /** Periodic windows a - (1 - a) cos. */
  private static final Map<String, Double> WINDOWS = Map.of("hann", 0.5, "hamming", 0.54);

  private int fftLength = 2048;
  private int sequenceStride = 512;
  private Integer sequenceLength;
  private String window = "hann";
  private double samplingRate = 16000;
  private int numMelBins = 128;
  private double minFreq = 20;
  private Double maxFreq;
  private boolean powerToDb = true;
  private double topDb = 80;
  private double magExp = 2;
  private double minPower = 1e-10;
  private double refPower = 1;

  /** A layer with default attributes. */
  public MelSpectrogram() {}

  /** The length of the transform; by default 2048. */
  public MelSpectrogram fftLength(int value) {
    fftLength = value;
    return this;
  }

  /** The samples between frames; by default 512. */
  public MelSpectrogram sequenceStride(int value) {
    sequenceStride = value;
    return this;
  }

  /** The length of the window, in the middle of the transform; by default all of it. */
  public MelSpectrogram sequenceLength(int value) {
    sequenceLength = value;
    return this;
  }

  /** {@code hann} (the default), {@code hamming}, or null for none. */
  public MelSpectrogram window(String value) {
    window = value;
    return this;
  }

  /** Samples per second; by default 16000. */
  public MelSpectrogram samplingRate(double value) {
    samplingRate = value;
    return this;
  }

  /** The number of bands; by default 128. */
  public MelSpectrogram numMelBins(int value) {
    numMelBins = value;
    return this;
  }

  /** The lowest frequency, in hertz; by default 20. */
  public MelSpectrogram minFreq(double value) {
    minFreq = value;
    return this;
  }

  /** The highest frequency, in hertz; by default half the sampling rate. */
  public MelSpectrogram maxFreq(double value) {
    maxFreq = value;
    return this;
  }

  /** Whether results are decibels; by default they are. */
  public MelSpectrogram powerToDb(boolean value) {
    powerToDb = value;
    return this;
  }

  /** The range of decibels; by default 80. */
  public MelSpectrogram topDb(double value) {
    topDb = value;
    return this;
  }

  /** The power of the magnitude that is summed; by default 2. */
  public MelSpectrogram magExp(double value) {
    magExp = value;
    return this;
  }

  /** What powers are kept above; by default 1e-10. */
  public MelSpectrogram minPower(double value) {
    minPower = value;
    return this;
  }

  /** The power of 0 decibels; by default 1. */
  public MelSpectrogram refPower(double value) {
    refPower = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    fftLength = config.integer("fft_length", fftLength);
    sequenceStride = config.integer("sequence_stride", sequenceStride);
    sequenceLength = config.nullableInteger("sequence_length", length());
    window = config.text("window", window);
    samplingRate = config.number("sampling_rate", samplingRate);
    numMelBins = config.integer("num_mel_bins", numMelBins);
    minFreq = config.number("min_freq", minFreq);
    maxFreq = config.nullableNumber("max_freq", highest());
    powerToDb = config.bool("power_to_db", powerToDb);
    topDb = config.number("top_db", topDb);
    magExp = config.number("mag_exp", magExp);
    minPower = config.number("min_power", minPower);
    refPower = config.number("ref_power", refPower);
  }

  private int length() {
    return sequenceLength == null ? fftLength : sequenceLength;
  }

  private double highest() {
    return maxFreq == null ? Math.floor(samplingRate / 2) : maxFreq;
  }

  @Override
  protected void build(List<Shape> inputs) {
    int rank = inputs.get(0).dimension();
    if (rank != 1 && rank != 2) {
      throw new ShapeException(
          "expected signals (batch, time) or (time), but got " + inputs.get(0));
    }
    if (length() < 1 || length() > fftLength || sequenceStride < 1) {
      throw new ConfigException(
          "MelSpectrogram: sequence_length should be from 1 to fft_length, and sequence_stride"
              + " positive, but sequence_length, fft_length and sequence_stride are "
              + List.of(length(), fftLength, sequenceStride));
    }
    if (window != null && !WINDOWS.containsKey(window)) {
      throw new ConfigException(
          "MelSpectrogram: window should be null or one of "
              + WINDOWS.keySet()
              + ", but is "
              + window);
    }
  }

  private double[] windowValues() {
    double[] values = new double[length()];
    double a = window == null ? 1 : WINDOWS.get(window);
    Arrays.setAll(values, t -> a - (1 - a) * Math.cos(2 * Math.PI * t / values.length));
    return values;
  }

  @Override
  protected Tensor call(Tensor input, Call call) {
    DataType wanted = dtypePolicy().compute();
    DataType wide = wanted == DataType.FLOAT64 ? wanted : DataType.FLOAT32;
    Tensor x = Ops.cast(input, wide);
    int first = (fftLength - length()) / 2;
    Tensor frames = Frames.reflected(x, length(), sequenceStride, fftLength / 2 - first, fftLength);
    Tensor waves = x.constant(MelFilters.waves(windowValues(), fftLength, first).cast(wide));
    List<Tensor> sides = Shapes.splitEqually(Nn.matmul(frames, waves), -1, 2);
    Tensor power = Frames.power(sides.get(0), sides.get(1));
    Tensor summed = magExp == 2 ? power : Ops.power(power, magExp / 2);
    int frequencies = fftLength / 2 + 1;
    Tensor bands =
        x.constant(
            MelFilters.triangles(frequencies, numMelBins, samplingRate, minFreq, highest())
                .cast(wide));
    Tensor mels = Nn.matmul(summed, bands);
    Tensor y = powerToDb ? decibels(mels) : mels;
    return Ops.cast(Shapes.swapaxes(y, -1, -2), wanted);
  }

  private Tensor decibels(Tensor power) {
    double times = 10 / Math.log(10);
    double reference = times * Math.log(Math.max(Math.abs(refPower), minPower));
    Tensor level =
        Ops.subtract(Ops.multiply(Ops.log(Ops.maximum(power, minPower)), times), reference);
    return Ops.maximum(level, Ops.subtract(Ops.max(level), topDb));
  }
}
