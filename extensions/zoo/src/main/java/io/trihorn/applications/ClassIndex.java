package io.trihorn.applications;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.trihorn.data.DatasetUnavailableException;
import io.trihorn.data.Progress;
import io.trihorn.data.download.PublishedFile;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.ndarray.HostValues;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the outputs of a network stand for: ids and names of classes, in the order of the outputs.
 *
 * @param ids the classes' numbers in WordNet
 * @param names the classes' names
 */
public record ClassIndex(List<String> ids, List<String> names) {
  private static final PublishedFile IMAGENET =
      PublishedWeights.SHELF.file(
          "imagenet_class_index.json",
          "https://storage.googleapis.com/download.tensorflow.org/data/imagenet_class_index.json",
          "c2c37ea517e94d9795004a39431a14cb");

  /** Copies the lists. */
  public ClassIndex {
    ids = List.copyOf(ids);
    names = List.copyOf(names);
    if (ids.size() != names.size()) {
      throw new IllegalArgumentException(
          "there should be a name for each id, but there are %d and %d"
              .formatted(names.size(), ids.size()));
    }
  }

  /**
   * ImageNet's 1000 classes, from this machine or downloaded once.
   *
   * @throws DatasetUnavailableException if the list is nowhere and cannot be downloaded
   */
  public static ClassIndex imagenet() throws IOException {
    return read(IMAGENET.get(Progress.SILENT));
  }

  /**
   * A list in the form of Keras's: {@code {"0": ["n01440764", "tench"], …}}.
   *
   * @throws IOException if the file cannot be read, or is no such list
   */
  public static ClassIndex read(Path file) throws IOException {
    List<String> ids = new ArrayList<>();
    List<String> names = new ArrayList<>();
    try (Reader in = Files.newBufferedReader(file)) {
      JsonObject json = JsonParser.parseReader(in).getAsJsonObject();
      for (int i = 0; i < json.size(); i++) {
        JsonArray entry = json.getAsJsonArray(Integer.toString(i));
        if (entry == null) {
          throw new IOException(file + " has " + json.size() + " classes, but none numbered " + i);
        }
        ids.add(entry.get(0).getAsString());
        names.add(entry.get(1).getAsString());
      }
    } catch (JsonParseException
        | IllegalStateException
        | ClassCastException
        | IndexOutOfBoundsException e) {
      throw new IOException(
          file + " is no list of classes, {\"0\": [\"id\", \"name\"], ...}: " + e.getMessage(), e);
    }
    return new ClassIndex(ids, names);
  }

  /**
   * The likeliest classes of each row, the likeliest first.
   *
   * @param predictions {@code (rows, classes)}, as a model predicts them
   * @param top how many of each row
   * @throws ShapeException if there are not as many columns as classes
   */
  public List<List<Prediction>> decode(Object predictions, int top) {
    TensorData data = HostValues.of(predictions);
    if (data.shape().dimension() != 2 || data.shape().get(1) != ids.size()) {
      throw new ShapeException(
          "predictions to decode should be (rows, %d), but are %s"
              .formatted(ids.size(), data.shape()));
    }
    List<List<Prediction>> rows = new ArrayList<>();
    for (long row = 0; row < data.shape().get(0); row++) {
      rows.add(best(data, row * ids.size(), top));
    }
    return rows;
  }

  private List<Prediction> best(TensorData data, long begin, int top) {
    return IntStream.range(0, ids.size())
        .mapToObj(i -> new Prediction(ids.get(i), names.get(i), data.getDouble(begin + i)))
        .sorted(Comparator.comparing(Prediction::score).reversed())
        .limit(top)
        .toList();
  }
}
