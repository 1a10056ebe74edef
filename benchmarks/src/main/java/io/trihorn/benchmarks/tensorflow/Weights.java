package io.trihorn.benchmarks.tensorflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;

/** The trainable resource variables of one graph, and Adam over them. */
final class Weights {
  private static final float LEARNING_RATE = 1e-3f;
  private static final float BETA_1 = 0.9f;
  private static final float BETA_2 = 0.999f;
  private static final float EPSILON = 1e-7f;

  private record Weight(VarHandleOp handle, Operand<TFloat32> value, Shape shape) {}

  private final Ops tf;
  private final Map<String, Weight> byName = new LinkedHashMap<>();
  private final List<Op> initializers = new ArrayList<>();
  private final Random random = new Random(1);

  Weights(Ops tf) {
    this.tf = tf;
  }

  /** Returns the value of a weight, drawn at first within Glorot's uniform bounds. */
  Operand<TFloat32> glorot(String name, long fanIn, long fanOut, long... shape) {
    double limit = Math.sqrt(6.0 / (fanIn + fanOut));
    float[] values = new float[(int) Shape.of(shape).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (limit * (2 * random.nextDouble() - 1));
    }
    return weight(name, Shape.of(shape), values);
  }

  /** Returns the value of a weight that begins as zeros. */
  Operand<TFloat32> zeros(String name, long... shape) {
    return weight(name, Shape.of(shape), new float[(int) Shape.of(shape).size()]);
  }

  private Operand<TFloat32> weight(String name, Shape shape, float[] initial) {
    return byName
        .computeIfAbsent(
            name,
            key -> {
              VarHandleOp handle = variable(key, shape, initial);
              return new Weight(handle, tf.readVariableOp(handle, TFloat32.class), shape);
            })
        .value();
  }

  private VarHandleOp variable(String name, Shape shape, float[] initial) {
    // Without a shared name all variables would be one.
    VarHandleOp handle = tf.varHandleOp(TFloat32.class, shape, VarHandleOp.sharedName(name));
    initializers.add(tf.assignVariableOp(handle, tf.constant(shape, DataBuffers.of(initial))));
    return handle;
  }

  /** Returns the number of values in all weights. */
  long count() {
    return byName.values().stream().mapToLong(weight -> weight.shape().size()).sum();
  }

  /** Returns the ops that set every variable to its first value. */
  List<Op> initializers() {
    return initializers;
  }

  /** Returns the op that does an Adam step for a loss, and after it advances the powers of beta. */
  Op adam(Operand<TFloat32> loss) {
    List<Operand<TFloat32>> values = byName.values().stream().map(Weight::value).toList();
    Gradients gradients = tf.gradients(loss, values);
    VarHandleOp power1 = variable("adam/power1", Shape.scalar(), new float[] {BETA_1});
    VarHandleOp power2 = variable("adam/power2", Shape.scalar(), new float[] {BETA_2});
    Operand<TFloat32> power1Now = tf.readVariableOp(power1, TFloat32.class);
    Operand<TFloat32> power2Now = tf.readVariableOp(power2, TFloat32.class);
    Operand<TFloat32> learningRate = tf.constant(LEARNING_RATE);
    Operand<TFloat32> beta1 = tf.constant(BETA_1);
    Operand<TFloat32> beta2 = tf.constant(BETA_2);
    Operand<TFloat32> epsilon = tf.constant(EPSILON);
    List<Op> updates = new ArrayList<>();
    int i = 0;
    for (Map.Entry<String, Weight> entry : List.copyOf(byName.entrySet())) {
      Weight weight = entry.getValue();
      float[] zeros = new float[(int) weight.shape().size()];
      updates.add(
          tf.train.resourceApplyAdam(
              weight.handle(),
              variable(entry.getKey() + "/m", weight.shape(), zeros),
              variable(entry.getKey() + "/v", weight.shape(), zeros),
              power1Now,
              power2Now,
              learningRate,
              beta1,
              beta2,
              epsilon,
              gradients.<TFloat32>dy(i++)));
    }
    Ops after = tf.withControlDependencies(updates);
    return after
        .withControlDependencies(
            List.of(
                after.assignVariableOp(power1, tf.math.mul(power1Now, beta1)),
                after.assignVariableOp(power2, tf.math.mul(power2Now, beta2))))
        .noOp();
  }
}
