package io.trihorn.examples.speech;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;

/** Digits in English by espeak-ng, which must be installed (Debian's package {@code espeak-ng}). */
public final class Synthesizer {
  private static final List<String> DIGITS =
      List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine");
  private static final List<String> VOICES =
      List.of("en-us+m1", "en-us+m2", "en-us+m3", "en-us+m4", "en-us+f1", "en-us+f2", "en-gb+m5");
  private static final List<String> TEST_VOICES = List.of("en-us+m7", "en-us+f4", "en-gb+m6");
  private static final List<Integer> SPEEDS = List.of(120, 140, 160, 180);
  private static final List<Integer> TEST_SPEEDS = List.of(130, 170, 190);

  /** The length of a WAV file's header. */
  private static final int HEADER = 44;

  private Synthesizer() {}

  /** Says numbers, see {@link Speaker}. */
  public static Utterances say(int rows, boolean test) throws IOException {
    Random random = new Random(test ? 2 : 1);
    float[][] waves = new float[rows][];
    int[][] words = new int[rows][3];
    for (int row = 0; row < rows; row++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 3; i++) {
        int digit = random.nextInt(10);
        words[row][i] = 1 + digit;
        text.append(DIGITS.get(digit)).append(' ');
      }
      List<String> voices = test ? TEST_VOICES : VOICES;
      List<Integer> speeds = test ? TEST_SPEEDS : SPEEDS;
      waves[row] =
          wave(
              voices.get(random.nextInt(voices.size())),
              speeds.get(random.nextInt(speeds.size())),
              text.toString());
    }
    return new Utterances(waves, words);
  }

  /** Every two of espeak-ng's 22,050 samples in a second, 16 bits each, are one. */
  private static float[] wave(String voice, int speed, String text) throws IOException {
    byte[] file = speak(voice, speed, text);
    ByteBuffer samples = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(HEADER);
    float[] wave = new float[Utterances.SAMPLES];
    for (int i = 0; i < wave.length && samples.remaining() >= 4; i++) {
      wave[i] = (samples.getShort() + samples.getShort()) / 65_536f;
    }
    return wave;
  }

  private static byte[] speak(String voice, int speed, String text) throws IOException {
    List<String> command = List.of("espeak-ng", "-v", voice, "-s", "" + speed, "--stdout", text);
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      byte[] file = process.getInputStream().readAllBytes();
      if (process.waitFor() != 0 || file.length <= HEADER) {
        throw new IOException("espeak-ng said nothing for " + command);
      }
      return file;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while espeak-ng spoke", e);
    } catch (IOException e) {
      throw new IOException(
          "the digits are spoken by espeak-ng, which did not run: install it (on Debian: apt-get"
              + " install espeak-ng)",
          e);
    }
  }
}
