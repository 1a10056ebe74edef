package io.trihorn.caffe;

import ai.djl.ndarray.types.DataType;
import io.trihorn.data.digits.Digits;
import io.trihorn.data.digits.Mnist;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands in for the databases that {@code Data} layers name: MNIST's files in a folder, row
 * after row, and then from the first again, as Caffe reads a database.
 */
final class DataLayers {
  private final Path folder;
  private final Phase phase;

  /**
   * Data for the nets of a phase.
   *
   * @param folder MNIST's files; null where nets have no such layers
   */
  DataLayers(Path folder, Phase phase) {
    this.folder = folder;
    this.phase = phase;
  }

  private static List<LayerText> layers(Part net, NetOptions options) {
    return LayerText.of(net).stream()
        .filter(layer -> layer.isIn(options.phase(), options.stages()))
        .filter(layer -> layer.type().equals("Data"))
        .toList();
  }

  /** The net's options with the shapes that its data layers have by these data. */
  NetOptions shaped(SolverText.Net net) {
    if (folder == null) {
      return net.options();
    }
    for (LayerText layer : layers(net.text(), net.options())) {
      int batch = batchSize(layer);
      List<String> tops = layer.tops();
      for (int i = 0; i < tops.size(); i++) {
        net.options()
            .input(
                tops.get(i),
                i == 0 ? new int[] {batch, 1, Digits.SIZE, Digits.SIZE} : new int[] {batch});
      }
    }
    return net.options();
  }

  private static int batchSize(LayerText layer) {
    int size = layer.parameters("data_param").integer("batch_size");
    if (size < 1) {
      throw layer.error("batch_size should be at least 1, but is " + size);
    }
    return size;
  }

  /** The batches for a net; null where there are no data, or no layer asks for them. */
  BlobSource of(CaffeNet net) {
    List<LayerText> layers =
        net.layers().stream().filter(layer -> layer.type().equals("Data")).toList();
    if (folder == null || layers.isEmpty()) {
      return null;
    }
    Digits digits = digits();
    Map<LayerText, Rows> rows = new LinkedHashMap<>();
    layers.forEach(layer -> rows.put(layer, new Rows(digits, layer)));
    return () -> {
      Map<String, TensorData> blobs = new LinkedHashMap<>();
      rows.values().forEach(each -> each.addTo(blobs));
      return blobs;
    };
  }

  private Digits digits() {
    try {
      Mnist mnist = Mnist.load(folder);
      return phase == Phase.TRAIN ? mnist.train() : mnist.test();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "no MNIST in " + folder + ", which data layers need: " + e.getMessage(), e);
    }
  }

  /** The rows of one layer. */
  private static final class Rows {
    private final Digits digits;
    private final LayerText layer;
    private final int batch;
    private final double scale;
    private final double mean;
    private int next;

    Rows(Digits digits, LayerText layer) {
      this.digits = digits;
      this.layer = layer;
      batch = batchSize(layer);
      Part p = layer.parameters("transform_param");
      if (p.has("mean_file") || p.integer("crop_size") > 0 || p.flag("mirror")) {
        throw layer.error(
            "mean_file, crop_size and mirror are not here for files of digits; leave"
                + " them out, or give prepared blobs by trainData(...)");
      }
      Part data = layer.parameters("data_param");
      // In older texts the factor stood among the database's parameters.
      scale = p.has("scale") ? p.number("scale") : data.number("scale");
      mean = p.numbers("mean_value").stream().findFirst().orElse(0.0);
    }

    void addTo(Map<String, TensorData> blobs) {
      int pixels = Digits.SIZE * Digits.SIZE;
      TensorData images =
          TensorData.zeros(TensorType.of(DataType.FLOAT32, batch, 1, Digits.SIZE, Digits.SIZE));
      TensorData labels = TensorData.zeros(TensorType.of(DataType.FLOAT32, batch));
      for (int row = 0; row < batch; row++) {
        for (int i = 0; i < pixels; i++) {
          double value = digits.images().getDouble((long) next * pixels + i);
          images.setDouble((long) row * pixels + i, (value - mean) * scale);
        }
        labels.setDouble(row, digits.labels().getDouble(next));
        next = (next + 1) % digits.rows();
      }
      List<TensorData> made = List.of(images, labels);
      for (int i = 0; i < Math.min(2, layer.tops().size()); i++) {
        blobs.put(layer.tops().get(i), made.get(i));
      }
    }
  }
}
