package io.trihorn.spark;

import java.io.Serializable;
import java.util.SplittableRandom;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import scala.Tuple2;

/**
 * Which worker reads which rows, and in what order: always the same, so that a training goes on
 * after a failure where it was. Spark sorts the rows on its way, on disks where memory is short.
 *
 * <p>In their own order, rows are dealt out in batches: the batches that the workers have at a time
 * are a batch of one machine with as many rows as all of them. Shuffled, each of as many rows as
 * there are workers goes to another worker, and each worker reads its rows in a random order, in
 * each epoch another one.
 *
 * @param workers how many there are
 * @param batchSize the rows of a worker's batch
 * @param shuffle whether rows are shuffled
 * @param seed of the shuffles
 */
record RowOrder(int workers, int batchSize, boolean shuffle, long seed) implements Serializable {
  /** Where a row goes. */
  record Place(int worker, long order) implements Comparable<Place>, Serializable {
    @Override
    public int compareTo(Place other) {
      return Long.compare(order, other.order);
    }
  }

  private static final class ByWorker extends Partitioner {
    private static final long serialVersionUID = 1;
    private final int workers;

    ByWorker(int workers) {
      this.workers = workers;
    }

    @Override
    public int numPartitions() {
      return workers;
    }

    @Override
    public int getPartition(Object key) {
      return ((Place) key).worker();
    }
  }

  /** The place of a row in an epoch. */
  Place place(long row, int epoch) {
    if (!shuffle) {
      return new Place((int) (row / batchSize % workers), row);
    }
    long random = new SplittableRandom(seed + epoch).nextLong();
    int turn = new SplittableRandom(random ^ row / workers).nextInt(workers);
    int worker = (int) ((row % workers + turn) % workers);
    // A bijection of the rows, so that no two have the same place.
    return new Place(worker, new SplittableRandom(random + row).nextLong());
  }

  /** The rows of a table, each with its number. */
  static JavaPairRDD<Row, Long> numbered(JavaRDD<Row> rows) {
    // Without the schema, which each row would carry through the shuffle.
    return rows.map(RowOrder::bare).zipWithIndex();
  }

  private static Row bare(Row row) {
    Object[] cells = new Object[row.size()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = row.get(i);
    }
    return RowFactory.create(cells);
  }

  /** The rows in the order of an epoch, a partition for each worker. */
  JavaPairRDD<Place, Row> arrange(JavaPairRDD<Row, Long> numbered, int epoch) {
    return numbered
        .mapToPair(row -> new Tuple2<>(place(row._2(), epoch), row._1()))
        .repartitionAndSortWithinPartitions(new ByWorker(workers));
  }
}
