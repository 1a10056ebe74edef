package io.trihorn.benchmarks.tensorflow;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** LeNet, channels last. */
public final class TensorFlowLenet extends TensorFlowContestant {
  private static final float KEEP = 0.5f;

  @Override
  Operand<TFloat32> logits(
      Ops tf, Weights weights, Operand<TFloat32> x, long batch, boolean training) {
    Operand<TFloat32> h = convolution(tf, weights, "conv1", x, 5, 1, 6);
    h = tf.math.sigmoid(pool(tf, h));
    h = convolution(tf, weights, "conv2", h, 5, 6, 16);
    h = tf.math.sigmoid(pool(tf, h));
    if (training) {
      h = dropout(tf, h, Shape.of(batch, 4, 4, 16));
    }
    h = convolution(tf, weights, "conv3", h, 1, 16, 120);
    h = tf.reshape(h, tf.constant(new int[] {(int) batch, 4 * 4 * 120}));
    h = tf.math.sigmoid(dense(tf, weights, "dense1", h, 4 * 4 * 120, 84));
    return dense(tf, weights, "dense2", h, 84, 10);
  }

  private static Operand<TFloat32> pool(Ops tf, Operand<TFloat32> x) {
    int[] two = {1, 2, 2, 1};
    return tf.nn.maxPool(x, tf.constant(two), tf.constant(two), "VALID");
  }

  private static Operand<TFloat32> dropout(Ops tf, Operand<TFloat32> x, Shape shape) {
    Operand<TFloat32> draw = tf.random.randomUniform(tf.constant(shape), TFloat32.class);
    Operand<TFloat32> kept = tf.dtypes.cast(tf.math.less(draw, tf.constant(KEEP)), TFloat32.class);
    return tf.math.mul(x, tf.math.mul(kept, tf.constant(1 / KEEP)));
  }
}
