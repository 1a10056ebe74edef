package io.trihorn.ops;

import io.trihorn.graph.Composite;
import io.trihorn.graph.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Activations and losses whose gradient has a simpler form than that of their formula. */
public final class Fusions {
  private Fusions() {}

  /** {@code max(x, 0)}, NaN kept; the gradient at 0 is 0. */
  public record Relu() implements PointwiseFusion {
    @Override
    public List<Tensor> expand(List<Tensor> in) {
      return List.of(Ops.maximum(in.get(0), 0));
    }

    @Override
    public Optional<List<Tensor>> pullback(List<Tensor> in, List<Tensor> out, List<Tensor> g) {
      return Optional.of(List.of(Ops.where(Ops.greater(out.get(0), 0), g.get(0), 0)));
    }
  }

  /** {@code min(max(x, 0), 6)}, NaN kept; the gradient at 0 and at 6 is 0. */
  public record Relu6() implements PointwiseFusion {
    @Override
    public List<Tensor> expand(List<Tensor> in) {
      return List.of(Ops.minimum(Nn.relu(in.get(0)), 6));
    }

    @Override
    public Optional<List<Tensor>> pullback(List<Tensor> in, List<Tensor> out, List<Tensor> g) {
      Tensor between = Ops.logicalAnd(Ops.greater(out.get(0), 0), Ops.less(out.get(0), 6));
      return Optional.of(List.of(Ops.where(between, g.get(0), 0)));
    }
  }

  /**
   * Exponentials along an axis divided by their sum, without overflow.
   *
   * @param axis the axis, not negative
   */
  public record Softmax(int axis) implements Fusion {
    @Override
    public List<Tensor> expand(List<Tensor> in) {
      Tensor e = Ops.exp(Ops.subtract(in.get(0), Ops.maxKeep(in.get(0), axis)));
      return List.of(Ops.divide(e, Ops.sumKeep(e, axis)));
    }

    @Override
    public List<TensorType> outputTypes(List<TensorType> inputs) {
      return inputs;
    }

    @Override
    public Optional<Composite> permuted(List<Integer> permutation) {
      return Optional.of(new Softmax(permutation.indexOf(axis)));
    }

    @Override
    public Optional<List<Tensor>> pullback(List<Tensor> in, List<Tensor> out, List<Tensor> g) {
      Tensor y = out.get(0);
      Tensor gy = Ops.multiply(g.get(0), y);
      return Optional.of(List.of(Ops.subtract(gy, Ops.multiply(y, Ops.sumKeep(gy, axis)))));
    }
  }

  /**
   * The logarithm of {@link Softmax}, without loss of small probabilities.
   *
   * @param axis the axis, not negative
   */
  public record LogSoftmax(int axis) implements Fusion {
    @Override
    public List<Tensor> expand(List<Tensor> in) {
      Tensor shifted = Ops.subtract(in.get(0), Ops.stopGradient(Ops.maxKeep(in.get(0), axis)));
      return List.of(Ops.subtract(shifted, Ops.log(Ops.sumKeep(Ops.exp(shifted), axis))));
    }

    @Override
    public List<TensorType> outputTypes(List<TensorType> inputs) {
      return inputs;
    }

    @Override
    public Optional<Composite> permuted(List<Integer> permutation) {
      return Optional.of(new LogSoftmax(permutation.indexOf(axis)));
    }

    @Override
    public Optional<List<Tensor>> pullback(List<Tensor> in, List<Tensor> out, List<Tensor> g) {
      Tensor probabilities = Ops.exp(out.get(0));
      Tensor total = Ops.sumKeep(g.get(0), axis);
      return Optional.of(List.of(Ops.subtract(g.get(0), Ops.multiply(probabilities, total))));
    }
  }

  /** {@code log(1 + e^x)}, without overflow. */
  public record Softplus() implements PointwiseFusion {
    @Override
    public List<Tensor> expand(List<Tensor> in) {
      Tensor x = in.get(0);
      return List.of(Ops.add(Ops.maximum(x, 0), Ops.log1p(Ops.exp(Ops.negative(Ops.abs(x))))));
    }

    @Override
    public Optional<List<Tensor>> pullback(List<Tensor> in, List<Tensor> out, List<Tensor> g) {
      return Optional.of(List.of(Ops.multiply(g.get(0), Nn.sigmoid(in.get(0)))));
    }
  }

  /**
   * {@code (logits, labels) -> losses}: cross-entropy {@code -sum(labels * log softmax(logits))}
   * along the last axis, which is dropped. Labels get no gradient.
   */
  public record SoftmaxCrossEntropy() implements Fusion {
    @Override
    public List<Tensor> expand(List<Tensor> in) {
      Tensor log = Nn.logSoftmax(in.get(0), -1);
      return List.of(Ops.negative(Ops.sum(Ops.multiply(in.get(1), log), -1)));
    }

    @Override
    public Optional<List<Tensor>> pullback(List<Tensor> in, List<Tensor> out, List<Tensor> g) {
      Tensor labels = in.get(1);
      Tensor scaled = Ops.multiply(Nn.softmax(in.get(0), -1), Ops.sumKeep(labels, -1));
      Tensor gradient = Ops.multiply(Ops.subtract(scaled, labels), Shapes.expandDims(g.get(0), -1));
      return Optional.of(Arrays.asList(gradient, null));
    }
  }

  /**
   * {@code (logits, labels) -> losses}: {@link SoftmaxCrossEntropy} where the labels {@code (...)}
   * are class indices for logits {@code (..., classes)}.
   */
  public record SparseSoftmaxCrossEntropy() implements Fusion {
    @Override
    public List<Tensor> expand(List<Tensor> in) {
      Tensor hot = Shapes.oneHot(in.get(1), in.get(0).dim(-1), in.get(0).dtype());
      return List.of(Ops.negative(Ops.sum(Ops.multiply(hot, Nn.logSoftmax(in.get(0), -1)), -1)));
    }

    @Override
    public Optional<List<Tensor>> pullback(List<Tensor> in, List<Tensor> out, List<Tensor> g) {
      Tensor hot = Shapes.oneHot(in.get(1), in.get(0).dim(-1), in.get(0).dtype());
      // An index that is no class has the loss 0, whatever the logits are.
      Tensor index = in.get(1);
      Tensor isClass = Ops.equal(index, Ops.clip(index, 0, in.get(0).dim(-1) - 1));
      Tensor given = Shapes.expandDims(Ops.where(isClass, g.get(0), 0), -1);
      Tensor gradient = Ops.multiply(Ops.subtract(Nn.softmax(in.get(0), -1), hot), given);
      return Optional.of(Arrays.asList(gradient, null));
    }
  }

  /**
   * {@code (logits, labels) -> losses}, elementwise: {@code max(x, 0) - x z + log(1 + e^-|x|)}.
   * Labels get no gradient.
   */
  public record SigmoidCrossEntropy() implements Fusion {
    @Override
    public List<Tensor> expand(List<Tensor> in) {
      Tensor x = in.get(0);
      Tensor linear = Ops.subtract(Ops.maximum(x, 0), Ops.multiply(x, in.get(1)));
      return List.of(Ops.add(linear, Ops.log1p(Ops.exp(Ops.negative(Ops.abs(x))))));
    }

    @Override
    public Optional<List<Tensor>> pullback(List<Tensor> in, List<Tensor> out, List<Tensor> g) {
      Tensor slope = Ops.subtract(Nn.sigmoid(in.get(0)), in.get(1));
      return Optional.of(Arrays.asList(Ops.multiply(g.get(0), slope), null));
    }
  }
}
