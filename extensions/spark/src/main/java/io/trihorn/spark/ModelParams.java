package io.trihorn.spark;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The parameters of predictions, which the model and its estimator share. */
final class ModelParams {
  private static final int DEFAULT_BATCH_SIZE = 32;

  private final Params owner;
  final StringArrayParam inputCols;
  final Param<String> outputCol;
  final Param<String> predictionCol;
  final IntParam batchSize;
  final Param<String> backend;
  final DoubleParam threshold;

  ModelParams(Params owner) {
    this.owner = owner;
    inputCols =
        new StringArrayParam(
            owner,
            "inputCols",
            "a column for each input of the model, or all columns of its only input");
    outputCol =
        new Param<>(owner, "outputCol", "the column for the model's outputs; none if empty");
    predictionCol =
        new Param<>(
            owner,
            "predictionCol",
            "the column for the class with the largest output, or for the only output; none if empty");
    batchSize =
        new IntParam(
            owner, "batchSize", "how many rows are computed at once (> 0)", ParamValidators.gt(0));
    backend =
        new Param<>(
            owner, "backend", "the backend's name; empty for the one configured on executors");
    threshold =
        new DoubleParam(
            owner, "threshold", "the prediction of a single output is 1 above it, and 0 else");
    owner.setDefault(inputCols, new String[] {"features"});
    owner.setDefault(outputCol, "");
    owner.setDefault(predictionCol, "prediction");
    owner.setDefault(batchSize, DEFAULT_BATCH_SIZE);
    owner.setDefault(backend, "");
  }

  List<String> inputs() {
    return Arrays.asList(owner.getOrDefault(inputCols));
  }

  String output() {
    return owner.getOrDefault(outputCol);
  }

  String prediction() {
    return owner.getOrDefault(predictionCol);
  }

  int batch() {
    return (Integer) owner.getOrDefault(batchSize);
  }

  /** The backend, or null. */
  String backendName() {
    String name = owner.getOrDefault(backend);
    return name.isEmpty() ? null : name;
  }

  Double thresholdOrNull() {
    return owner.isDefined(threshold) ? (Double) owner.getOrDefault(threshold) : null;
  }

  /** Where columns are in a schema. */
  static List<Integer> places(StructType schema, List<String> columns) {
    List<String> names = Arrays.asList(schema.fieldNames());
    for (String column : columns) {
      if (!names.contains(column)) {
        throw new TrihornSparkException(
            "expected a column '%s', but there are %s".formatted(column, names));
      }
    }
    return columns.stream().map(names::indexOf).toList();
  }

  /** A schema with the columns of predictions behind. */
  StructType extended(StructType schema, Outputs outputs) {
    places(schema, inputs());
    StructType extended = schema;
    List<String> names = Arrays.asList(schema.fieldNames());
    Stream.of(output(), prediction())
        .filter(names::contains)
        .findFirst()
        .ifPresent(
            name -> {
              throw new TrihornSparkException(
                  "expected a new name for a column of predictions, but '%s' is there already"
                      .formatted(name));
            });
    if (!output().isEmpty()) {
      extended = extended.add(output(), outputs.type(), false);
    }
    if (!prediction().isEmpty()) {
      extended = extended.add(prediction(), DataTypes.DoubleType, false);
    }
    if (extended == schema) {
      throw new TrihornSparkException("expected an outputCol or a predictionCol, but got neither");
    }
    return extended;
  }
}
