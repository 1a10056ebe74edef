package io.trihorn.caffe;

import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.model.Step;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Weight;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Trains a net of Caffe's as its solver's text says: SGD, Nesterov, AdaGrad, RMSProp, AdaDelta or
 * Adam by Caffe 1.0's formulas, with its learning-rate policies, multipliers of blobs, decay,
 * clipping, {@code iter_size}, tests, snapshots and restoring.
 *
 * <pre>{@code
 * try (CaffeSolver solver = CaffeSolver.read(Path.of("solver.prototxt"))) {
 *   solver.on("onnx").trainData(() -> Map.of("data", images, "label", labels));
 *   solver.solve();
 * }
 * }</pre>
 */
public final class CaffeSolver implements AutoCloseable {
  private final SolverText text;
  private final CaffeNet net;
  private final List<CaffeNet> testNets = new ArrayList<>();
  private final SolverOptimizer optimizer;
  private final List<Weight> trained;
  private final Model objective;
  private final Map<Integer, BlobSource> testData = new LinkedHashMap<>();
  private final SmoothedLoss smoothed;
  private final SolverRate rate;
  private final Snapshots snapshots;
  private BlobSource trainData;
  private Consumer<String> log = line -> {};
  private Path prefix;
  private int iteration;

  private CaffeSolver(SolverText text, Path data) {
    this.text = text;
    Part solver = text.part();
    SolverText.Net train = text.train();
    DataLayers source = new DataLayers(data, Phase.TRAIN);
    net = new CaffeNet(train.text(), source.shaped(train));
    trainData = source.of(net);
    if (net.losses().isEmpty()) {
      throw new CaffeException(
          text.file()
              + ": the net has no loss in phase TRAIN; end it in a layer such as SoftmaxWithLoss");
    }
    int index = 0;
    for (SolverText.Net test : text.tests()) {
      DataLayers testSource = new DataLayers(data, Phase.TEST);
      CaffeNet made = new CaffeNet(test.text(), testSource.shaped(test));
      testNets.add(made);
      testData.put(index++, testSource.of(made));
    }
    List<Learnable> blobs = net.learnables();
    optimizer = new SolverOptimizer(solver, blobs);
    trained =
        blobs.stream().filter(Learnable::isTrained).flatMap(b -> b.weights().stream()).toList();
    optimizer.build(trained);
    objective = new Model(net.model().inputs(), net.losses().stream().map(LossTerm::blob).toList());
    net.model().trainStep(this::trace);
    if (solver.integer("random_seed") >= 0) {
      net.model().seed(solver.integer("random_seed"));
    }
    smoothed = new SmoothedLoss(solver);
    rate = new SolverRate(solver);
    snapshots = new Snapshots(net, optimizer, rate);
    prefix = solver.has("snapshot_prefix") ? Path.of(solver.text("snapshot_prefix")) : null;
  }

  /**
   * Reads a solver's text and the nets that it names. Their data layers must be told their shapes
   * by {@link #read(Path, Path)}; nets with {@code Input} layers get their blobs by {@link
   * #trainData}.
   *
   * @throws CaffeException if a text is none or asks for what is not here
   */
  public static CaffeSolver read(Path solver) {
    return new CaffeSolver(SolverText.read(solver), null);
  }

  /**
   * As {@link #read(Path)}, with data for the nets' data layers.
   *
   * @param data a folder with MNIST's files in idx form, compressed or not: the training set for
   *     layers in phase {@code TRAIN}, the test set for those in {@code TEST}
   */
  public static CaffeSolver read(Path solver, Path data) {
    return new CaffeSolver(SolverText.read(solver), data);
  }

  /** As {@link #read(Path)}, for a text that names no net. */
  public static CaffeSolver forNet(Path solver, Path net) {
    return new CaffeSolver(SolverText.read(solver).with(net), null);
  }

  /** Chooses the backend of all nets. */
  public CaffeSolver on(String backend) {
    net.model().on(backend);
    testNets.forEach(test -> test.model().on(backend));
    return this;
  }

