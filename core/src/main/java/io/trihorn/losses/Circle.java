package io.trihorn.losses;

import ai.djl.ndarray.types.DataType;
import io.trihorn.config.Config;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;

/**
 * Circle loss (Sun et al., 2020) of embeddings {@code (batch, features)} of length 1, with labels
 * {@code (batch)}: those of one label are drawn together and others apart, each pair the more the
 * further it is from where it should be. Samples whose loss is 0 do not count in the mean.
 */
public final class Circle extends Loss {
  /** Stands for minus infinity in sums of exponentials, without becoming NaN. */
  private static final double NOWHERE = -1e30;

  private double gamma = 80;
  private double margin = 0.4;
  private boolean removeDiagonal = true;

  /** A loss with Keras's defaults. */
  public Circle() {}

  /** The scale of similarities; by default 80. */
  public Circle gamma(double value) {
    gamma = value;
    return this;
  }

  /** How far similarities should be from the bounds; by default 0.4. */
  public Circle margin(double value) {
    margin = value;
    return this;
  }

  /** Whether samples are not compared with themselves; by default so. */
  public Circle removeDiagonal(boolean value) {
    removeDiagonal = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    gamma = config.number("gamma", gamma);
    margin = config.number("margin", margin);
    removeDiagonal = config.bool("remove_diagonal", removeDiagonal);
  }

  @Override
  protected Tensor call(Tensor yTrue, Tensor yPred) {
    long n = yPred.dim(0);
    Tensor labels = Shapes.reshape(Ops.cast(yTrue, DataType.INT32), n, 1);
    Tensor same = Ops.equal(labels, Shapes.reshape(labels, 1, n));
    Tensor other = Ops.logicalNot(same);
    if (removeDiagonal) {
      Tensor index = Shapes.arange(yPred, n, DataType.INT32);
      Tensor itself = Ops.equal(Shapes.reshape(index, n, 1), Shapes.reshape(index, 1, n));
      same = Ops.logicalAnd(same, Ops.logicalNot(itself));
    }
    Tensor distance = Nn.relu(Ops.subtract(1, Nn.matmul(yPred, yPred, false, true)));
    Tensor pull = Nn.relu(Ops.add(distance, margin));
    Tensor push = Nn.relu(Ops.subtract(1 + margin, distance));
    Tensor near = Ops.multiply(Ops.multiply(pull, Ops.subtract(margin, distance)), -gamma);
    Tensor far = Ops.multiply(Ops.multiply(push, Ops.subtract(1 - margin, distance)), gamma);
    return Nn.softplus(Ops.add(total(same, near), total(other, far)));
  }

  /** The logarithm of the sum of exponentials of each row, where a mask holds. */
  private static Tensor total(Tensor mask, Tensor values) {
    Tensor x = Ops.where(mask, values, NOWHERE);
    Tensor largest = Ops.stopGradient(Ops.maxKeep(x, 1));
    Tensor sum = Ops.sum(Ops.exp(Ops.subtract(x, largest)), 1);
    return Ops.add(Ops.log(sum), Shapes.squeeze(largest, 1));
  }

  @Override
  protected Tensor counted(Tensor yTrue, Tensor yPred, Tensor losses) {
    return Ops.greater(losses, 0);
  }
}
