package io.trihorn.benchmarks;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * A labelled data set that is made, not downloaded: every class has a pattern (blobs in an image, a
 * vector at every step of a sequence) or words of its own, a sample is its class's pattern at some
 * strength with noise. Simple enough that any contestant whose training is right learns it in a few
 * hundred steps.
 *
 * @param workload whose input shape the samples have
 * @param inputs the values, row-major, (count, input…); words are whole numbers
 * @param labels the class of each sample
 */
public record Samples(Workload workload, float[] inputs, int[] labels) {
  private static final int BLOBS = 4;
  private static final int WORDS_OF_A_CLASS = 16;

  /** One batch. */
  public record Batch(float[] inputs, int[] labels, float[] oneHot) {}

  /**
   * Makes a data set; the same arguments give the same bits.
   *
   * @param count the number of samples; classes take turns
   */
  public static Samples of(Workload workload, int count) {
    return workload.words() > 0 ? ofWords(workload, count) : ofFeatures(workload, count);
  }

  /** Every class has some words of its own, which are half of those in a sample. */
  private static Samples ofWords(Workload workload, int count) {
    int size = workload.inputSize();
    float[] inputs = new float[Math.multiplyExact(count, size)];
    int[] labels = new int[count];
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < count; i++) {
      labels[i] = i % workload.classes();
      int length = size - random.nextInt(size / 2);
      for (int j = 0; j < length; j++) {
        int word =
            random.nextBoolean()
                ? labels[i] * WORDS_OF_A_CLASS + random.nextInt(WORDS_OF_A_CLASS)
                : random.nextInt(workload.words() - 1);
        inputs[i * size + j] = 1 + word % (workload.words() - 1);
      }
    }
    return new Samples(workload, inputs, labels);
  }

  private static Samples ofFeatures(Workload workload, int count) {
    int size = workload.inputSize();
    float[][] patterns = new float[workload.classes()][];
    for (int c = 0; c < patterns.length; c++) {
      patterns[c] = pattern(workload, new Random(1000 + c));
    }
    float[] inputs = new float[Math.multiplyExact(count, size)];
    int[] labels = new int[count];
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < count; i++) {
      labels[i] = i % workload.classes();
      float[] pattern = patterns[labels[i]];
      float strength = 0.6f + 0.8f * (float) random.nextDouble();
      for (int j = 0; j < size; j++) {
        inputs[i * size + j] = strength * pattern[j] + 0.4f * ((float) random.nextDouble() - 0.5f);
      }
    }
    return new Samples(workload, inputs, labels);
  }

  private static float[] pattern(Workload workload, Random random) {
    float[] pattern = new float[workload.inputSize()];
    switch (workload.input().size()) {
      case 1 -> {
        for (int i = 0; i < pattern.length; i++) {
          pattern[i] = random.nextInt(5) == 0 ? 1 : 0;
        }
      }
      case 2 -> {
        int features = workload.input(1);
        for (int i = 0; i < pattern.length; i++) {
          pattern[i] = i < features ? (float) random.nextGaussian() : pattern[i - features];
        }
      }
      case 3 -> {
        for (int blob = 0; blob < BLOBS; blob++) {
          addBlob(workload, pattern, random);
        }
      }
      default -> throw new IllegalArgumentException("no pattern for samples of " + workload);
    }
    return pattern;
  }

  private static void addBlob(Workload workload, float[] pattern, Random random) {
    int height = workload.input(0);
    int width = workload.input(1);
    int channels = workload.input(2);
    double y0 = height * (0.15 + 0.7 * random.nextDouble());
    double x0 = width * (0.15 + 0.7 * random.nextDouble());
    double radius = height / 9.0;
    for (int c = 0; c < channels; c++) {
      double peak = 0.5 + random.nextDouble();
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          double distance = Math.hypot(y - y0, x - x0) / radius;
          pattern[(y * width + x) * channels + c] +=
              (float) (peak * Math.exp(-distance * distance));
        }
      }
    }
  }

  /** Returns the number of samples. */
  public int count() {
    return labels.length;
  }

  /** Returns the number of whole batches of the workload's size. */
  public int batches() {
    return count() / workload.batch();
  }

  /** Returns a copy of the whole batch of an index, counted round and round. */
  public Batch batch(long index) {
    int batch = workload.batch();
    int first = Math.toIntExact(index % batches()) * batch;
    int size = workload.inputSize();
    int[] some = Arrays.copyOfRange(labels, first, first + batch);
    float[] oneHot = new float[batch * workload.classes()];
    for (int i = 0; i < batch; i++) {
      oneHot[i * workload.classes() + some[i]] = 1;
    }
    return new Batch(
        Arrays.copyOfRange(inputs, first * size, (first + batch) * size), some, oneHot);
  }

  /**
   * Writes them for a process that is no JVM: {@code NAME.inputs} (little-endian float32), {@code
   * NAME.labels} (little-endian int32) and {@code NAME.json} (the size of a batch, the shape of a
   * sample and what else the workload has).
   */
  void write(Path folder) throws IOException {
    String name = workload.name();
    ByteBuffer values =
        ByteBuffer.allocate(Math.multiplyExact(4, inputs.length)).order(ByteOrder.LITTLE_ENDIAN);
    values.asFloatBuffer().put(inputs);
    Files.write(folder.resolve(name + ".inputs"), values.array());
    ByteBuffer classes = ByteBuffer.allocate(4 * labels.length).order(ByteOrder.LITTLE_ENDIAN);
    classes.asIntBuffer().put(labels);
    Files.write(folder.resolve(name + ".labels"), classes.array());
    Map<String, Object> facts =
        Map.of(
            "batch", workload.batch(),
            "input", workload.input(),
            "words", workload.words(),
            "places", workload.places(),
            "optimizer", workload.optimizer());
    Files.writeString(folder.resolve(name + ".json"), new Gson().toJson(facts));
  }

  /** Returns the images as (count, channels, height, width), and anything else unchanged. */
  public Samples channelsFirst() {
    if (workload.input().size() != 3 || workload.input(2) == 1) {
      return this;
    }
    int channels = workload.input(2);
    int area = workload.input(0) * workload.input(1);
    float[] moved = new float[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      int sample = i / (area * channels);
      int pixel = i / channels % area;
      int channel = i % channels;
      moved[(sample * channels + channel) * area + pixel] = inputs[i];
    }
    return new Samples(workload, moved, labels);
  }
}
