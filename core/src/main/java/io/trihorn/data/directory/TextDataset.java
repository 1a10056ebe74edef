package io.trihorn.data.directory;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Texts of a folder, {@code keras.utils.text_dataset_from_directory}: files that end with .txt, in
 * UTF-8, as they are. A batch holds them as {@link io.trihorn.ndarray.Texts} do, uint8 {@code
 * (batch, bytes of the longest)}, which layers of texts read.
 */
public final class TextDataset extends DirectoryDataset<TextDataset> {
  private int maxLength = Integer.MAX_VALUE;

  private TextDataset(Path directory) {
    super(directory, "texts", List.of(".txt"));
  }

  /** The texts in the folders of a folder, each of which is a class. */
  public static TextDataset fromDirectory(Path directory) {
    return new TextDataset(directory);
  }

  @Override
  TextDataset self() {
    return this;
  }

  /** How many bytes of a text count at most; by default all. */
  public TextDataset maxLength(int bytes) {
    maxLength = bytes;
    return this;
  }

  @Override
  List<TensorData> read(List<Path> files) {
    List<byte[]> texts = readAll(files, Files::readAllBytes);
    int width = texts.stream().mapToInt(t -> Math.min(maxLength, t.length)).max().orElse(0);
    TensorData out =
        TensorData.zeros(TensorType.of(DataType.UINT8, files.size(), Math.max(1, width)));
    for (int i = 0; i < files.size(); i++) {
      byte[] text = texts.get(i);
      byte[] kept = Arrays.copyOf(text, Math.min(maxLength, text.length));
      out.bytes().put(i * Math.max(1, width), kept);
    }
    return List.of(out);
  }
}
