package io.trihorn.spark;

import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.TaskCompletionListener;

/**
 * The rows of a partition with what a model predicts for them behind. Rows are read and computed
 * batch by batch as they are asked for, and nothing is kept but the batch.
 *
 * @param predictor the model
 * @param batchSize how many rows are computed at once
 * @param columns the columns of the inputs
 * @param places where they are
 * @param outputs what the outputs become; null where no column is for them
 * @param prediction whether a column is for what {@link Outputs#prediction} says
 * @param threshold for that
 */
record RowPredictions(
    Predictor predictor,
    int batchSize,
    List<String> columns,
    List<Integer> places,
    Outputs outputs,
    boolean prediction,
    Double threshold)
    implements MapPartitionsFunction<Row, Row> {

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    ModelCache.Lease lease = predictor.lease();
    // Where the rows are asked for no more, such as by a limit, there is no last one.
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> lease.close());
    List<Feed> feeds = Feed.inputs(lease.model(), columns, places);
    return new Batches(rows, lease.model(), feeds);
  }

  private final class Batches implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final Model model;
    private final List<Feed> feeds;
    private final Queue<Row> ready = new ArrayDeque<>();

    Batches(Iterator<Row> rows, Model model, List<Feed> feeds) {
      this.rows = rows;
      this.model = model;
      this.feeds = feeds;
    }

    @Override
    public boolean hasNext() {
      return !ready.isEmpty() || rows.hasNext();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      if (ready.isEmpty()) {
        read();
      }
      return ready.remove();
    }

    private void read() {
      List<Row> batch = new ArrayList<>(batchSize);
      while (batch.size() < batchSize && rows.hasNext()) {
        batch.add(rows.next());
      }
      List<TensorData> made =
          Predictor.predict(
              model, feeds, batch.size(), batchSize, (row, place) -> batch.get(row).get(place));
      for (int i = 0; i < batch.size(); i++) {
        ready.add(extended(batch.get(i), made, i));
      }
    }

    private Row extended(Row row, List<TensorData> made, int at) {
      List<Object> cells = new ArrayList<>(row.size() + 2);
      for (int i = 0; i < row.size(); i++) {
        cells.add(row.get(i));
      }
      if (outputs != null) {
        cells.add(outputs.value(made, at));
      }
      if (prediction) {
        cells.add(Outputs.prediction(made, at, threshold));
      }
      return RowFactory.create(cells.toArray());
    }
  }
}
