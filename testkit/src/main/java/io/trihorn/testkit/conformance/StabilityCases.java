package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.losses.Losses;
import io.trihorn.ops.Fusions;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Nonlinear;
import io.trihorn.ops.Normalizing;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Special;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.Trig;
import io.trihorn.ops.linalg.Linalg;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Functions at 0 and at 1e30 and 1e-30 in float32, where their plain formulas overflow or divide 0
 * by 0; all their values and gradients are finite.
 */
final class StabilityCases {
  private static final double[][] ROWS = {
    {0, 0, 0, 0},
    {1e30, 0, -1e30, 1e-30},
    {1e30, 1e30, 1e30, 1e30},
    {-1e30, -1e30, -1e30, -1e30},
    {1e-30, -1e-30, 1e-30, 0},
    {88, -88, 104, -104}
  };

  private static final Map<String, UnaryOperator<Tensor>> FUNCTIONS = new TreeMap<>();

  static {
    FUNCTIONS.put("log-softmax", x -> Nn.logSoftmax(x, -1));
    FUNCTIONS.put("log of softmax", x -> Ops.log(Nn.softmax(x, -1)));
    FUNCTIONS.put("log of sigmoid", x -> Ops.log(Nn.sigmoid(x)));
    FUNCTIONS.put("log of 1 + e^x", x -> Ops.log(Ops.add(Ops.exp(x), 1)));
    FUNCTIONS.put("softmax", x -> Nn.softmax(x, -1));
    FUNCTIONS.put("log1p", x -> Ops.log1p(Ops.abs(x)));
    FUNCTIONS.put("softplus", Nn::softplus);
    FUNCTIONS.put("sigmoid", Nn::sigmoid);
    FUNCTIONS.put("sigmoid cross-entropy", x -> sigmoidCrossEntropy(x));
    FUNCTIONS.put("softmax cross-entropy", x -> softmaxCrossEntropy(x));
    FUNCTIONS.put("logsumexp", x -> Special.logsumexp(x, -1));
    FUNCTIONS.put("logaddexp", x -> Special.logaddexp(x, Ops.negative(x)));
    FUNCTIONS.put("norm", x -> Linalg.norm(x, -1));
    FUNCTIONS.put("hypot", x -> Trig.hypot(x, Ops.multiply(x, 0.5)));
    FUNCTIONS.put("normalize", x -> Normalizing.normalize(x, -1, 2));
    FUNCTIONS.put("arcsinh", Trig::arcsinh);
    FUNCTIONS.put("log-cosh", x -> Losses.logCosh(Ops.multiply(x, 0), x));
    FUNCTIONS.put("tanh", Ops::tanh);
    FUNCTIONS.put("hard-sigmoid", Nonlinear::hardSigmoid);
    FUNCTIONS.put("hard-silu", Nonlinear::hardSilu);
    FUNCTIONS.put("silu", Nonlinear::silu);
    FUNCTIONS.put("log-sigmoid", Nonlinear::logSigmoid);
    FUNCTIONS.put("elu", x -> Nonlinear.elu(x, 1));
    FUNCTIONS.put("relu6", Nonlinear::relu6);
  }

  private StabilityCases() {}

  static List<OpCase> cases() {
    CaseList list = new CaseList("stability");
    FUNCTIONS.forEach(
        (name, function) ->
            list.add(
                name,
                c -> {
                  TensorData data =
                      TensorData.zeros(TensorType.of(DataType.FLOAT32, ROWS.length, 4));
                  for (int i = 0; i < data.size(); i++) {
                    data.setDouble(i, ROWS[i / 4][i % 4]);
                  }
                  Tensor x = new Tensor(c.graph(), c.input(data));
                  c.terms(8);
                  c.output(function.apply(x).value());
                }));
    // Its squares leave float32 at 1e30, so only where the true value does not.
    list.add(
        "variance",
        c -> {
          Tensor x =
              new Tensor(
                  c.graph(),
                  c.input(
                      TensorData.of(
                          new float[] {
                            0, 0, 0, 0, 1e-30f, -1e-30f, 0, 1e-30f, 1e15f, 1e15f, 1e15f, 1e15f, 7,
                            7, 7, 7
                          },
                          4,
                          4)));
          c.terms(8);
          c.output(Ops.variance(x, -1).value());
        });
    return list.cases();
  }

  private static Tensor labels(Tensor x) {
    float[] values = new float[ROWS.length * 4];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 4 == 1 ? 1 : 0;
    }
    return x.constant(TensorData.of(values, ROWS.length, 4).cast(x.dtype()));
  }

  private static Tensor sigmoidCrossEntropy(Tensor x) {
    return new Fusions.SigmoidCrossEntropy().applyOne(x, labels(x));
  }

  private static Tensor softmaxCrossEntropy(Tensor x) {
    return new Fusions.SoftmaxCrossEntropy().applyOne(x, labels(x));
  }
}
