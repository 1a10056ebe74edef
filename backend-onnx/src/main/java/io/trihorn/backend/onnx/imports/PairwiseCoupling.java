package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.LoopTrace;
import java.util.ArrayList;
import java.util.List;

/**
 * Probabilities of classes from those between each two of them: the second method of Wu, Lin and
 * Weng, "Probability Estimates for Multi-class Classification by Pairwise Coupling" (2004), in the
 * rounds and to the accuracy of LIBSVM, whose numbers scikit-learn and ONNX Runtime give.
 *
 * @param call the node
 * @param classes how many there are
 * @param first for each two classes the probability of the first, {@code (batch, 1)}
 */
record PairwiseCoupling(OpCall call, int classes, List<Tensor> first) {
  /** No probability between two classes is nearer to 0 or 1. */
  static final double LEAST = 1e-7;

  private static final int ROUNDS = 100;
  private static final double ACCURACY = 0.005;

  /** {@code (batch, classes)}. */
  Tensor probabilities() {
    Tensor q = matrix();
    long batch = q.dim(0);
    Tensor even = Shapes.full(q, 1.0 / classes, q.dtype(), batch, classes);
    Tensor rounds = call.constant(TensorData.zeros(q.type().withShape(rounds(), 1)));
    LoopTrace.Result result =
        call.scope()
            .call()
            .scan(
                List.of(even),
                List.of(rounds),
                rounds(),
                false,
                (loop, states, slices) ->
                    new LoopTrace.Step(List.of(round(loop.capture(q), states.get(0))), List.of()));
    return Ops.cast(result.carries().get(0), DataType.FLOAT32);
  }

  private int rounds() {
    return Math.max(ROUNDS, classes);
  }

  /** The quadratic form that is to be smallest, {@code (batch, classes, classes)}. */
  private Tensor matrix() {
    Tensor[][] r = new Tensor[classes][classes];
    int pair = 0;
    for (int i = 0; i < classes; i++) {
      for (int j = i + 1; j < classes; j++) {
        r[i][j] = Ops.cast(first.get(pair++), DataType.FLOAT64);
        r[j][i] = Ops.subtract(1, r[i][j]);
      }
    }
    List<Tensor> elements = new ArrayList<>();
    for (int t = 0; t < classes; t++) {
      for (int j = 0; j < classes; j++) {
        elements.add(t == j ? squares(r, t) : Ops.negative(Ops.multiply(r[j][t], r[t][j])));
      }
    }
    Tensor flat = Shapes.concatenate(elements, 1);
    return Shapes.reshape(flat, flat.dim(0), classes, classes);
  }

  private Tensor squares(Tensor[][] r, int t) {
    List<Tensor> squares = new ArrayList<>();
    for (int j = 0; j < classes; j++) {
      if (j != t) {
        squares.add(Ops.square(r[j][t]));
      }
    }
    return Ops.addAll(squares);
  }

  /** One round; rows that are accurate enough stay as they are. */
  private Tensor round(Tensor q, Tensor before) {
    Tensor p = before;
    Tensor qp = product(q, p);
    Tensor all = Ops.sumKeep(Ops.multiply(p, qp), 1);
    Tensor error = Ops.maxKeep(Ops.abs(Ops.subtract(qp, all)), 1);
    for (int t = 0; t < classes; t++) {
      Tensor own = Shapes.reshape(Shapes.slice(Shapes.index(q, 1, t), 1, t, t + 1), -1, 1);
      Tensor change = Ops.divide(Ops.subtract(all, Shapes.slice(qp, 1, t, t + 1)), own);
      Tensor sum = Ops.add(change, 1);
      Tensor moved =
          Ops.add(Ops.multiply(own, change), Ops.multiply(Shapes.slice(qp, 1, t, t + 1), 2));
      all = Ops.divide(Ops.add(all, Ops.multiply(change, moved)), Ops.square(sum));
      qp = Ops.divide(Ops.add(qp, Ops.multiply(change, Shapes.index(q, 1, t))), sum);
      p = Ops.divide(Ops.add(p, Ops.multiply(change, unit(p, t))), sum);
    }
    return Ops.where(Ops.less(error, ACCURACY / classes), before, p);
  }

  private static Tensor product(Tensor q, Tensor p) {
    return Ops.sum(Ops.multiply(q, Shapes.expandDims(p, 1)), 2);
  }

  private Tensor unit(Tensor p, int t) {
    TensorData row = TensorData.zeros(p.type().withShape(1, classes));
    row.setDouble(t, 1);
    return Tensor.constant(p.builder(), row);
  }
}