  /** Where the batches of training come from. */
  public CaffeSolver trainData(BlobSource source) {
    trainData = source;
    return this;
  }

  /** Where the batches of a test net come from; the first is 0. */
  public CaffeSolver testData(int index, BlobSource source) {
    testData.put(index, source);
    return this;
  }

  /** Who is told what Caffe would log: losses, rates, results of tests, files. */
  public CaffeSolver log(Consumer<String> listener) {
    log = listener;
    return this;
  }

  /** How names of snapshots begin, instead of the text's {@code snapshot_prefix}. */
  public CaffeSolver snapshotPrefix(Path value) {
    prefix = value;
    return this;
  }

  /** The net that is trained. */
  public CaffeNet net() {
    return net;
  }

  /** The nets that are tested; they have the weights of the last test. */
  public List<CaffeNet> testNets() {
    return List.copyOf(testNets);
  }

  /** How many updates were done. */
  public int iteration() {
    return iteration;
  }

  /** One row of the data is one batch of Caffe's, which need not have its rows first. */
  private void trace(Step step) {
    List<Tensor> blobs =
        step.inputs().stream()
            .map(x -> Shapes.reshape(x, Arrays.copyOfRange(x.shape().getShape(), 1, x.rank())))
            .toList();
    List<Tensor> terms = step.call(objective, blobs);
    Tensor loss = null;
    for (int i = 0; i < terms.size(); i++) {
      Tensor sum = Ops.sum(terms.get(i));
      double weight = net.losses().get(i).weight();
      Tensor term = weight == 1 ? sum : Ops.multiply(sum, weight);
      loss = loss == null ? term : Ops.add(loss, term);
    }
    step.log("loss", loss);
    step.minimize(loss, optimizer, trained);
  }

  /**
   * Does some iterations, with what the text has between them.
   *
   * @return the losses before each of them, of all batches of an iteration their mean
   */
  public double[] step(int iterations) {
    Part solver = text.part();
    double[] losses = new double[iterations];
    for (int i = 0; i < iterations; i++) {
      if (isDue("test_interval") && (iteration > 0 || solver.flag("test_initialization"))) {
        test();
      }
      losses[i] = iterate();
      smoothed.add(losses[i]);
      if (isDue("display")) {
        log.accept(
            "iteration %d: loss %.6g, learning rate %.6g"
                .formatted(iteration, smoothed.value(), rate()));
      }
      iteration++;
      if (isDue("snapshot")) {
        snapshot();
      }
    }
    return losses;
  }

  private boolean isDue(String interval) {
    int every = text.part().integer(interval);
    return every > 0 && iteration % every == 0;
  }

  private double iterate() {
    if (trainData == null) {
      throw new CaffeException(
          "there are no data for the inputs "
              + net.inputNames()
              + ": give them by trainData(...), or a folder for the layers that read files");
    }
    int batches = text.part().integer("iter_size");
    double sum = 0;
    for (int i = 0; i < batches; i++) {
      List<TensorData> rows = new ArrayList<>();
      for (TensorData blob : ordered(net, trainData.next())) {
        long[] dims = blob.type().dims();
        long[] row = new long[dims.length + 1];
        row[0] = 1;
        System.arraycopy(dims, 0, row, 1, dims.length);
        rows.add(blob.reshape(row));
      }
      sum += net.model().trainOnBatch(Dataset.of(rows)).get("loss");
    }
    return sum / batches;
  }

  private static List<TensorData> ordered(CaffeNet net, Map<String, TensorData> blobs) {
    List<TensorData> inputs = new ArrayList<>();
    for (int i = 0; i < net.inputNames().size(); i++) {
      String name = net.inputNames().get(i);
      TensorData blob = blobs.get(name);
      long[] shape = net.model().inputs().get(i).shape().getShape();
      if (blob == null || !Arrays.equals(blob.type().dims(), shape)) {
        throw new CaffeException(
            "input '"
                + name
                + "' should be "
                + Arrays.toString(shape)
                + ", but the data have "
                + (blob == null ? "only " + blobs.keySet() : Arrays.toString(blob.type().dims())));
      }
      inputs.add(blob);
    }
    return inputs;
  }

