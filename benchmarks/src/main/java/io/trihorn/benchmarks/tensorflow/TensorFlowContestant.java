package io.trihorn.benchmarks.tensorflow;

import io.trihorn.benchmarks.Contestant;
import io.trihorn.benchmarks.Samples;
import io.trihorn.benchmarks.Workload;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/**
 * A graph and a session: weights in resource variables, gradients by TensorFlow, the fused softmax
 * cross-entropy and Adam kernels. Training and prediction are two subgraphs over one set of
 * weights.
 */
abstract class TensorFlowContestant implements Contestant {
  private Workload workload;
  private Samples samples;
  private Graph graph;
  private Session session;
  private Weights weights;
  private Placeholder<TFloat32> trainingInput;
  private Placeholder<TFloat32> labels;
  private Placeholder<TFloat32> input;
  private Operand<TFloat32> loss;
  private Op update;
  private Operand<TFloat32> probabilities;
  private int threads;
  private long step;

  /**
   * Builds the model up to the logits. Called once for training and once for prediction; weights of
   * the same name are the same.
   *
   * @param batch samples in the batch, or -1 when it may be any
   */
  abstract Operand<TFloat32> logits(
      Ops tf, Weights weights, Operand<TFloat32> x, long batch, boolean training);

  @Override
  public void setUp(Samples samples, int threads) {
    this.workload = samples.workload();
    this.samples = samples;
    this.threads = threads;
    graph = new Graph();
    Ops tf = Ops.create(graph);
    weights = new Weights(tf);

    int batch = workload.batch();
    trainingInput = tf.placeholder(TFloat32.class, Placeholder.shape(inputShape(batch)));
    labels = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(batch, workload.classes())));
    Operand<TFloat32> logits = logits(tf, weights, trainingInput, batch, true);
    Operand<TFloat32> losses = tf.nn.softmaxCrossEntropyWithLogits(logits, labels).loss();
    loss = tf.math.mean(losses, tf.constant(0));
    update = weights.adam(loss);

    input = tf.placeholder(TFloat32.class, Placeholder.shape(inputShape(-1)));
    probabilities = tf.nn.softmax(logits(tf, weights, input, -1, false));

    session =
        new Session(
            graph,
            ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(threads)
                .setInterOpParallelismThreads(threads)
                .build());
    Session.Runner initializer = session.runner();
    weights.initializers().forEach(initializer::addTarget);
    initializer.run().close();
  }

  @Override
  public long parameters() {
    return weights.count();
  }

  @Override
  public float train(int steps) {
    float last = Float.NaN;
    for (int i = 0; i < steps; i++) {
      Samples.Batch batch = samples.batch(step++);
      try (TFloat32 x = tensor(inputShape(workload.batch()), batch.inputs());
          TFloat32 y = tensor(Shape.of(workload.batch(), workload.classes()), batch.oneHot());
          Result result =
              session
                  .runner()
                  .feed(trainingInput, x)
                  .feed(labels, y)
                  .addTarget(update)
                  .fetch(loss)
                  .run()) {
        last = ((TFloat32) result.get(0)).getFloat();
      }
    }
    return last;
  }

  @Override
  public float[] predict(float[] inputs, int batch) {
    float[] output = new float[batch * workload.classes()];
    try (TFloat32 x = tensor(inputShape(batch), inputs);
        Result result = session.runner().feed(input, x).fetch(probabilities).run()) {
      ((TFloat32) result.get(0)).copyTo(DataBuffers.of(output));
    }
    return output;
  }

  @Override
  public String info() {
    return "TensorFlow " + TensorFlow.version() + ", " + threads + " threads in the session";
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }

  private Shape inputShape(long batch) {
    return Shape.of(batch)
        .append(Shape.of(workload.input().stream().mapToLong(Integer::longValue).toArray()));
  }

  private static TFloat32 tensor(Shape shape, float[] values) {
    return TFloat32.tensorOf(shape, DataBuffers.of(values));
  }

  /** Returns the product of a fully connected layer. */
  static Operand<TFloat32> dense(
      Ops tf, Weights weights, String name, Operand<TFloat32> x, int in, int out) {
    Operand<TFloat32> kernel = weights.glorot(name + "/kernel", in, out, in, out);
    Operand<TFloat32> bias = weights.zeros(name + "/bias", out);
    return tf.nn.biasAdd(tf.linalg.matMul(x, kernel), bias);
  }

  /** Returns the product of a convolution without padding and with strides of one. */
  static Operand<TFloat32> convolution(
      Ops tf, Weights weights, String name, Operand<TFloat32> x, int size, int in, int out) {
    long area = (long) size * size;
    Operand<TFloat32> kernel =
        weights.glorot(name + "/kernel", area * in, area * out, size, size, in, out);
    Operand<TFloat32> bias = weights.zeros(name + "/bias", out);
    return tf.nn.biasAdd(tf.nn.conv2d(x, kernel, List.of(1L, 1L, 1L, 1L), "VALID"), bias);
  }
}
