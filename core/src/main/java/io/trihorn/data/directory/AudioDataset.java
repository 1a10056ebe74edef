package io.trihorn.data.directory;

import ai.djl.ndarray.types.DataType;
import io.trihorn.data.PadOptions;
import io.trihorn.data.Sequences;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.nio.file.Path;
import java.util.List;

/**
 * Sounds of a folder, {@code keras.utils.audio_dataset_from_directory}: files that end with .wav,
 * float32 {@code (batch, samples, channels)} with values from -1 to 1, shorter ones filled up with
 * zeros to the longest of their batch. Sounds keep the rates of their files: what Keras's {@code
 * sampling_rate} calls is missing from its own newer versions.
 */
public final class AudioDataset extends DirectoryDataset<AudioDataset> {
  private int outputSequenceLength;
  private boolean ragged;

  private AudioDataset(Path directory) {
    super(directory, "sounds", List.of(".wav"));
  }

  /** The sounds in the folders of a folder, each of which is a class. */
  public static AudioDataset fromDirectory(Path directory) {
    return new AudioDataset(directory);
  }

  @Override
  AudioDataset self() {
    return this;
  }

  /** The number of samples of all sounds: what is more is cut off, what is less filled up. */
  public AudioDataset outputSequenceLength(int samples) {
    outputSequenceLength = samples;
    return this;
  }

  /**
   * Whether a second input, int32 {@code (batch)}, says how many samples each sound has. It stands
   * for Keras's ragged tensors, which engines lack.
   */
  public AudioDataset ragged(boolean value) {
    ragged = value;
    return this;
  }

  @Override
  List<TensorData> read(List<Path> files) {
    if (ragged && outputSequenceLength > 0) {
      throw new IllegalArgumentException(
          "sounds of one length are not ragged: set outputSequenceLength or ragged, not both");
    }
    List<TensorData> sounds = readAll(files, WaveFile::read);
    PadOptions end = new PadOptions().dtype(DataType.FLOAT32).padding("post").truncating("post");
    PadOptions options = outputSequenceLength > 0 ? end.maxlen(outputSequenceLength) : end;
    TensorData together = Sequences.padSequences(sounds, options);
    if (!ragged) {
      return List.of(together);
    }
    TensorData lengths = TensorData.zeros(TensorType.of(DataType.INT32, sounds.size()));
    for (int i = 0; i < sounds.size(); i++) {
      lengths.setLong(i, sounds.get(i).type().dim(0));
    }
    return List.of(together, lengths);
  }
}