  /** The learning rate of this iteration, without the blobs' multipliers. */
  public double rate() {
    return rate.at(iteration);
  }

  /**
   * Trains until {@code max_iter}, tests where that is due and writes a snapshot unless the text
   * says {@code snapshot_after_train: false} or has no prefix for its name.
   */
  public void solve() {
    Part solver = text.part();
    step(Math.max(0, solver.integer("max_iter") - iteration));
    if (solver.flag("snapshot_after_train") && !isDue("snapshot") && prefix != null) {
      snapshot();
    }
    if (isDue("test_interval")) {
      test();
    }
  }

  /**
   * Tests all test nets with the present weights.
   *
   * @return for each net its outputs, as means over {@code test_iter} batches
   */
  public List<Map<String, double[]>> test() {
    List<Map<String, double[]>> results = new ArrayList<>();
    for (int i = 0; i < testNets.size(); i++) {
      CaffeNet test = testNets.get(i);
      Map<String, List<TensorData>> blobs = net.blobs();
      blobs.keySet().retainAll(test.blobShapes().keySet());
      test.setBlobs(blobs);
      Map<String, double[]> means =
          means(test, testData.get(i), text.part().integers("test_iter").get(i));
      int net = i;
      means.forEach(
          (name, values) ->
              log.accept(
                  "iteration %d, test net %d: %s = %s"
                      .formatted(iteration, net, name, Arrays.toString(values))));
      results.add(means);
    }
    return results;
  }

  private static Map<String, double[]> means(CaffeNet test, BlobSource data, int batches) {
    if (data == null) {
      throw new CaffeException(
          "there are no data for the inputs "
              + test.inputNames()
              + " of a test net: give them by testData(...)");
    }
    Map<String, double[]> sums = new LinkedHashMap<>();
    for (int batch = 0; batch < batches; batch++) {
      List<TensorData> outputs =
          test.model().predictOnBatch(ordered(test, data.next()).toArray(TensorData[]::new));
      for (int i = 0; i < outputs.size(); i++) {
        TensorData output = outputs.get(i);
        double[] sum =
            sums.computeIfAbsent(
                test.outputNames().get(i), name -> new double[Math.toIntExact(output.size())]);
        for (int k = 0; k < sum.length; k++) {
          sum[k] += output.getDouble(k) / batches;
        }
      }
    }
    return sums;
  }

  /**
   * Writes the weights and the solver's state, by names as Caffe's: {@code
   * PREFIX_iter_N.caffemodel} and {@code PREFIX_iter_N.solverstate}. Each is written under another
   * name first and then moved, the state last, so that a process killed meanwhile leaves no broken
   * file.
   *
   * @return the state's file
   * @throws CaffeException if there is no prefix
   */
  public Path snapshot() {
    if (prefix == null) {
      throw new CaffeException(
          text.file() + " has no snapshot_prefix; give one, or call snapshotPrefix(...)");
    }
    Path state = snapshots.write(prefix, iteration, text.part());
    log.accept("iteration %d: wrote %s".formatted(iteration, state));
    return state;
  }

  /**
   * Goes on from a snapshot: weights, memories and the number of updates.
   *
   * @param state a {@code .solverstate} of this solver's or Caffe's; the {@code .caffemodel} that
   *     it names is looked for beside it too
   * @throws CaffeException if it is none, or of another net or solver
   */
  public CaffeSolver restore(Path state) {
    iteration = snapshots.restore(state, text.part());
    return this;
  }

  /** Starts from the weights of a net of the same layers; see {@link CaffeNet#load}. */
  public CaffeSolver load(Path caffemodel) {
    net.load(caffemodel);
    return this;
  }

  @Override
  public void close() {
    objective.close();
    net.model().close();
    testNets.forEach(test -> test.model().close());
  }
}
