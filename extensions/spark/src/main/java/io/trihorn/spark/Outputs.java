package io.trihorn.spark;

import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.ArraySeq;
import scala.collection.immutable.ArraySeq$;

/**
 * What a model's outputs are in a table: a vector of Spark ML where an output has one axis in a
 * row, else nested arrays of floats; the outputs of a model with several are a structure of them by
 * name.
 *
 * @param names of the outputs
 * @param ranks how many axes they have in a row
 */
record Outputs(List<String> names, List<Integer> ranks) implements Serializable {
  Outputs {
    names = new ArrayList<>(names);
    ranks = new ArrayList<>(ranks);
  }

  /** Those of a model. */
  static Outputs of(Model model) {
    return new Outputs(
        model.outputNames(), model.outputs().stream().map(t -> t.shape().dimension() - 1).toList());
  }

  /** The type of the column with all of them. */
  DataType type() {
    if (names.size() == 1) {
      return type(ranks.get(0));
    }
    StructField[] fields = new StructField[names.size()];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = new StructField(names.get(i), type(ranks.get(i)), false, Metadata.empty());
    }
    return new StructType(fields);
  }

  private static DataType type(int rank) {
    if (rank <= 1) {
      return SQLDataTypes.VectorType();
    }
    DataType type = DataTypes.FloatType;
    for (int i = 0; i < rank; i++) {
      type = DataTypes.createArrayType(type, false);
    }
    return type;
  }

  /** The value of a row. */
  Object value(List<TensorData> outputs, int row) {
    if (outputs.size() == 1) {
      return value(outputs.get(0), row);
    }
    return RowFactory.create(outputs.stream().map(output -> value(output, row)).toArray());
  }

  private static Object value(TensorData output, int row) {
    long[] dims = output.type().dims();
    long size = output.size() / dims[0];
    if (dims.length > 2) {
      return nested(output, dims, 1, row * size, size);
    }
    return Vectors.dense(output.rows(row, 1).toDoubleArray());
  }

  private static ArraySeq<Object> nested(
      TensorData output, long[] dims, int axis, long start, long size) {
    int length = Math.toIntExact(dims[axis]);
    Object[] elements = new Object[length];
    for (int i = 0; i < length; i++) {
      long part = size / length;
      elements[i] =
          axis == dims.length - 1
              ? (Object) (float) output.getDouble(start + i)
              : nested(output, dims, axis + 1, start + i * part, part);
    }
    return ArraySeq$.MODULE$.unsafeWrapArray(elements);
  }

  /**
   * The number that a row's first output says: the class with the largest value, or the value where
   * there is one.
   *
   * @param threshold above which a single value says 1, else 0; null for the value itself
   */
  static double prediction(List<TensorData> outputs, int row, Double threshold) {
    TensorData values = outputs.get(0).rows(row, 1);
    if (values.size() == 1) {
      double value = values.getDouble(0);
      return threshold == null ? value : value > threshold ? 1 : 0;
    }
    int best = 0;
    for (int i = 1; i < values.size(); i++) {
      if (values.getDouble(i) > values.getDouble(best)) {
        best = i;
      }
    }
    return best;
  }
}
