package io.trihorn.examples;

import static io.trihorn.ops.Nn.matmul;
import static io.trihorn.ops.Nn.sigmoid;
import static io.trihorn.ops.Nn.softplus;
import static io.trihorn.ops.Ops.add;
import static io.trihorn.ops.Ops.cast;
import static io.trihorn.ops.Ops.less;
import static io.trihorn.ops.Ops.mean;
import static io.trihorn.ops.Ops.multiply;
import static io.trihorn.ops.Ops.negative;
import static io.trihorn.ops.Ops.square;
import static io.trihorn.ops.Ops.stopGradient;
import static io.trihorn.ops.Ops.subtract;
import static io.trihorn.ops.Ops.sum;
import static io.trihorn.ops.RandomOps.uniform;

import ai.djl.ndarray.types.Shape;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Step;
import io.trihorn.ops.Tensor;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.state.SeedGenerator;
import io.trihorn.state.Weight;
import java.util.List;

/**
 * A restricted Boltzmann machine. As a layer it gives the probabilities of its hidden units, and is
 * a dense layer with a sigmoid; what it sees is from 0 to 1.
 */
final class BoltzmannMachine extends Layer {
  private final SeedGenerator seed = addSeedGenerator(null);
  private final int units;
  private Weight kernel;
  private Weight hidden;
  private Weight visible;

  BoltzmannMachine(int units) {
    this.units = units;
  }

  @Override
  protected void build(List<Shape> inputs) {
    long seen = inputs.get(0).get(1);
    kernel = addWeight("kernel", new Shape(seen, units), Initializers.randomNormal(0, 0.01));
    hidden = addWeight("hidden", new Shape(units), Initializers.zeros());
    visible = addWeight("visible", new Shape(seen), Initializers.zeros());
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    return sigmoid(add(matmul(x, call.read(kernel)), call.read(hidden)));
  }

  /**
   * One step of contrastive divergence (Hinton, 2002): what is seen becomes likelier, and what the
   * machine makes of it less likely.
   */
  void learn(Step step, Tensor seen, Optimizer optimizer) {
    Tensor on = step.call(this, seen);
    Tensor draw = uniform(step.key(seed), on.dtype(), on.shape().getShape());
    Tensor made = stopGradient(shown(step, cast(less(draw, on), on.dtype())));
    Tensor loss = subtract(mean(energy(step, seen)), mean(energy(step, made)));
    step.minimize(loss, optimizer, weights());
    step.log("error", mean(square(subtract(seen, made))));
  }

  /** Logs the squared error of what the probabilities of the hidden units show. */
  void judge(Step step, Tensor seen) {
    Tensor made = shown(step, step.call(this, seen));
    step.log("error", mean(square(subtract(seen, made))));
  }

  /** What is seen where these hidden units are on. */
  private Tensor shown(Step step, Tensor on) {
    Tensor back = matmul(on, step.trace().read(kernel.variable()), false, true);
    return sigmoid(add(back, step.trace().read(visible.variable())));
  }

  /** The free energy of what is seen {@code (rows)}. */
  private Tensor energy(Step step, Tensor seen) {
    Tensor inner = matmul(seen, step.trace().read(kernel.variable()));
    Tensor units = sum(softplus(add(inner, step.trace().read(hidden.variable()))), -1);
    Tensor bias = sum(multiply(seen, step.trace().read(visible.variable())), -1);
    return negative(add(units, bias));
  }
}
