package io.trihorn.data.directory;

import io.trihorn.graph.TensorData;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/** Sounds of .wav files, by the JDK. */
final class WaveFile {
  private WaveFile() {}

  /**
   * A sound as float32 {@code (samples, channels)}, whole numbers divided by the largest of their
   * size.
   *
   * @throws IOException if it cannot be read; the message names the file
   */
  static TensorData read(Path file) throws IOException {
    try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
        AudioInputStream sound = AudioSystem.getAudioInputStream(bytes)) {
      AudioFormat format = sound.getFormat();
      int size = format.getSampleSizeInBits();
      boolean signed = format.getEncoding() == AudioFormat.Encoding.PCM_SIGNED;
      boolean unsigned = format.getEncoding() == AudioFormat.Encoding.PCM_UNSIGNED;
      if (!signed && !unsigned || size % 8 != 0 || size > 32) {
        throw new IOException(
            file + ": expected samples of 8, 16, 24 or 32 bits (PCM), but got " + format);
      }
      return samples(sound.readAllBytes(), format, signed);
    } catch (UnsupportedAudioFileException e) {
      throw new IOException(file + ": expected a .wav file, but got none: " + e.getMessage(), e);
    }
  }

  private static TensorData samples(byte[] bytes, AudioFormat format, boolean signed) {
    int width = format.getSampleSizeInBits() / 8;
    int channels = format.getChannels();
    float[] values = new float[bytes.length / width / channels * channels];
    double most = Math.pow(2, 8.0 * width - 1);
    for (int i = 0; i < values.length; i++) {
      long value = 0;
      for (int b = 0; b < width; b++) {
        int place = i * width + (format.isBigEndian() ? b : width - 1 - b);
        // The first byte has the sign.
        value = value << 8 | (b == 0 && signed ? bytes[place] : bytes[place] & 0xff);
      }
      values[i] = (float) ((signed ? value : value - most) / most);
    }
    return TensorData.of(values, values.length / channels, channels);
  }
}
