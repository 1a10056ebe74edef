package io.trihorn.layers.rnn;

import io.trihorn.activations.Activations;
import io.trihorn.config.Config;
import io.trihorn.constraints.Constraint;
import io.trihorn.graph.ShapeException;
import io.trihorn.initializers.Initializer;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.KernelLayer;
import io.trihorn.layers.base.WeightSpec;
import io.trihorn.ops.RandomOps;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.regularizers.Regularizer;
import io.trihorn.state.SeedGenerator;
import java.util.ArrayList;
import java.util.List;

/**
 * A cell with a kernel for its input, one for its state, a bias, and dropout on either.
 *
 * <p>Called as a layer it takes the input and, as further inputs or as the argument {@code states},
 * the states, and gives the output and the new states.
 *
 * @param <C> the cell's own class
 */
public abstract class KernelCell<C extends KernelCell<C>> extends KernelLayer<C>
    implements RnnCell {
  /** Attributes of the kernel for the state. */
  protected final WeightSpec recurrentSpec = new WeightSpec("orthogonal");

  private double dropout;
  private double recurrentDropout;
  private Integer seed;
  private SeedGenerator generator;

  /** A cell with Keras's defaults. */
  protected KernelCell() {
    activation = Activations.get("tanh");
  }

  /** By default {@code orthogonal}. */
  public final C recurrentInitializer(Initializer value) {
    recurrentSpec.initializer(value);
    return self();
  }

  /** By Keras's name; by default {@code orthogonal}. */
  public final C recurrentInitializer(String name) {
    return recurrentInitializer(Initializers.get(name));
  }

  /** By default none. */
  public final C recurrentRegularizer(Regularizer value) {
    recurrentSpec.regularizer(value);
    return self();
  }

  /** By default none. */
  public final C recurrentConstraint(Constraint value) {
    recurrentSpec.constraint(value);
    return self();
  }

  /** The rate at which inputs are dropped in training, the same ones in all steps; by default 0. */
  public final C dropout(double rate) {
    dropout = rate;
    return self();
  }

  /** The rate at which states are dropped in training, the same ones in all steps; by default 0. */
  public final C recurrentDropout(double rate) {
    recurrentDropout = rate;
    return self();
  }

  /** The seed of the dropout; by default the model's seed decides. */
  public final C seed(int value) {
    seed = value;
    return self();
  }

  /** The attributes of the cell besides those of every layer and the seed. */
  protected void configureCell(Config config) {
    configureBias(config);
    kernelSpec.configure(config, "kernel");
    recurrentSpec.configure(config, "recurrent");
    dropout = config.number("dropout", dropout);
    recurrentDropout = config.number("recurrent_dropout", recurrentDropout);
  }

  /** The attribute {@code seed}. */
  protected final void configureSeed(Config config) {
    seed = config.nullableInteger("seed", seed);
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    configureCell(config);
    configureSeed(config);
  }

  /** Makes the random state; to be called by {@link #build}. */
  protected final void addDropoutState() {
    generator = addSeedGenerator(seed);
  }

  /** Whether each gate drops on its own even where states are not dropped. */
  boolean dropsByGate() {
    return false;
  }

  /**
   * The dropout mask for the inputs of all steps, or null for none: {@code (batch, ...)}, or {@code
   * (gates, batch, ...)} where each gate drops on its own, as it does in Keras when the states are
   * dropped too.
   */
  protected final Tensor inputMask(int gates, Call call, Tensor like, long... dims) {
    return mask(dropout, gates, call, like, dims);
  }

  /** The dropout mask for the states of all steps, or null for none, as {@link #inputMask}. */
  protected final Tensor recurrentMask(int gates, Call call, Tensor like, long... dims) {
    return mask(recurrentDropout, gates, call, like, dims);
  }

  private Tensor mask(double rate, int gates, Call call, Tensor like, long... dims) {
    if (!call.training() || rate <= 0 || rate >= 1) {
      return null;
    }
    long[] all = dims;
    if (gates > 1 && (dropsByGate() || recurrentDropout > 0)) {
      all = new long[dims.length + 1];
      all[0] = gates;
      System.arraycopy(dims, 0, all, 1, dims.length);
    }
    Tensor ones = Shapes.full(like, 1, like.dtype(), all);
    return RandomOps.dropout(ones, rate, call.key(generator), all);
  }

  @Override
  public final int outputState() {
    return 0;
  }

  @Override
  protected final List<Tensor> call(List<Tensor> inputs, Call call) {
    Tensor x = inputs.get(0);
    List<Tensor> states =
        inputs.size() > 1 ? inputs.subList(1, inputs.size()) : call.tensors("states");
    if (states.size() != stateShapes().size()) {
      throw new ShapeException(
          "takes an input and " + stateShapes().size() + " states, but got " + states.size());
    }
    Constants constants = Constants.of(constants(x.dim(0), call));
    Step step = step(project(x, constants, call), states, constants, call);
    List<Tensor> outputs = new ArrayList<>();
    outputs.add(step.output());
    outputs.addAll(step.states());
    return outputs;
  }
}
