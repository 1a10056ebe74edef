package io.trihorn.spark;

import io.trihorn.model.Model;
import io.trihorn.saving.Saving;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * A model that predicts for the rows of a {@code DataFrame}, streamed ones too. Its file is
 * broadcast once; each executor opens it once for all of its tasks, which read and compute their
 * rows batch by batch.
 *
 * <p>A cell of {@code inputCols} is a number, a boolean, a vector of Spark ML, an array of numbers,
 * nested or not, an image of Spark's data source, or a text for an input of texts, which the
 * model's own layers turn into numbers. A model with one input takes the numbers of all {@code
 * inputCols} one after another; one with several takes a column for each.
 *
 * <p>{@code outputCol} (none by default) gets the outputs: a vector where an output has one axis in
 * a row, nested arrays of floats where it has more; a model with several outputs gives a structure
 * of them. {@code predictionCol} ({@code "prediction"}) gets the class with the largest value of
 * the first output, or the value where there is only one (with {@code threshold}, whether it is
 * above). {@code batchSize} is 32.
 */
public final class TrihornModel extends org.apache.spark.ml.Model<TrihornModel>
    implements DefaultParamsWritable {
  private static final long serialVersionUID = 1;

  private final String uid;
  private final transient ModelParams params;
  private final transient List<Double> losses;
  private transient ModelFile file;
  private transient Broadcast<ModelFile> broadcast;
  private transient SparkContext broadcaster;

  /** One without a model, as Spark makes it to read one. */
  public TrihornModel(String uid) {
    this(uid, null, List.of());
  }

  TrihornModel(String uid, ModelFile file, List<Double> losses) {
    this.uid = uid;
    this.params = new ModelParams(this);
    this.file = file;
    this.losses = List.copyOf(losses);
  }

  /**
   * From a file of any format that {@link Saving} opens.
   *
   * @throws TrihornSparkException if it cannot be read
   */
  public static TrihornModel fromFile(Path file) {
    return new TrihornModel(newUid(), ModelFile.read(file), List.of());
  }

  /** From a model, as it is now. */
  public static TrihornModel fromModel(Model model) {
    return new TrihornModel(newUid(), ModelFile.of(model), List.of());
  }

  static String newUid() {
    return Identifiable.randomUID("trihornModel");
  }

  @Override
  public String uid() {
    return uid;
  }

  /** The columns of the inputs. */
  public StringArrayParam inputCols() {
    return params.inputCols;
  }

  /** The column of the outputs. */
  public Param<String> outputCol() {
    return params.outputCol;
  }

  /** The column of the predictions. */
  public Param<String> predictionCol() {
    return params.predictionCol;
  }

  /** How many rows are computed at once. */
  public IntParam batchSize() {
    return params.batchSize;
  }

  /** What computes. */
  public Param<String> backend() {
    return params.backend;
  }

  /** Above which a single output predicts 1. */
  public DoubleParam threshold() {
    return params.threshold;
  }

  /** Sets {@code inputCols}. */
  public TrihornModel setInputCols(String... columns) {
    set(params.inputCols, columns);
    return this;
  }

  /** Sets {@code outputCol}; none if empty. */
  public TrihornModel setOutputCol(String column) {
    set(params.outputCol, column);
    return this;
  }

  /** Sets {@code predictionCol}; none if empty. */
  public TrihornModel setPredictionCol(String column) {
    set(params.predictionCol, column);
    return this;
  }

  /** Sets {@code batchSize}. */
  public TrihornModel setBatchSize(int rows) {
    set(params.batchSize, rows);
    return this;
  }

  /** Sets {@code backend}. */
  public TrihornModel setBackend(String name) {
    set(params.backend, name);
    return this;
  }

  /** Sets {@code threshold}. */
  public TrihornModel setThreshold(double value) {
    set(params.threshold, value);
    return this;
  }

  /** The model itself, in this JVM; to be closed. */
  public Model open() {
    return file().open();
  }

  /**
   * The mean loss of each epoch of the training that made it; none where it was read from a file.
   */
  public List<Double> losses() {
    return losses;
  }

  private ModelFile file() {
    if (file == null) {
      throw new TrihornSparkException(
          "there is no model in '" + uid + "': use fromFile, fromModel, load or an estimator");
    }
    return file;
  }

  /** The model for tasks; its file is broadcast once in a context. */
  synchronized Predictor predictor(SparkContext context) {
    if (broadcaster != context) {
      broadcast = JavaSparkContext.fromSparkContext(context).broadcast(file());
      broadcaster = context;
    }
    return new Predictor(broadcast, file().digest(), params.backendName());
  }

  @Override
  public Dataset<Row> transform(Dataset<?> rows) {
    StructType schema = rows.schema();
    RowPredictions predictions =
        new RowPredictions(
            predictor(rows.sparkSession().sparkContext()),
            params.batch(),
            params.inputs(),
            ModelParams.places(schema, params.inputs()),
            params.output().isEmpty() ? null : file().outputs(),
            !params.prediction().isEmpty(),
            params.thresholdOrNull());
    return rows.toDF().mapPartitions(predictions, Encoders.row(transformSchema(schema)));
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return params.extended(schema, file().outputs());
  }

  @Override
  public TrihornModel copy(ParamMap extra) {
    TrihornModel copy = new TrihornModel(uid, file, losses);
    copyValues(copy, extra);
    return copy.setParent(parent());
  }

  @Override
  public MLWriter write() {
    return new StageWriter(DefaultParamsWritable.super.write(), file());
  }

  /** Reads what {@code save} wrote. */
  public static MLReader<TrihornModel> read() {
    return new MLReader<>() {
      @Override
      public TrihornModel load(String path) {
        TrihornModel model = new DefaultParamsReader<TrihornModel>().load(path);
        model.file = ModelFile.load(StageWriter.folder(path, sc()));
        return model;
      }
    };
  }

  /** Reads what {@code save} wrote. */
  public static TrihornModel load(String path) {
    return read().load(path);
  }
}
