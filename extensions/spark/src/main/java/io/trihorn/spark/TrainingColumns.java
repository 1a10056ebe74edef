package io.trihorn.spark;

import ai.djl.ndarray.types.DataType;
import io.trihorn.data.Batch;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;

/**
 * The columns that training reads; the cells of a row are those of the inputs, the targets and the
 * weight.
 *
 * @param inputs of the inputs
 * @param targets of the targets
 * @param weight of the rows' weights; null where all weigh the same
 */
record TrainingColumns(List<String> inputs, List<String> targets, String weight)
    implements Serializable {
  TrainingColumns {
    inputs = new ArrayList<>(inputs);
    targets = new ArrayList<>(targets);
  }

  /** All, in the order of the cells. */
  List<String> all() {
    List<String> all = new ArrayList<>(inputs);
    all.addAll(targets);
    if (weight != null) {
      all.add(weight);
    }
    return all;
  }

  /**
   * What batches for a model are made of.
   *
   * @param inputs of the inputs
   * @param targets of the targets
   * @param weights of the weights, or none
   */
  record Feeds(List<Feed> inputs, List<Feed> targets, List<Feed> weights) {
    /** A batch of rows. */
    Batch batch(List<Row> rows) {
      return new Batch(tensors(inputs, rows), tensors(targets, rows), tensors(weights, rows));
    }

    private static List<TensorData> tensors(List<Feed> feeds, List<Row> rows) {
      return feeds.stream()
          .map(feed -> feed.tensor(rows.size(), (row, place) -> rows.get(row).get(place)))
          .toList();
    }
  }

  /**
   * What batches for a model are made of: a column of targets for each output, or all columns for
   * the only one.
   *
   * @throws TrihornSparkException if the numbers of columns do not fit
   */
  Feeds feeds(Model model) {
    int outputs = model.outputNames().size();
    if (outputs > 1 && outputs != targets.size()) {
      throw new TrihornSparkException(
          "model '%s' has the outputs %s: expected a label column for each, but got %s"
              .formatted(model.name(), model.outputNames(), targets));
    }
    List<Feed> targetFeeds = new ArrayList<>();
    for (int i = 0; i < outputs; i++) {
      targetFeeds.add(
          outputs == 1
              ? plain("target", targets, inputs.size())
              : plain(
                  "target of '" + model.outputNames().get(i) + "'",
                  targets.subList(i, i + 1),
                  inputs.size() + i));
    }
    List<Feed> weightFeeds =
        weight == null
            ? List.of()
            : List.of(plain("weight", List.of(weight), inputs.size() + targets.size()));
    return new Feeds(
        Feed.inputs(model, inputs, places(inputs.size(), 0)), targetFeeds, weightFeeds);
  }

  private static Feed plain(String name, List<String> columns, int first) {
    return new Feed(name, columns, places(columns.size(), first), DataType.FLOAT32, null);
  }

  private static List<Integer> places(int count, int first) {
    return IntStream.range(first, first + count).boxed().toList();
  }
}
