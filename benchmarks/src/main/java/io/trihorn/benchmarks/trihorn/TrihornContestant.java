package io.trihorn.benchmarks.trihorn;

import static io.trihorn.model.FitOptions.epochs;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.BackendInfo;
import io.trihorn.benchmarks.ArrayWork;
import io.trihorn.benchmarks.Asking;
import io.trihorn.benchmarks.Computing;
import io.trihorn.benchmarks.Feeding;
import io.trihorn.benchmarks.Fitting;
import io.trihorn.benchmarks.Generating;
import io.trihorn.benchmarks.Opening;
import io.trihorn.benchmarks.Samples;
import io.trihorn.benchmarks.Sharing;
import io.trihorn.benchmarks.Workload;
import io.trihorn.data.Dataset;
import io.trihorn.data.WaitingTime;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.base.DtypePolicy;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Model;
import io.trihorn.ndarray.TrihornNDManager;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.saving.Saving;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A model compiled and fitted on one backend, in its default settings: nothing here is tuned, for
 * users should not have to.
 */
public final class TrihornContestant
    implements Fitting, Generating, Feeding, Computing, Asking, Sharing, Opening {
  /** The system property with the dtype policy of the models. */
  public static final String POLICY = "trihorn.bench.policy";

  private final String backend;
  private Optimizer optimizer;
  private Workload workload;
  private Dataset data;
  private Samples samples;
  private Model model;
  private BareProgram bare;
  private Generator generator;
  private Sources sources;
  private ArrayWork arrays;
  private ArrayPrograms programs;
  private Questions questions;

  /**
   * @param backend the backend's name
   */
  public TrihornContestant(String backend) {
    this.backend = backend;
  }

  @Override
  public void setUp(Samples samples, int threads) {
    this.workload = samples.workload();
    this.samples = samples;
    model =
        DtypePolicy.using(System.getProperty(POLICY, "float32"), () -> TrihornModels.of(workload));
    model.seed(1).on(backend);
    optimizer = workload.optimizer().equals("sgd") ? Optimizers.sgd(0.5) : Optimizers.adam(1e-3);
    model.compile(optimizer, "sparse_categorical_crossentropy");
    data = dataset(samples);
  }

  @Override
  public void save(Path file) {
    Saving.saveModel(model, file);
  }

  @Override
  public void open(Path file, Workload workload) {
    this.workload = workload;
    model = Saving.loadModel(file).on(backend);
  }

  private static Dataset dataset(Samples samples) {
    return Dataset.of(
        TrihornModels.inputs(samples.workload(), samples.inputs(), samples.count()),
        TrihornModels.labels(samples.workload(), samples.labels()));
  }

  @Override
  public long parameters() {
    return model.trainableWeights().stream().mapToLong(w -> w.type().shape().size()).sum();
  }

  @Override
  public float train(int steps) {
    int whole = steps / samples.batches();
    int rest = steps % samples.batches();
    float loss = Float.NaN;
    if (whole > 0) {
      loss = fit(epochs(whole));
    }
    if (rest > 0) {
      loss = fit(epochs(1).stepsPerEpoch(rest));
    }
    return loss;
  }

  private float fit(FitOptions options) {
    return (float)
        model
            .fit(data, options.batchSize(workload.batch()).shuffle(false).verbose(false))
            .last("loss");
  }

  @Override
  public float fit(Samples all) {
    return (float)
        model.fit(dataset(all), epochs(1).batchSize(workload.batch()).verbose(false)).last("loss");
  }

  @Override
  public float bareSteps(int steps) {
    if (bare == null) {
      Graph graph = model.trainingGraph(data.batch(workload.batch()));
      bare = BareProgram.training(model, optimizer, graph);
    }
    TensorData loss = TensorData.zeros(TensorType.of(DataType.FLOAT32));
    for (int i = 0; i < steps; i++) {
      Samples.Batch batch = samples.batch(i);
      bare.run(
          List.of(
              TrihornModels.inputs(workload, batch.inputs(), workload.batch()),
              TrihornModels.labels(workload, batch.labels())),
          List.of(loss));
    }
    return (float) loss.getDouble(0);
  }

  @Override
  public double fit(int count, Source source) {
    if (sources == null || sources.samples() != count) {
      sources = Sources.of(Samples.of(workload, count));
    }
    WaitingTime waited = new WaitingTime();
    Dataset rows = sources.dataset(source).timed(waited);
    model.fit(rows, epochs(1).batchSize(workload.batch()).verbose(false));
    return 1e3 * waited.seconds();
  }

  @Override
  public int generate(int steps, Generating.Way way) {
    if (generator == null) {
      generator = Generator.of(workload, backend);
    }
    return generator.run(steps, way);
  }

  @Override
  public float[] ask(Asking.Way way) {
    if (questions == null) {
      float[] first = Arrays.copyOf(samples.inputs(), workload.inputSize());
      questions = Questions.of(model, TrihornModels.inputs(workload, first, 1), backend);
    }
    return questions.ask(way);
  }

  @Override
  public ArrayWork arrays() {
    if (arrays == null) {
      arrays = new ArrayWork(TrihornNDManager.newBaseManager(backend));
    }
    return arrays;
  }

  @Override
  public boolean hasProgram() {
    return true;
  }

  @Override
  public void runProgram(Work work) {
    if (programs == null) {
      programs = new ArrayPrograms(model.backend());
    }
    programs.run(work);
  }

  @Override
  public float[] predict(float[] inputs, int batch) {
    return model
        .predictOnBatch(TrihornModels.inputs(workload, inputs, batch))
        .get(0)
        .toFloatArray();
  }

  @Override
  public String info() {
    BackendInfo info = model.backend().info();
    return info.engine() + " " + info.version() + ", " + info.settings();
  }

  @Override
  public void close() {
    if (bare != null) {
      bare.close();
    }
    if (generator != null) {
      generator.close();
    }
    if (questions != null) {
      questions.close();
    }
    if (arrays != null) {
      arrays.close();
    }
    if (programs != null) {
      programs.close();
    }
    model.close();
  }
}
