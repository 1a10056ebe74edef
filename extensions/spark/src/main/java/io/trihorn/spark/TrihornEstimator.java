package io.trihorn.spark;

import io.trihorn.model.Model;
import java.nio.file.Path;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/**
 * Trains a compiled model on the rows of a {@code DataFrame}, which stay on the executors: in each
 * epoch, Spark sorts them into the order of the epoch, and the tasks of a barrier stage, the
 * workers, read them batch by batch. Where an executor is lost, Spark begins the stage anew, from
 * the last checkpoint if there is a {@code checkpointDir}.
 *
 * <p>With {@code averagingSteps} 0 (the default) all workers apply the mean of their gradients in
 * each step: n workers with the batch size b do what one machine does with batches of n·b, but for
 * layers that look at a batch as a whole ({@code BatchNormalization}) and for random layers. With
 * more, each worker makes as many steps alone, and then weights, moving averages and the
 * optimizer's variables are averaged, weighted by rows; less is sent, and it is another training.
 *
 * <p>The parameters of predictions are those of {@link TrihornModel}, which gets them. A cell of
 * {@code labelCols} ({@code "label"}) is a number, a vector or an array. Others: {@code weightCol}
 * (none), {@code epochs} (1), {@code workers} (0: as many as Spark runs tasks at a time), {@code
 * shuffle} (true), {@code seed} (0), {@code learningRate} (the optimizer's), {@code
 * checkpointSteps} (100). The order of rows is that of the {@code DataFrame}, which must be the
 * same when it is computed again.
 */
