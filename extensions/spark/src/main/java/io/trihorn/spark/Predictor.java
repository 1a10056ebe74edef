package io.trihorn.spark;

import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;

/**
 * A model on executors: its file, which Spark broadcasts, and where it is computed.
 *
 * @param file the model's file
 * @param digest that of the file
 * @param backend the name of the backend; null for the one that is configured there
 */
record Predictor(Broadcast<ModelFile> file, String digest, String backend) implements Serializable {
  /** The model of this JVM. */
  ModelCache.Lease lease() {
    return ModelCache.EXECUTOR.share("predict/" + backend + "/" + digest, this::open);
  }

  private Model open() {
    Model model = file.value().open();
    if (backend != null) {
      model.on(backend);
    }
    return model;
  }

  /**
   * The outputs for some rows.
   *
   * @param size how many rows the program has that computes them; fewer rows are filled up where
   *     rows do not depend on each other
   */
  static List<TensorData> predict(
      Model model, List<Feed> feeds, int rows, int size, Feed.Cells cells) {
    boolean fill = rows < size && model.isRowwise();
    List<TensorData> inputs = new ArrayList<>();
    for (Feed feed : feeds) {
      inputs.add(
          feed.tensor(fill ? size : rows, (r, place) -> cells.get(Math.min(r, rows - 1), place)));
    }
    List<TensorData> outputs = model.predictOnBatch(inputs.toArray(new TensorData[0]));
    return fill ? outputs.stream().map(output -> output.rows(0, rows)).toList() : outputs;
  }
}
