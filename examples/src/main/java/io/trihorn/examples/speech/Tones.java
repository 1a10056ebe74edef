package io.trihorn.examples.speech;

import java.util.Random;

/** Digits as tones of a tenth to a third of a second, each a note of its own, with some noise. */
public final class Tones {
  private Tones() {}

  /** Says numbers, see {@link Speaker}; others for testing. */
  public static Utterances say(int rows, boolean test) {
    Random random = new Random(test ? 2 : 1);
    float[][] waves = new float[rows][Utterances.SAMPLES];
    int[][] words = new int[rows][3];
    for (int row = 0; row < rows; row++) {
      int at = 0;
      for (int i = 0; i < 3; i++) {
        int digit = random.nextInt(10);
        words[row][i] = 1 + digit;
        int length = (int) (Utterances.RATE * (0.15 + 0.2 * random.nextDouble()));
        double pitch = 300 * Math.pow(2, digit / 3.0) * (1 + 0.02 * random.nextGaussian());
        for (int t = 0; t < length; t++) {
          double swell = Math.sin(Math.PI * t / length);
          waves[row][at + t] =
              (float) (swell * Math.sin(2 * Math.PI * pitch * t / Utterances.RATE));
        }
        at += length + Utterances.RATE / 10;
      }
      for (int t = 0; t < Utterances.SAMPLES; t++) {
        waves[row][t] += (float) (0.01 * random.nextGaussian());
      }
    }
    return new Utterances(waves, words);
  }
}
