package io.trihorn.layers.rnn;

import ai.djl.ndarray.types.Shape;
import io.trihorn.activations.Activation;
import io.trihorn.config.Config;
import io.trihorn.initializers.Initializer;
import io.trihorn.layers.base.Call;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A cell whose kernels are matrices, with the same number of columns for each of its gates.
 *
 * @param <C> the cell's own class
 */
public abstract class DenseCell<C extends DenseCell<C>> extends KernelCell<C> {
  /** The number of units. */
  protected int units;

  private final int gates;
  private Weight kernel;
  private Weight recurrentKernel;

  /** The bias, or null. */
  protected Weight bias;

  /** A cell of this many units and gates. */
  protected DenseCell(int units, int gates) {
    this.units = Config.requirePositive(className(), "units", units);
    this.gates = gates;
  }

  @Override
  public final List<Shape> stateShapes() {
    return Collections.nCopies(stateCount(), new Shape(units));
  }

  /** The number of states. */
  protected int stateCount() {
    return 1;
  }

  /** The shape of the bias. */
  protected Shape biasShape() {
    return new Shape((long) gates * units);
  }

  /** The initializer of the bias. */
  protected Initializer biasInitializer() {
    return biasSpec.initializer();
  }

  @Override
  protected void configureCell(Config config) {
    units = config.positive("units", units);
    super.configureCell(config);
  }

  @Override
  protected final void build(List<Shape> inputs) {
    Shape input = inputs.get(0);
    long features = input.get(input.dimension() - 1);
    long columns = (long) gates * units;
    kernel = addWeight("kernel", new Shape(features, columns), kernelSpec);
    recurrentKernel = addWeight("recurrent_kernel", new Shape(units, columns), recurrentSpec);
    if (useBias) {
      bias =
          addWeight(
              "bias",
              biasShape(),
              biasInitializer(),
              true,
              biasSpec.regularizer(),
              biasSpec.constraint());
    }
    addDropoutState();
  }

  @Override
  public Map<String, Tensor> constants(long batch, Call call) {
    Map<String, Tensor> constants = new HashMap<>();
    Tensor w = call.read(kernel);
    constants.put("kernel", w);
    constants.put("recurrent", call.read(recurrentKernel));
    putBias(constants, call);
    constants.put("inputMask", inputMask(gates, call, w, batch, kernel.type().dim(0)));
    constants.put("recurrentMask", recurrentMask(gates, call, w, batch, units));
    return constants;
  }

  /** Adds the bias: under the name {@code bias} what belongs to the inputs. */
  protected void putBias(Map<String, Tensor> constants, Call call) {
    if (bias != null) {
      constants.put("bias", call.read(bias));
    }
  }

  @Override
  public final Tensor project(Tensor inputs, Constants constants, Call call) {
    Tensor y = multiply(inputs, constants.get("kernel"), constants.get("inputMask"), gates);
    Tensor b = constants.get("bias");
    return b == null ? y : Ops.add(y, b);
  }

  /** Whether the cell has sigmoid gates and tanh, and drops nothing. */
  final boolean isStandard(Activation gates, Constants constants) {
    return activation.name().equals("tanh")
        && gates.name().equals("sigmoid")
        && constants.get("inputMask") == null
        && constants.get("recurrentMask") == null;
  }

  /** The state times its kernel: {@code (batch, gates * units)}. */
  protected final Tensor recur(Tensor state, Constants constants) {
    return multiply(state, constants.get("recurrent"), constants.get("recurrentMask"), gates);
  }

  /** {@link #recur(Tensor, Constants)} for some of the gates. */
  protected final Tensor recur(Tensor state, Constants constants, int from, int to) {
    Tensor w = Shapes.slice(constants.get("recurrent"), 1, (long) from * units, (long) to * units);
    Tensor mask = constants.get("recurrentMask");
    boolean several = mask != null && mask.rank() == 3;
    return multiply(state, w, several ? Shapes.slice(mask, 0, from, to) : mask, to - from);
  }

  /**
   * The product of inputs {@code (..., batch, n)} and a kernel {@code (n, gates * units)}, the
   * inputs multiplied before by a mask {@code (batch, n)}, or for each gate by one of {@code
   * (gates, batch, n)}.
   */
  private static Tensor multiply(Tensor x, Tensor w, Tensor mask, int count) {
    if (mask == null) {
      return Nn.matmul(x, w);
    }
    if (mask.rank() == 2) {
      return Nn.matmul(Ops.multiply(x, mask), w);
    }
    long n = x.dim(-1);
    long columns = w.dim(1) / count;
    long[] spread = mask.type().dims();
    Tensor wide = x.rank() == 3 ? Shapes.reshape(mask, count, 1, spread[1], n) : mask;
    Tensor masked = Shapes.reshape(Ops.multiply(x, wide), count, -1, n);
    Tensor kernels = Shapes.transpose(Shapes.reshape(w, n, count, columns), 1, 0, 2);
    Tensor products = Shapes.transpose(Nn.matmul(masked, kernels), 1, 0, 2);
    List<Long> dims = new ArrayList<>();
    for (int i = 0; i < x.rank() - 1; i++) {
      dims.add(x.dim(i));
    }
    dims.add(w.dim(1));
    return Shapes.reshape(products, dims.stream().mapToLong(d -> d).toArray());
  }

  /**
   * All steps without a mask as one composite, or null (the default) where there is none for the
   * cell as it is.
   *
   * @param inputs {@code (time, batch, features)}, not projected
   * @param all whether the outputs of all steps are wanted
   */
  RnnLoop.Result whole(
      Tensor inputs, List<Tensor> initial, Constants constants, boolean reverse, boolean all) {
    return null;
  }
}
