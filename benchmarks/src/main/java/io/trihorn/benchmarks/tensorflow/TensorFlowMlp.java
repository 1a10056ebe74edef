package io.trihorn.benchmarks.tensorflow;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Two wide dense layers. */
public final class TensorFlowMlp extends TensorFlowContestant {
  @Override
  Operand<TFloat32> logits(
      Ops tf, Weights weights, Operand<TFloat32> x, long batch, boolean training) {
    Operand<TFloat32> h = tf.nn.relu(dense(tf, weights, "dense1", x, 784, 512));
    h = tf.nn.relu(dense(tf, weights, "dense2", h, 512, 512));
    return dense(tf, weights, "dense3", h, 512, 10);
  }
}