public final class TrihornEstimator extends Estimator<TrihornModel>
    implements DefaultParamsWritable {
  private static final long serialVersionUID = 1;

  private final String uid;
  private final transient ModelParams prediction;
  private final transient TrainingParams training;
  private transient ModelFile file;

  /** One without a model, as Spark makes it to read one. */
  public TrihornEstimator(String uid) {
    this(uid, null);
  }

  private TrihornEstimator(String uid, ModelFile file) {
    this.uid = uid;
    this.prediction = new ModelParams(this);
    this.training = new TrainingParams(this);
    this.file = file;
  }

  /**
   * Of a compiled model in a file.
   *
   * @throws TrihornSparkException if it cannot be read
   */
  public static TrihornEstimator fromFile(Path file) {
    return new TrihornEstimator(newUid(), ModelFile.read(file));
  }

  /** Of a compiled model as it is now, which stays as it is. */
  public static TrihornEstimator fromModel(Model model) {
    return new TrihornEstimator(newUid(), ModelFile.of(model));
  }

  private static String newUid() {
    return Identifiable.randomUID("trihornEstimator");
  }

  @Override
  public String uid() {
    return uid;
  }

  /** The columns of the inputs. */
  public StringArrayParam inputCols() {
    return prediction.inputCols;
  }

  /** The column of the model's outputs. */
  public Param<String> outputCol() {
    return prediction.outputCol;
  }

  /** The column of the model's predictions. */
  public Param<String> predictionCol() {
    return prediction.predictionCol;
  }

  /** The rows of a worker's batch. */
  public IntParam batchSize() {
    return prediction.batchSize;
  }

  /** What computes. */
  public Param<String> backend() {
    return prediction.backend;
  }

  /** Above which a single output predicts 1. */
  public DoubleParam threshold() {
    return prediction.threshold;
  }

  /** The columns of the targets. */
  public StringArrayParam labelCols() {
    return training.labelCols;
  }

  /** The column of the rows' weights. */
  public Param<String> weightCol() {
    return training.weightCol;
  }

  /** The passes over the rows. */
  public IntParam epochs() {
    return training.epochs;
  }

  /** How many tasks train. */
  public IntParam workers() {
    return training.workers;
  }

  /** How many steps workers make alone. */
  public IntParam averagingSteps() {
    return training.averagingSteps;
  }

  /**
   * Whether of gradients one bit an element is sent, as in 1-bit SGD: the error that this makes is
   * added to the next gradient. Only with {@code averagingSteps} of 0; false by default.
   */
  public BooleanParam oneBit() {
    return training.oneBit;
  }

  /** Whether each epoch has an order of its own. */
  public BooleanParam shuffle() {
    return training.shuffle;
  }

  /** The seed of the orders. */
  public LongParam seed() {
    return training.seed;
  }

  /** The learning rate. */
  public DoubleParam learningRate() {
    return training.learningRate;
  }

  /** Where checkpoints are. */
  public Param<String> checkpointDir() {
    return training.checkpointDir;
  }

  /** How often they are written. */
  public IntParam checkpointSteps() {
    return training.checkpointSteps;
  }

  /** Sets {@code inputCols}. */
  public TrihornEstimator setInputCols(String... columns) {
    return with(prediction.inputCols, columns);
  }

  /** Sets {@code outputCol}; none if empty. */
  public TrihornEstimator setOutputCol(String column) {
    return with(prediction.outputCol, column);
  }

  /** Sets {@code predictionCol}; none if empty. */
  public TrihornEstimator setPredictionCol(String column) {
    return with(prediction.predictionCol, column);
  }

  /** Sets {@code batchSize}. */
  public TrihornEstimator setBatchSize(int rows) {
    return with(prediction.batchSize, rows);
  }

  /** Sets {@code backend}. */
  public TrihornEstimator setBackend(String name) {
    return with(prediction.backend, name);
  }

  /** Sets {@code threshold}. */
  public TrihornEstimator setThreshold(double value) {
    return with(prediction.threshold, value);
  }

  /** Sets {@code labelCols}. */
  public TrihornEstimator setLabelCols(String... columns) {
    return with(training.labelCols, columns);
  }

  /** Sets {@code weightCol}; none if empty. */
  public TrihornEstimator setWeightCol(String column) {
    return with(training.weightCol, column);
  }

  /** Sets {@code epochs}. */
  public TrihornEstimator setEpochs(int passes) {
    return with(training.epochs, passes);
  }

  /** Sets {@code workers}. */
  public TrihornEstimator setWorkers(int tasks) {
    return with(training.workers, tasks);
  }

  /** Sets {@code averagingSteps}. */
  public TrihornEstimator setAveragingSteps(int steps) {
    return with(training.averagingSteps, steps);
  }

  /** Sets {@code oneBit}. */
  public TrihornEstimator setOneBit(boolean value) {
    return with(training.oneBit, value);
  }

  /** Sets {@code shuffle}. */
  public TrihornEstimator setShuffle(boolean value) {
    return with(training.shuffle, value);
  }

  /** Sets {@code seed}. */
  public TrihornEstimator setSeed(long value) {
    return with(training.seed, value);
  }

  /** Sets {@code learningRate}. */
  public TrihornEstimator setLearningRate(double value) {
    return with(training.learningRate, value);
  }

  /** Sets {@code checkpointDir}; none if empty. */
  public TrihornEstimator setCheckpointDir(String folder) {
    return with(training.checkpointDir, folder);
  }

  /** Sets {@code checkpointSteps}. */
  public TrihornEstimator setCheckpointSteps(int steps) {
    return with(training.checkpointSteps, steps);
  }

  private <T> TrihornEstimator with(Param<T> param, T value) {
    set(param, value);
    return this;
  }

  private ModelFile file() {
    if (file == null) {
      throw new TrihornSparkException(
          "there is no model in '" + uid + "': use fromFile, fromModel or load");
    }
    return file;
  }

  /**
   * Trains.
   *
   * @throws TrihornSparkException if the model is not compiled, or its loss is no mean over rows
   */
  @Override
  public TrihornModel fit(Dataset<?> rows) {
    transformSchema(rows.schema());
    TrainingJob.Result result = new TrainingJob(file(), prediction, training).run(rows);
    TrihornModel model = new TrihornModel(TrihornModel.newUid(), result.file(), result.losses());
    return copyValues(model, extractParamMap()).setParent(this);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    ModelParams.places(schema, TrainingJob.columns(prediction, training).all());
    return prediction.extended(schema, file().outputs());
  }

  @Override
  public TrihornEstimator copy(ParamMap extra) {
    return copyValues(new TrihornEstimator(uid, file), extra);
  }

  @Override
  public MLWriter write() {
    return new StageWriter(DefaultParamsWritable.super.write(), file());
  }

  /** Reads what {@code save} wrote. */
  public static MLReader<TrihornEstimator> read() {
    return new MLReader<>() {
      @Override
      public TrihornEstimator load(String path) {
        TrihornEstimator estimator = new DefaultParamsReader<TrihornEstimator>().load(path);
        estimator.file = ModelFile.load(StageWriter.folder(path, sc()));
        return estimator;
      }
    };
  }

  /** Reads what {@code save} wrote. */
  public static TrihornEstimator load(String path) {
    return read().load(path);
  }
}
