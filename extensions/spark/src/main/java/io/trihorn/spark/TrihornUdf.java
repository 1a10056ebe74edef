package io.trihorn.spark;

import io.trihorn.graph.TensorData;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.immutable.ArraySeq;
import scala.collection.immutable.ArraySeq$;

/**
 * Models as functions of SQL. A function is called row by row; where there are many rows, {@link
 * TrihornModel#transform} computes them in batches.
 */
public final class TrihornUdf {
  private TrihornUdf() {}

  /**
   * Makes a model a function: {@code SELECT predict(features) FROM rows}. Its argument is the cell
   * of the model's column, or {@code struct(a, b)} where {@code inputCols} has several. It gives
   * the numbers of the model's first output, an array of floats.
   *
   * @param name the name of the function
   */
  public static void register(SparkSession spark, String name, TrihornModel model) {
    List<String> columns = List.of(model.getOrDefault(model.inputCols()));
    spark
        .udf()
        .register(
            name,
            new Function(model.predictor(spark.sparkContext()), columns.toArray(new String[0])),
            DataTypes.createArrayType(DataTypes.FloatType, false));
  }

  private record Function(Predictor predictor, String[] columns) implements UDF1<Object, Object> {
    @Override
    public ArraySeq<Object> call(Object argument) {
      List<Integer> places = IntStream.range(0, columns.length).boxed().toList();
      try (ModelCache.Lease lease = predictor.lease()) {
        List<Feed> feeds = Feed.inputs(lease.model(), List.of(columns), places);
        List<TensorData> outputs =
            Predictor.predict(
                lease.model(),
                feeds,
                1,
                1,
                (row, place) -> columns.length == 1 ? argument : ((Row) argument).get(place));
        float[] values = outputs.get(0).toFloatArray();
        Object[] boxed = new Object[values.length];
        for (int i = 0; i < boxed.length; i++) {
          boxed[i] = values[i];
        }
        return ArraySeq$.MODULE$.unsafeWrapArray(boxed);
      }
    }
  }
}
